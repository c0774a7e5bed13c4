"""A child left an installation: its requests there may be closed, and those who can are told (MES-R77)."""

from __future__ import annotations

from datetime import date

from core.api import Organisation, _, ngettext, people_at
from plugins.families import Child
from plugins.mes.models import Request
from plugins.mes.reminders import once

WHO = {"draft": "mes.request.delete", "submitted": "mes.request.declare_compliant",
       "returned": "mes.request.declare_compliant", "compliant": "mes.request.sign"}
"""Who can end a request of each state: the service its drafts and compliant ones, the Ministry what it examines."""


def child_left(child: Child, installation: Organisation, day: date) -> list[Request]:
    """Propose to close the child's requests at an installation that she leaves on `day`; returns those requests.

    Call it in the transaction that records the end of the service. Nothing is closed: a notice leads those who may
    to a page where the day is filled in; the same end recorded again tells nobody twice.
    """
    concerned = list(Request.select().where(Request.child == child.id, Request.installation == installation.id,
                                            Request.state << list(WHO)))
    for request in concerned:
        sentence = _("L’enfant du brouillon %(number)s quitte l’installation : supprimez-le s’il ne sert plus.",
                     number=request.number) if request.state == "draft" else \
            _("L’enfant de la demande %(number)s quitte l’installation : fermez-la si c’est bien le cas.",
              number=request.number)
        once(f"departure.{request.id}.{day.isoformat()}", people_at(WHO[request.state], request.organisation_path()),
             sentence, link=closing_address(request, day))
    return concerned


def announced(requests: list[Request]) -> object:
    """What who records a departure is told of the requests that it concerns; None when there is none."""
    if not requests:
        return None
    return ngettext("Une demande de soutien est concernée (%(numbers)s) : qui peut la fermer en est averti.",
                    "%(num)s demandes de soutien sont concernées (%(numbers)s) : qui peut les fermer en est averti.",
                    len(requests), numbers=", ".join(each.number for each in requests))


def closing_address(request: Request, day: date) -> str:
    """Where the request is closed with this day; a draft’s own page, where it is deleted."""
    here = f"/mes/demandes/{request.id}"
    return here if request.state == "draft" else f"{here}/depart?jour={day.isoformat()}"
