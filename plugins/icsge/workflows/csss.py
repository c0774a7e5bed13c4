"""A reserved period: exactly table 1.12.5."""

from __future__ import annotations

from core.api import SYSTEM, Obstacle, Refused, State, Transition, Workflow, _, fire, guard, prose_date, today
from plugins.icsge.checking import period_messages
from plugins.icsge.components import Component
from plugins.icsge.csss import FIELDS, CsssPeriod, day_after, uncovered

SHARE = "ICSGE-R62"


@guard(_("La période suit les règles"))
def keeps_the_rules(period: CsssPeriod, user):
    """No E rule of R59–R61 is broken."""
    return [Obstacle(f"{each.code} {each.text}", each.rule.asks) for each in period_messages(period)
            if each.severity == "E"]


@guard(_("La part des places réservées est connue"))
def share_is_known(period: CsssPeriod, user):
    """Either no more than 5 % of the subsidised places are reserved, or the director says that she knows (R62)."""
    if period.over_share:
        return None
    return [Obstacle(each.text, _("Cochez « Je le sais » sur la ligne, enregistrez, puis confirmez."))
            for each in period_messages(period) if each.rule.name == SHARE]


@guard(_("Aucune entente ne reste sans période"))
def leaves_nobody(period: CsssPeriod, user):
    """No agreement is left without a period."""
    return [Obstacle(_("L’entente %(number)s n’aurait plus de période.", number=each),
                     _("Terminez-la, ou réservez une autre période."), link=f"/ententes/{each.id}",
                     link_label=_("Ouvrir l’entente")) for each in uncovered(period, without=True)]


@guard(_("Le Ministère n’a jamais accepté la période"))
def was_never_accepted(period: CsssPeriod, user):
    """The Ministry never accepted it."""
    if period.sent_hash:
        return Obstacle(_("Le Ministère connaît cette période."), _("Retirez-la plutôt."))
    return None


@guard(_("Le dernier jour est passé"))
def is_over(period: CsssPeriod, user):
    """The last day has passed."""
    if today() < day_after(period):
        return Obstacle(_("La période finit le %(day)s.", day=prose_date(period.ends_on)))
    return None


def check_cover(period: CsssPeriod, user, inputs) -> None:
    """Refuse a change that leaves an agreement without a period, unless it was confirmed."""
    left = uncovered(period)
    if left and not inputs.get("confirmed"):
        raise Refused(_("Des ententes n’auraient plus de période : %(numbers)s.", numbers=", ".join(map(str, left))),
                      _("Cochez « Je le sais » pour l’enregistrer quand même."))


class CsssFlow(Workflow):
    """Une période de places réservées par protocole, de la saisie à sa fin."""

    model = CsssPeriod
    title = _("Périodes du protocole CISSS")

    draft = State(_("Saisie"), "neutre", "pencil", editable=True)
    pending = State(_("À transmettre"), "bleu", "send")
    accepted = State(_("Acceptée"), "vert", "badge-check")
    rejected = State(_("Refusée"), "brique", "octagon-x", editable=True, waits_for="icsge.csss_period.fix")
    amended = State(_("Modifiée"), "ambre", "pencil-line")
    closed = State(_("Terminée"), "prune", "archive", final=True)
    withdrawn = State(_("Retirée"), "prune", "circle-x", final=True)

    create = Transition(None, draft, _("Inscrire"), icon="plus", done=_("Inscrite"), guards=[keeps_the_rules])
    confirm = Transition(draft, pending, _("Confirmer"), icon="send", primary=True, done=_("Confirmée"),
                         consequence=_("Part à la prochaine synchronisation, avant les ententes qui en dépendent."),
                         guards=[keeps_the_rules, share_is_known])
    ack = Transition([pending, amended], accepted, _("Accepter"), icon="badge-check", system=True)
    nack = Transition([pending, amended], rejected, _("Refuser"), icon="octagon-x", system=True)
    fix = Transition(rejected, pending, _("Corriger"), icon="pencil", fields=(*FIELDS, "over_share", "messages"),
                     done=_("Corrigée"), listed=False, page="icsge_csss.save")
    edit = Transition(accepted, amended, _("Modifier"), icon="pencil", fields=(*FIELDS, "over_share"),
                      done=_("Modifiée"), listed=False, page="icsge_csss.save", effects=[check_cover])
    end = Transition(accepted, closed, _("Terminer"), icon="archive", system=True, guards=[is_over])
    delete = Transition([draft, rejected], None, _("Supprimer"), icon="trash-2", exceptional=True,
                        confirm=_("Supprimer cette période ?"), done=_("Supprimée"), guards=[was_never_accepted])
    withdraw = Transition(accepted, withdrawn, _("Retirer"), icon="circle-x", exceptional=True, done=_("Retirée"),
                          confirm=_("Retirer cette période ?"),
                          consequence=_("Le Ministère l’oublie à la prochaine synchronisation."),
                          guards=[leaves_nobody])


def to_send(component: Component) -> list[CsssPeriod]:
    """The periods that wait for a run: to be told, told anew, or forgotten."""
    waiting = CsssPeriod.state << ("pending", "amended")
    forgotten = (CsssPeriod.state == "withdrawn") & (CsssPeriod.sent_hash != "")
    return list(CsssPeriod.select().where(CsssPeriod.component == component.id, waiting | forgotten)
                .order_by(CsssPeriod.starts_on, CsssPeriod.id))


def answered(period: CsssPeriod, accepted: bool, messages: list[dict]) -> None:
    """Write what the Ministry said of a period, and move it; one that was withdrawn is forgotten when accepted."""
    period.messages = messages
    if period.state == "withdrawn":
        period.sent_hash = "" if accepted else period.sent_hash
        period.save()
        return
    period.save()
    fire(period, "ack" if accepted else "nack", SYSTEM)
