"""The pages of children."""

from __future__ import annotations

from flask import url_for

from core.api import BulkPage, Column, Command, Filter, Organisation, Panel, _, person, today
from plugins.families import panels
from plugins.families.files import ParentChildFile
from plugins.families.models import Child, EmergencyContact, Guardian, Guardianship, Household, Placement
from plugins.families.twins import refuse_twin
from plugins.families.views.common import RIGHTS, given, keeps_towns, sees_towns_only
from plugins.families.views.filters import CHILDREN
from plugins.families.views.people import SheetView

SERVICE = ("household", "first_name", "last_name", "birth_date", "sex", "nirec", "necsg", "born_elsewhere",
           "place_kind", "distinct_reason")
TOWN = ("household", "last_name", "usage_name", "first_name", "birth_date", "birth_place", "sex", "diet", "doctor",
        "image_right", "distinct_reason")


class ChildView(SheetView):
    """Children."""

    model = Child
    name, url = "families.child", "/familles/enfants"
    label, label_plural, icon = _("Enfant"), _("Enfants"), "baby"
    columns = (Column("last_name first_name", _("Enfant"), link=True), Column("birth_date", _("Naissance")),
               Column("nirec", _("NIREC"), kind="code"), Column("necsg", _("NECSG"), kind="code"),
               Column("household.name", _("Foyer")))
    town_columns = (Column("last_name first_name", _("Enfant"), link=True), Column("birth_date", _("Naissance")),
                    Column("diet", _("Régime alimentaire"), wide=True), Column("household.name", _("Foyer")),
                    Column("household.city", _("Commune"), wide=True))
    form_fields = (*SERVICE[:-1], "usage_name", "birth_place", "diet", "doctor", "image_right", "distinct_reason")
    fact_fields = ("last_name", "usage_name", "first_name", "birth_date", "birth_place", "sex", "nirec", "necsg",
                   "born_elsewhere", "place_kind", "diet", "doctor", "image_right", "household", "distinct_reason")
    service_fields, town_fields = SERVICE, TOWN
    always = ("last_name", "first_name", "birth_date", "sex", "nirec", "necsg", "born_elsewhere",
              "place_kind", "household")
    labels = {"household": _("Foyer"), "first_name": _("Prénom"), "last_name": _("Nom de famille"),
              "birth_date": _("Date de naissance"), "nirec": _("NIREC"), "necsg": _("NECSG"),
              "born_elsewhere": _("Né ou née hors province"), "sex": _("Sexe"), "place_kind": _("Sorte de place"),
              "distinct_reason": _("Pourquoi ce dossier est distinct"), "usage_name": _("Nom d’usage"),
              "birth_place": _("Lieu de naissance"), "diet": _("Régime alimentaire"), "doctor": _("Médecin traitant"),
              "image_right": _("Droit à l’image")}
    helps = {"distinct_reason": _("Vide, sauf si un dossier semblable existe déjà."),
             "sex": _("Comme au certificat de naissance."),
             "nirec": _("Numéro d’inscription au registre de l’état civil, du grand certificat de naissance."),
             "necsg": _("Numéro d’enfant que le Ministère attribue."),
             "diet": _("Ce que l’enfant mange ; la santé se note à part."),
             "doctor": _("Nom et téléphone.")}
    journal_labels = {"care_plan": _("PAI"), "health_sealed": _("Allergies et soins")}
    acts = {"families.child.moved": (_("Changement de foyer"), "house", "neutre"),
            "families.child.health.shown": (_("Santé consultée"), "eye", "neutre"),
            "families.child.health.edited": (_("Santé modifiée"), "pencil-line", "neutre")}
    filters = (Filter("birth_date", _("Naissance")), Filter("household", _("Foyer")), *CHILDREN)
    default_sort = "last_name"
    wizard = "enfant"
    bulk_pages = (
        BulkPage(_("Fiches de renseignements"), "families_sheets.of_children", "file-text", RIGHTS["read"],
                 sees_towns_only),
        BulkPage(_("Archiver"), "families_child.bulk_archive", "archive", RIGHTS["delete"]))

    @property
    def create_label(self) -> object:
        """In the words of the wizard, where it is what opens."""
        return _("Ajouter un enfant") if keeps_towns(person()) else super().create_label

    def blank(self, user) -> Child:
        """In the household whose page it was opened from."""
        return Child(household=given(Household, "foyer", user))

    def before_save(self, record: Child, user) -> None:
        """Empty numbers are absent, so that two children may lack them; no twin without a reason (ICSGE-R22)."""
        record.nirec, record.necsg = record.nirec or None, record.necsg or None
        refuse_twin(record, user)

    def panels(self, record: Child, user) -> list[Panel]:
        """For a town, the cards of the sheet; in Québec, who is responsible, the places, who signs, whom to call."""
        if self.is_french(record):
            return panels.of_child(record, user)
        edit = user.can(RIGHTS["edit"], record) and record.archived_at is None
        guardianships = Guardianship.select(Guardianship, Guardian).join(Guardian).where(
            Guardianship.child == record.id).order_by(Guardianship.rank)
        return [
            Panel(_("Responsables"), "families/panel_guardians.html",
                  {"guardianships": list(guardianships), "may_edit": edit}, order=10),
            Panel(_("Places et allocation pour l’intégration"), "families/panel_places.html",
                  {"places": list(record.placements.order_by(Placement.starts_on.desc())), "may_edit": edit,
                   "goes_on": edit and any(each.ends_on is None or each.ends_on >= today()
                                           for each in record.placements)}, order=20),
            Panel(_("Dossiers parent-enfant"), "families/panel_files.html",
                  {"files": files_of(record, user), "may_edit": edit}, order=30),
            Panel(_("Contacts d’urgence"), "families/panel_contacts.html",
                  {"contacts": list(record.contacts.order_by(EmergencyContact.id)), "may_edit": edit}, order=40),
        ]

    def commands(self, record: Child, user) -> list[Command]:
        """The usual ones, and the household."""
        return [Command(_("Voir le foyer"), url_for("families_household.record", id=record.household_id), "house"),
                *super().commands(record, user)]


def files_of(child: Child, user) -> list[ParentChildFile]:
    """The child's files that one may see, the latest first, each with its signers: one query."""
    second = Guardian.alias()
    return list(ParentChildFile.visible_to(user).select(ParentChildFile, Guardian, second, Organisation)
                .join(Guardian, on=ParentChildFile.guardian_a).switch(ParentChildFile)
                .join(second, "LEFT OUTER JOIN", on=ParentChildFile.guardian_b == second.id, attr="guardian_b")
                .switch(ParentChildFile)
                .join(Organisation).where(ParentChildFile.child == child.id)
                .order_by(ParentChildFile.starts_on.desc(), ParentChildFile.id))
