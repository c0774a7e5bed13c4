"""« À examiner »: the Ministry's work by what awaits it, the oldest first, each part counted in one query."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import get_template_attribute
from markupsafe import escape

from core.api import CAP, Column, Filter, NextColumn, Organisation, RecordList, _, counted, in_days, utcnow
from plugins.mes.models import Request

OPEN = ("submitted", "returned")
SAMPLE = (999_999_999, "0000-00-000")
"""The request that « Prendre » is drawn for, once; each row puts its own id and number in their places."""
SAMPLES = re.compile("|".join(map(str, SAMPLE)))


def received(view, user):
    """Transmitted for the first time."""
    return (Request.state == "submitted") & (Request.round == 0)


def retransmitted(view, user):
    """Corrected by the service and transmitted again."""
    return (Request.state == "submitted") & (Request.round > 0)


def proposed(view, user):
    """An agent proposes to declare it compliant."""
    return (Request.state == "submitted") & Request.proposed_at.is_null(False)


def mine(view, user):
    """Those given to the reader, with the Ministry or with the service."""
    return (Request.assigned_to == user.id) & (Request.state << OPEN)


PARTS = (
    RecordList("a-examiner", _("À examiner"), states=("submitted",),
               intro=_("Transmises au Ministère, les plus anciennes d’abord."),
               empty=_("Aucune demande n’attend le Ministère.")),
    RecordList("recues", _("Reçues"), where=received, menu=False, intro=_("Transmises pour la première fois."),
               empty=_("Aucune nouvelle demande n’attend.")),
    RecordList("retransmises", _("Retransmises"), where=retransmitted,
               intro=_("Corrigées par le service de garde, transmises de nouveau."),
               empty=_("Aucune demande corrigée n’attend.")),
    RecordList("a-conformer", _("À déclarer conformes"), where=proposed, menu=False,
               intro=_("Un conseil régional propose la conformité ; la direction décide."),
               empty=_("Aucune conformité n’est proposée.")),
    RecordList("en-attente", _("En attente du service"), states=("returned",),
               intro=_("Renvoyées avec des commentaires ; le service de garde les corrige."),
               empty=_("Aucune demande n’attend un service de garde.")),
    RecordList("a-moi", _("Confiées à moi"), where=mine, menu=False,
               intro=_("Celles que vous avez prises ou qu’on vous a confiées."),
               empty=_("Aucune demande ne vous est confiée."),
               empty_help=_("Prenez-en une dans la liste « À examiner ».")),
)


def counts(user) -> dict[str, int]:
    """How many requests each part holds for a person, one past the cap at most: one query."""
    held = {each.name: each.where(None, user) if each.where else Request.state << list(each.states) for each in PARTS}
    hers = Request.within(user, "mes.request.review")
    return dict(zip(held, counted(Request, [(hers & each, CAP) for each in held.values()]), strict=True))


def after(request: Request, user) -> int | None:
    """The next request to examine after this one in the order of the list, going round; None when it is the last."""
    waiting = (Request.select(Request.id).where(
        Request.within(user, "mes.request.review"), Request.state == "submitted", Request.id != request.id)
        .order_by(Request.state_since, Request.id).limit(1).tuples())
    later = waiting.where((Request.state_since > request.state_since)
                          | ((Request.state_since == request.state_since) & (Request.id > request.id)))
    found = (later.first() if request.state == "submitted" else None) or waiting.first()
    return found[0] if found else None


class AgeColumn(Column):
    """How many days a request has stood where it is."""

    def __init__(self, label: object):
        super().__init__("state_since", label, kind="text", place="is-number")

    def written(self, values: Sequence[Sequence], states=None) -> list[str]:
        now = utcnow()
        return [in_days(now - since) for since in values[0]]

    def reader(self, places: Sequence[int]):
        now, place = utcnow(), places[0]
        return lambda row: (now - row[place]).days


class DueColumn(NextColumn):
    """Until when the Ministry answers, or how late it is: every row of these lists waits for the reader."""

    def __init__(self):
        super().__init__(_("Échéance"), sort=False)

    def written(self, values: Sequence[Sequence], states=None) -> list:
        state, since, yours = values
        return super().written([state, since, [False] * len(yours)], states)


class HolderColumn(Column):
    """Who examines a request, or « Prendre » where nobody does yet."""

    def __init__(self, label: object):
        super().__init__("assigned_to.first_name assigned_to.last_name", label, sort=False)

    def choose(self, selection) -> list[int]:
        return [*super().choose(selection), selection.add("id"), selection.add("number")]

    def written(self, values: Sequence[Sequence], states=None) -> list[tuple]:
        first, last, ids, numbers = values
        return list(zip(super().written([first, last]), ids, numbers, strict=True))

    def drawn(self, written: Sequence, states=None) -> list[str]:
        before, between, after = SAMPLES.split(get_template_attribute("mes/take.html", "take")(*SAMPLE))
        return [f"<td>{escape(who)}</td>" if who else f"<td>{before}{id}{between}{escape(number)}{after}</td>"
                for who, id, number in written]

    def reader(self, places: list[int]):
        return super().reader(places[:2])


class DirectionFilter(Filter):
    """The requests of the regions of one direction, or of several."""

    def __init__(self):
        super().__init__("division", _("Direction"), kind="choices", name="direction", choices=directions)

    def condition(self, chosen, user):
        below = None
        for place in Organisation.select(Organisation.path).where(Organisation.id << list(chosen.values)):
            below = Organisation.path.startswith(place.path) if below is None else \
                below | Organisation.path.startswith(place.path)
        return Request.division << Organisation.select(Organisation.id).where(below)


def directions(view, user) -> list[tuple]:
    """The directions where the reader examines requests."""
    return _places("direction", user, Organisation.id)


def regions(view, user) -> list[tuple]:
    """The regions where the reader examines requests, « 11 Gaspésie–Îles-de-la-Madeleine »."""
    return [(code, f"{code} {name}") for code, name in _places("region", user, Organisation.code)]


def _places(kind: str, user, value) -> list[tuple]:
    seen = Organisation.within(user, "mes.request.review")
    return list(Organisation.select(value, Organisation.name).where(Organisation.kind == kind, seen)
                .order_by(Organisation.code, Organisation.name).tuples())
