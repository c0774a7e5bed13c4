"""Who may manage whom: nobody gives a right that she does not hold herself, or touches somebody stronger."""

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


def roots() -> list[Organisation]:
    """The tops of the trees in use."""
    return list(Organisation.select().where(Organisation.parent.is_null(), Organisation.archived_at.is_null())
                .order_by(Organisation.id))


def everywhere(user, permission: str) -> bool:
    """Whether she holds the permission at the top of every tree: roles are common to all of them."""
    return user.can(permission) and all(user.can(permission, root) for root in roots())


def why_not_give(user, role: Role, place: Organisation) -> object | None:
    """Why `user` may not give this role at this place; None when she may."""
    if not user.can(EDIT_USERS, place):
        return _("Vous ne gérez pas les accès de « %(place)s ».", place=place.name)
    if everywhere(user, EDIT_ROLES):
        return None
    missing = [name for name in role.permissions if not user.can(name, place)]
    if not missing:
        return None
    return _("Le rôle « %(role)s » comprend « %(right)s », que vous n’avez pas vous-même à « %(place)s ».",
             role=role.label, right=label_of(missing[0]), place=place.name)


def why_not_manage(user, other: User) -> object | None:
    """Why `user` may not change who `other` is (name, address, archive); None when she may.

    Whoever changes an address may take the account over, so every right of the other must be one she could give.
    """
    for membership in in_force(other):
        if not user.can(EDIT_USERS, membership.organisation):
            return _("Vous ne gérez pas les accès partout où cette personne travaille.")
        if reason := why_not_give(user, membership.role, membership.organisation):
            return reason
    return None


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
    return {(root.id, name) for root in roots() for name in (EDIT_USERS, EDIT_ROLES) if holders(name, root.path, 1)}
