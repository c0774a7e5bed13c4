"""Reminders: each sent once, whenever the daily job runs; they name the request by its number, never a child."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.api import SYSTEM, _, notify, people_at, people_everywhere, prose_date, today, utcnow, write_transaction
from plugins.mes.checklist import ready
from plugins.mes.content import content_digest
from plugins.mes.models import Reminder, Request, YearTerms
from plugins.mes.signature import told
from plugins.mes.years import ReferenceYear

UNANSWERED = (20, 10)
"""After how many days comments without an answer are recalled; the longest first, which stands for the others."""

BEFORE = timedelta(days=30)
"""How long before the end of its reference year a draft is warned of (MES-R78)."""

CLOSING = timedelta(days=7)
"""How long before the end of a call for requests the services are told."""

SETTLED, FORGOTTEN = timedelta(days=1), timedelta(days=30)
"""A complete draft is ready to sign once nobody has touched it for a day; after thirty it is left in peace."""


def once(key: str, people: Iterable, text: object, *, link: str) -> int:
    """Tell these people, unless this was done before: the mark and the notices are written together, or neither."""
    with write_transaction():
        if not Reminder.mark(key):
            return 0
        return notify(people, text, link=link, kind="late" if key.startswith("comments.") else "info")


def remind() -> Iterator[tuple[str, int]]:
    """Every reminder that is due today: what it is about, and how many people were told."""
    for kind in (unanswered_comments, ending_drafts, waiting_signatures, calls):
        yield kind.__name__, sum(kind(today()))


def unanswered_comments(day: date) -> Iterator[int]:
    """Requests that came back with comments 10 or 20 days ago and were not transmitted again."""
    late = Request.select().where(Request.state == "returned",
                                  Request.state_since <= utcnow() - timedelta(days=min(UNANSWERED)))
    for request in list(late):
        waited = (utcnow() - request.state_since).days
        count = next(each for each in UNANSWERED if waited >= each)
        text = _("La demande %(number)s attend vos corrections depuis %(count)s jours.", number=request.number,
                 count=count)
        yield once(f"comments.{count}.{request.id}.{request.round}", editors(request), text, link=address(request))


def ending_drafts(day: date) -> Iterator[int]:
    """Drafts whose reference year ends within 30 days, or has ended; a draft is never deleted by itself (MES-R78)."""
    running = ReferenceYear.of(day + BEFORE + timedelta(days=1))
    for request in list(Request.select().where(Request.state == "draft", Request.reference_year < running.start)):
        end = request.year.last_day
        values = {"number": request.number, "year": str(request.year), "day": prose_date(end)}
        text = _("Le brouillon %(number)s vise l’année %(year)s, qui se termine le %(day)s : transmettez-le ou "
                 "supprimez-le. Il n’est jamais effacé sans vous.", **values) if day <= end else \
            _("Le brouillon %(number)s vise l’année %(year)s, terminée le %(day)s : supprimez-le s’il ne sert plus. "
              "Il n’est jamais effacé sans vous.", **values)
        yield once(f"draft.{request.id}", editors(request), text, link=address(request))


def waiting_signatures(day: date) -> Iterator[int]:
    """Requests that lack nothing but the signature, of which nobody told the signers; once for a content."""
    idle = Request.select().where(Request.state << ("draft", "returned"), Request.signed_at.is_null(),
                                  Request.updated_at.between(utcnow() - FORGOTTEN, utcnow() - SETTLED))
    for request in list(idle):
        if told(request) or not ready(request, SYSTEM):
            continue
        people = people_at("mes.request.sign", request.organisation_path())
        yield once(f"sign.{request.id}.{content_digest(request)[:32]}", people,
                   _("La demande %(number)s est prête à signer.", number=request.number),
                   link=f"{address(request)}/verification")


def calls(day: date) -> Iterator[int]:
    """Calls for requests that have opened, or close within seven days; nothing of one that is over."""
    for terms in list(YearTerms.select()):
        for rank, opens, closes in ((1, terms.first_opens_on, terms.first_closes_on),
                                    (2, terms.second_opens_on, terms.second_closes_on)):
            if not (opens and closes and opens <= day <= closes):
                continue
            key, values = f"{terms.reference_year}.{rank}", {"year": str(terms), "day": prose_date(closes)}
            about, text = ("closes", _("L’appel de demandes de l’année %(year)s se termine le %(day)s.", **values)) \
                if day >= closes - CLOSING else \
                ("opens", _("L’appel de demandes de l’année %(year)s est ouvert jusqu’au %(day)s.", **values))
            yield once(f"call.{about}.{key}", people_everywhere("mes.request.create"), text, link="/mes/creer/")


def editors(request: Request) -> list:
    """Those who fill in for the service."""
    return people_at("mes.request.edit", request.organisation_path())


def address(request: Request) -> str:
    """The address of the request's page."""
    return f"/mes/demandes/{request.id}"
