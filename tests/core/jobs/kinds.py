"""Small jobs of a plugin of their own, and what the tests look at afterwards."""

from __future__ import annotations

from datetime import timedelta

from core.errors import Refused
from core.i18n import _
from core.jobs import Job, job
from core.numbering import Series, next_number
from core.plugin import Plugin
from core.records import utcnow

seen = []


@job("tiny.count", title=_("Compter"))
def count(progress, upto: int = 3) -> dict:
    """Take a number for each part, and say where the last run stopped."""
    seen.append(progress.done)
    for part in range(progress.done + 1, upto + 1):
        with progress.part(part, upto, _("Partie %(part)s", part=part)):
            next_number("tiny")
    return {"upto": upto}


@job("tiny.burn", title=_("Brûler"))
def burn(progress) -> None:
    """Fail, after having written something."""
    with progress.finish():
        next_number("burnt")
        raise ValueError("Maëlle Cyr")


@job("tiny.refuse", title=_("Refuser"))
def refuse(progress) -> None:
    """Meet a rule."""
    raise Refused(_("Le dossier %(number)s est fermé.", number="12"))


@job("tiny.nightly", title=_("Chaque nuit"), every="30 2 * * *")
def nightly(progress) -> None:
    """Do nothing, each night."""


class Tiny(Plugin):
    name = "tiny"
    jobs = (count, burn, refuse, nightly)


def value(series):
    row = Series.get_or_none(Series.name == series)
    return row.value if row else 0


def fresh(job):
    return Job.get_by_id(job.id)


def due_now(job):
    Job.update(run_at=utcnow() - timedelta(seconds=1)).where(Job.id == job.id).execute()
