"""The synchronisation of one record: exactly table 1.12.2, and the three moves that its effects and rules speak of.

« Then up to date » of an acceptance is `settle`; « selected at every run » of a refusal is `reselect`; what is again as
it was accepted is not sent (ICSGE-R76): `revert`.
"""

from __future__ import annotations

from core.api import Input, Obstacle, State, Transition, Workflow, _, guard
from plugins.icsge.sync.models import Dossier


@guard(_("Le contenu est celui qui a été accepté"))
def is_as_accepted(dossier: Dossier, user):
    """The content is the one that was accepted last."""
    return None if dossier.now_hash == dossier.last_hash else Obstacle(_("Le contenu diffère de celui accepté."))


@guard(_("Le contenu a changé depuis la dernière acceptation"))
def has_changed(dossier: Dossier, user):
    """The content is another one than was accepted last."""
    return None if dossier.now_hash != dossier.last_hash else Obstacle(
        _("Rien n’a changé depuis la dernière acceptation."), _("Forcez l’envoi si le Ministère l’a perdu."))


def keep_reason(dossier: Dossier, user, inputs) -> None:
    """Keep why it is sent again unchanged."""
    dossier.forced_reason = str(inputs["reason"]).strip()[:200]


class DossierFlow(Workflow):
    """La synchronisation d’un dossier parent-enfant ou d’une entente."""

    model = Dossier
    title = _("Dossiers synchronisés")

    in_sync = State(_("À jour"), "vert", "check")
    pending = State(_("À synchroniser"), "bleu", "refresh-cw")
    invalid_local = State(_("À corriger"), "ambre", "triangle-alert")
    held = State(_("Retenu"), "ambre", "pause")
    sent = State(_("Transmis"), "bleu", "send")
    blocked_parent = State(_("En attente du dossier"), "ambre", "hourglass")
    accepted = State(_("Accepté"), "vert", "badge-check")
    accepted_warn = State(_("Accepté avec avertissements"), "vert", "circle-alert")
    rejected = State(_("Refusé"), "brique", "circle-x")
    out_of_scope = State(_("Exclu"), "neutre", "archive", final=True)

    import_ = Transition(None, in_sync, _("Reprendre"), system=True, done=_("Repris"), guards=[is_as_accepted])
    touch = Transition(in_sync, pending, _("Constater un changement"), system=True, done=_("Modifié"),
                       guards=[has_changed])
    force = Transition(
        in_sync, pending, _("Forcer l’envoi"), icon="send", exceptional=True,
        done=_("Envoi forcé"), inputs=[Input("reason", _("Raison"), kind="long")],
        consequence=_("Sera transmis de nouveau à la prochaine synchronisation, sans changement."),
        effects=[keep_reason])
    precheck = Transition(pending, invalid_local, _("Prévalider"), system=True, done=_("À corriger"))
    hold = Transition(pending, held, _("Retenir"), system=True, done=_("Retenu"))
    fix = Transition([invalid_local, held, rejected], pending, _("Corriger"), system=True, done=_("Corrigé"))
    revert = Transition(pending, in_sync, _("Constater qu’il n’y a plus rien à envoyer"), system=True,
                        done=_("De nouveau à jour"), guards=[is_as_accepted])
    reselect = Transition(rejected, pending, _("Reprendre un refus"), system=True, done=_("Repris"))
    send = Transition(pending, sent, _("Transmettre"), system=True, done=_("Transmis"))
    block = Transition(pending, blocked_parent, _("Faire attendre le dossier"), system=True,
                       done=_("En attente du dossier"))
    unblock = Transition(blocked_parent, pending, _("Reprendre après le dossier"), system=True, done=_("Débloqué"))
    ack = Transition(sent, accepted, _("Accepter"), system=True, done=_("Accepté"))
    ack_warn = Transition(sent, accepted_warn, _("Accepter avec avertissements"), system=True,
                          done=_("Accepté avec avertissements"))
    nack = Transition(sent, rejected, _("Refuser"), system=True, done=_("Refusé"))
    transport_fail = Transition(sent, pending, _("Constater l’absence de réponse"), system=True, done=_("Sans réponse"))
    settle = Transition([accepted, accepted_warn], in_sync, _("Mettre à jour"), system=True, done=_("À jour"))
    exclude = Transition([in_sync, pending, invalid_local, held, blocked_parent, accepted, accepted_warn, rejected],
                         out_of_scope, _("Exclure"), system=True, done=_("Exclu"))
    include = Transition(out_of_scope, pending, _("Inclure"), system=True, done=_("Inclus"))
