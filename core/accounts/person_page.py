"""The page of one person, as it is read and as a refused form comes back to it."""

from __future__ import annotations

from flask import render_template

from core import journal
from core.accounts import access, sessions
from core.accounts.acts import said
from core.accounts.models import Membership, User
from core.accounts.people_forms import EndForm, MembershipForm, PersonForm
from core.i18n import _
from core.policy import person

EDIT = "core.user.edit"


def show(user: User, form: PersonForm | None = None, adding: MembershipForm | None = None):
    """Her page, with the forms as they were refused."""
    reason = None if person().can(EDIT) else _("Vous pouvez voir les comptes, pas les changer.")
    reason = reason or access.why_not_manage(person(), user)
    held, elsewhere = access.known_memberships(person(), user)
    givable = person().can(EDIT) and (user.id != person().id or person().can(access.EDIT_ROLES))
    return render_template("accounts/person.html", user=user, form=form or PersonForm(user), adding=adding or
                           MembershipForm(formdata=None), ending=EndForm(formdata=None), reason=reason, said=said,
                           held=held, elsewhere=elsewhere, entries=history(user, elsewhere=elsewhere > 0),
                           sessions=sessions.of(user), can_edit=person().can(EDIT), givable=givable,
                           managed=managed(held))


def managed(held: list[Membership]) -> set[int]:
    """The ids of the memberships in force that the signed-in person may take away."""
    return {each.id for each in held
            if each.is_in_force and not access.why_not_give(person(), each.role, each.organisation)}


def history(user: User, *, elsewhere: bool) -> list[journal.Entry]:
    """The last acts on an account; not who gave roles, nor where, when some are at places hidden from the reader."""
    return [entry for entry in journal.history(user, 10)
            if not (elsewhere and entry.action.startswith("core.membership."))]
