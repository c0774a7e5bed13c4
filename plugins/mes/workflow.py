"""The life of a request: exactly table 1.12.1."""

from __future__ import annotations

from core.api import STAY, Input, State, Transition, Workflow, _, days, pgettext
from plugins.mes import effects, kinds, reviewing, rules
from plugins.mes.form.filling import EDITED
from plugins.mes.models import TYPES, Request

REASON = Input("reason", _("Raison"), kind="long")
DEPARTURE = Input("departure_on", _("Date du départ"), kind="date", required=False,
                  help=_("Vide si le service retire sa demande avant la conformité, avec l’accord du Ministère."))
COMMENT = Input("comment", _("Commentaire"))
CHECKLIST = (rules.form_complete, rules.comments_corrected, rules.documents_complete, rules.signed)


class RequestFlow(Workflow):
    """La demande de soutien, du brouillon à la fin de l’année de référence."""

    model = Request
    title = _("Mesure de soutien")

    draft = State(_("Brouillon"), "neutre", "pencil", editable=True)
    submitted = State(_("Transmis"), "bleu", "send", deadline=days(30), waits_for="mes.request.return_with_comments")
    returned = State(pgettext("état", "Commentaires"), "ambre", "message-square-warning", editable=True,
                     deadline=days(20), beside=submitted, waits_for="mes.request.mark_corrected")
    compliant = State(_("Conforme"), "vert", "badge-check")
    closed = State(_("Terminée"), "prune", "archive", final=True)

    create = Transition(
        None, draft, _("Créer"), icon="plus", done=_("Créée"),
        guards=[rules.installation_is_ours, rules.service_is_subsidised, rules.child_has_allowance,
                rules.child_is_young_enough, rules.year_is_open, rules.no_other_live_request, kinds.type_fits],
        effects=[effects.give_number, effects.stand_alone, effects.link_people, effects.take_over])
    edit = Transition(
        [draft, returned], STAY, _("Modifier la demande"), icon="pencil", primary=True, done=_("Modifiée"),
        consequence=_("Ouvre le formulaire. Tout changement retire la signature."),
        page="mes_form.first", fields=EDITED, effects=[effects.remove_signature])
    retype = Transition(
        draft, STAY, _("Changer le type"), icon="repeat-2", page="mes_form.retype", permission="mes.request.edit",
        done=_("Type changé"), listed=False,
        consequence=_("Garde ce qui est écrit ; reprend de la demande précédente ce que le type permet."),
        inputs=[Input("type", _("Type de la demande"), kind="choice", choices=tuple(TYPES.items())),
                Input("reason", _("Raison"), kind="long", required=False)],
        effects=[effects.change_type, effects.remove_signature])
    attach = Transition(
        [draft, returned], STAY, _("Joindre un document"), icon="file-plus-2", page="mes_papers.attach",
        done=_("Documents modifiés"),
        consequence=_("PDF seulement, 4 Mo au plus par fichier."), effects=[effects.remove_signature])
    mark_corrected = Transition(
        returned, STAY, _("Marquer un commentaire corrigé"), icon="check", page="mes_request.record",
        done=_("Commentaire coché"), listed=False,
        consequence=_("Cochez « Corrigé » sous chaque commentaire."), inputs=[COMMENT], effects=[effects.tick_comment])
    reply = Transition(
        returned, STAY, _("Répondre à un commentaire"), icon="message-square", page="mes_request.record",
        done=_("Réponse à un commentaire"), listed=False,
        consequence=_("Votre réponse s’affiche sous le commentaire."), inputs=[COMMENT], effects=[effects.write_reply])
    sign = Transition(
        [draft, returned], STAY, _("Signer"), icon="signature", page="mes_signing.sign", step_up=True, done=_("Signée"),
        consequence=_("Lie votre nom au contenu actuel de la demande."),
        inputs=[Input("first_name", _("Prénom")), Input("last_name", pgettext("nom de famille", "Nom")),
                Input("title", _("Fonction"))],
        guards=[rules.ready_to_sign], effects=[effects.apply_signature])
    submit = Transition(
        draft, submitted, _("Transmettre"), icon="send", primary=True, done=_("Transmise"),
        consequence=_("Envoie la demande à la direction régionale ; vous ne pourrez plus la modifier."),
        confirm=_("Transmettre la demande au Ministère ? Elle ne pourra plus être modifiée."),
        guards=CHECKLIST, effects=[effects.archive_version, effects.notify_direction])
    delete = Transition(
        draft, None, _("Supprimer la demande"), icon="trash-2", done=_("Supprimée"),
        consequence=_("Efface la demande et ses documents, pour de bon."),
        inputs=[Input("number", _("Numéro de la demande"))], effects=[effects.confirm_number, effects.purge])

    return_with_comments = Transition(
        submitted, returned, _("Renvoyer avec commentaires"), icon="message-square-warning",
        done=_("Renvoyée avec des commentaires"),
        consequence=_("Rend la demande au service de garde, qui doit la corriger."), guards=[rules.has_comment],
        effects=[effects.open_round, reviewing.count_days, reviewing.forget_proposal, effects.remove_signature,
                 effects.settle_withdrawal, effects.notify_service])
    resubmit = Transition(
        returned, submitted, _("Transmettre de nouveau"), icon="send", primary=True,
        done=_("Transmise de nouveau"),
        consequence=_("Renvoie la demande corrigée à la direction régionale."),
        confirm=_("Transmettre la demande corrigée au Ministère ?"),
        guards=CHECKLIST, effects=[effects.archive_version, effects.notify_direction])
    declare_compliant = Transition(
        submitted, compliant, _("Déclarer conforme"), icon="badge-check", primary=True,
        done=_("Déclarée conforme"),
        consequence=_("La demande passe l’étape de conformité ; le service est averti."),
        confirm=_("Déclarer cette demande conforme ?"), guards=[rules.no_open_comment],
        effects=[effects.mark_compliant, reviewing.count_days, effects.settle_withdrawal, effects.close_previous,
                 effects.notify_service])
    take = Transition(
        [submitted, returned], STAY, _("Prendre"), icon="user-check", permission="mes.request.assign",
        done=_("Prise en charge"), consequence=_("Vous est confiée ; vos collègues le voient."),
        guards=[reviewing.free_to_take], effects=[reviewing.take])
    assign = Transition(
        [submitted, returned], STAY, _("Confier à…"), icon="user-plus", page="mes_review.hand", done=_("Confiée"),
        consequence=_("À un collègue qui examine les demandes de cette région."), inputs=[Input("assignee", _("À"))],
        guards=[reviewing.may_hand], effects=[reviewing.hand])
    propose = Transition(
        submitted, STAY, _("Proposer la conformité"), icon="check-check", done=_("Conformité proposée"),
        consequence=_("Dit à la direction que rien ne manque ; c’est elle qui déclare conforme."),
        guards=[rules.no_open_comment, reviewing.not_proposed], effects=[reviewing.propose])
    unpropose = Transition(
        submitted, STAY, _("Retirer la proposition"), icon="undo-2", permission="mes.request.propose",
        done=_("Proposition retirée"), guards=[reviewing.is_proposed], effects=[reviewing.forget_proposal])

    ask_withdrawal = Transition(
        submitted, STAY, _("Demander le retrait"), icon="undo-2", permission="mes.request.submit", exceptional=True,
        done=_("Retrait demandé"),
        consequence=_("Demande à la direction régionale de vous rendre la demande, avec votre raison."),
        inputs=[REASON], guards=[rules.withdrawal_not_asked], effects=[effects.ask_withdrawal])
    close_departure = Transition(
        [compliant, submitted, returned], closed, _("Fermer : départ ou retrait"), icon="archive", exceptional=True,
        done=_("Fermée : départ ou retrait"),
        consequence=_("Termine la demande : l’enfant est parti, ou le service la retire avant la conformité."),
        inputs=[DEPARTURE, REASON],
        confirm=_("Fermer cette demande ?"), guards=[rules.ministry_before_compliance],
        effects=[effects.close_early, effects.settle_withdrawal, effects.notify_service])
    close_year = Transition(
        compliant, closed, _("Fin de l’année de référence"), icon="archive", system=True,
        guards=[rules.year_is_over], effects=[effects.close_with("year"), effects.notify_service])
    close_transfer = Transition(
        compliant, closed, _("Remplacée par un transfert"), icon="archive", system=True,
        effects=[effects.close_with("replaced"), effects.notify_service])
    reopen = Transition(
        closed, compliant, _("Rouvrir"), icon="undo-2", exceptional=True, done=_("Rouverte"), inputs=[REASON],
        consequence=_("Rend la demande conforme, si elle a été fermée par erreur."),
        confirm=_("Rouvrir cette demande ?"), guards=[rules.was_compliant, rules.same_year],
        effects=[effects.forget_end])
