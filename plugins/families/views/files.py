"""The pages of the parent-child files: who signs for a child in an installation, and how custody is shared."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from core.api import Column, Command, Filter, Form, MarelleError, RecordView, _, expose, needs, person, today
from plugins.families.files import ParentChildFile
from plugins.families.models import Child, Guardian
from plugins.families.signing import check_alone, check_signers, hand_over, signers_of
from plugins.families.views.common import RIGHTS, check_dates, given, sees_towns_only

SIGNERS = ("child", "installation", "guardian_a", "guardian_b")
"""What is settled for good when a file is opened (ICSGE-R25)."""


class SignersForm(Form):
    """Who signs from which day on."""

    guardian_a = SelectField(_("Parent A"), [InputRequired(_("Ce champ est obligatoire."))], coerce=int)
    guardian_b = SelectField(_("Parent B"), coerce=int)
    starts_on = DateField(_("À compter du"), [InputRequired(_("Ce champ est obligatoire."))])


class FileView(RecordView):
    """Parent-child files."""

    model = ParentChildFile
    name, url = "families.file", "/familles/dossiers"
    label, label_plural, icon = _("Dossier parent-enfant"), _("Dossiers parent-enfant"), "folder"
    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    columns = (
        Column("child.last_name child.first_name", _("Enfant"), link=True),
        Column("guardian_a.last_name guardian_a.first_name", _("Parent A")),
        Column("installation.name", _("Installation")), Column("custody", _("Garde partagée")),
        Column("starts_on", _("Depuis le")), Column("ends_on", _("Jusqu’au")),
        Column("csg_number", _("No du dossier au CSG"), kind="code"))
    filters = (Filter("installation", _("Installation")), Filter("child", _("Enfant")),
               Filter("custody", _("Garde partagée")), Filter("ends_on", _("Jusqu’au")))
    form_fields = (*SIGNERS, "custody", "sibling", "home_provider", "starts_on", "ends_on")
    fact_fields = (*form_fields, "csg_number")
    labels = {"child": _("Enfant"), "installation": _("Installation"), "guardian_a": _("Parent A, qui signe"),
              "guardian_b": _("Parent B"), "custody": _("Garde partagée"),
              "sibling": _("Dossier de l’autre parent"), "home_provider": _("RSG"),
              "starts_on": _("Depuis le"), "ends_on": _("Dernier jour du service")}
    helps = {"guardian_b": _("Vide en garde partagée : l’autre parent a son propre dossier, lié à celui-ci."),
             "sibling": _("En garde partagée seulement ; le lien se fait des deux côtés."),
             "home_provider": _("Pour un bureau coordonnateur : qui garde l’enfant chez elle ou chez lui.")}

    def in_banner(self, user) -> bool:
        """Towns know nothing of these files."""
        return not sees_towns_only(user)

    def title_of(self, record: ParentChildFile) -> str:
        """« Dossier de Rosalie Synnott »."""
        return _("Dossier de %(child)s", child=record.child)

    def blank(self, user) -> ParentChildFile:
        """For the child whose page it was opened from, with its parents and the installation where it has a place."""
        child = given(Child, "enfant", user)
        return ParentChildFile() if child is None else signers_of(child)

    def editable_fields(self, record: ParentChildFile, user) -> tuple[str, ...]:
        """Who signs for whom and where does not change in a file that exists (ICSGE-R25)."""
        return self.form_fields if record.id is None else tuple(
            each for each in self.form_fields if each not in SIGNERS)

    def before_save(self, record: ParentChildFile, user) -> None:
        """Dates in order, signers who may sign, and no second file of the same signer at a time."""
        check_dates(record.starts_on, record.ends_on)
        check_signers(record)
        check_alone(record)

    def after_save(self, record: ParentChildFile, user) -> None:
        """The other parent's file names this one too."""
        record.link(user)

    def commands(self, record: ParentChildFile, user) -> list[Command]:
        """The usual ones, and the change of signatory."""
        usual = super().commands(record, user)
        if not user.can(RIGHTS["edit"], record) or not record.is_open(today()):
            return usual
        return [Command(_("Changer de signataire"), url_for("families_file.hand_over", id=record.id), "users"), *usual]

    @expose("/<int:id>/signataire", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], "ParentChildFile visible_to")
    def hand_over(self, id: int):
        """Close the file the day before, and open another one with other signers (ICSGE-R25)."""
        file, refusal = self.find(id, "edit"), None
        form = SignersForm(http.form or None, guardian_a=file.guardian_a_id, guardian_b=file.guardian_b_id or 0)
        offered = [(each.id, str(each)) for each in file.child.guardians()]
        form.guardian_a.choices, form.guardian_b.choices = offered, [(0, _("Aucun")), *offered]
        if http.method == "POST" and form.validate():
            try:
                new = hand_over(file, chosen(form.guardian_a.data), chosen(form.guardian_b.data),
                                form.starts_on.data, person())
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("Le nouveau dossier est ouvert ; l’ancien se termine la veille."), "success")
                return redirect(self.url_of(new.id), 303)
        page = self.render("families/signers.html", record=file, form=form, refusal=refusal,
                           title=_("Changer de signataire"))
        return page, refusal.status if refusal else 400 if form.errors else 200


def chosen(guardian_id: int) -> Guardian | None:
    """A guardian that the form offered."""
    return Guardian.get_by_id(guardian_id) if guardian_id else None
