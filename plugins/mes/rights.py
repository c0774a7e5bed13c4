"""The three rights of MES in a service: who holds them, until when, and how the RSE grants, prolongs and ends them.

A right is a role of the core held at the service; who may give it is the core's rule, see `why_not_give`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.api import (
    Forbidden,
    Membership,
    NotFound,
    Organisation,
    Refused,
    Role,
    User,
    _,
    end_role,
    fold,
    give_role,
    journal,
    today,
    why_not_give,
)

GRANTED = ("sdg_reader", "sdg_editor", "sdg_signer")
MANAGE = "core.user.edit"
SOON = timedelta(days=60)
ACTS = {"core.membership.created": _("Droit accordé"), "core.membership.edited": _("Fin changée"),
        "core.membership.ended": _("Droit retiré")}
"""How the journal of the page says each act."""


@dataclass(frozen=True)
class Right:
    """A right that somebody holds or held at a place of the service."""

    membership: Membership
    label: str
    place: Organisation
    at_service: bool

    @property
    def in_force(self) -> bool:
        """Whether it counts today."""
        return self.membership.is_in_force

    @property
    def why_review(self) -> str:
        """Why it should be looked at again: no end, or one within sixty days; nothing otherwise."""
        ends_on = self.membership.ends_on
        if not self.in_force or (ends_on and ends_on > today() + SOON):
            return ""
        return str(_("sans fin") if ends_on is None else _("finit bientôt"))


@dataclass(frozen=True)
class Holder:
    """A person of the service with her rights of MES."""

    user: User
    rights: list[Right]

    def right(self, role: Role) -> Right | None:
        """What she holds or held of a role at the service itself."""
        return next((each for each in self.rights if each.at_service and each.membership.role_id == role.id), None)


@dataclass(frozen=True)
class Line:
    """One act of the journal of rights."""

    at: object
    who: str
    act: object
    whom: str
    right: str


def services(user) -> list[Organisation]:
    """The services whose rights a person manages, by name."""
    found = Organisation.select().where(Organisation.within(user, MANAGE), Organisation.kind == "division",
                                        Organisation.archived_at.is_null())
    return sorted(found, key=lambda each: fold(each.name))


def roles() -> list[Role]:
    """The three rights, from the weakest."""
    found = {role.name: role for role in Role.select().where(Role.name << list(GRANTED))}
    return [found[name] for name in GRANTED if name in found]


def people(service: Organisation) -> list[Holder]:
    """Those who have or had a role at the service or below, by name; not accounts put away: one query."""
    places = Organisation.select(Organisation.id).where(Organisation.path.startswith(service.path))
    held = (Membership.select(Membership, User, Role, Organisation).join(User).switch(Membership).join(Role)
            .switch(Membership).join(Organisation)
            .where(Membership.organisation << places, User.active, User.archived_at.is_null()).order_by(Membership.id))
    found: dict[int, Holder] = {}
    for each in held:
        holder = found.setdefault(each.user_id, Holder(each.user, []))
        if each.role.name in GRANTED:
            holder.rights.append(Right(each, str(each.role), each.organisation, each.organisation_id == service.id))
    return sorted(found.values(), key=lambda holder: fold(f"{holder.user.last_name} {holder.user.first_name}"))


def to_review(holders: list[Holder]) -> list[tuple[Holder, Right]]:
    """The rights that end within sixty days, the soonest first, then those that have no end."""
    found = [(holder, right) for holder in holders for right in holder.rights if right.why_review]
    return sorted(found, key=lambda pair: pair[1].membership.ends_on or date.max)


def holder_of(service: Organisation, user_id: int) -> Holder:
    """One of the people of the service."""
    found = next((each for each in people(service) if each.user.id == user_id), None)
    if found is None:
        raise NotFound(_("Cette personne n’a aucun rôle dans ce service."))
    return found


def signing() -> Role | None:
    """The right to sign, unless this installation has put it away."""
    return Role.get_or_none(Role.name == GRANTED[-1])


def page_of(service: Organisation, user: User) -> str:
    """The address where somebody's rights are granted; the list of the service for one who has no role there."""
    known = any(holder.user.id == user.id for holder in people(service))
    return f"/mes/droits/{service.id}/{user.id}" if known else f"/mes/droits/?service={service.code}"


def why_not(actor, user: User, role: Role, service: Organisation) -> object | None:
    """Why `actor` may not grant this right to this person; None when she may."""
    if actor.id == user.id:
        return _("Personne ne s’accorde un droit, ni ne prolonge le sien.")
    return why_not_give(actor, role, service)


def grant(actor, user: User, role: Role, *, service: Organisation, ends_on: date | None) -> Membership:
    """Grant a right until a day, or prolong the one that is held. Raises Forbidden or Refused."""
    _allow(actor, user, role, service)
    if ends_on and ends_on < today():
        raise Refused(_("Ce jour est passé."), _("Choisissez aujourd’hui ou plus tard, ou laissez vide."))
    held = Membership.get_or_none(user=user, role=role, organisation=service)
    if held is None or not held.is_in_force:
        return give_role(actor, user, role, service, ends_on=ends_on)
    end_role(actor, held, ends_on, "core.membership.edited")
    return held


def take_away(actor, user: User, role: Role, *, service: Organisation) -> None:
    """End a right: it ended yesterday; the history keeps it. Raises Forbidden or Refused."""
    _allow(actor, user, role, service)
    held = Membership.get_or_none(user=user, role=role, organisation=service)
    if held is None or not held.is_in_force:
        raise Refused(_("Ce droit est déjà terminé."), _("Rechargez la page."))
    end_role(actor, held, today() - timedelta(days=1), "core.membership.ended")


def acts(service: Organisation, limit: int = 20) -> list[Line]:
    """The last acts on the rights of the service, the newest first."""
    entry = journal.Entry
    entries = list(entry.select().where(entry.kind == "core.membership", entry.place.startswith(service.path),
                                        entry.action << list(ACTS)).order_by(entry.id.desc()).limit(limit))
    known = {each.id: each for each in Membership.select(Membership, User, Role).join(User).switch(Membership)
             .join(Role).where(Membership.id << ([each.record for each in entries] or [0]))}
    return [Line(each.at, each.actor_name or "Marelle", ACTS[each.action],
                 known[each.record].user.name if each.record in known else "—",
                 str(known[each.record].role) if each.record in known else "—") for each in entries]


def _allow(actor, user: User, role: Role, service: Organisation) -> None:
    if role.name not in GRANTED:
        raise Refused(_("Ce droit ne s’accorde pas ici."))
    if reason := why_not(actor, user, role, service):
        raise Forbidden(reason, _("Demandez-le à une personne qui gère les accès plus haut dans l’organisation."))
