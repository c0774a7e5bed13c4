"""The ways of a request that follows another, from end to end: renewed, and transferred; with SLOW=1 alone.

Their wizard is that of a new request (test_mes_journeys). What differs is asked by HTTP each time, in tests/mes:
test_wizard on what is taken over, locked or never shown (MES-R17, R18), test_step_4 on documents, test_endings on ends.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from plugins.mes.form.pages import FIELDS
from tests.browser import acts, passage
from tests.browser.desk import DIRECTOR, MINISTRY, SIGNER
from tests.browser.looks import SIZES
from tests.browser.passage import answer, at, forward, sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@at("wide")
def test_a_renewal_without_change_takes_over_everything_and_locks_it_but_the_dates(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    *child, kept, _number, _id = window.site.ask(passage.RENEWABLE, acts.GALETS)
    earlier = json.loads(kept)["values"]
    expect(passage.search(window, *child).get_by_role("radio", name="Renouvellement sans changement")).to_be_checked()
    passage.choose(window, "Renouvellement sans changement")
    answer(window, 1)
    for number, dates in ((2, ["attested_on"]), (3, ["plan_date"]), (4, []), (5, [])):
        page = forward(window, number)
        locked(page, earlier)
        for name in dates:
            acts.answer(page, name, acts.DONE)
    forward(window, 6)
    answer(window, 6)
    forward(window, 7)
    expect(page.locator("[data-field=signed_professional]")).to_have_count(0)
    passage.date_all(window)
    strip = page.get_by_role("navigation", name="Pages du formulaire")
    expect(strip.get_by_text("Complète", exact=True)).to_have_count(7)
    passage.join(window, tmp_path, "plan")
    passage.transmit(window)


def locked(page: Page, earlier: dict) -> None:
    """What the earlier request answered on this page is read, not asked, but for dates."""
    there = page.locator("[data-field]").evaluate_all("all => all.map((each) => each.dataset.field)")
    carried = [name for name in there if earlier.get(name) and FIELDS[name].kind != "date"]
    assert carried
    for name in carried:
        expect(page.locator(f"[data-field={name}] .m-readonly")).to_have_count(1)
        expect(page.locator(f"[name={name}]")).to_have_count(0)


@at("phone")
def test_a_transfer_shows_nothing_that_the_other_service_wrote_and_ends_its_request(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    *child, kept, _number, earlier, _child = passage.move_in(window)
    texts = {each for each in json.loads(kept)["values"].values() if isinstance(each, str) and len(each) > 20}
    assert len(texts) > 3
    expect(passage.search(window, *child).get_by_role("radio", name="Transfert", exact=True)).to_be_checked()
    passage.choose(window, "Transfert")
    for number in range(1, 8):
        assert [each for each in texts if each in window.page.content()] == []
        if number == 6:
            window.sees("Accompagnement accordé par l’autre service")
        if number < 7:
            answer(window, number, **({"changes": "Un autre service."} if number == 5 else {}))
            forward(window, number + 1)
    passage.date_all(window)
    passage.join(window, tmp_path, "plan", "report")
    passage.transmit(window)
    direction = desk(DIRECTOR, viewport=SIZES[size])
    direction.open(window.page.url)
    acts.fire(direction, "Déclarer conforme")
    acts.state_is(direction, "Conforme")
    sound(direction)
    ministry = desk(MINISTRY, viewport=SIZES[size])
    ministry.open(f"/mes/demandes/{earlier}")
    acts.state_is(ministry, "Terminée")
