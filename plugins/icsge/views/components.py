"""Components: what each says of itself, its masked access code, and who set that code (ICSGE-R81 to R83)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from wtforms import PasswordField, SelectField
from wtforms.validators import InputRequired

from core.api import (
    Column,
    Command,
    Form,
    MarelleError,
    Organisation,
    Panel,
    RecordList,
    RecordView,
    Refused,
    _,
    back_to,
    expose,
    needs,
    person,
)
from plugins.icsge.components import KINDS, AccessCodeEvent, Component, open_component, set_code

EDIT = "icsge.component.edit"
REQUIRED = InputRequired(_("Ce champ est obligatoire."))


class CodeForm(Form):
    """The access code, pasted."""

    code = PasswordField(_("Code d’accès ICSGE"), [REQUIRED], render_kw={"autocomplete": "off", "spellcheck": "false"},
                         description=_("Copiez-le du portail du Ministère et collez-le ici : un code tapé à la main se "
                                       "trompe facilement. Il ne sera plus jamais affiché."))


class OpeningForm(Form):
    """Which organisation becomes a component."""

    organisation = SelectField(_("Installation ou bureau coordonnateur"), [REQUIRED], coerce=int)


class ComponentView(RecordView):
    """The components; reached from zone 1 of the transfer."""

    model = Component
    name, url = "icsge.component", "/icsge/composantes"
    label, label_plural, icon = _("Composante"), _("Composantes"), "building-2"
    can_edit = True
    columns = (Column("organisation.name", _("Composante"), link=True),
               Column("organisation.code", _("No. Installation"), kind="code"),
               Column("effective_date", _("Date effective")), Column("last_sent_at", _("Date envoi")))
    lists = (RecordList("", _("Composantes"), menu=False),)
    form_fields = ("effective_date", "evening_care", "night_care", "permit_places_0_17", "permit_places_18_59")
    fact_fields = ("organisation", *form_fields, "last_sent_at")
    labels = {"organisation": _("Composante"), "effective_date": _("Date effective"),
              "evening_care": _("Garde de soir"), "night_care": _("Garde de nuit"),
              "permit_places_0_17": _("Places au permis, 0-17 mois"),
              "permit_places_18_59": _("Places au permis, 18-59 mois"), "last_sent_at": _("Date envoi")}
    helps = {"effective_date": _("2 mai 2016 pour un service subventionné, 1er avril 2019 pour un autre. Ce qui a fini "
                                 "avant ne se transmet pas."),
             "permit_places_0_17": _("Servent à vérifier que 5 % des places au plus sont réservées par protocole.")}
    journal_labels = {"access_code": _("Code d’accès ICSGE"), "code_set_at": _("Code inscrit le"),
                      "held_types": _("Types retenus"), "run_state": _("État")}
    acts = {"icsge.component.code_set": (_("Code d’accès inscrit"), "key-round", "bleu"),
            "icsge.component.code_replaced": (_("Code d’accès remplacé"), "key-round", "bleu"),
            "icsge.component.tested": (_("Connexion essayée"), "plug", "neutre"),
            "icsge.component.bundled": (_("Dossier de soutien préparé"), "download", "neutre"),
            "icsge.component.printed": (_("Impression"), "printer", "neutre")}

    def title_of(self, record: Component) -> str:
        """« Pavillon de la Grève »."""
        return str(record)

    def context_line(self, record: Component, user) -> object:
        """Its kind and its numbers."""
        return _("%(kind)s · division %(division)s · installation %(installation)s", kind=record.kind_label,
                 division=hyphened(record.division_no), installation=record.installation_no)

    def panels(self, record: Component, user) -> list[Panel]:
        """The masked code and its history."""
        events = list(record.code_events.order_by(AccessCodeEvent.id.desc()))
        return [Panel(_("Code d’accès ICSGE"), "icsge/panel_code.html",
                      {"events": events, "may_edit": user.can(EDIT, record)}, order=10, name="code")]

    def commands(self, record: Component, user) -> list[Command]:
        """The usual ones, and the way back."""
        return [*super().commands(record, user),
                Command(_("Transfert ICSGE"), url_for("icsge_transfer.index", composante=record.id), "refresh-cw")]

    @expose("/<int:id>/code", methods=("GET", "POST"))
    @needs(EDIT, "Component visible_to")
    def code(self, id: int):
        """Set the code or put another in its place; the old one is never shown, nor the new one afterwards."""
        component, form, refusal = self.find(id, "edit"), CodeForm(http.form or None), None
        if http.method == "POST" and form.validate():
            try:
                set_code(component, form.code.data, person())
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("Le code d’accès est enregistré ; essayez la connexion."), "success")
                return redirect(back_to(url_for("icsge_transfer.index", composante=id)), 303)
        page = self.render("icsge/code.html", component=component, form=form, refusal=refusal,
                           title=_("Remplacer le code d’accès") if component.access_code else
                           _("Inscrire le code d’accès"))
        return page, refusal.status if refusal else 400 if form.errors else 200

    @expose("/nouvelle", methods=("GET", "POST"))
    @needs(EDIT, "les organisations de son ressort")
    def opening(self):
        """Make an installation a component."""
        form, refusal = OpeningForm(http.form or None), None
        offered = candidates(person())
        form.organisation.choices = [(each.id, f"{each.name} ({each.code})") for each in offered]
        if http.method == "POST" and form.validate():
            try:
                made = open_component(chosen(offered, form.organisation.data), person())
            except MarelleError as reason:
                refusal = reason
            else:
                return redirect(url_for("icsge_component.code", id=made.id), 303)
        page = self.render("icsge/opening.html", form=form, refusal=refusal, offered=offered)
        return page, refusal.status if refusal else 400 if form.errors else 200


def candidates(user) -> list[Organisation]:
    """The organisations that could become components where a person may configure them."""
    return list(Organisation.visible_to(user, EDIT).where(
        Organisation.nature << list(KINDS), Organisation.kind == "installation", Organisation.archived_at.is_null(),
        Organisation.id.not_in(Component.select(Component.organisation))).order_by(Organisation.name))


def chosen(offered: list[Organisation], key: int) -> Organisation:
    """The organisation that the form offered."""
    found = next((each for each in offered if each.id == key), None)
    if found is None:
        raise Refused(_("Cette organisation n’est pas offerte."))
    return found


def hyphened(number: str) -> str:
    """« 3000-2000 », as people write a division's number."""
    return f"{number[:4]}-{number[4:]}" if len(number) == 8 else number
