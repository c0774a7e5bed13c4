"""What is over and old is taken away each night: finished jobs, deliveries, read notices, uploads cut off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.database import write_transaction
from core.i18n import _
from core.jobs import Job, job
from core.notify import Notice
from core.outbox import Delivery
from core.records import utcnow
from core.running import running

KEPT = timedelta(days=400)
"""More than a reference year: who looks for last year's run finds it."""
UPLOADING = timedelta(days=1)
"""No upload takes as long: what still bears the name of one is left of one that was cut off."""


@job("core.tidy", title=_("Rangement de nuit"), every="30 3 * * *")
def TIDY(progress) -> dict[str, Any]:
    """Delete what ended over 400 days ago, and broken-off uploads; what failed stays until somebody retries it."""
    limit = utcnow() - KEPT
    old = {"jobs": Job.delete().where(Job.status << ("done", "cancelled"), Job.finished_at < limit),
           "deliveries": Delivery.delete().where(Delivery.state == "done", Delivery.delivered_at < limit),
           "notices": Notice.delete().where(Notice.read_at < limit)}
    counts = {}
    for name, query in old.items():
        with write_transaction():
            counts[name] = query.execute()
    return counts | {"uploads": running().store.sweep(UPLOADING)}
