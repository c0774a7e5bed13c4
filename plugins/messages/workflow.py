"""The life of a copy: it waits, is sent or fails, and may be put down again; some who were chosen get none."""

from __future__ import annotations

from core.api import Obstacle, State, Transition, Workflow, _, guard, put_delivery, utcnow
from plugins.messages.models import REASONS, MessageCopy, Preference
from plugins.messages.recipients import SEND, why_not

READ = "messages.read"


@guard(_("Son adresse d’aujourd’hui peut recevoir un message"))
def can_be_reached(copy: MessageCopy, user):
    """The adult has an address, wants messages, and is not archived (MSG-R02)."""
    reason = present_reason(copy)
    if reason:
        return Obstacle(_("%(who)s : %(why)s.", who=copy.guardian, why=REASONS[reason]),
                        _("Corrigez sa fiche, puis recommencez."))
    return None


def present_reason(copy: MessageCopy) -> str:
    """Why the adult could get no message now; nothing when she could."""
    refuses = Preference.select().where(Preference.guardian == copy.guardian_id, ~Preference.accepts_messages).exists()
    return why_not(copy.guardian, {copy.guardian_id} if refuses else set(), set())


def note_reason(copy: MessageCopy, user, inputs) -> None:
    """Keep what went wrong."""
    copy.reason = inputs["failure"]


def put_again(copy: MessageCopy, user, inputs) -> None:
    """To the address of today, as another delivery."""
    copy.address, copy.reason, copy.begun_at = copy.guardian.email.strip(), "", None
    copy.attempt += 1
    put_down(copy)


def put_down(copy: MessageCopy) -> None:
    """Leave a copy to the outbox; the same attempt is the same delivery."""
    put_delivery("messages.copy", {"copy": copy.id, "attempt": copy.attempt},
                 key=f"messages.copy:{copy.id}:{copy.attempt}")


def has_left(copy: MessageCopy, user, inputs) -> None:
    """Nothing is known against it."""
    copy.reason, copy.begun_at = "", copy.begun_at or utcnow()


class CopyFlow(Workflow):
    """La copie d’un message pour un adulte : en attente, envoyée ou en échec, puis renvoyée ; ou écartée."""

    model = MessageCopy
    title = _("Envois de messages")

    waiting = State(_("En attente"), "neutre", "hourglass")
    sent = State(_("Envoyé"), "vert", "circle-check", final=True)
    failed = State(_("Échec"), "brique", "circle-x")
    unsure = State(_("Sans nouvelle"), "ambre", "unplug")
    resent = State(_("Renvoi en attente"), "bleu", "rotate-ccw")
    excluded = State(_("Écarté"), "prune", "ban", final=True)

    put = Transition(None, waiting, _("Écrire"), permission=SEND, icon="send", done=_("Mise en attente"))
    leave_out = Transition(None, excluded, _("Écarter"), system=True, icon="ban", done=_("Écartée"))
    arrive = Transition([waiting, resent], sent, _("Envoyer"), system=True, icon="circle-check", done=_("Envoyée"),
                        effects=[has_left])
    fail = Transition([waiting, resent], failed, _("Noter l’échec"), system=True, icon="circle-x",
                      done=_("Non envoyée"), effects=[note_reason])
    lose = Transition([waiting, resent], unsure, _("Perdre la trace"), system=True, icon="unplug",
                      done=_("Sans nouvelle"), effects=[note_reason])
    resend = Transition(failed, resent, _("Renvoyer"), permission=SEND, icon="rotate-ccw", primary=True,
                        done=_("Renvoyée"), guards=[can_be_reached], effects=[put_again],
                        consequence=_("Le message repart vers l’adresse de la fiche d’aujourd’hui."))
    resend_anyway = Transition(
        unsure, resent, _("Renvoyer quand même"), permission=SEND, icon="rotate-ccw", exceptional=True,
        done=_("Renvoyée"), guards=[can_be_reached], effects=[put_again], confirm=_("Renvoyer ce message ?"),
        consequence=_("La famille l’a peut-être déjà reçu : demandez-lui d’abord."))
