"""What must hold to book a day (ACT-R04, ACT-R17, POR-R12): one table for the grid, the engine, acts on many and the
portal. Each condition answers nothing when it is met, else an obstacle: what is missing, what mends it, and where."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.api import Obstacle, _, ngettext, prose_date
from plugins.activities import links
from plugins.activities.facts import Cell, Facts
from plugins.activities.weeks import DAY_NAMES

OVERRIDE = "activities.override"
Judge = Callable[[Facts, Cell], Obstacle | None]


@dataclass(frozen=True)
class Condition:
    """A condition: its rule, the question that people read, and who judges it.

    `after`: conditions without which it cannot be judged. `override`: the right of those for whom it does not refuse.
    `warns`: it is said, and never refuses. `of_class`: class, service and day decide, whoever it is.
    """

    name: str
    rule: str
    question: object
    judge: Judge
    after: tuple[str, ...] = ()
    override: str = ""
    warns: bool = False
    of_class: bool = False


@dataclass(frozen=True)
class Verdict:
    """A condition of a cell: met, or not with its obstacle; `refuses` says whether that stops this person."""

    condition: Condition
    obstacle: Obstacle | None
    refuses: bool
    asked: bool = True

    @property
    def met(self) -> bool:
        return self.asked and self.obstacle is None


def judge_all(facts: Facts, cell: Cell, user, names: Collection[str] = ()) -> list[Verdict]:
    """Every condition of a cell, or those of these names, in the order of the table: « Pourquoi pas ? » shows them."""
    found: dict[str, Verdict] = {}
    for each in CONDITIONS:
        if each.name == "payer" and facts.payers is None or names and each.name not in names:
            continue
        asked = all(found[name].met for name in each.after if name in found)
        obstacle = each.judge(facts, cell) if asked else None
        refuses = obstacle is not None and not each.warns and not (each.override and _overrides(facts, cell, user))
        found[each.name] = Verdict(each, obstacle, refuses, asked)
    return list(found.values())


def why_not(facts: Facts, cell: Cell, user, names: Collection[str] = ()) -> list[Obstacle]:
    """The obstacles that refuse a cell to this person: none when she may book it. `names`: only those conditions."""
    return [each.obstacle for each in judge_all(facts, cell, user, names) if each.refuses]


def first_refusal(facts: Facts, cell: Cell, overrides: bool) -> Condition | None:
    """The first condition that refuses a cell, no sentence being made of it: for acts on many thousands."""
    shared = _of_class(facts, cell, overrides)
    if shared is None and _is_free(facts, cell):
        return None
    if shared is not None and facts.has_right(cell) and not facts.people[cell.participant].archived:
        return shared
    return next((each for each in REFUSING
                 if not (overrides and each.override) and each.judge(facts, cell) is not None), None)


def is_late(facts: Facts, cell: Cell) -> bool:
    """Whether only somebody who may override can book the cell: its booking is then marked as late."""
    return is_in_time(facts, cell) is not None or is_not_past(facts, cell) is not None


def _of_class(facts: Facts, cell: Cell, overrides: bool) -> Condition | None:
    """What refuses a cell for its whole class: judged once for all its children."""
    stay = facts.stay(cell.participant, cell.day)
    if stay is None:
        return None
    key = stay.class_group, cell.service, cell.day, overrides
    if key not in facts.judged:
        facts.judged[key] = next((each for each in OF_CLASS if not (overrides and each.override)
                                  and each.judge(facts, cell) is not None), None)
    return facts.judged[key]


def _is_free(facts: Facts, cell: Cell) -> bool:
    """Whether nothing of the person herself stands in the way: her class, her sheet, her right, a place."""
    if facts.stay(cell.participant, cell.day) is None or facts.people[cell.participant].archived:
        return False
    left = facts.places_left(cell)
    return facts.has_right(cell) and (left is None or left > 0)


def _overrides(facts: Facts, cell: Cell, user) -> bool:
    """Whether the person may book out of time where the participant is that day."""
    stay = facts.stay(cell.participant, cell.day)
    return stay is not None and any(stay.place.startswith(each) for each in user.places_with(OVERRIDE))


def is_enrolled(facts: Facts, cell: Cell) -> Obstacle | None:
    """The person is in a class that day, in a current or coming year."""
    if facts.stay(cell.participant, cell.day) is not None:
        return None
    who, day = facts.people[cell.participant], prose_date(cell.day)
    closed = [each for each in facts.stays.get(cell.participant, ()) if each.starts_on <= cell.day <= each.ends_on]
    if closed:
        return Obstacle(_("L’année « %(year)s » est close.", year=closed[0].year),
                        _("Inscrivez %(who)s dans une classe de l’année suivante.", who=who.name),
                        link=links.course(who), link_label=_("Ouvrir son cursus"))
    return Obstacle(_("%(who)s n’est dans aucune classe le %(day)s.", who=who.name, day=day),
                    _("Ajoutez son entrée dans une classe."), link=links.course(who), link_label=_("Ouvrir son cursus"))


def is_entitled(facts: Facts, cell: Cell) -> Obstacle | None:
    """The person is entitled to the service, from that day or before, on that weekday."""
    who, service = facts.people[cell.participant], facts.services[cell.service]
    rights = facts.rights.get((cell.participant, cell.service), [])
    if facts.has_right(cell):
        return None
    if any(each.holds(cell.day) for each in rights):
        return Obstacle(_("Le droit de %(who)s à « %(service)s » ne vaut pas le %(weekday)s.", who=who.name,
                          service=service.label, weekday=DAY_NAMES[cell.day.weekday()]),
                        _("Ajoutez ce jour à son droit."), link=links.rights(who), link_label=_("Ouvrir ses droits"))
    coming = min((each.starts_on for each in rights if each.starts_on > cell.day), default=None)
    text = _("Le droit de %(who)s à « %(service)s » ne commence que le %(day)s.", who=who.name, service=service.label,
             day=prose_date(coming)) if coming else _(
        "%(who)s n’a pas droit à « %(service)s » ce jour-là.", who=who.name, service=service.label)
    return Obstacle(text, _("Ouvrez son droit à cette prestation, à partir de ce jour ou d’avant."),
                    link=links.rights(who), link_label=_("Ouvrir ses droits"))


def is_offered(facts: Facts, cell: Cell) -> Obstacle | None:
    """The service is offered to the class (ACT-R02)."""
    stay, service = facts.stay(cell.participant, cell.day), facts.services[cell.service]
    if stay is None or (cell.service, stay.class_group) in facts.offers:
        return None
    return Obstacle(_("« %(service)s » n’est pas associée à la classe %(name)s.", service=service.label,
                      name=stay.class_name), _("Cochez cette classe dans la prestation."),
                    link=links.offers(service.id), link_label=_("Ouvrir la prestation"))


def has_begun(facts: Facts, cell: Cell) -> Obstacle | None:
    """The service has begun, has not ended and is not archived (ACT-R05)."""
    service = facts.services[cell.service]
    if service.archived_at is not None:
        text = _("« %(service)s » est archivée.", service=service.label)
    elif cell.day < service.begins_on:
        text = _("« %(service)s » n’a pas débuté : elle commence le %(day)s.", service=service.label,
                 day=prose_date(service.begins_on))
    elif service.ends_on is not None and cell.day > service.ends_on:
        text = _("« %(service)s » a pris fin le %(day)s.", service=service.label, day=prose_date(service.ends_on))
    else:
        return None
    return Obstacle(text, _("Choisissez un autre jour, ou changez les dates de la prestation."),
                    link=links.service(service.id), link_label=_("Ouvrir la prestation"))


def runs_that_day(facts: Facts, cell: Cell) -> Obstacle | None:
    """The service runs on that weekday, no period closes it, and one opens it if it only opens by a period."""
    service = facts.services[cell.service]
    closed = facts.hits(cell, "closure")
    if closed is not None:
        return Obstacle(_("La période « %(period)s » ferme « %(service)s » du %(first)s au %(last)s.",
                          period=closed.label, service=service.label, first=prose_date(closed.starts_on),
                          last=prose_date(closed.ends_on)),
                        _("Choisissez un jour hors de la période, ou retirez cette classe de la période."),
                        link=links.period(closed.period), link_label=_("Ouvrir la période"))
    if not service.weekdays >> cell.day.weekday() & 1:
        return Obstacle(_("« %(service)s » n’a pas lieu le %(weekday)s.", service=service.label,
                          weekday=DAY_NAMES[cell.day.weekday()]),
                        _("Choisissez un autre jour, ou ajoutez ce jour à la prestation."),
                        link=links.service(service.id), link_label=_("Ouvrir la prestation"))
    if not service.opens_by_default and facts.hits(cell, "opening") is None:
        return Obstacle(_("« %(service)s » n’ouvre que dans une période d’ouverture, et aucune ne couvre ce jour.",
                          service=service.label), _("Créez une période qui l’ouvre ce jour-là pour cette classe."),
                        link=links.periods(), link_label=_("Ouvrir les périodes"))
    return None


def has_payer(facts: Facts, cell: Cell) -> Obstacle | None:
    """Somebody pays for it that day."""
    if facts.payers is None or cell in facts.payers:
        return None
    who = facts.people[cell.participant]
    return Obstacle(_("Aucune règle de facturation ne dit qui paie pour %(who)s le %(day)s.", who=who.name,
                      day=prose_date(cell.day)), _("La réservation se fait ; ajoutez une règle avant de facturer."),
                    link=links.sheet(who), link_label=_("Ouvrir la fiche"))


def is_active(facts: Facts, cell: Cell) -> Obstacle | None:
    """The person's sheet is not archived (FAM-R13)."""
    who = facts.people[cell.participant]
    if not who.archived:
        return None
    return Obstacle(_("La fiche de %(who)s est archivée.", who=who.name), _("Désarchivez-la d’abord."),
                    link=links.sheet(who), link_label=_("Ouvrir la fiche"))


def is_in_time(facts: Facts, cell: Cell) -> Obstacle | None:
    """The deadline to book has not passed."""
    limit = facts.missed(cell)
    if limit is None:
        return None
    return Obstacle(_("Le délai de réservation est passé : c’était le %(day)s à %(hour)s.",
                      day=prose_date(limit.date()), hour=f"{limit:%H:%M}"),
                    _("Qui peut réserver hors délai peut encore le faire : c’est inscrit au journal."),
                    link=links.service(cell.service), link_label=_("Ouvrir la prestation"))


def has_place(facts: Facts, cell: Cell) -> Obstacle | None:
    """A place is left in the establishment that day (ACT-R23)."""
    left = facts.places_left(cell)
    if left is None or left > 0:
        return None
    places = facts.services[cell.service].places
    return Obstacle(ngettext("La seule place est prise ce jour-là.", "Les %(num)s places sont prises ce jour-là.",
                             places),
                    _("Mettez-la en liste d’attente : la réservation se fait quand une place se libère."),
                    link=links.waiting(), link_label=_("Voir la liste d’attente"))


def is_not_past(facts: Facts, cell: Cell) -> Obstacle | None:
    """The day is not past."""
    if cell.day >= facts.today:
        return None
    return Obstacle(_("Le %(day)s est passé.", day=prose_date(cell.day)),
                    _("Qui peut réserver hors délai peut encore le faire : c’est inscrit au journal."))


CONDITIONS = (
    Condition("enrolled", "ACT-R04", _("Dans une classe ce jour-là"), is_enrolled),
    Condition("entitled", "ACT-R03", _("Inscrit à la prestation ce jour-là"), is_entitled),
    Condition("offered", "ACT-R02", _("Prestation associée à la classe"), is_offered, ("enrolled",), of_class=True),
    Condition("begun", "ACT-R05", _("Prestation commencée"), has_begun, of_class=True),
    Condition("runs", "ACT-R10", _("Ouverte ce jour-là"), runs_that_day, ("enrolled",), of_class=True),
    Condition("payer", "POR-R12", _("Quelqu’un paie"), has_payer, warns=True),
    Condition("active", "FAM-R13", _("Fiche non archivée"), is_active),
    Condition("in_time", "ACT-R04", _("Dans le délai"), is_in_time, override=OVERRIDE,
              of_class=True),
    Condition("place", "ACT-R23", _("Une place reste"), has_place, ("enrolled",)),
    Condition("not_past", "ACT-R04", _("Jour à venir"), is_not_past, override=OVERRIDE,
              of_class=True),
)
OF_CLASS = tuple(each for each in CONDITIONS if each.of_class)
REFUSING = tuple(each for each in CONDITIONS if not each.warns)
ALL_BUT_PLACES = tuple(each.name for each in CONDITIONS if each.name != "place")
TO_WALK_IN = ("enrolled", "offered", "begun", "runs", "active")
"""What is asked of somebody who is there without a booking: not a right, a deadline or a place."""
