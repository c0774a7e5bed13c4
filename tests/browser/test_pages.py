"""Every kind of page, wide, on a phone, printed, light and dark: axe, policy, console, one h1, no sideways scroll."""

from __future__ import annotations

import re

import pytest

from tests.browser import looks
from tests.browser.acts import CHILD, GALETS
from tests.browser.desk import SIGNER, Desk
from tests.browser.kinds import KINDS, Kind, address_of
from tests.cases import usually

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CORRECTED = """SELECT id FROM mes_request WHERE state = 'submitted' AND round > 0 AND region IN (
    SELECT code FROM core_organisation WHERE kind = 'region' AND parent_id = (
        SELECT id FROM core_organisation WHERE name = ?)) ORDER BY id LIMIT 1"""
AGREEMENT = "SELECT min(id) FROM agreements_agreement WHERE state = ?"
SHARED = """SELECT min(agreement.{}) FROM agreements_agreement agreement JOIN families_parent_child_file file
    ON file.id = agreement.file_id WHERE agreement.state = 'draft' AND file.custody = 'alternate_weeks'"""
COMPONENT = """SELECT c.id FROM icsge_component c JOIN core_organisation o ON o.id = c.organisation_id
    WHERE o.name = ?"""
SPLIT = """SELECT min(r.{}) FROM billing_rule r JOIN families_guardian g ON g.id = r.payer_id
    JOIN families_guardianship s ON s.guardian_id = g.id JOIN families_guardianship t ON t.child_id = s.child_id
    JOIN families_guardian o ON o.id = t.guardian_id
    WHERE r.criterion LIKE '%"none"%' AND o.household_id <> g.household_id"""
PUPIL = """SELECT {} FROM families_child c JOIN activities_participant p ON p.child_id = c.id
    JOIN activities_enrolment e ON e.participant_id = p.id WHERE c.last_name = 'Cavanne' ORDER BY c.id"""
EAST = "Direction Capitale-Nationale, Nord et Est"


@pytest.fixture(scope="module")
def seats(browser, site):
    """One window for each person, kept for all the pages."""
    opened: dict[str, Desk] = {}

    def sit(email: str) -> Desk:
        if email not in opened:
            opened[email] = Desk(browser, site)
            if email:
                opened[email].sign_in(email)
        return opened[email]

    yield sit
    for each in opened.values():
        each.context.close()


@pytest.fixture(scope="module")
def places(site):
    """What the addresses of the pages need."""
    numbers = {name: site.id_of(name) for kind in KINDS for name in re.findall(r"{(-[\d-]+)}", kind.path)}
    last, first, born, *_where = site.ask(CHILD, GALETS, 3)
    ids = {
        "child": "SELECT id FROM families_child WHERE last_name = ? AND first_name = ?",
        "user": "SELECT id FROM core_user WHERE email = ?", "job": "SELECT max(id) FROM core_job",
        "file": """SELECT f.id FROM families_parent_child_file f JOIN families_child c ON c.id = f.child_id
            WHERE c.last_name = ? AND c.first_name = ? LIMIT 1""",
        "household": "SELECT household_id FROM families_child WHERE last_name = ? AND first_name = ?",
        "membership": "SELECT m.id FROM core_membership m JOIN core_user u ON u.id = m.user_id WHERE u.email = ?",
        "corrected": CORRECTED, "east": "SELECT id FROM core_organisation WHERE name = ?",
        "place": "SELECT id FROM core_organisation WHERE code = ?",
        "role": "SELECT id FROM core_role WHERE name = 'sdg_editor'",
        "unsure": "SELECT min(id) FROM messages_copy WHERE state = 'unsure'",
        "bounced": "SELECT min(guardian_id) FROM messages_copy WHERE state = 'failed'",
        "shared": SHARED.format("id"), "clerk_file": SHARED.format("file_id"),
        "payer": SPLIT.format("payer_id"), "rule": SPLIT.format("id"),
        **dict.fromkeys(("to_sign", "active", "expired"), AGREEMENT),
        **dict.fromkeys(("biscuit", "cases"), COMPONENT)}
    ids |= {name: PUPIL.format(column) for name, column in (
        ("pupil", "c.id"), ("participant", "p.id"), ("class", "e.class_group_id"), ("home", "c.household_id"))}
    ids |= {"meal": "SELECT id FROM activities_service WHERE kind = 'meal' AND NOT for_adults",
            "period": "SELECT max(period_id) FROM activities_period_target",
            "coming": "SELECT max(id) FROM activities_year"}
    named = dict.fromkeys(("child", "household", "file"), (last, first))
    values = named | {"user": (SIGNER,), "membership": (SIGNER,), "place": (GALETS,), "corrected": (EAST,),
                      "east": (EAST,), "to_sign": ("to_sign",), "active": ("active",), "expired": ("expired",),
                      "biscuit": ("CPE Biscuit 1",), "cases": ("CPE Biscuit 3",)}
    return numbers | {name: site.ask(sql, *values.get(name, ()))[0] for name, sql in ids.items()} | {
        "search": f"last_name={last}&first_name={first}&birth_date={born}"}


# MES-R85
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "-"))
def test_a_page_is_sound(seats, places, kind):
    desk = seats(kind.who)
    desk.page.evaluate("document.documentElement.style.display = 'none'")  # what shows nothing takes its size at once
    desk.page.set_viewport_size(looks.SIZES["wide"])
    desk.wrong.clear()
    desk.open(address_of(kind, places), kind.status)
    kind.act(desk)
    assert desk.complaints() == []
    assert looks.faults(desk.page, usually(looks.LOOKS, look_of(kind))) == {}


def look_of(kind: Kind) -> str:
    """In which look a page is seen each time: every other one wide and light, the others narrow and dark."""
    return [*looks.LOOKS][KINDS.index(kind) % 2]
