"""Who may manage whom: nobody gives a right that she neither holds nor was given to grant, or touches the stronger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.accounts.models import Membership, Role, User, holders
from core.database import write_transaction
from core.errors import Forbidden, Refused
from core.i18n import _
from core.organisations import Organisation
from core.running import running

EDIT_USERS, EDIT_ROLES = "core.user.edit", "core.role.edit"


def grantable(user, place: Organisation | None = None) -> set[str]:
    """The names of the roles that her own let her give: at a place, or at one at least."""
    return {name for each in in_force(user) for name in each.role.may_grant
            if place is None or place.path.startswith(each.organisation.path)}


def why_not_give(user, role: Role, place: Organisation) -> object | None:
    """Why `user` may not give this role at this place to another person; None when she may."""
    if not user.can(EDIT_USERS, place):
        return _("Vous ne gérez pas les accès de « %(place)s ».", place=place.name)
    if user.can(EDIT_ROLES):
        return None
    allowed = grantable(user, place)
    missing = [] if role.name in allowed else [name for name in role.permissions if not user.can(name, place)]
    if missing:
        return _("Le rôle « %(role)s » comprend « %(right)s », que vous n’avez pas vous-même à « %(place)s ».",
                 role=role.title, right=label_of(missing[0]), place=place.name)
    if not allowed.issuperset(role.may_grant):
        return _("Le rôle « %(role)s » permet de donner des rôles que vous ne pouvez pas donner à « %(place)s ».",
                 role=role.title, place=place.name)
    return None


def why_not_give_to(user, other: User, role: Role, place: Organisation) -> object | None:
    """The same for a given person: to herself nobody gives anything, nor a later end, unless she edits all roles."""
    if other.id == user.id and not user.can(EDIT_ROLES):
        return _("Personne ne se donne un rôle, ni ne prolonge le sien.")
    return why_not_give(user, role, place)


def why_not_manage(user, other: User) -> object | None:
    """Why `user` may not change who `other` is (name, address, archive); None when she may.

    Whoever changes an address may take the account over: every right of the other must then be one she holds. Of an
    account that nobody has used yet it is enough that she could give each of them.
    """
    for membership in in_force(other):
        role, place = membership.role, membership.organisation
        if not user.can(EDIT_USERS, place):
            return _("Vous ne gérez pas les accès partout où cette personne travaille.")
        if reason := why_not_give(user, role, place):
            return reason
        if not (unused(other) or user.can(EDIT_ROLES) or all(user.can(name, place) for name in role.permissions)):
            return _("Le rôle « %(role)s » comprend des droits que vous n’avez pas vous-même : vous pouvez le donner "
                     "et le retirer, pas changer le compte.", role=role.title)
    return None


def unused(user: User) -> bool:
    """Whether nobody has ever signed in with the account or chosen its password."""
    return user.last_login_at is None and user.password is None


def in_force(user: User) -> list[Membership]:
    """Her memberships of today, with role and organisation."""
    return [each for each in memberships_of(user) if each.is_in_force]


def memberships_of(user: User) -> list[Membership]:
    """All she ever had, with role and organisation: one query."""
    return list(Membership.select(Membership, Role, Organisation).join(Role).switch(Membership).join(Organisation)
                .where(Membership.user == user.id).order_by(Organisation.path, Role.label))


def known_memberships(user, other: User) -> tuple[list[Membership], int]:
    """Those of `other` at places whose people `user` sees, and how many there are elsewhere: where is not told."""
    found = memberships_of(other)
    known = [each for each in found if user.can("core.user.read", each.organisation)]
    return known, len(found) - len(known)


def forbid(reason: object | None) -> None:
    """Refuse with the reason when there is one."""
    if reason:
        raise Forbidden(reason, _("Demandez-le à une personne qui gère les accès plus haut dans l’organisation."))


def label_of(permission: str) -> str:
    """What a permission is called on pages."""
    known = running().permissions.get(permission)
    return str(known.label) if known else permission


@contextmanager
def never_without_administrator() -> Iterator[None]:
    """A transaction that is refused when it would leave a tree without anybody who gives rights."""
    with write_transaction():
        before = _administered()
        yield
        if before - _administered():
            raise Refused(_("Il ne resterait personne pour gérer les accès."),
                          _("Donnez d’abord ce droit à quelqu’un d’autre."))


def _administered() -> set[tuple[int, str]]:
    return {(root.id, name) for root in Organisation.roots() for name in (EDIT_USERS, EDIT_ROLES)
            if holders(name, root.path, 1)}
