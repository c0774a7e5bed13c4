"""Rules on the schedule of an agreement, alone and beside that of the other parent (ICSGE-R42 to R52)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.api import _, number, slash_date
from plugins.agreements.counting import attended
from plugins.agreements.facts import Facts, Period
from plugins.agreements.rules.dates import meet, school_day
from plugins.agreements.rules.table import ERROR, WARNING, rule
from plugins.agreements.schedule import SLOTS, Day, beside

HALF_DAY, FULL_DAY, LONGEST = Decimal("2.5"), Decimal(4), Decimal(10)
MOST_IN_FOUR_WEEKS, MOST_IN_A_YEAR = 20, 261


@rule("ICSGE-R42", 70, ERROR, field="schedule", asks=_("L’horaire a au moins une plage, sauf pour un remplaçant."))
def is_planned(facts: Facts) -> Iterator[object]:
    if facts.schedule.is_empty and not facts.is_replacement:
        yield _("L’horaire est vide.")


@rule("ICSGE-R43", 71, ERROR, field="schedule", asks=_("Deux semaines identiques s’écrivent en une seule."))
def does_not_repeat(facts: Facts) -> Iterator[object]:
    if facts.schedule.repeats:
        yield _("Les deux semaines sont identiques : inscrivez un horaire d’une semaine.")


@rule("ICSGE-R44", 72, ERROR, field="schedule", asks=_("Une demi-journée est un avant-midi ou un après-midi."))
def names_its_halves(facts: Facts) -> Iterator[object]:
    for week, weekday, day in facts.schedule.days():
        if day.half:
            yield _("Précisez avant-midi ou après-midi pour la demi-journée : %(day)s.",
                    day=facts.schedule.name_of(week, weekday))


@rule("ICSGE-R46", 74, WARNING, field="schedule", asks=_(
    "Une journée dure plus de 4 heures et 10 au plus, une demi-journée de 2 h 30 à 4 heures ; à l’âge scolaire, "
    "2 h 30."))
def lasts_as_it_should(facts: Facts) -> Iterator[object]:
    school = facts.starts_on >= school_day(facts.birth_date)
    for week, weekday, day in facts.schedule.days():
        if day.hours is not None and not lasts_well(day, school):
            yield _("La durée s’accorde mal avec le mode de garde : %(day)s, %(hours)s h.",
                    day=facts.schedule.name_of(week, weekday), hours=number(day.hours))


def lasts_well(day: Day, school: bool) -> bool:
    """Whether the hours of a day fit what its daytime slots say; nothing is asked of evenings and nights alone."""
    if not day.places or day.hours is None:
        return True
    if school:
        return HALF_DAY <= day.hours <= LONGEST
    return FULL_DAY < day.hours <= LONGEST if day.places == 1 else HALF_DAY <= day.hours <= FULL_DAY


@rule("ICSGE-R47", 75, WARNING, field="exception", asks=_("Au plus 20 journées en quatre semaines, sauf motif."))
def leaves_days_off(facts: Facts) -> Iterator[object]:
    if facts.schedule.days_in_four_weeks() > MOST_IN_FOUR_WEEKS and not facts.exception.strip():
        yield _("Plus de 20 journées par 4 semaines sans motif.")


@rule("ICSGE-R48", 76, WARNING, field="schedule", asks=_("Au plus 261 journées d’un 1er septembre au 31 août."))
def stays_within_the_year(facts: Facts) -> Iterator[object]:
    if facts.schedule.days_in_four_weeks() < MOST_IN_FOUR_WEEKS:
        return
    last = facts.ends_on or date(facts.starts_on.year + 1, facts.starts_on.month, 28)
    for year in range(facts.starts_on.year - 1, last.year + 1):
        first_day, last_day = max(facts.starts_on, date(year, 9, 1)), min(last, date(year + 1, 8, 31))
        if first_day <= last_day and attended(facts.schedule, facts.starts_on, first_day, last_day) > MOST_IN_A_YEAR:
            yield _("Plus de 261 journées dans l’année de référence commencée le %(day)s.",
                    day=slash_date(date(year, 9, 1)))


@rule("ICSGE-R49", 80, ERROR, field="schedule",
      asks=_("Une semaine sur deux : les deux parents n’ont pas la même plage de la même semaine."))
def leaves_the_other_week(facts: Facts) -> Iterator[object]:
    if facts.custody == "alternate_weeks":
        for other in together(facts):
            for week, weekday, slots in collisions(facts, other):
                yield _("Conflit d’horaire entre les deux dossiers de garde partagée : %(day)s, %(slots)s.",
                        day=facts.schedule.name_of(week, weekday),
                        slots=" ".join(str(SLOTS[slot]) for slot in slots))


@rule("ICSGE-R50", 81, ERROR, field="starts_on",
      asks=_("Une semaine sur deux : les deux ententes commencent le même jour."))
def starts_together(facts: Facts) -> Iterator[object]:
    if facts.custody == "alternate_weeks":
        for other in together(facts):
            if other.starts_on != facts.starts_on:
                yield _("Les deux ententes de garde partagée doivent débuter le même jour.")


@rule("ICSGE-R51", 82, ERROR, field="schedule", asks=_("Par demi-journées : chaque parent a la sienne."))
def leaves_the_other_half(facts: Facts) -> Iterator[object]:
    if facts.custody == "half_days":
        for other in together(facts):
            for week, weekday, _slots in collisions(facts, other):
                yield _("Les deux parents ont la même demi-journée : %(day)s.",
                        day=facts.schedule.name_of(week, weekday))


@rule("ICSGE-R52", 83, WARNING, field="schedule", asks=_("Les deux parents n’occupent ensemble qu’une place."))
def takes_one_place(facts: Facts) -> Iterator[object]:
    for other in together(facts):
        for week, weekday, mine, theirs in beside(facts.schedule, other.schedule):
            if mine.places + theirs.places > 1:
                yield _("L’occupation combinée dépasse une place : %(day)s.", day=facts.schedule.name_of(week, weekday))


def together(facts: Facts) -> list[Period]:
    """The other parent's agreements that run at the same time."""
    return [each for each in facts.sibling if each.schedule is not None
            and meet(facts.starts_on, facts.ends_on, each.starts_on, each.ends_on)]


def collisions(facts: Facts, other: Period) -> Iterator[tuple[int, int, list[str]]]:
    """The slots that both parents take on the same day of the cycle."""
    for week, weekday, mine, theirs in beside(facts.schedule, other.schedule):
        if both := [slot for slot in SLOTS if slot in mine.slots & theirs.slots]:
            yield week, weekday, both
