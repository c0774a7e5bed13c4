"""Why a request can no longer be changed, said instead of an absent button (MES-R81)."""

from __future__ import annotations

from core.api import Panel, _
from plugins.mes.models import Request

WHY = {
    "submitted": (_("Cette demande a été transmise ; elle ne peut plus être modifiée."),
                  _("Elle vous revient si la direction régionale la renvoie avec des commentaires. Pour la reprendre "
                    "avant, la direction du service en demande le retrait.")),
    "compliant": (_("Cette demande est conforme ; elle ne peut plus être modifiée."),
                  _("Si les besoins de l’enfant changent, créez un renouvellement avec changement.")),
    "closed": (_("Cette demande est terminée ; elle ne peut plus être modifiée."), ""),
}
"""The sentence of each state, and what to do."""


def why_fixed(request: Request, user) -> list[Panel]:
    """The panel that says why, for the service; for the Ministry when a withdrawal waits for its answer."""
    if request.state not in WHY:
        return []
    ours = user.can("mes.request.see_drafts", request)
    if not ours and not request.withdrawal_asked_at:
        return []
    why, remedy = WHY[request.state] if ours else (_("Le service de garde demande à reprendre cette demande."), "")
    return [Panel(_("Modifier la demande") if ours else _("Retrait demandé"), "mes/panel_fixed.html", {
        "why": why, "remedy": remedy, "asked_at": request.withdrawal_asked_at, "reason": request.withdrawal_reason,
        "may_grant": user.can("mes.request.return_with_comments", request)}, order=5, name="modifier")]
