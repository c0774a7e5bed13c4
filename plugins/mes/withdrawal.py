"""Withdrawing a transmitted request: the service asks, the Ministry sends it back with a « retrait » comment (R79)."""

from __future__ import annotations

from core.api import Refused, _, fire, write_transaction
from plugins.mes.comments import add_comment
from plugins.mes.models import Request


def grant_withdrawal(request: Request, user) -> Request:
    """Send a request back with a comment that says « retrait » and repeats the service's reason, both or neither."""
    if request.state != "submitted" or request.withdrawal_asked_at is None:
        raise Refused(_("Le retrait de cette demande n’est pas demandé."), _("Rechargez la page."))
    text = _("Retrait de la demande, comme le veut le service de garde : « %(reason)s »",
             reason=request.withdrawal_reason)
    with write_transaction():
        add_comment(request, user, anchor="general", text=str(text)[:4000])
        return fire(request, "return_with_comments", user)
