"""The life of an agreement: exactly table 1.12.4."""

from __future__ import annotations

from core.api import STAY, Input, State, Transition, Workflow, _
from plugins.agreements import effects, guards
from plugins.agreements.models import END_TYPES, ServiceAgreement

SIGNED_ON = Input("signed_on", _("Signée le"), kind="date")
SIGNED_BY = Input("signed_by", _("Signée par"), kind="choice", choices=(("a", _("Parent A")), ("b", _("Parent B"))))
ENDS = Input("end_type", _("Type de fin"), kind="choice", choices=END_TYPES)
LAST_DAY = Input("ends_on", _("Dernier jour"), kind="date")
REASON = Input("reason", _("Raison"), kind="long")
MAY_BEGIN = [guards.file_is_open, guards.stands_apart]


class AgreementFlow(Workflow):
    """L’entente de service, du brouillon à sa fin."""

    model = ServiceAgreement
    title = _("Ententes de service")

    draft = State(_("Brouillon"), "neutre", "pencil", editable=True)
    to_sign = State(_("À signer"), "ambre", "printer", waits_for="agreements.agreement.sign")
    signed = State(_("Signée"), "bleu", "signature", editable=True)
    active = State(_("En vigueur"), "vert", "badge-check", editable=True)
    superseded = State(_("Remplacée"), "prune", "repeat-2", final=True)
    expired = State(_("Échue"), "prune", "calendar", final=True)
    terminated = State(_("Résiliée"), "prune", "archive", final=True)
    cancelled = State(_("Annulée"), "neutre", "circle-x", final=True)

    create = Transition(None, draft, _("Créer"), icon="plus", done=_("Créée"), guards=MAY_BEGIN)
    copy = Transition(None, draft, _("Copier"), icon="copy", done=_("Copiée"), guards=MAY_BEGIN)
    print = Transition(
        draft, to_sign, _("Imprimer pour signature"), icon="printer", primary=True, done=_("Imprimée"),
        consequence=_("Donne son numéro à l’entente et fixe ce que le parent signe."),
        guards=[guards.keeps_the_rules], effects=[effects.fix_content])
    edit = Transition(
        to_sign, draft, _("Reprendre la saisie"), icon="pencil", done=_("Reprise en saisie"),
        consequence=_("La version imprimée ne compte plus : il faudra imprimer de nouveau."),
        effects=[effects.forget_content])
    sign = Transition(
        to_sign, signed, _("Inscrire la signature"), icon="signature", primary=True, done=_("Signée"),
        consequence=_("Dit que le parent a signé la version imprimée."), inputs=[SIGNED_ON, SIGNED_BY],
        guards=[guards.is_as_printed], effects=[effects.write_signature])
    start = Transition(signed, active, _("Entrer en vigueur"), icon="badge-check", system=True,
                       done=_("Entrée en vigueur"), guards=[guards.has_begun])
    replace = Transition(
        [signed, active], superseded, _("Fermer et créer la suivante"), icon="repeat-2", done=_("Remplacée"),
        page="agreements_next.replace", exceptional=True,
        consequence=_("Ferme cette entente la veille et en prépare une autre, quand l’horaire ou le statut change."),
        inputs=[Input("starts_on", _("Début de la suivante"), kind="date"),
                Input("cause", _("Ce qui change"), kind="choice", choices=effects.CAUSES)],
        effects=[effects.end_the_day_before])
    terminate = Transition(
        active, terminated, _("Résilier"), icon="archive", exceptional=True, done=_("Résiliée"),
        inputs=[ENDS, LAST_DAY, REASON], confirm=_("Résilier cette entente ?"),
        consequence=_("Met fin à l’entente avant son échéance."), effects=[effects.end_early])
    expire = Transition(active, expired, _("Arriver à échéance"), icon="calendar", system=True, done=_("Échue"),
                        guards=[guards.is_over])
    cancel = Transition(
        signed, cancelled, _("Annuler"), icon="circle-x", exceptional=True, done=_("Annulée"), inputs=[REASON],
        confirm=_("Annuler cette entente ?"), consequence=_("L’entente n’a jamais lieu."),
        guards=[guards.has_not_begun])
    renew = Transition(
        [expired, terminated], STAY, _("Renouveler"), icon="copy", page="agreements_next.renew",
        permission="agreements.agreement.copy", done=_("Renouvelée"),
        consequence=_("Prépare une nouvelle entente avec les mêmes renseignements, sans dates ni signature."))
