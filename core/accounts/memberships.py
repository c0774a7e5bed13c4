"""Roles given at places, until a day: given, prolonged, ended; never deleted, so that history keeps them."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core import journal
from core.accounts import access, sessions
from core.accounts.models import Membership, Role, User
from core.accounts.people_forms import EndForm, MembershipForm
from core.accounts.person_page import show
from core.accounts.stepup import fresh
from core.database import write_transaction
from core.errors import NotFound, Refused
from core.i18n import _
from core.organisations import Organisation
from core.policy import needs, person
from core.records import today

pages = Blueprint("memberships", __name__,
                  url_prefix="/administration/utilisateurs/<int(max=2147483647):user_id>/roles")
EDIT = "core.user.edit"
SCOPE = "appartenances aux organisations gérées"


def give(actor, user: User, role: Role, place: Organisation, *, ends_on: date | None = None) -> Membership:
    """Give a role at a place, or open again one that had ended; her sessions take new ids, staff ones start anew."""
    found = Membership.get_or_none(user=user, role=role, organisation=place)
    membership = found or Membership(user=user, role=role, organisation=place)
    before = membership.as_dict() if found else None
    membership.ends_on = ends_on
    with write_transaction():
        membership.save()
        journal.saved(actor, "core.membership.created", membership, before)
        journal.write(actor, "core.membership.created", user, note=f"{role.label}, {place.name}")
        if role.staff and not user.is_staff:
            User.update(is_staff=True).where(User.id == user.id).execute()
            sessions.end_all(user)
        else:
            sessions.rotate_later(user)
    return membership


def set_end(actor, membership: Membership, ends_on: date | None, action: str) -> None:
    """Change the last day of a membership."""
    before = membership.as_dict()
    membership.ends_on = ends_on
    with write_transaction():
        membership.save()
        journal.saved(actor, action, membership, before)
        journal.write(actor, action, membership.user, note=f"{membership.role.label}, {membership.organisation.name}")
        sessions.rotate_later(membership.user)


def managed(user_id: int, membership_id: int) -> Membership:
    """The membership of this id and person, if the signed-in one manages its place and could give its role."""
    membership = Membership.find_for(person(), membership_id, EDIT)
    if membership.user_id != user_id:
        raise NotFound(_("Cette page n’existe pas, ou vous n’avez pas le droit de la voir."))
    access.forbid(access.why_not_give(person(), membership.role, membership.organisation))
    return membership


@pages.post("/")
@needs(EDIT, SCOPE)
@fresh()
def add(user_id: int):
    """Give a person one more role."""
    user = User.find_for(person(), user_id, EDIT)
    if user.archived_at:
        raise Refused(_("Ce compte est archivé."), _("Rouvrez-le d’abord."))
    form = MembershipForm()
    if not form.validate():
        return show(user, adding=form)
    role = form.roles[form.role.data]
    access.forbid(access.why_not_give_to(person(), user, role, form.place))
    give(person(), user, role, form.place, ends_on=form.ends_on.data)
    flash(_("%(name)s a maintenant le rôle « %(role)s » à « %(place)s ».", name=user.name, role=role.title,
            place=form.place.name), "success")
    return redirect(url_for("people.one", user_id=user_id))


@pages.post("/<int(max=2147483647):membership_id>")
@needs(EDIT, SCOPE)
@fresh()
def change_end(user_id: int, membership_id: int):
    """Let a membership end on another day."""
    membership, form = managed(user_id, membership_id), EndForm()
    access.forbid(access.why_not_give_to(person(), membership.user, membership.role, membership.organisation))
    if not form.validate() or (form.ends_on.data and form.ends_on.data < today()):
        raise Refused(_("Cette date de fin ne convient pas."),
                      _("Choisissez aujourd’hui ou plus tard, ou laissez vide pour un rôle sans fin."))
    with access.never_without_administrator():
        set_end(person(), membership, form.ends_on.data, "core.membership.edited")
    flash(_("La date de fin est enregistrée."), "toast")
    return redirect(url_for("people.one", user_id=user_id))


@pages.route("/<int(max=2147483647):membership_id>/retirer", methods=["GET", "POST"])
@needs(EDIT, SCOPE)
@fresh()
def end(user_id: int, membership_id: int):
    """Take a role away, after a confirmation that names it: it ended yesterday."""
    membership = managed(user_id, membership_id)
    if request.method != "POST":
        return render_template("accounts/membership_end.html", membership=membership)
    with access.never_without_administrator():
        set_end(person(), membership, today() - timedelta(days=1), "core.membership.ended")
    flash(_("Le rôle « %(role)s » est retiré.", role=membership.role.title), "success")
    return redirect(url_for("people.one", user_id=user_id))
