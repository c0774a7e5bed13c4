"""« Délégations »: lend one's review rights during an absence, see what one gave and received, end it early."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from core.api import Form, MarelleError, Organisation, Page, Role, User, _, expose, fresh, needs, person, prose_date
from plugins.mes import delegation
from plugins.mes.delegation import Delegation

REQUIRED = InputRequired(_("Ce champ est obligatoire."))


class DelegateForm(Form):
    """What, to whom, from when, until when: the end is mandatory."""

    what = SelectField(_("Droits délégués"), [REQUIRED])
    to = SelectField(_("À"), [REQUIRED])
    starts_on = DateField(_("Du"), [REQUIRED])
    ends_on = DateField(_("Au (inclus)"), [REQUIRED], description=_("La délégation finit d’elle-même ce jour-là."))
    reason = StringField(_("Motif"), [Length(max=200)], description=_("Facultatif ; par exemple « vacances »."))


class DelegationPage(Page):
    """« Délégations »."""

    name, url, label = "mes.delegation", "/mes/delegations", _("Délégations")
    permission, scope = "mes.request.review", "les siennes, données et reçues"

    @expose("/")
    def index(self):
        """What one gave, what one received, and the form for who may lend."""
        return self.shown()

    @expose("/nouvelle", methods=("POST",))
    @needs(delegation.RIGHT, "ses propres droits")
    @fresh()
    def create(self):
        """Lend."""
        roles, people = offered()
        form = filled(http.form, roles, people)
        if not form.validate():
            return self.shown(form), 400
        role, place = roles[form.what.data]
        try:
            made = delegation.delegate(person(), people[form.to.data], role, place, starts_on=form.starts_on.data,
                                       ends_on=form.ends_on.data, reason=form.reason.data or "")
        except MarelleError as refusal:
            return self.shown(form, refusal), refusal.status
        flash(_("%(name)s examine à votre place du %(first)s au %(last)s.", name=made.delegate.name,
                first=prose_date(made.starts_on), last=prose_date(made.ends_on)), "success")
        return redirect(url_for("mes_delegation.index"), 303)

    @expose("/<int:id>/finir", methods=("POST",))
    def end(self, id: int):
        """End one before its day."""
        try:
            delegation.end(person(), Delegation.find_for(person(), id))
        except MarelleError as refusal:
            return self.shown(refusal=refusal), refusal.status
        flash(_("La délégation est finie."), "success")
        return redirect(url_for("mes_delegation.index"), 303)

    def shown(self, form: DelegateForm | None = None, refusal: MarelleError | None = None):
        """The page."""
        user, known = person(), delegation.known_to(person())
        roles, people = offered() if user.can(delegation.RIGHT) else ({}, {})
        return self.render("mes/delegations.html", given=[each for each in known if each.delegator_id == user.id],
                           received=[each for each in known if each.delegate_id == user.id], refusal=refusal,
                           form=(form or filled(None, roles, people)) if roles else None, people=people)


def offered() -> tuple[dict[str, tuple[Role, Organisation]], dict[str, User]]:
    """What the signed-in person may lend, and to whom, by the values of the form."""
    user = person()
    return ({f"{role.id}.{place.id}": (role, place) for role, place in delegation.lendable(user)},
            {str(each.id): each for each in delegation.colleagues(user)})


def filled(sent: Mapping | None, roles: Mapping, people: Mapping) -> DelegateForm:
    """The form with its choices."""
    form = DelegateForm(sent)
    form.what.choices = [SelectChoice(value=key, label=_("%(role)s, %(place)s", role=role.label, place=place.name))
                         for key, (role, place) in roles.items()]
    form.to.choices = [SelectChoice(value=key, label=each.name) for key, each in people.items()]
    return form
