"""Rules on the days of an agreement, on what it says of the child, and on its signature (ICSGE-R26 to R57)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.api import _, prose_date
from plugins.agreements.facts import Facts
from plugins.agreements.rules.table import ERROR, WARNING, rule
from plugins.agreements.schedule import SLOTS

MOST_ECP_DAYS = 5
HELD_TYPES = {"transitional": _("Mesure transitoire"), "csss": _("Protocole CISSS")}
"""The sorts of agreements that an installation may hold back from the Ministry, by their field."""


@rule("ICSGE-R26", 60, lambda facts: ERROR if facts.subsidised else WARNING, field="ends_on",
      asks=_("Une entente a une date de fin."))
def has_end(facts: Facts) -> Iterator[object]:
    if facts.ends_on is None:
        yield _("La date de fin de l’entente est obligatoire.")


@rule("ICSGE-R27", 61, ERROR, field="ends_on", asks=_("Une entente ne finit pas avant de commencer."))
def in_order(facts: Facts) -> Iterator[object]:
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        yield _("La date de fin précède la date de début.")


@rule("ICSGE-R28", 62, ERROR, field="starts_on", asks=_("Les ententes d’un même dossier ne se chevauchent pas."))
def apart(facts: Facts) -> Iterator[object]:
    for other in facts.others:
        if meet(facts.starts_on, facts.ends_on, other.starts_on, other.ends_on):
            yield _("L’entente en chevauche une autre (%(number)s).", number=other.number)


@rule("ICSGE-R31", 64, ERROR, field="infant_last_day", asks=_("La date de fin de poupon, une fois écrite, reste."))
def keeps_infant_day(facts: Facts) -> Iterator[object]:
    if facts.kept_infant_day is not None and facts.infant_last_day is None:
        yield _("La date de fin de poupon ne peut être retirée.")


@rule("ICSGE-R33", 65, WARNING, field="infant_last_day", asks=_("Un poupon a une date de fin de poupon."))
def has_infant_day(facts: Facts) -> Iterator[object]:
    if facts.infant and facts.infant_last_day is None and facts.kept_infant_day is None:
        yield _("La date de fin de poupon n’est pas indiquée.")


@rule("ICSGE-R34", 66, ERROR, field="is_replacement",
      asks=_("Un enfant remplaçant, ou dont l’horaire varie, a la case « remplaçant » cochée."))
def says_replacement(facts: Facts) -> Iterator[object]:
    if not facts.is_replacement and (facts.varies or facts.schedule.is_empty):
        yield _("L’indicateur de remplaçant est requis pour cette fréquentation.")


@rule("ICSGE-R36", 67, WARNING, field="ecp",
      asks=_("La fréquentation ECP suit l’horaire, cinq jours par semaine au plus."))
def ecp_fits(facts: Facts) -> Iterator[object]:
    weeks = [sum(day.attends for day in week) for week in facts.schedule.weeks]
    if facts.ecp and (max(weeks) == 0 or max(weeks) > MOST_ECP_DAYS):
        yield _("La fréquentation ECP s’accorde mal avec l’horaire.")


@rule("ICSGE-R39", 68, ERROR, field="signed_on", asks=_("Une entente se transmet signée."))
def is_signed(facts: Facts) -> Iterator[object]:
    if not facts.signed:
        yield _("L’entente n’est pas signée.")


@rule("ICSGE-R40", 69, WARNING, field="signed_on", asks=_("L’entente est celle que le parent a signée."))
def is_as_printed(facts: Facts) -> Iterator[object]:
    if facts.printed_differs:
        yield _("L’entente diffère de la version imprimée et signée.")


@rule("ICSGE-R54", 110, ERROR, field="ends_on",
      asks=_("Une entente ne franchit pas le 1er septembre où l’enfant devient d’âge scolaire."))
def stops_at_school(facts: Facts) -> Iterator[object]:
    cut = school_day(facts.birth_date)
    if facts.ends_on is not None and facts.starts_on < cut <= facts.ends_on:
        yield _("L’enfant devient d’âge scolaire : l’entente ne peut franchir le %(day)s.", day=prose_date(cut))


@rule("ICSGE-R55", 111, ERROR, field="transitional", asks=_(
    "La mesure transitoire a une entente à part, du 1er septembre des 5 ans au 31 août suivant, pour un enfant "
    "handicapé."))
def transitional_fits(facts: Facts) -> Iterator[object]:
    if not facts.transitional:
        return
    first = school_day(facts.birth_date)
    last = date(first.year + 1, 8, 31)
    late = facts.ends_on is None or facts.ends_on > last
    for failed, reason in (
            (facts.starts_on < first, _("elle commence le %(day)s au plus tôt", day=prose_date(first))),
            (late, _("elle se termine le %(day)s au plus tard", day=prose_date(last))),
            (not facts.disability, _("le handicap n’est pas attesté"))):
        if failed:
            yield _("Les conditions de la mesure transitoire ne sont pas remplies : %(reason)s.", reason=reason)


@rule("ICSGE-R56", 112, WARNING, field="transitional",
      asks=_("Une composante peut retenir une sorte d’ententes : elles attendent, sans erreur."))
def is_held(facts: Facts) -> Iterator[object]:
    yield from held(facts, "transitional")


@rule("ICSGE-R57", 113, WARNING, field="starts_on",
      asks=_("Après 59 mois, l’entente est celle d’un enfant d’âge scolaire."))
def is_young(facts: Facts) -> Iterator[object]:
    if not facts.transitional and facts.starts_on >= school_day(facts.birth_date):
        yield _("Enfant de plus de 59 mois sur une entente ordinaire.")


@rule("ICSGE-R45", 73, ERROR, field="schedule", asks=_("Le soir et la nuit se gardent où l’installation l’offre."))
def is_offered(facts: Facts) -> Iterator[object]:
    for slot in (each for each in SLOTS if each in facts.schedule.slots_used() and each not in ("am", "pm")):
        if slot[:-1] not in facts.care:
            yield _("Cette plage n’est pas offerte par l’installation : %(slot)s.", slot=SLOTS[slot])


def held(facts: Facts, kind: str) -> Iterator[object]:
    """What is said of an agreement of a sort that is held back."""
    if getattr(facts, kind) and kind in facts.held_types:
        yield _("Dossier retenu : « %(kind)s » n’est pas transmis par cette composante.", kind=HELD_TYPES[kind])


def meet(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    """Whether two periods, both ends included, have a day in common; None is without end."""
    return (other_last is None or first <= other_last) and (last is None or other_first <= last)


def school_day(birth: date) -> date:
    """The 1 September of the year in which the child is 5 on 30 September."""
    return date(birth.year + 5 + ((birth.month, birth.day) > (9, 30)), 9, 1)
