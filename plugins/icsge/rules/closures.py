"""Rules on a day of closure (ICSGE-R65 to R71), and the slots that a holiday proposes (ICSGE-R68)."""

from __future__ import annotations

from collections.abc import Iterator

from core.api import _
from plugins.icsge.rules.facts import DayFacts, offered
from plugins.icsge.rules.table import ERROR, WARNING, Table

CLOSURES = Table()
rule = CLOSURES.rule


@rule("ICSGE-R65", 100, ERROR, field="closure.day", asks=_("Un bureau coordonnateur n’a pas de jours de fermeture."))
def is_of_an_installation(facts: DayFacts) -> Iterator[object]:
    if facts.calendar.is_office:
        yield _("Un bureau coordonnateur ne transmet pas de jours de fermeture.")


@rule("ICSGE-R66", 101, ERROR, field="closure.day", asks=_("Une date figure une fois au calendrier."))
def comes_once(facts: DayFacts) -> Iterator[object]:
    if facts.twice:
        yield _("Cette date figure déjà au calendrier.")


@rule("ICSGE-R67", 102, ERROR, field="closure.slots", asks=_("Une plage au moins est fermée."))
def closes_something(facts: DayFacts) -> Iterator[object]:
    if not facts.closed.slots:
        yield _("Indiquez au moins une plage fermée.")


@rule("ICSGE-R71", 105, ERROR, field="closure.care_open",
      asks=_("La garde n’est pas ouverte quand toutes les plages offertes sont fermées."))
def does_not_contradict(facts: DayFacts) -> Iterator[object]:
    if facts.closed.care_open and offered(facts.calendar.care) <= facts.closed.slots:
        yield _("« Garde ouverte » contredit les plages fermées.")


@rule("ICSGE-R69", 103, WARNING, field="closure.day",
      asks=_("La date est de l’année du calendrier, un jour où l’on ouvre d’habitude."))
def is_a_working_day(facts: DayFacts) -> Iterator[object]:
    day, calendar = facts.closed.day, facts.calendar
    if day.year != calendar.year or day.weekday() not in calendar.opens:
        yield _("Date hors de l’année civile ou jour habituellement fermé.")


@rule("ICSGE-R70", 104, WARNING, field="closure.reason",
      asks=_("Les parents des enfants attendus sont avertis d’une fermeture imprévue."))
def is_foreseen(facts: DayFacts) -> Iterator[object]:
    if facts.closed.reason != "planned" and facts.closed.expected:
        yield _("Fermeture imprévue un jour de fréquentation.")


def holiday_slots(care: frozenset[str]) -> frozenset[str]:
    """What a holiday closes: the day, and the evening and the night where they are offered (ICSGE-R68)."""
    return offered(care)
