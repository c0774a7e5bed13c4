"""What sign-in leaves behind is forgotten each night: ended sessions, old counts, texts nobody came back for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.accounts import keep, sessions, throttle
from core.accounts.links import PASSWORD_LINK
from core.database import write_transaction
from core.i18n import _
from core.jobs import job
from core.outbox import Delivery
from core.records import utcnow


@job("core.forget_sign_ins", title=_("Oubli des séances terminées"), every="10 3 * * *")
def FORGET(progress) -> dict[str, Any]:
    """Delete what is over; the addresses of sent links go too."""
    with write_transaction():
        sent = Delivery.kind == PASSWORD_LINK.kind, Delivery.state == "done"
        return {"sessions": sessions.purge(), "counts": throttle.purge(), "texts": keep.purge(),
                "links": Delivery.delete().where(*sent, Delivery.created_at < utcnow() - timedelta(days=1)).execute()}
