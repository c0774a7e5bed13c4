"""Which type of request suits a child: what was received where and when, what is proposed, and why (MES-R10 to R16)."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import Obstacle, _, guard, local, today
from plugins.mes.models import TYPES, Request
from plugins.mes.years import ReferenceYear

RENEWALS = ("renewal", "renewal_change")
WHY = {
    "new": _("l’enfant a déjà reçu la mesure ici."),
    "renewal": _("l’enfant n’a pas reçu la mesure ici l’année précédente."),
    "renewal_change": _("l’enfant n’a reçu la mesure ici ni cette année ni l’année précédente."),
    "transfer": _("l’enfant n’a reçu la mesure ailleurs ni cette année ni l’année précédente."),
}
"""Why a type does not suit a child’s history (MES-R10 to R13)."""

BECAUSE = {
    "new": _("Aucune demande conforme n’est connue pour cet enfant, ici ou ailleurs, depuis l’an dernier."),
    "renewal": _("L’enfant a reçu la mesure ici l’année précédente : choisissez selon que ses besoins ont changé."),
    "renewal_change": _("L’enfant reçoit déjà la mesure ici cette année : une autre demande dit ce qui a changé."),
    "transfer": _("L’enfant a reçu la mesure dans un autre service cette année ou la précédente."),
}
"""Why a type is the one proposed (MES-R15)."""


@dataclass(frozen=True)
class Proposal:
    """The type proposed, why, and the types that need no reason."""

    type: str
    because: object
    usual: tuple[str, ...]


def first_year(installation) -> bool:
    """Whether the installation is in its first year of the product: all four types are open (MES-R14)."""
    return ReferenceYear.of(local(installation.created_at).date()) >= ReferenceYear.of(today())


def received(request: Request) -> list[Request]:
    """The child's other requests that were received: Conforme with hours (MES-R16), last year first: one query."""
    return list(Request.select().where(
        Request.child == request.child_id, Request.id != request.id, Request.compliant_at.is_null(False),
        Request.hours_per_day > 0).order_by(Request.reference_year.desc(), Request.id.desc()))


def fitting_types(request: Request, past: list[Request] | None = None) -> tuple[str, ...]:
    """The types that the child's history allows (MES-R10 to R13)."""
    past = received(request) if past is None else past
    here = {each.reference_year for each in past if each.division_id == request.division_id}
    away = {each.reference_year for each in past if each.division_id != request.division_id}
    this = request.reference_year
    allowed = {"new": not here, "renewal": this - 1 in here, "renewal_change": bool(here & {this, this - 1}),
               "transfer": bool(away & {this, this - 1})}
    return tuple(kind for kind, fits in allowed.items() if fits)


def proposal(request: Request) -> Proposal:
    """The type to propose: a renewal of what was received here, else a transfer, else a new request (MES-R15)."""
    fits = fitting_types(request)
    kind = next((each for each in (*RENEWALS, "transfer") if each in fits), "new")
    usual = tuple(each for each in RENEWALS if each in fits) if kind in RENEWALS else (kind,)
    because = BECAUSE[kind] if kind in fits else _(
        "L’enfant a reçu la mesure ici il y a plus d’un an : aucun type ne suit de son passé. Dites pourquoi vous "
        "choisissez le vôtre.")
    return Proposal(kind, because, usual if kind in fits else ())


def type_reason(request: Request) -> str:
    """Why the service chose another type than the one proposed (MES-R15)."""
    return (request.form_data or {}).get("type_reason", "")


@guard(_("Le type convient au passé de l’enfant"))
def type_fits(request: Request, user):
    """The type is the one proposed, or a reason says why another; every type in a first year (MES-R10 to R15)."""
    if first_year(request.installation) or type_reason(request):
        return None
    proposed = proposal(request)
    if request.type in proposed.usual:
        return None
    if request.type not in fitting_types(request):
        return Obstacle(_("Le type « %(type)s » ne convient pas : %(why)s", type=TYPES[request.type],
                          why=WHY[request.type]), _("Choisissez le type proposé, ou dites pourquoi celui-ci."))
    return Obstacle(_("Le type « %(type)s » n’est pas celui qui est proposé.", type=TYPES[request.type]),
                    _("Choisissez « %(type)s », ou dites pourquoi un autre.", type=TYPES[proposed.type]))


def type_unusual(request: Request, values=None):
    """In a first year, a type that the known history does not explain is a warning only (MES-R14)."""
    if not first_year(request.installation) or request.type in fitting_types(request):
        return None
    return _("D’après les demandes connues, le type « %(type)s » ne convient pas : %(why)s",
             type=TYPES[request.type], why=WHY[request.type])


def previous_of(request: Request) -> Request | None:
    """The request that this one follows: the last received here for a renewal, elsewhere for a transfer."""
    if request.type == "new":
        return None
    near = (request.reference_year, request.reference_year - 1)
    return next((each for each in received(request) if each.reference_year in near
                 and (each.division_id == request.division_id) == (request.type in RENEWALS)), None)
