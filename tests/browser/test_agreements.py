"""The schedule of an agreement by keyboard alone: its boxes, its hours, one week and two."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import CLERK
from tests.browser.keys import Keys

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAFT = "SELECT id FROM agreements_agreement WHERE state = 'draft' AND copied_from_id IS NULL ORDER BY id"


def test_the_schedule_is_filled_by_keyboard(desk, site):
    window = desk(CLERK)
    keys = Keys(window.open(f"/ententes/{site.ask(DRAFT)[0]}"))
    keys.to_content()
    keys.leave_by("Modifier l’horaire")
    keys.to_content()
    tick(keys, "AM, samedi")
    keys.write("Arrivée, samedi", "8:00")
    keys.write("Départ, samedi", "11:30")
    keys.leave_by("Sur deux semaines")
    box = keys.page.get_by_role("checkbox", name="AM, samedi")
    expect(box).to_have_count(2)
    expect(box.first).to_be_checked()
    expect(box.last).not_to_be_checked()
    keys.to_content()
    keys.leave_by("Enregistrer l’horaire")
    window.sees("L’horaire est enregistré.")
    expect(keys.page.get_by_role("row", name="samedi AM 08:00 – 11:30")).to_have_count(1)


def tick(keys: Keys, name: str) -> None:
    """Go to a box and tick it."""
    keys.to(name)
    keys.press("Space")
    expect(keys.page.get_by_role("checkbox", name=name)).to_be_checked()
