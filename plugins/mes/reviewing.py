"""What the Ministry notes on a request without moving it: who examines it, what is proposed, how long it took."""

from __future__ import annotations

from core.api import Obstacle, Refused, User, _, guard, notify, people_at, prose_date, utcnow
from plugins.mes.models import Request


def reviewers(request: Request) -> list[User]:
    """Those who examine the requests of this place, by name."""
    return people_at("mes.request.review", request.organisation_path())


@guard(_("La demande n’est confiée à personne"))
def free_to_take(request: Request, user):
    """The request is nobody's yet."""
    if request.assigned_to_id is None:
        return None
    if request.assigned_to_id == user.id:
        return Obstacle(_("Cette demande vous est déjà confiée."))
    return Obstacle(_("Cette demande est confiée à %(name)s.", name=request.assigned_to.name),
                    _("Demandez-lui de vous la confier, ou à la direction."), (request.assigned_to.name,))


@guard(_("La demande est libre, ou la vôtre"))
def may_hand(request: Request, user):
    """The request is nobody's or one's own, or one holds the right to move what is somebody else's."""
    owner = request.assigned_to_id
    if owner in (None, user.id) or user.can("mes.request.reassign", request):
        return None
    who = [each.name for each in people_at("mes.request.reassign", request.organisation_path())]
    return Obstacle(_("Cette demande est confiée à %(name)s.", name=request.assigned_to.name),
                    _("Seules cette personne et la direction peuvent la confier à quelqu’un d’autre."),
                    (request.assigned_to.name, *who))


def take(request: Request, user, inputs) -> None:
    """The request becomes the one's who takes it."""
    request.assigned_to = user.id


def hand(request: Request, user, inputs) -> None:
    """Give the request to a colleague who examines there, and tell her; « 0 » gives it to nobody."""
    chosen = str(inputs["assignee"])
    if chosen == "0":
        request.assigned_to = None
        return
    colleague = next((each for each in reviewers(request) if str(each.id) == chosen), None)
    if colleague is None:
        raise Refused(_("Cette personne n’examine pas les demandes de cette région."),
                      _("Choisissez quelqu’un de la liste."))
    request.assigned_to = colleague.id
    if colleague.id != user.id:
        notify([colleague], _("La demande %(number)s vous est confiée par %(who)s.", number=request.number,
                              who=user.name), link=f"/mes/demandes/{request.id}/examen", kind="ask")


@guard(_("La conformité n’est pas encore proposée"))
def not_proposed(request: Request, user):
    """Nobody proposed it already."""
    if request.proposed_at is None:
        return None
    return Obstacle(_("La conformité est déjà proposée depuis le %(day)s.", day=prose_date(request.proposed_at)))


@guard(_("La conformité est proposée"))
def is_proposed(request: Request, user):
    """Somebody proposed it."""
    return None if request.proposed_at else Obstacle(_("La conformité n’est pas proposée."))


def propose(request: Request, user, inputs) -> None:
    """Mark it for the direction, and tell those who decide there (1.9b)."""
    request.proposed_by, request.proposed_at = user.id, utcnow()
    notify(people_at("mes.request.declare_compliant", request.organisation_path()),
           _("%(who)s propose de déclarer conforme la demande %(number)s.", who=user.name, number=request.number),
           link=f"/mes/demandes/{request.id}/examen", kind="ask")


def forget_proposal(request: Request, user, inputs) -> None:
    """What goes back to the service, or is thought over, is proposed no more."""
    request.proposed_by = request.proposed_at = None


def count_days(request: Request, user, inputs) -> None:
    """Add the days since the last transmission to those that the Ministry has had the request."""
    if request.submitted_at:
        request.answer_days = (request.answer_days or 0) + max((utcnow() - request.submitted_at).days, 0)
