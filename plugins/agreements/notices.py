"""The notice board (« babillard »): what the calendar asks of agreements, and the act that mends each line."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from peewee import Expression

from core.api import _, fn, prose_date, running, today
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.rules import school_day
from plugins.families import Child, ParentChildFile

WITHIN = "agreements.notice_days"
NURSERY_MONTHS = 18
"""An infant leaves the nursery at this age."""
LASTING, KEPT = ("signed", "active"), ("draft", "to_sign", "signed", "active")


@dataclass(frozen=True)
class Act:
    """What mends a line: its words, the right it asks for, and the page that does it."""

    label: object
    permission: str
    endpoint: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """A part of the board: which agreements stand in it, what is said of each, and what mends it."""

    name: str
    title: object
    intro: object
    where: Callable[[], Expression]
    told: Callable[[ServiceAgreement], object]
    act: Callable[[ServiceAgreement], Act]


def horizon() -> date:
    """The last day that the board looks ahead to."""
    return today() + timedelta(days=running().settings[WITHIN])


def next_cut() -> date:
    """The next 1 September, today included."""
    day = today()
    return date(day.year + (day > date(day.year, 9, 1)), 9, 1)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or earlier; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def open_file(last: Expression | date) -> Expression:
    """The condition that the file of an agreement goes on after a day."""
    return fn.EXISTS(ParentChildFile.select(1).where(
        ParentChildFile.id == ServiceAgreement.file,
        ParentChildFile.ends_on.is_null() | (ParentChildFile.ends_on > last)))


def latest() -> Expression:
    """The condition that no later agreement of the file was prepared."""
    other = ServiceAgreement.alias()
    return ~fn.EXISTS(other.select(1).where(
        other.file == ServiceAgreement.file, other.state != "cancelled", other.starts_on > ServiceAgreement.starts_on))


def of_children(condition: Expression) -> Expression:
    """The condition that the child of an agreement meets another one."""
    return ServiceAgreement.file << ParentChildFile.select(ParentChildFile.id).join(Child).where(
        condition, Child.archived_at.is_null())


def ends() -> Expression:
    """Ends soon, or ended lately, while the child stays and nothing follows."""
    since = today() - (horizon() - today())
    return (ServiceAgreement.state << (*LASTING, "expired")) & ServiceAgreement.ends_on.between(
        since, horizon()) & open_file(ServiceAgreement.ends_on) & latest()


def reaches_school() -> Expression:
    """Its child is five on 30 September of the next 1 September, and no agreement begins there (ICSGE-R54)."""
    cut = next_cut()
    born = (Child.birth_date > date(cut.year - 6, 9, 30)) & (Child.birth_date <= date(cut.year - 5, 9, 30))
    return (ServiceAgreement.state << LASTING) & (ServiceAgreement.starts_on < cut) & of_children(born) & open_file(
        cut) & latest()


def lacks_nirec() -> Expression:
    """Its child, born in Québec, has no number of the civil register."""
    return (ServiceAgreement.state << KEPT) & of_children(
        (Child.nirec.is_null() | (Child.nirec == "")) & (Child.born_elsewhere == False)) & latest()  # noqa: E712


def leaves_nursery() -> Expression:
    """Its infant is soon or already 18 months old and no last day is written, or that day comes (ICSGE-R32, R33)."""
    last = ServiceAgreement.infant_last_day
    grown = of_children(Child.birth_date <= months_after(horizon(), -NURSERY_MONTHS))
    return (ServiceAgreement.state << LASTING) & (ServiceAgreement.infant == True) & (  # noqa: E712
        (last.is_null() & grown) | last.between(today(), horizon()))


def end_told(agreement: ServiceAgreement) -> object:
    """« Finit le 28 décembre 2026 », « A pris fin le … »."""
    day = prose_date(agreement.ends_on)
    return _("A pris fin le %(day)s", day=day) if agreement.ends_on < today() else _("Finit le %(day)s", day=day)


def nursery_told(agreement: ServiceAgreement) -> object:
    """When the infant leaves the nursery, or is 18 months old."""
    if agreement.infant_last_day is not None:
        return _("Quitte la pouponnière le %(day)s", day=prose_date(agreement.infant_last_day))
    return _("A 18 mois le %(day)s, sans date de fin de poupon",
             day=prose_date(months_after(agreement.file.child.birth_date, NURSERY_MONTHS)))


def follow(agreement: ServiceAgreement) -> Act:
    """An agreement that ended is renewed, one that runs is copied."""
    ended = agreement.state == "expired"
    return Act(_("Renouveler") if ended else _("Copier l’entente"), "agreements.agreement.copy",
               "agreements_next.renew" if ended else "agreements_next.copy", {"id": agreement.id})


def at_school(agreement: ServiceAgreement) -> Act:
    """One that crosses the cut is closed the day before; the others are followed by another from that day."""
    cut = school_day(agreement.file.child.birth_date)
    crosses = agreement.ends_on is None or agreement.ends_on >= cut
    name, label = ("replace", _("Fermer et créer la suivante")) if crosses else ("copy", _("Copier l’entente"))
    return Act(label, f"agreements.agreement.{name}", f"agreements_next.{name}",
               {"id": agreement.id, "debut": cut.isoformat()})


def write_nirec(agreement: ServiceAgreement) -> Act:
    """The form of the child."""
    return Act(_("Inscrire le NIREC"), "families.edit", "families_child.edit", {"id": agreement.file.child_id})


def write_nursery(agreement: ServiceAgreement) -> Act:
    """The last day of the nursery, then the group, are written without another agreement (ICSGE-R30)."""
    label = _("Écrire la fin de poupon") if agreement.infant_last_day is None else _("Changer de groupe")
    return Act(label, "agreements.agreement.edit", "agreements_agreement.edit", {"id": agreement.id})


NOTICES = (
    Notice("a-echeance", _("Ententes qui finissent"), _("Rien ne les suit encore, et l’enfant reste."), ends, end_told,
           follow),
    Notice("age-scolaire", _("Âge scolaire au 1er septembre"),
           _("L’enfant a 5 ans au 30 septembre : une nouvelle entente commence ce 1er septembre."), reaches_school,
           lambda agreement: _("Né ou née le %(day)s", day=prose_date(agreement.file.child.birth_date)), at_school),
    Notice("sans-nirec", _("NIREC manquants"), _("L’enfant est né au Québec et son numéro n’est pas inscrit."),
           lacks_nirec, lambda agreement: _("Né ou née le %(day)s", day=prose_date(agreement.file.child.birth_date)),
           write_nirec),
    Notice("poupons", _("Poupons qui quittent la pouponnière"),
           _("À 18 mois. La case « poupon » reste cochée, et la date reste écrite."), leaves_nursery, nursery_told,
           write_nursery),
)
