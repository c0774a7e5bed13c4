"""The form of a request: what cannot be transmitted is kept and said at once beside its field (MES-R24, R29 to R33)."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest

from core.errors import Refused
from core.testing import signed_in
from core.workflow.engine import fire
from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Request
from tests.mes.world import answers

pytestmark = pytest.mark.words

NBSP = "\u00a0"
SUMMARY = 6


@pytest.fixture
def draft(world):
    request = world.draft()
    return fill(request, world.editor, answers(request)).request


@pytest.fixture
def editor(planted, world):
    return signed_in(planted[0], world.editor)


def save(browser, request: Request, **values):
    """Send the page of the summary with these values by « Suivant », and follow to the page it leads to."""
    page = f"/mes/demandes/{request.id}/formulaire/{SUMMARY}"
    return browser.post(page, data={"aller": "suivant"} | values, follow_redirects=True)


def beside(answer, name: str) -> str:
    """The error beside a field, tied to it by its description."""
    text = html.unescape(answer.text)
    found = re.search(rf'<p class="m-error" id="champ-{name}-error">.*?<span>(.*?)</span></p>', text, re.S)
    assert bool(found) == bool(re.search(rf'aria-describedby="[^"]*champ-{name}-error', text))
    return found[1].replace(NBSP, " ") if found else ""


WRONG = [
    ("hours_per_day", "-2", "par quarts d’heure"), ("hours_per_day", "0", "par quarts d’heure"),
    ("hours_per_day", "8,25", "de 0,25 à 8 heures"), ("hours_per_day", "4,3", "par quarts d’heure"),
    ("days_per_week", "0", "de 0,5 à 7"), ("days_per_week", "7,5", "de 0,5 à 7"),
    ("days_per_week", "4,2", "par demi-jours"), ("days_per_week", "-1", "de 0,5 à 7"),
    ("planned_days", "0", "de 1 à 366 jours"), ("planned_days", "-40", "de 1 à 366 jours"),
    ("planned_days", "367", "de 1 à 366 jours"), ("planned_days", "99999", "de 1 à 366 jours"),
    ("hours_per_day", "1000", "plus petit que 100"), ("days_per_week", "cinq", "Entrez un nombre"),
    ("planned_days", "9" * 40, "Entrez un nombre entier"), ("planned_days", "2147483648", "Entrez un nombre entier"),
]


@pytest.mark.parametrize(("name", "typed", "words"), WRONG)
def test_an_absurd_number_is_kept_and_said_at_once_beside_its_field(editor, draft, name, typed, words):
    answer = save(editor, draft, **{name: typed})
    assert answer.request.path == f"/mes/demandes/{draft.id}/formulaire/{SUMMARY}" and answer.status_code == 200
    assert words in beside(answer, name)
    kept = Answers(Request.get_by_id(draft.id)).raw[name]
    assert str(kept) in (typed, typed.replace(",", "."))
    assert words in beside(editor.get(answer.request.path), name)


@pytest.mark.parametrize("values", [
    {"hours_per_day": "0,25", "days_per_week": "0,5", "planned_days": "1"},
    {"hours_per_day": "8", "days_per_week": "7", "planned_days": "366"}])
def test_what_fits_is_not_called_wrong(editor, draft, values):
    answer = save(editor, draft, **values)
    assert answer.request.path == f"/mes/demandes/{draft.id}/formulaire/{SUMMARY + 1}"
    page = editor.get(f"/mes/demandes/{draft.id}/formulaire/{SUMMARY}")
    assert not any(beside(page, name) for name in values)


@pytest.mark.parametrize(("name", "value"), [("hours_per_day", Decimal("100")), ("planned_days", 2**31),
                                             ("days_per_week", Decimal("NaN")), ("planned_days", -(10**30))])
def test_the_engine_takes_no_number_that_the_database_cannot_hold(world, draft, name, value):
    with pytest.raises(Refused, match="trop grand"):
        fire(draft, "edit", world.editor, changes={name: value})
    assert Request.get_by_id(draft.id).version == draft.version


def test_what_is_wrong_stops_the_transmission(world, draft):
    request = fill(draft, world.editor, {"planned_days": "367", "hours_per_day": "9"}).request
    assert all(Answers(request).problem(FIELDS[name]) for name in ("planned_days", "hours_per_day"))
    with pytest.raises(Refused, match="2 champs à remplir ou à corriger"):
        fire(request, "submit", world.signer)
