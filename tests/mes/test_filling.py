"""Filling in the form: in any order, any text; nothing is lost, nothing raises, each field has its own lock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core import journal
from core.accounts.models import User
from core.database import write_transaction
from core.errors import Refused, Stale
from core.records import at, utcnow
from core.running import running
from core.workflow.engine import fire
from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import fill, stamp_of
from plugins.mes.form.pages import COLUMNS, FIELDS, PAGES
from plugins.mes.form.planned import computed, counted, days_problem
from plugins.mes.form.presence import others
from plugins.mes.form.reading import EMPTY, Unreadable, clean, read, written
from plugins.mes.models import TYPES, Request
from plugins.mes.years import ReferenceYear
from tests.cases import tries
from tests.mes.world import answers

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40),
    st.lists(st.text(max_size=8), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["yes", "no", "True", "4,5", "4 h 30", "2026-10-01", "2026-13-45", "daily", ["motor", "other"],
                     "\x00", "\ud800", "Infinity", "NaN", "1e400", "٣", "  ", "x" * 5000]))
ONE = st.dictionaries(st.sampled_from(list(FIELDS)), ANYTHING, max_size=5)


class Undone(Exception):
    """Ends a try: nothing of it stays."""


@settings(max_examples=tries(60), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(list(TYPES)), rounds=st.lists(ONE, min_size=1, max_size=4))
def test_mes_r24_any_text_in_any_order_is_kept_and_judged_without_a_fault(world, kind, rounds):
    with pytest.raises(Undone), write_transaction():
        request = world.draft(type=kind, form_data={"type_reason": "Essai."})
        expected: dict = {}
        for each in rounds:
            request = fill(request, world.editor, each).request
            expected |= each
        found = Answers(Request.get_by_id(request.id))
        for name, typed in expected.items():
            assert same(FIELDS[name], found.raw[name], typed), (name, typed, found.raw[name])
        judged = found.problems()
        assert all(str(each.text) for each in judged)
        assert all(found.state_of(page) in ("not_begun", "incomplete", "complete") for page in PAGES)
        raise Undone


def same(field, kept, typed) -> bool:
    """Whether what is kept is what was typed: the same value, or the same text when it has none."""
    try:
        value = read(field, typed)
    except Unreadable:
        return kept == ([clean(each, 200) for each in typed] if isinstance(typed, list) else clean(typed, 10000))
    return kept in EMPTY if value in EMPTY else kept == written(value)


@settings(max_examples=tries(40), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=ANYTHING, column=st.sampled_from(COLUMNS))
def test_answers_are_read_whatever_was_stored(world, data, column):
    names = ("incapacities", "deficiency", "plan_date", "risk", column)
    found = Answers(world.unborn(form_data={"values": dict.fromkeys(names, data)}))
    assert found.problems() and set(found.raw) == set(FIELDS)


def test_mes_r24_what_cannot_be_read_stays_beside_and_the_column_is_empty(world):
    request = fill(world.complete(), world.editor, {"hours_per_day": "4 h 30"}).request
    assert request.hours_per_day is None and Answers(request).raw["hours_per_day"] == "4 h 30"
    request = fill(request, world.editor, {"hours_per_day": "4,5"}).request
    assert request.hours_per_day == Decimal("4.5") and "hours_per_day" not in request.form_data["values"]


def test_mes_r25_a_field_that_another_wrote_since_is_a_conflict_and_other_fields_are_saved(world):
    request = fill(world.draft(), world.editor, {"contact": "Annick", "means": "Coin calme."}).request
    seen = {name: stamp_of(request, name) for name in ("contact", "means")}
    behind = Request.get_by_id(request.id)
    fill(request, world.signer, {"contact": "Geneviève"}, seen)
    filled = fill(behind, world.editor, {"contact": "Mireille", "means": "Chaise."}, seen)
    both = filled.conflicts["contact"]
    assert (both.yours, both.theirs, both.who) == ("Mireille", "Geneviève", world.signer.name)
    assert list(filled.saved) == ["means"]
    stored = Answers(Request.get_by_id(request.id)).raw
    assert (stored["contact"], stored["means"]) == ("Geneviève", "Chaise.")
    again = fill(filled.request, world.editor, {"contact": "Mireille"}, {"contact": both.stamp})
    assert not again.conflicts and again.request.contact == "Mireille"


def test_who_else_fills_in_the_form_is_told_for_five_minutes(world):
    request = fill(world.draft(), world.editor, {"contact": "Annick"}).request
    request = fill(request, world.editor, {"partners": "CLSC"}).request
    assert others(request, world.signer) == f"{world.editor.name} remplit la page 5 en ce moment."
    assert others(request, world.editor) == ""
    with at(utcnow() + timedelta(minutes=6)):
        assert others(request, world.signer) == ""


def test_mes_r25_two_people_of_one_name_are_two_in_the_form(world):
    names = {"first_name": world.editor.first_name, "last_name": world.editor.last_name}
    User.update(names).where(User.id == world.signer.id).execute()
    namesake = User.get_by_id(world.signer.id)
    request = fill(world.draft(), world.editor, {"contact": "Annick"}).request
    assert others(request, namesake) == f"{namesake.name} remplit la page 1 en ce moment."
    request = fill(request, namesake, {"partners": "CLSC"}).request
    assert others(request, world.editor) == f"{namesake.name} remplit la page 5 en ce moment."
    assert others(request, world.reader) == (f"{namesake.name} remplit la page 1 en ce moment. "
                                             f"{namesake.name} remplit la page 5 en ce moment.")


def test_mes_r25_the_same_text_by_two_is_no_conflict(world):
    request = world.draft()
    fill(request, world.signer, {"contact": "Geneviève"}, {"contact": 0})
    assert not fill(Request.get_by_id(request.id), world.editor, {"contact": " Geneviève "}, {"contact": 0}).conflicts


@pytest.mark.parametrize("seen", [{"contact": 1}, None])
def test_mes_r25_what_only_an_outdated_record_still_says_is_a_conflict_and_never_told_saved(world, seen):
    behind, fresh = outdated(world)
    filled = fill(behind, world.editor, {"contact": "Annick", "means": ""}, seen)
    both = filled.conflicts["contact"]
    assert (both.yours, both.theirs, both.who, both.stamp) == ("Annick", "Geneviève", world.signer.name, 2)
    assert filled.saved == {"means": 0}
    assert (filled.request.contact, filled.request.version) == ("Geneviève", fresh.version)
    again = fill(filled.request, world.editor, {"contact": "Annick"}, {"contact": both.stamp})
    assert again.saved == {"contact": 3} and Request.get_by_id(fresh.id).contact == "Annick"


def test_mes_r25_the_same_text_by_two_at_once_is_told_saved_with_the_stamp_of_who_wrote_it(world):
    behind, fresh = outdated(world)
    filled = fill(behind, world.editor, {"contact": "Geneviève"}, {"contact": 1})
    assert (filled.saved, filled.conflicts) == ({"contact": 2}, {})
    stored = Request.get_by_id(fresh.id)
    assert stored.version == filled.request.version == fresh.version
    assert stored.form_data["stamps"]["contact"][1] == world.signer.name
    assert not fill(filled.request, world.editor, {"contact": "Mireille"}, filled.saved).conflicts


@pytest.mark.parametrize("typed", ["Annick", "Mireille"])
def test_what_is_typed_in_a_request_that_was_just_deleted_is_told_so(world, typed):
    request = fill(world.draft(), world.editor, {"contact": "Annick"}).request
    behind = Request.get_by_id(request.id)
    fire(request, "delete", world.signer, number=request.number)
    with pytest.raises(Stale):
        fill(behind, world.editor, {"contact": typed})


def outdated(world) -> tuple[Request, Request]:
    """A request as it was read before somebody else wrote, and as it is."""
    request = fill(world.draft(), world.editor, {"contact": "Annick"}).request
    behind = Request.get_by_id(request.id)
    return behind, fill(request, world.signer, {"contact": "Geneviève"}).request


def test_a_field_that_does_not_exist_is_refused(world):
    with pytest.raises(Refused, match="« state »"):
        fill(world.draft(), world.editor, {"state": "compliant"})


def test_mes_r23_the_journal_says_which_fields_and_never_what_was_written(world):
    request = fill(world.draft(), world.editor, {"incapacities": "Ne marche pas seule.", "contact": "Annick"}).request
    entry = journal.history(request)[0]
    assert "Incapacités" in entry.note and "Personne à joindre" in entry.note
    assert "marche" not in f"{entry.before}{entry.after}{entry.note}"


def test_nothing_new_writes_nothing(world):
    request = fill(world.draft(), world.editor, {"contact": "Annick"}).request
    version = Request.get_by_id(request.id).version
    filled = fill(request, world.editor, {"contact": " Annick ", "means": ""})
    assert set(filled.saved) == {"contact", "means"} and Request.get_by_id(request.id).version == version


# Planned days


def test_mes_r32_planned_days_follow_the_period_until_somebody_types_another_number(world):
    request = world.draft()
    first, last = request.year.first_day, request.year.last_day
    request = fill(request, world.editor, {"days_per_week": "5", "support_from": first, "support_until": last}).request
    whole = counted(first, last, Decimal(5))
    assert request.planned_days == whole == request.year.weekdays()
    request = fill(request, world.editor, {"days_per_week": "2,5"}).request
    half = counted(first, last, Decimal("2.5"))
    assert request.planned_days == half
    request = fill(request, world.editor, {"planned_days": "100"}).request
    assert fill(request, world.editor, {"days_per_week": "5"}).request.planned_days == 100
    request = fill(request, world.editor, {"planned_days": str(whole)}).request
    assert fill(request, world.editor, {"days_per_week": "2,5"}).request.planned_days == half


@pytest.fixture
def agreement(monkeypatch):
    """An agreement of three days a week, Monday to Wednesday, 6 hours a day, as another plugin would give it."""
    def call(name, **about):
        assert name == "child_attendance"
        days = (about["first"] + timedelta(days=n) for n in range((about["last"] - about["first"]).days + 1))
        return [("ententes", {day: Decimal(6) for day in days if day.weekday() < 3})]

    monkeypatch.setattr(running().host, "call", call)


def test_mes_r32_the_agreement_and_the_closure_days_come_before_any_average(world, agreement):
    request = world.unborn()
    values = {"support_from": request.year.first_day, "support_until": request.year.first_day + timedelta(days=13)}
    assert computed(request, values).days == 6 and "entente" in str(computed(request, values).how)


def test_mes_r30_days_a_week_are_those_of_the_agreement_at_most(world, agreement):
    request = world.unborn(days_per_week=Decimal(4))
    request.form_data = {"values": {"support_from": request.year.first_day.isoformat(),
                                    "support_until": request.year.last_day.isoformat()}}
    assert "3 jours" in str(Answers(request).problem(FIELDS["days_per_week"]))
    request.days_per_week = Decimal(3)
    assert Answers(request).problem(FIELDS["days_per_week"]) is None
    assert days_problem(Decimal(7), None) is None


@settings(max_examples=tries(100), deadline=None, database=None)
@given(start=st.integers(0, 364), length=st.integers(0, 364), halves=st.integers(1, 14))
def test_mes_r32_counted_days_are_never_more_than_the_period_nor_fewer_with_more_days(start, length, halves):
    year = ReferenceYear(2026)
    first = year.first_day + timedelta(days=start)
    last = min(year.last_day, first + timedelta(days=length))
    count = counted(first, last, Decimal(halves) / 2)
    assert 0 <= count <= (last - first).days + 1
    assert counted(first, last, Decimal(halves) / 2 + Decimal("0.5")) >= count or halves == 14
    assert answers(Request(reference_year=2026))["support_from"] == year.first_day
