"""Who may sign a request, who may grant that right, and telling the signers that a request is ready (MES-R55, 1.11)."""

from __future__ import annotations

from core.api import Refused, User, _, holders, journal, notify, people_at, prose_moment, write_transaction
from plugins.mes.checklist import ready
from plugins.mes.content import content_digest
from plugins.mes.models import Request

READY = "mes.request.ready"


def signers(request: Request) -> list[User]:
    """Those who may sign it."""
    return holders("mes.request.sign", request.organisation_path())


def access_managers(request: Request) -> list[User]:
    """The RSE: those who grant rights in the service itself; failing any, those who do above it."""
    people = holders("core.user.edit", request.organisation_path(), limit=50)
    inside = [person for person in people
              if any(place.startswith(request.division.path) for place in person.places_with("core.user.edit"))]
    return (inside or people)[:5]


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
