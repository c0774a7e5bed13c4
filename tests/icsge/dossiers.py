"""Dossiers that hypothesis makes up: a child, one or two files, agreements, periods; sound but for what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from core.organisations import Organisation
from plugins.agreements import Day, Schedule, ServiceAgreement, as_data
from plugins.families import Child, Guardian, Household, ParentChildFile
from plugins.icsge.exchange.gathering import People
from plugins.icsge.rules.facts import PeriodFacts

HOUSE = Organisation(id=30, kind="installation", nature="cpe", name="Biscuit", code="30054568")
FULL, OFF = Day(frozenset({"am", "pm"}), begins=450, ends=990), Day()
BORN = date(2023, 5, 2)
TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
NIRECS = ("1202305020017", "1302305020017", "1199905020017", "12023-05020017", "120230502001", "", "12O2305020017")
STREETS = ("147 rue des Capelans", "2-147 rue des Patriotes", "C.P. 12", "rue Roy", "", "12-5e Avenue", "147 rang 2",
           "12 rue Roy, succ. B", "app. 3-12B rue Roy")
POSTAL = ("G0C 1J0", "g0c1j0", "K1A 0B1", "", "G0C", "D0C 1J0")
DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))
SLOTS = ("am", "pm", "eve1", "night2")


@st.composite
def planned_day(draw) -> Day:
    """A day of a schedule: full, off, a half, or anything."""
    if draw(st.booleans()):
        return draw(st.sampled_from((FULL, OFF, Day(frozenset({"am"})), Day(frozenset({"pm"})), Day(half=True))))
    begins = draw(st.none() | st.integers(24, 48).map(lambda each: each * 15))
    ends = None if begins is None else begins + 15 * draw(st.integers(1, 48))
    return Day(frozenset(draw(st.sets(st.sampled_from(SLOTS)))), draw(st.booleans()), begins, ends)


WEEKS = st.lists(planned_day(), min_size=7, max_size=7).map(tuple)
SCHEDULES = st.sampled_from((
    Schedule(((FULL,) * 5 + (OFF,) * 2,)), Schedule(((FULL,) * 5 + (OFF,) * 2, (OFF,) * 7)),
    Schedule(((OFF,) * 7, (FULL,) * 5 + (OFF,) * 2)), Schedule(((Day(frozenset({"am"})),) * 5 + (OFF,) * 2,)),
    Schedule(((Day(frozenset({"pm"})),) * 5 + (OFF,) * 2,)))) | st.lists(WEEKS, min_size=1, max_size=2).map(
        lambda weeks: Schedule(tuple(weeks)))


def mostly(usual, *others):
    """The usual value eleven times out of twelve, so that most of a dossier is sound."""
    return st.integers(0, 11).flatmap(lambda dice: st.one_of(*others) if dice == 7 else st.just(usual))


@dataclass
class Dossier:
    """A child and what is sent for it. `entry` is what the register says for its NIREC, or None."""

    files: list[ParentChildFile]
    agreements: list[ServiceAgreement]
    periods: list[PeriodFacts]
    entry: dict | None
    care: frozenset[str]


@st.composite
def a_child(draw) -> Child:
    """A child, mostly sound."""
    home = Household(id=5, organisation=HOUSE, name="Famille")
    return Child(
        id=7, household=home, last_name=draw(mostly("Cyr", TEXT)), first_name=draw(mostly("Maëlle", TEXT)),
        birth_date=draw(mostly(BORN, st.dates(date(2010, 1, 1), date(2027, 12, 31)))),
        sex=draw(mostly("F", st.sampled_from("MX"), st.just(""))),
        nirec=draw(mostly(NIRECS[0], st.sampled_from(NIRECS), TEXT)) or None,
        necsg=draw(mostly(None, st.sampled_from(("100000001", "999", "0")))),
        born_elsewhere=draw(mostly(False, st.just(True))), distinct_reason="")


@st.composite
def an_adult(draw, number: int) -> Guardian:
    """Somebody who signs, with an address."""
    home = Household(id=10 + number, organisation=HOUSE, name="Foyer",
                     city=draw(mostly("Carleton-sur-Mer", st.just(""))),
                     street=draw(mostly(STREETS[0], st.sampled_from(STREETS), TEXT)),
                     postal_code=draw(mostly(POSTAL[0], st.sampled_from(POSTAL), TEXT)))
    names = (("Cyr", "Josiane"), ("Roy", "Mathieu"))[number]
    return Guardian(id=number + 1, household=home, last_name=draw(mostly(names[0], TEXT)),
                    first_name=draw(mostly(names[1], TEXT)))


@st.composite
def dossiers(draw) -> Dossier:
    """A child with one file, or two in a shared custody."""
    child, parents = draw(a_child()), [draw(an_adult(rank)) for rank in range(2)]
    custody = draw(st.sampled_from(("none", "none", "alternate_weeks", "half_days")))
    roles = {1: draw(mostly("mother", st.just(""))), 2: "father"}
    allowances = draw(st.sampled_from(((), ((date(2025, 1, 1), None),), ((date(2020, 1, 1), date(2021, 1, 1)),))))
    files = []
    for rank in range(1 if custody == "none" else 2):
        second = draw(mostly(None, st.just(parents[1]))) if rank == 0 else None
        file = ParentChildFile(id=rank + 1, child=child, installation=HOUSE, guardian_a=parents[rank],
                               guardian_b=second, custody=custody, starts_on=date(2025, 1, 6),
                               sibling=None if custody == "none" else 2 - rank)
        others = () if custody == "none" else (parents[1 - rank],)
        file.people = People(child, parents[rank], second, roles, allowances, others)
        files.append(file)
    agreements = [draw(an_agreement(file, 10 * file.id + rank)) for file in files
                  for rank in range(draw(st.integers(0, 2)))]
    return Dossier(files, agreements, draw(st.lists(a_period(), max_size=2)), draw(an_entry(child)),
                   draw(st.sampled_from((frozenset(), frozenset({"eve"}), frozenset({"eve", "night"})))))


@st.composite
def an_agreement(draw, file: ParentChildFile, number: int) -> ServiceAgreement:
    """A signed agreement of a file."""
    start = draw(mostly(date(2026, 9, 7) + timedelta(days=300 * (number % 10)), DAYS))
    made = ServiceAgreement(
        id=number, number=f"{number:08d}", starts_on=start,
        ends_on=draw(mostly(start + timedelta(days=200), DAYS, st.none())),
        is_replacement=draw(mostly(False, st.just(True))), varies=draw(mostly(False, st.just(True))),
        ecp=draw(st.booleans()), csss=draw(mostly(False, st.just(True))),
        transitional=draw(mostly(False, st.just(True))), infant=draw(st.booleans()),
        infant_last_day=draw(st.none() | DAYS), exception=draw(st.sampled_from(("", "études"))),
        schedule=as_data(draw(SCHEDULES)), printed_hash=draw(mostly("", st.just("f" * 64))),
        signed_on=draw(mostly(start, st.none())))
    made.file, made.kept_infant_day = file, draw(mostly(None, DAYS))
    return made


@st.composite
def a_period(draw) -> PeriodFacts:
    """A period of reserved places that the Ministry accepted."""
    start = draw(st.sampled_from((date(2026, 4, 1), date(2026, 9, 1), date(2027, 4, 1))))
    end = start + timedelta(days=draw(st.sampled_from((100, 210, 360))))
    return PeriodFacts(start, end, draw(st.integers(3, 7)), 4, draw(st.sampled_from(("0-17", "18-59"))))


@st.composite
def an_entry(draw, child: Child) -> dict | None:
    """What the register says of the child's number: the same, something else, or nothing."""
    if len(child.nirec or "") != 13 or not (child.nirec or "").isascii() or not draw(mostly(True, st.just(False))):
        return None
    return {"last_name": draw(mostly(child.last_name or "Cyr", st.just("Autre"))),
            "first_name": child.first_name or "Maëlle", "sex": draw(mostly(child.sex or "F", st.just("M"))),
            "birth_date": draw(mostly(child.birth_date, st.just(date(2020, 2, 2)))), "nirec": child.nirec}
