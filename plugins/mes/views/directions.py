"""« Directions régionales »: telephones, mailbox and regions of each, read by all, kept by the Ministry."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from wtforms import SelectMultipleField, StringField
from wtforms.validators import Length, Optional, Regexp

from core.api import (
    Form,
    MarelleError,
    NotFound,
    Organisation,
    Page,
    Refused,
    _,
    expose,
    journal,
    needs,
    person,
    write_transaction,
)

EDIT = "core.organisation.edit"


class DirectionForm(Form):
    """How a direction is reached, and its regions."""

    phone = StringField(_("Téléphones"), [Length(max=80)], description=_("Séparez-les par une virgule."))
    email = StringField(_("Boîte courriel"), [Optional(), Length(max=160), Regexp(
        r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_("Cette adresse n’est pas complète."))])
    regions = SelectMultipleField(_("Régions"))


class DirectionsPage(Page):
    """« Directions régionales »."""

    name, url, label = "mes.directions", "/mes/directions", _("Directions régionales")
    permission, scope = "mes.request.read", "commun à tous"

    @expose("/")
    def index(self):
        """Each direction with its telephones and regions: two queries."""
        found = list(Organisation.select().where(Organisation.kind == "direction", Organisation.archived_at.is_null())
                     .order_by(Organisation.name))
        regions: dict[int, list] = {}
        for each in Organisation.select().where(Organisation.kind == "region").order_by(Organisation.code):
            regions.setdefault(each.parent_id, []).append(each)
        user = person()
        return self.render("mes/directions.html", directions=found, regions=regions,
                           editable={each.id for each in found if user.can(EDIT, each)})

    @expose("/<int:id>", methods=("GET", "POST"))
    @needs(EDIT, "les organisations qu’on gère")
    def edit(self, id: int):
        """Telephones, mailbox, and the regions that this direction serves."""
        direction = found(id)
        choices = regions_near(direction)
        form = DirectionForm(http.form if http.method == "POST" else None, obj=direction,
                             regions=[str(each.id) for each in choices if each.parent_id == direction.id])
        form.regions.choices = [(str(each.id), f"{each.code} {each.name}") for each in choices]
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                save(direction, form, choices)
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("« %(name)s » est enregistrée.", name=direction.name), "success")
                return redirect(url_for("mes_directions.index"), 303)
        page = self.render("mes/direction.html", direction=direction, form=form, regions=choices, refusal=refusal)
        return page, refusal.status if refusal else 400 if form.errors else 200


def found(id: int) -> Organisation:
    """The direction of this id, where the signed-in person may change organisations."""
    direction = Organisation.find_for(person(), id, EDIT)
    if direction.kind != "direction":
        raise NotFound(_("Cette direction n’existe pas."))
    return direction


def regions_near(direction: Organisation) -> list[Organisation]:
    """The regions of the same Ministry, with the direction that serves each."""
    other, root = Organisation.alias(), direction.path.split(".")[0]
    return list(Organisation.select(Organisation, other).join(
        other, on=(Organisation.parent == other.id), attr="parent").where(
        Organisation.kind == "region", Organisation.path.startswith(f"{root}.")).order_by(Organisation.code))


def save(direction: Organisation, form: DirectionForm, regions: list[Organisation]) -> None:
    """Keep all of it or nothing. A region leaves a direction by being given to another one."""
    wanted = {int(each) for each in form.regions.data}
    if dropped := [each for each in regions if each.parent_id == direction.id and each.id not in wanted]:
        raise Refused(_("« %(name)s » resterait sans direction.", name=dropped[0].name),
                      _("Rattachez-la à une autre direction, depuis la page de celle-ci."))
    before = direction.as_dict()
    direction.phone, direction.email = form.phone.data.strip(), form.email.data.strip()
    with write_transaction():
        direction.save()
        journal.saved(person(), "core.organisation.edited", direction, before)
        for region in regions:
            if region.id in wanted and region.parent_id != direction.id:
                move(region, direction)


def move(region: Organisation, direction: Organisation) -> None:
    """Give a region with all its services to another direction; who may see them, and the counts, follow."""
    if not person().can(EDIT, region):
        raise Refused(_("Vous ne gérez pas « %(name)s ».", name=region.name))
    before = region.as_dict()
    region.parent = direction
    region.save()
    journal.saved(person(), "core.organisation.edited", region, before)
