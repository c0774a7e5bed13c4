"""Rules on periods of reserved places, and on the agreements that need one (ICSGE-R58 to R64, R14, R15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from core.api import _, slash_date
from plugins.agreements import Period, held, meet
from plugins.icsge.rules.facts import AgreementFacts, PeriodFacts
from plugins.icsge.rules.identity import years
from plugins.icsge.rules.table import ERROR, WARNING, Table

PERIODS, AGREEMENTS = Table(), Table()
AGE_CODES = ("0-17", "18-59")
SHARE = 20
"""One place in twenty may be reserved: 5 %."""


def age_code(birth: date, day: date) -> str:
    """The age code of a child on a day: under 18 months, or from then on."""
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    return AGE_CODES[months >= 18]


def is_whole(period: PeriodFacts) -> bool:
    """Whether both of its days are known, in order."""
    return None not in (period.starts_on, period.ends_on) and period.starts_on <= period.ends_on


def days_a_week(facts: AgreementFacts) -> int:
    """The most days of attendance in a week of the cycle."""
    return max(sum(day.attends for day in week) for week in facts.agreement.schedule.weeks)


@PERIODS.rule("ICSGE-R59", 91, ERROR, field="period.starts_on", asks=_(
    "Une période réservée a un début, une fin, un à sept jours par semaine, une place au moins et un code d’âge."))
def is_complete(facts: PeriodFacts) -> Iterator[object]:
    in_order = None in (facts.starts_on, facts.ends_on) or facts.starts_on <= facts.ends_on
    for wrong, words in (
            (facts.starts_on is None, _("début")), (facts.ends_on is None or not in_order, _("fin")),
            (facts.days_per_week is None or not 1 <= facts.days_per_week <= 7, _("jours par semaine")),
            (facts.places is None or facts.places < 1, _("nombre de places")),
            (facts.age_code not in AGE_CODES, _("code d’âge"))):
        if wrong:
            yield _("La période réservée est incomplète ou invalide : %(field)s.", field=words)


@PERIODS.rule("ICSGE-R60", 92, ERROR, field="period.ends_on",
              asks=_("Une période réservée tient dans un exercice, du 1er avril au 31 mars."))
def stays_in_its_year(facts: PeriodFacts) -> Iterator[object]:
    if is_whole(facts) and financial_year(facts.starts_on) != financial_year(facts.ends_on):
        yield _("La période réservée dépasse l’exercice financier.")


@PERIODS.rule("ICSGE-R61", 93, ERROR, field="period.starts_on",
              asks=_("Deux périodes du même code d’âge ne se chevauchent pas."))
def is_apart(facts: PeriodFacts) -> Iterator[object]:
    if any(other.age_code == facts.age_code for other in overlapping(facts)):
        yield _("Deux périodes réservées se chevauchent.")


@PERIODS.rule("ICSGE-R62", 94, WARNING, field="period.places",
              asks=_("Au plus 5 % des places subventionnées sont réservées."))
def leaves_places(facts: PeriodFacts) -> Iterator[object]:
    if not is_whole(facts) or facts.permit_places is None:
        return
    together = (facts.places or 0) + sum(other.places or 0 for other in overlapping(facts))
    if together * SHARE > facts.permit_places:
        yield _("Les places réservées dépassent 5 % des places subventionnées.")


@PERIODS.rule("ICSGE-R63", 95, WARNING, field="period.places",
              asks=_("Il n’y a pas plus d’enfants que de places réservées."))
def has_room(facts: PeriodFacts) -> Iterator[object]:
    if facts.most_children is not None and facts.most_children[1] > (facts.places or 0):
        yield _("Plus d’enfants que de places réservées le %(day)s.", day=slash_date(facts.most_children[0]))


@AGREEMENTS.rule("ICSGE-R15", 15, ERROR, field="file.csg_number",
                 asks=_("Une entente nomme le numéro du dossier ; Marelle le retrouve elle-même."))
def file_is_known(facts: AgreementFacts) -> Iterator[object]:
    if facts.number_known is False:
        yield _("Le numéro du dossier parent-enfant est absent ou invalide.")


@AGREEMENTS.rule("ICSGE-R14", 11, ERROR, field="child.birth_date",
                 asks=_("Un enfant a moins de treize ans au début de l’entente."))
def is_young_enough(facts: AgreementFacts) -> Iterator[object]:
    if years(facts.agreement.birth_date, facts.agreement.starts_on) >= facts.most_years:
        yield _("La date de naissance est invalide.")


@AGREEMENTS.rule("ICSGE-R56", 112, WARNING, field="agreement.csss",
                 asks=_("Une composante peut retenir une sorte d’ententes : elles attendent, sans erreur."))
def is_held(facts: AgreementFacts) -> Iterator[object]:
    yield from held(facts.agreement, "csss")


@AGREEMENTS.rule("ICSGE-R58", 90, ERROR, field="agreement.csss",
                 asks=_("Une entente du protocole a une période réservée et acceptée, qui couvre ses jours."))
def is_reserved(facts: AgreementFacts) -> Iterator[object]:
    if asks_for_a_place(facts) and not covering(facts):
        yield _("Aucune période réservée ne couvre cette entente.")


@AGREEMENTS.rule("ICSGE-R64", 96, ERROR, field="agreement.csss",
                 asks=_("L’enfant a, au début, l’âge du code de la période."))
def age_fits(facts: AgreementFacts) -> Iterator[object]:
    found = covering(facts)
    code = age_code(facts.agreement.birth_date, facts.agreement.starts_on)
    if asks_for_a_place(facts) and found and all(each.age_code != code for each in found):
        yield _("L’âge de l’enfant ne correspond pas au code d’âge de la période.")


def asks_for_a_place(facts: AgreementFacts) -> bool:
    """Whether the agreement takes a reserved place and is not held here."""
    return facts.agreement.csss and "csss" not in facts.agreement.held_types


def covering(facts: AgreementFacts) -> list[PeriodFacts]:
    """The periods that hold all the days of the agreement, and as many a week."""
    last, most = facts.agreement.ends_on or date.max, days_a_week(facts)
    return [each for each in facts.periods if is_whole(each) and each.starts_on <= facts.agreement.starts_on
            and last <= each.ends_on and most <= (each.days_per_week or 0)]


def overlapping(facts: PeriodFacts) -> list[PeriodFacts]:
    """The other periods that have a day in common."""
    return [] if not is_whole(facts) else [
        each for each in facts.others if is_whole(each) and meet(
            facts.starts_on, facts.ends_on, each.starts_on, each.ends_on)]


def most_at_once(stays: Iterable[Period], first: date, last: date) -> tuple[date, int] | None:
    """The first day from `first` to `last` on which most of these agreements run, and how many (ICSGE-R63)."""
    rows = [each for each in stays if meet(each.starts_on, each.ends_on, first, last)]
    days = sorted({max(each.starts_on, first) for each in rows})
    counts = [(day, sum(meet(each.starts_on, each.ends_on, day, day) for each in rows)) for day in days]
    return max(counts, key=lambda pair: pair[1], default=None)


def financial_year(day: date) -> int:
    """The financial year of a day, by the year of its 1 April."""
    return day.year if day.month >= 4 else day.year - 1
