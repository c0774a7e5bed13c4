"""Background work of MES: the archived PDF of a version, the end of a reference year, the reminders."""

from __future__ import annotations

from core.api import SYSTEM, Refused, Stale, _, fire, job, keep, today
from plugins.mes import delegation
from plugins.mes.models import Request, Version
from plugins.mes.printing import print_version
from plugins.mes.reminders import remind
from plugins.mes.years import ReferenceYear


@job("mes.archive_pdf", title=_("Archivage d’une version transmise"))
def archive_pdf(progress, version: int) -> dict:
    """Render the « Formulaire complet » of a transmitted version and keep it as a file (MES-R60)."""
    kept = Version.get_by_id(version)
    if kept.file_id is None:
        name = f"{kept.request.number}-v{kept.number}.pdf"
        kept.file = keep(print_version(kept, SYSTEM), name=name, content_type="application/pdf")
        kept.save()
    return {"file": kept.file_id}


@job("mes.close_year", title=_("Fin de l’année de référence"), every="0 5 1 4 *")
def close_year(progress) -> dict:
    """On 1 April, end every compliant request of a year that is over (MES-R76); safe to run again."""
    ended = Request.select().where(Request.state == "compliant",
                                   Request.reference_year < ReferenceYear.of(today()).start)
    requests, done, refused = list(ended), 0, []
    for request in requests:
        try:
            fire(request, "close_year", SYSTEM)
        except (Refused, Stale) as reason:
            refused.append(f"{request.number}: {reason}")
        done += 1
        progress.step(done, len(requests), request.number)
    return {"closed": done - len(refused), "refused": refused}


@job("mes.remind", title=_("Rappels des demandes de soutien"), every="0 6 * * *")
def send_reminders(progress) -> dict:
    """Send the reminders that are due; each goes once, so that running again is harmless (MES-R78, 1.11)."""
    return dict(remind())


@job("mes.settle_delegations", title=_("Délégations qui commencent ou n’ont plus lieu d’être"), every="5 * * * *")
def settle_delegations(progress) -> dict:
    """Give the rights of the delegations that start today, take back those nobody holds any more; safe to run again."""
    return delegation.settle()
