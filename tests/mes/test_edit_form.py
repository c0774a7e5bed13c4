"""The form of a request: what cannot be transmitted is kept and said at once beside its field (MES-R24, R29 to R33)."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest

from core.errors import Refused
from core.testing import signed_in
from core.workflow.engine import fire
from plugins.mes.models import Request
from plugins.mes.rules import wrong_values
from tests.mes.world import ANSWERS

NBSP = "\u00a0"


@pytest.fixture
def draft(world):
    request = world.draft()
    fire(request, "edit", world.editor, changes=ANSWERS)
    return Request.get_by_id(request.id)


@pytest.fixture
def editor(planted, world):
    return signed_in(planted[0], world.editor)


def save(browser, request: Request, **values):
    """Send the form with these values, and follow to the page it leads to."""
    held = {name: str(getattr(request, name) or "") for name in (*ANSWERS, "planned_days_reason")}
    return browser.post(f"/mes/demandes/{request.id}/modifier", data=held | {"version": request.version} | values,
                        follow_redirects=True)


def beside(answer, name: str) -> str:
    """The warning beside a field, tied to it by its description."""
    text = html.unescape(answer.text)
    found = re.search(rf'<p class="m-error is-warning" id="{name}-warning">.*?<span>(.*?)</span></p>', text)
    assert bool(found) == bool(re.search(rf'<input[^>]*aria-describedby="[^"]*{name}-warning"', text))
    return found[1].replace(NBSP, " ") if found else ""


WRONG = [
    ("hours_per_day", "-2", "par quarts d’heure"), ("hours_per_day", "0", "par quarts d’heure"),
    ("hours_per_day", "8,25", "de 0,25 à 8 heures"), ("hours_per_day", "4,3", "par quarts d’heure"),
    ("days_per_week", "0", "de 0,5 à 7"), ("days_per_week", "7,5", "de 0,5 à 7"),
    ("days_per_week", "4,2", "par demi-jours"), ("days_per_week", "-1", "de 0,5 à 7"),
    ("planned_days", "0", "de 1 à 366 jours"), ("planned_days", "-40", "de 1 à 366 jours"),
    ("planned_days", "367", "de 1 à 366 jours"), ("planned_days", "99999", "de 1 à 366 jours"),
]


@pytest.mark.parametrize(("name", "typed", "words"), WRONG)
def test_an_absurd_number_is_kept_and_said_at_once_beside_its_field(editor, draft, name, typed, words):
    answer = save(editor, draft, **{name: typed})
    assert answer.request.path == f"/mes/demandes/{draft.id}/modifier" and answer.status_code == 200
    assert getattr(Request.get_by_id(draft.id), name) == Decimal(typed.replace(",", "."))
    assert words in beside(answer, name)
    assert "enregistré, mais 1 valeur est à corriger" in answer.text
    assert words in beside(editor.get(f"/mes/demandes/{draft.id}/modifier"), name)


@pytest.mark.parametrize("values", [
    {"hours_per_day": "0,25", "days_per_week": "0,5", "planned_days": "1"},
    {"hours_per_day": "8", "days_per_week": "7", "planned_days": "366"},
    {"hours_per_day": "", "days_per_week": "", "planned_days": ""}])
def test_what_fits_or_is_still_empty_is_not_warned_of(editor, draft, values):
    answer = save(editor, draft, **values)
    assert answer.request.path == f"/mes/demandes/{draft.id}" and "à corriger." not in answer.text
    page = editor.get(f"/mes/demandes/{draft.id}/modifier")
    assert not any(beside(page, name) for name in ANSWERS)


@pytest.mark.parametrize(("name", "typed"), [("hours_per_day", "100"), ("days_per_week", "-100"),
                                             ("planned_days", "2147483648"), ("planned_days", "9" * 40)])
def test_a_number_that_the_database_cannot_hold_is_refused_with_a_sentence(editor, draft, name, typed):
    answer = save(editor, draft, **{name: typed})
    assert answer.status_code == 422
    assert "Ce nombre est trop grand." in answer.text or "n’est pas un nombre" in answer.text
    assert Request.get_by_id(draft.id).version == draft.version


@pytest.mark.parametrize(("name", "value"), [("hours_per_day", Decimal("100")), ("planned_days", 2**31),
                                             ("days_per_week", Decimal("NaN")), ("planned_days", -(10**30))])
def test_nor_does_the_engine_take_it(world, draft, name, value):
    with pytest.raises(Refused, match="trop grand"):
        fire(draft, "edit", world.editor, changes={name: value})
    assert Request.get_by_id(draft.id).version == draft.version


def test_what_is_wrong_stops_the_transmission(world, draft):
    fire(draft, "edit", world.editor, changes={"planned_days": 367, "hours_per_day": Decimal(9)})
    assert set(wrong_values(draft)) == {"planned_days", "hours_per_day"}
    with pytest.raises(Refused, match="2 champs à remplir ou à corriger"):
        fire(draft, "submit", world.signer)
