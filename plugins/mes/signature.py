"""Who may sign a request, who may grant that right, and telling the signers that a request is ready (MES-R55, 1.11)."""

from __future__ import annotations

from core.api import (
    Refused,
    User,
    _,
    holders,
    journal,
    local,
    notify,
    people_at,
    prose_moment,
    today,
    why_not_give,
    write_transaction,
)
from plugins.mes import rights
from plugins.mes.checklist import ready
from plugins.mes.content import content_digest
from plugins.mes.models import Reminder, Request

READY, ASKED = "mes.request.ready", "mes.request.right_asked"


def signers(request: Request) -> list[User]:
    """Those who may sign it."""
    return holders("mes.request.sign", request.organisation_path())


def access_managers(request: Request, asker: User) -> list[User]:
    """The RSE: those who may grant the right to sign in the service itself; failing any, those above it who may."""
    role, place = rights.signing(), request.division
    others = [person for person in holders(rights.MANAGE, request.organisation_path(), limit=50)
              if person.id != asker.id and role is not None and why_not_give(person, role, place) is None]
    inside = [person for person in others
              if any(each.startswith(place.path) for each in person.places_with(rights.MANAGE))]
    return (inside or others)[:5]


def asked(request: Request, user: User) -> journal.Entry | None:
    """The last time this person asked for the right to sign this request."""
    entry = journal.Entry
    return (entry.select().where(entry.kind == request.kind(), entry.record == request.id, entry.action == ASKED,
                                 entry.actor == user.id).order_by(entry.id.desc()).first())


def is_of_today(entry: journal.Entry | None) -> bool:
    """Whether it was today: asking once a day is enough."""
    return entry is not None and local(entry.at).date() == today()


def ask_for_right(request: Request, user: User) -> int:
    """Ask the RSE for the right to sign, once a day for a request (MES-R55). Returns how many were told."""
    if user.can("mes.request.sign", request):
        raise Refused(_("Vous avez déjà le droit de signer."), _("Rechargez la page."))
    if not request.current.editable:
        raise Refused(_("Cette demande ne se signe plus."))
    people = access_managers(request, user)
    if not people:
        raise Refused(_("Personne ne peut accorder ce droit."), _("Adressez-vous à l’administration."))
    with write_transaction():
        if not Reminder.mark(f"right.{request.id}.{user.id}.{today()}"):
            raise Refused(_("Vous avez déjà demandé ce droit aujourd’hui."), _("Vous pourrez le redemander demain."))
        journal.write(user, ASKED, request)
        return notify(people, _("%(name)s demande le droit « Saisie – Signature » pour la demande %(number)s.",
                                name=user.name, number=request.number),
                      kind="ask", link=rights.page_of(request.division, user))


def told(request: Request) -> journal.Entry | None:
    """The last time the signers were told of the content as it is now."""
    entry = journal.Entry
    found = (entry.select().where(entry.kind == "mes.request", entry.record == request.id, entry.action == READY)
             .order_by(entry.id.desc()).first())
    return found if found and content_digest(request) in found.after else None


def tell_signers(request: Request, user) -> int:
    """Tell those who may sign that the request is ready; once for a content. Returns how many were told."""
    if request.signed_at or not ready(request, user):
        raise Refused(_("La demande n’est pas prête à signer."), _("Complétez d’abord les lignes qui manquent."))
    if before := told(request):
        raise Refused(_("Les signataires sont déjà prévenus, depuis le %(when)s.", when=prose_moment(before.at)))
    people = people_at("mes.request.sign", request.organisation_path())
    if not people:
        raise Refused(_("Personne n’a le droit de signer."),
                      _("La personne responsable des services électroniques peut l’accorder."))
    with write_transaction():
        journal.write(user, READY, request, after={"content": content_digest(request)})
        return notify(people, _("La demande %(number)s est prête à signer.", number=request.number), kind="ask",
                      link=f"/mes/demandes/{request.id}/verification")
