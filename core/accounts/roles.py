"""The roles' pages: permissions ticked by category, one removed with confirmation (ADM-R01); the first roles."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from peewee import Expression, fn
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from core import journal
from core.accounts import access, sessions
from core.accounts.acts import said
from core.accounts.models import Membership, Role, User
from core.accounts.people_forms import choices
from core.accounts.permissions import CORE_ROLES, Permission
from core.accounts.stepup import fresh
from core.accounts.typed import TypedForm
from core.database import connection, write_transaction
from core.errors import NotFound, Refused
from core.i18n import _, fold
from core.policy import needs, person
from core.running import NAME, running

pages = Blueprint("roles", __name__, url_prefix="/administration/roles")
READ, EDIT = "core.role.read", "core.role.edit"
SCOPE = "rôles, communs à toutes les organisations"


class RoleForm(TypedForm):
    """A role: its name, the permissions that are ticked, and the roles that its holders may give."""

    label = StringField(_("Nom du rôle"), validators=[DataRequired(_("Donnez un nom au rôle.")), Length(max=120)])
    description = TextAreaField(_("Description"), validators=[Length(max=500)])
    staff = BooleanField(_("Rôle du personnel"), description=_("Qui le porte doit utiliser un second facteur."))
    permissions = SelectMultipleField(_("Permissions"))
    may_grant = SelectMultipleField(_("Rôles à donner"))
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, role: Role | None = None, **kwargs):
        super().__init__(obj=role, **kwargs)
        self.role = role
        unknown = [name for name in (role.permissions if role else ()) if name not in running().permissions]
        self.names = [*running().permissions, *unknown]
        self.permissions.choices = choices((name, name) for name in self.names)
        self.others = {each.name: each.title for each in by_title(Role.select())}
        self.may_grant.choices = choices(self.others.items())

    def validate_label(self, field) -> None:
        other = Role.get_or_none(Role.label == field.data.strip())
        if other is not None and (self.role is None or other.id != self.role.id):
            raise ValidationError(_("Un rôle porte déjà ce nom."))

    @property
    def categories(self) -> list[tuple[str, list[Permission]]]:
        """The permissions to tick, by category, in the order of the core and the plugins."""
        found: dict[str, list[Permission]] = {}
        for permission in running().permissions.values():
            found.setdefault(str(permission.category) or str(_("Autres")), []).append(permission)
        return list(found.items())

    @property
    def given(self) -> list[str]:
        """The labels of the roles that are ticked to be given."""
        return [label for name, label in self.others.items() if name in (self.may_grant.data or ())]


@pages.get("/")
@needs(READ, SCOPE)
def index():
    """The roles, with how many of the people whom one sees hold each."""
    held = dict(Membership.select(Membership.role, fn.COUNT(Membership.user.distinct())).where(held_now())
                .group_by(Membership.role).tuples())
    return render_template("accounts/roles.html", roles=by_title(Role.select()), held=held,
                           may_edit=person().can(EDIT))


def by_title(roles: Iterable[Role]) -> list[Role]:
    """Roles in the order of their names, as the reader sees them."""
    return sorted(roles, key=lambda role: fold(role.title))


def held_now() -> Expression:
    """The memberships in force at the places whose people the signed-in person sees."""
    return Membership.within(person()) & Membership.in_force()


@pages.route("/nouveau", methods=["GET", "POST"])
@needs(EDIT, SCOPE)
@fresh()
def new():
    """Create a role."""
    form = RoleForm()
    if form.validate_on_submit():
        role = Role(name=free_name(form.label.data))
        fill(role, form)
        with write_transaction():
            role.save()
            journal.saved(person(), "core.role.created", role)
        flash(_("Le rôle « %(role)s » est créé.", role=role.title), "success")
        return redirect(url_for("roles.one", role_id=role.id))
    return render_template("accounts/role.html", role=None, form=form, may_edit=True, entries=(), holders=0, said=said)


@pages.get("/<int(max=2147483647):role_id>")
@needs(READ, SCOPE)
def one(role_id: int):
    """The page of a role."""
    role = find(role_id)
    return show(role, RoleForm(role))


def show(role: Role, form: RoleForm):
    """The page of a role, with its form as it was refused."""
    holders = Membership.select(Membership.user).where(Membership.role == role.id, held_now()).distinct()
    may_edit = person().can(EDIT)
    return render_template("accounts/role.html", role=role, form=form, may_edit=may_edit, holders=holders.count(),
                           deletable=may_edit and not ever_held(role), said=said,
                           entries=journal.history(role, 10) if may_edit else ())


def ever_held(role: Role) -> bool:
    """Whether anybody has or had the role."""
    return Membership.select().where(Membership.role == role.id).exists()


@pages.post("/<int(max=2147483647):role_id>")
@needs(EDIT, SCOPE)
@fresh()
def edit(role_id: int):
    """Change a role: what is ticked holds from the next request of everybody who has it."""
    role = find(role_id)
    form = RoleForm(role)
    if not form.validate():
        return show(role, form)
    if form.version.data != role.version:
        form.form_errors.append(_("Quelqu’un a changé ce rôle entre-temps. Rechargez la page pour voir son état."))
        return show(role, form)
    before = role.as_dict()
    fill(role, form)
    write(role, before, "core.role.edited")
    flash(_("Le rôle est enregistré."), "toast")
    return redirect(url_for("roles.one", role_id=role.id))


@pages.route("/<int(max=2147483647):role_id>/permissions/<name>/retirer", methods=["GET", "POST"])
@needs(EDIT, SCOPE)
@fresh()
def remove_permission(role_id: int, name: str):
    """Take one permission away, after a confirmation that names it."""
    role = find(role_id)
    if name not in role.permissions:
        raise NotFound(_("Ce rôle n’a pas cette permission."))
    if request.method != "POST":
        return render_template("accounts/permission_remove.html", role=role, name=name, label=access.label_of(name))
    before = role.as_dict()
    role.permissions = [each for each in role.permissions if each != name]
    write(role, before, "core.role.permission_removed")
    flash(_("« %(right)s » est retiré du rôle.", right=access.label_of(name)), "success")
    return redirect(url_for("roles.one", role_id=role.id))


@pages.route("/<int(max=2147483647):role_id>/supprimer", methods=["GET", "POST"])
@needs(EDIT, SCOPE)
@fresh()
def delete(role_id: int):
    """Delete a role that nobody ever held, after a confirmation."""
    role = find(role_id)
    if ever_held(role):
        raise Refused(_("Des personnes ont ou ont eu ce rôle : l’historique en a besoin."),
                      _("Retirez-le aux personnes et décochez ses permissions."))
    if request.method != "POST":
        return render_template("accounts/role_delete.html", role=role)
    with write_transaction():
        for other in Role.select():
            if role.name in other.may_grant:  # the next role of this name is another one
                before = other.as_dict()
                other.may_grant = [name for name in other.may_grant if name != role.name]
                other.save()
                journal.saved(person(), "core.role.edited", other, before)
        journal.write(person(), "core.role.deleted", role, before=role.as_dict())
        Role.delete().where(Role.id == role.id).execute()
    flash(_("Le rôle « %(role)s » est supprimé.", role=role.title), "success")
    return redirect(url_for("roles.index"))


def find(role_id: int) -> Role:
    """The role of this id."""
    return Role.find_for(person(), role_id)


def fill(role: Role, form: RoleForm) -> None:
    """Put the answers into the record; the ticks in their declared order."""
    role.label, role.description = form.label.data.strip(), form.description.data or ""
    role.staff = form.staff.data
    ticked = set(form.permissions.data or ())
    role.permissions = [name for name in form.names if name in ticked]
    role.may_grant = [name for name in form.others if name in (form.may_grant.data or ())]


def write(role: Role, before: dict, action: str) -> None:
    """Save a role; its holders' sessions take new ids, and those who become staff start anew."""
    with access.never_without_administrator():
        role.save()
        journal.saved(person(), action, role, before)
        holders = User.select().join(Membership).where(Membership.role == role.id, Membership.in_force()).distinct()
        for user in list(holders):
            if role.staff and not user.is_staff:
                User.update(is_staff=True).where(User.id == user.id).execute()
                sessions.end_all(user)
            else:
                sessions.rotate_later(user)


def free_name(label: str) -> str:
    """A stable name made of the label, that no role has."""
    flat = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = "_".join("".join(sign if sign.isalnum() else " " for sign in flat).split())[:50] or "role"
    taken = {role.name for role in Role.select(Role.name)}
    return next(name for number in range(1, len(taken) + 2)
                if (name := base if number == 1 else f"{base}_{number}") not in taken)


def sync_roles(app: Flask) -> list[str]:
    """Create the roles that core and plugins propose and that do not exist yet; no tick is changed. Their names."""
    made, templates = [], [*CORE_ROLES, *(role for plugin in app.extensions[NAME].host for role in plugin.roles)]
    with app.app_context(), connection(), write_transaction():
        known = {role.name for role in Role.select(Role.name)}
        for template in templates:
            if template.name not in known:
                role = Role(name=template.name, label=str(template.label), description=str(template.description),
                            permissions=list(template.permissions), may_grant=list(template.may_grant),
                            staff=template.staff)
                role.save()
                journal.saved(None, "core.role.created", role)
                made.append(template.name)
    return made
