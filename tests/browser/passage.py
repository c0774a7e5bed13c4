"""The steps of the wizard, passed one after another, and what is looked at on each page on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts, looks, papers
from tests.browser.desk import Desk
from tests.cases import EVERYTHING, usually

SAVED = re.compile(r"^Enregistré à \d+\sh\s\d\d$")
GALETS_OF_THE_SHORE = "30002001"
STANDS = f"() => [window.policyReports, ({looks.WIDER})(), ({looks.WHOLE})()]"
RENEWABLE = """
SELECT child.last_name, child.first_name, child.birth_date, earlier.form_data, earlier.number, earlier.id
FROM mes_request earlier
JOIN families_child child ON child.id = earlier.child_id
JOIN core_organisation division ON division.id = earlier.division_id
WHERE division.code = ? AND earlier.compliant_at IS NOT NULL AND child.birth_date > date('now', '-50 months')
  AND earlier.reference_year = (SELECT max(reference_year) - 1 FROM mes_request WHERE state = 'draft')
  AND NOT EXISTS (SELECT 1 FROM mes_request other WHERE other.child_id = child.id AND other.id <> earlier.id)
ORDER BY earlier.id LIMIT 1"""
ELSEWHERE = """
SELECT child.last_name, child.first_name, child.birth_date, earlier.form_data, earlier.number, earlier.id, child.id
FROM mes_request earlier
JOIN families_child child ON child.id = earlier.child_id
JOIN core_organisation division ON division.id = earlier.division_id
WHERE division.code <> ? AND earlier.state = 'compliant' AND child.birth_date > date('now', '-50 months')
  AND NOT EXISTS (SELECT 1 FROM mes_request other WHERE other.child_id = child.id AND other.id <> earlier.id)
ORDER BY earlier.id LIMIT 1"""
LEAVE = """
UPDATE families_placement SET ends_on = date('now', '-10 days'), allowance_until = date('now', '-10 days')
WHERE child_id = ?"""
ARRIVE = """
INSERT INTO families_placement (version, created_at, updated_at, child_id, installation_id, starts_on, allowance_from,
    note)
SELECT 1, created_at, updated_at, child_id, (SELECT id FROM core_organisation WHERE code = ?), date('now', '-9 days'),
    date('now', '-9 days'), note FROM families_placement WHERE child_id = ? LIMIT 1"""


def at(size: str):
    """A journey at this size; with SLOW=1 at both."""
    return pytest.mark.parametrize("size", usually(looks.SIZES, size))


def sound(desk: Desk) -> Page:
    """The page as it stands pleases the policy, fits its window, and is sound as a whole: headings, landmarks, names.

    With SLOW=1 axe judges it too: each kind of page that stands on the way is judged each time by test_pages.
    """
    page = desk.page
    page.wait_for_load_state()
    if EVERYTHING:
        assert looks.violations(page) == [], page.url
    reports, sideways, faults = page.evaluate(STANDS)
    assert (reports, sideways, faults) == ([], 0, []), page.url
    return page


def move_in(desk: Desk) -> tuple:
    """A child with a compliant request in another service comes to this one: what ELSEWHERE tells of her."""
    found = desk.site.ask(ELSEWHERE, acts.GALETS)
    desk.site.do(LEAVE, found[-1])
    desk.site.do(ARRIVE, GALETS_OF_THE_SHORE, found[-1])
    return found


def search(desk: Desk, last_name: str, first_name: str, born: str) -> Page:
    """Step 1: the search by names, looked at before and after, then step 2."""
    desk.open("/mes/creer/")
    sound(desk)
    acts.look_for(desk, last_name, first_name, born)
    desk.leave_by(sound(desk).get_by_role("link", name=f"Choisir {first_name} {last_name}"))
    return sound(desk)


def choose(desk: Desk, kind: str) -> str:
    """Step 2: the type, then page 1 of the form; the number of the draft."""
    desk.page.get_by_role("radio", name=kind, exact=True).check()
    forward(desk, 1)
    return re.search(r"\d{4}-\d\d-\d{3}", desk.page.get_by_role("heading", level=1).inner_text()).group()


def forward(desk: Desk, number: int) -> Page:
    """« Suivant »: the page of this number opens, and is sound."""
    desk.page.get_by_role("button", name="Suivant", exact=True).click()
    expect(desk.page).to_have_url(re.compile(f"/formulaire/{number}$"))
    return sound(desk)


def answer(desk: Desk, number: int, **instead) -> None:
    """Give the answers of a page that stands open."""
    for name, value in (acts.FORM[number] | instead).items():
        acts.answer(desk.page, name, value)


def date_all(desk: Desk) -> None:
    """Page 7: the day of each signature that this type and this service ask for."""
    for each in desk.page.get_by_label(re.compile("^Date de signature")).all():
        each.fill(acts.DONE)
        each.blur()


def status(desk: Desk, words: str | re.Pattern = SAVED) -> None:
    """The state of saving, in words."""
    expect(desk.page.locator("[data-saving] span")).to_have_text(words)


def join(desk: Desk, folder: Path, *slots: str) -> None:
    """Step 4, from the last page of the form: the documents, the signatures page printed first; then step 5."""
    page = desk.page
    page.get_by_role("button", name="Suivant", exact=True).click()
    expect(page).to_have_url(re.compile("/pieces$"))
    sound(desk)
    with page.expect_download() as download:
        page.get_by_role("button", name="Imprimer la page des signatures").click()
    download.value.save_as(folder / "page.pdf")
    assert papers.read(folder / "page.pdf").pages == 1
    for slot in (*slots, "signatures"):
        page.locator(f"#piece-{slot} input[type=file]").set_input_files(papers.write(folder, slot))
        expect(page.locator(f"#piece-{slot}-held")).to_contain_text(f"{slot}.pdf")
    sound(desk)
    page.get_by_role("link", name="Suivant", exact=True).click()
    expect(page).to_have_url(re.compile("/verification$"))


def transmit(desk: Desk) -> None:
    """Step 5: the password again, the signature, the question, and the request is gone to the Ministry."""
    page = desk.page
    desk.site.let_passwords_grow_old()
    page.reload()
    desk.leave_by(sound(desk).get_by_role("link", name="Confirmer mon mot de passe"))
    sound(desk)
    desk.give_password("Confirmer")
    sound(desk).get_by_label("Fonction").fill("Directrice générale")
    page.get_by_role("button", name="Signer", exact=True).click()
    desk.sees("La demande est signée. Il reste à la transmettre.")
    sound(desk)
    acts.fire(desk, "Transmettre")
    acts.state_is(desk, "Transmis")
    sound(desk)
