"""The forms of the people's pages, and how a place typed by number or name is found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wtforms import DateField, EmailField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from core.accounts.access import EDIT_ROLES, EDIT_USERS, grantable
from core.accounts.addresses import tidy
from core.accounts.models import Role, User
from core.accounts.typed import TypedForm
from core.i18n import LANGUAGES, _, fold, pgettext
from core.organisations import Organisation
from core.policy import person
from core.records import matching, today

BY_ID = re.compile(r"id:(\d{1,9})")
KINDS = (("1", _("Personnel : un second facteur est exigé")), ("", _("Parent : le second facteur est facultatif")))


def choices(pairs: Iterable[tuple]) -> list[SelectChoice]:
    """(value, label) pairs as a select takes them."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def places() -> object:
    """The organisations whose accesses the signed-in person manages."""
    return Organisation.visible_to(person(), EDIT_USERS).where(Organisation.archived_at.is_null())


def find_place(typed: str) -> Organisation | None:
    """The place of a chosen line (`id:12`), of a number, or of a name that means only one."""
    if chosen := BY_ID.fullmatch(typed):
        return places().where(Organisation.id == int(chosen[1])).get_or_none()
    for condition in (Organisation.code == typed, Organisation.folded == fold(typed), matching(Organisation, typed)):
        found = list(places().where(condition).limit(2)) if typed else []
        if len(found) == 1:
            return found[0]
    return None


def givable_roles() -> list[Role]:
    """The roles that the signed-in person could give at one place at least."""
    user, roles = person(), sorted(Role.select(), key=lambda role: fold(role.title))
    if user.can(EDIT_ROLES):
        return roles
    held, allowed = set().union(*(permissions for _path, permissions in user.grants)), grantable(user)
    return [role for role in roles if allowed.issuperset(role.may_grant) and
            (role.name in allowed or held.issuperset(role.permissions))]


class PersonForm(TypedForm):
    """Who a person is."""

    first_name = StringField(_("Prénom"), validators=[DataRequired(_("Écrivez le prénom.")), Length(max=80)])
    last_name = StringField(pgettext("nom de famille", "Nom"),
                            validators=[DataRequired(_("Écrivez le nom.")), Length(max=80)])
    email = EmailField(_("Adresse courriel"), validators=[DataRequired(_("Écrivez l’adresse."))],
                       description=_("Elle sert à se connecter."))
    is_staff = RadioField(_("Genre de compte"), choices=choices(KINDS), default="1",
                          coerce=lambda value: "1" if value in (True, "1") else "")
    language = SelectField(_("Langue"), choices=choices(LANGUAGES.items()), default="fr")
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, user: User | None = None, **kwargs):
        super().__init__(obj=user, **kwargs)
        self.user = user

    def validate_email(self, field) -> None:
        address = tidy(field.data or "")
        if not address:
            raise ValidationError(_("Cette adresse n’est pas complète. Exemple : nom@exemple.org."))
        other = User.get_or_none(User.email == address)
        if other is not None and (self.user is None or other.id != self.user.id):
            raise ValidationError(_("Cette adresse a déjà un compte. Cherchez la personne dans la liste ; si elle n’y "
                                    "est pas, son compte est géré ailleurs."))
        field.data = address

    def fill(self, user: User) -> None:
        """Put the answers into the record."""
        for name in ("first_name", "last_name", "email", "language"):
            setattr(user, name, self[name].data)
        user.is_staff = bool(self.is_staff.data)


class MembershipForm(TypedForm):
    """A role at a place, until a day or without end."""

    role = SelectField(_("Rôle"), coerce=int)
    organisation = StringField(pgettext("lieu d’un rôle", "À"),
                               validators=[DataRequired(_("Choisissez l’organisation."))],
                               description=_("Numéro ou nom. Le rôle vaut là et plus bas."))
    ends_on = DateField(_("Jusqu’au"), validators=[Optional()], description=_("Ce jour compris ; vide : sans fin."))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.roles = {role.id: role for role in givable_roles()}
        self.role.choices = choices((role.id, role.title) for role in self.roles.values())
        self.place: Organisation | None = None

    def validate_organisation(self, field) -> None:
        self.place = find_place((field.data or "").strip())
        if self.place is None:
            raise ValidationError(_("Aucune organisation que vous gérez ne porte ce numéro ou ce nom."))

    def validate_ends_on(self, field) -> None:
        if field.data and field.data < today():
            raise ValidationError(_("Ce jour est passé. Choisissez aujourd’hui ou plus tard."))

    @property
    def place_label(self) -> str:
        """What stands in the field after a refusal."""
        return self.place.name if self.place else self.organisation.data or ""


class NewPerson(PersonForm, MembershipForm):
    """A person and her first role: without one nobody would see her."""


class EndForm(TypedForm):
    """Another end for a membership."""

    ends_on = DateField(_("Jusqu’au"), validators=[Optional()])
