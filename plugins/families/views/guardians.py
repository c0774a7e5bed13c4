"""The pages of adults."""

from __future__ import annotations

from flask import flash, redirect, request as http

from core.api import (
    BulkPage,
    Column,
    Filter,
    MarelleError,
    Panel,
    _,
    expose,
    needs,
    person,
    pgettext,
)
from plugins.families import life, panels
from plugins.families.mails import refuse_shared_mail
from plugins.families.models import Guardian, Household
from plugins.families.moving import date_form
from plugins.families.twins import refuse_twin
from plugins.families.views.common import RIGHTS, given, keeps_towns, refuse_old, sees_towns_only
from plugins.families.views.filters import ADULTS
from plugins.families.views.people import SheetView

SERVICE = ("household", "first_name", "last_name", "email", "home_phone", "cell_phone", "distinct_reason")
TOWN = ("title", "last_name", "usage_name", "first_name", "birth_date", "email", "cell_phone", "home_phone",
        "profession", "employer", "benefit_fund", "benefit_number", "diet", "distinct_reason")


class GuardianView(SheetView):
    """Adults responsible for children."""

    model = Guardian
    name, url = "families.guardian", "/familles/responsables"
    label, label_plural, icon = _("Responsable"), _("Responsables"), "user"
    columns = (Column("last_name first_name", _("Nom"), link=True), Column("household.name", _("Foyer")),
               Column("email", _("Courriel")), Column("cell_phone", _("Cellulaire")))
    town_columns = (Column("last_name first_name", _("Nom"), link=True), Column("household.name", _("Foyer")),
                    Column("household.city", _("Commune")), Column("email", _("Courriel"), wide=True),
                    Column("cell_phone", _("Mobile")))
    form_fields = ("household", *TOWN)
    fact_fields = form_fields
    service_fields, town_fields = SERVICE, TOWN
    always, settled = SERVICE[:-1], ("household",)
    on_cards = ("email", "cell_phone", "home_phone")
    labels = {"household": _("Foyer"), "first_name": _("Prénom"), "last_name": pgettext("nom de famille", "Nom"),
              "email": _("Courriel"), "home_phone": _("Téléphone domicile"), "cell_phone": _("Téléphone cellulaire"),
              "distinct_reason": _("Pourquoi ce dossier est distinct"), "title": _("Civilité"),
              "usage_name": _("Nom d’usage"), "birth_date": _("Date de naissance"), "profession": _("Profession"),
              "employer": _("Employeur"), "benefit_fund": _("Caisse d’allocations"),
              "benefit_number": _("No d’allocataire"), "diet": _("Régime alimentaire")}
    helps = {"distinct_reason": _("Vide, sauf si un dossier semblable existe déjà.")}
    journal_labels = {"registrations_open": _("Accès aux inscriptions"), "mail_key": _("Adresse réservée")}
    acts = {"families.guardian.moved": (_("Changement de foyer"), "house", "neutre"),
            "families.guardian.open_registrations": (_("Accès aux inscriptions ouvert"), "circle-check", "vert"),
            "families.guardian.close_registrations": (_("Accès aux inscriptions fermé"), "ban", "prune")}
    filters = (Filter("household", _("Foyer")), *ADULTS)
    default_sort = "last_name"
    wizard = "responsable"
    bulk_pages = (
        BulkPage(_("Fiches de renseignements"), "families_sheets.of_guardians", "file-text", RIGHTS["read"],
                 sees_towns_only),
        BulkPage(_("Archiver"), "families_guardian.bulk_archive", "archive", RIGHTS["delete"]))

    @property
    def create_label(self) -> object:
        """In the words of the wizard, where it is what opens."""
        return _("Ajouter un responsable") if keeps_towns(person()) else super().create_label

    def blank(self, user) -> Guardian:
        """In the household whose page it was opened from."""
        return Guardian(household=given(Household, "foyer", user))

    def before_save(self, record: Guardian, user) -> None:
        """Nobody is entered twice without a reason (ICSGE-R22, FAM-R22); one address, one person (FAM-R23)."""
        refuse_twin(record, user)
        refuse_shared_mail(record, user)

    def after_save(self, record: Guardian, user) -> None:
        """A household changed in the form is dated as a move from today."""
        date_form(record)

    def panels(self, record: Guardian, user) -> list[Panel]:
        """For a town, the cards of her sheet."""
        return panels.of_guardian(record, user) if self.is_french(record) else []

    def context_line(self, record: Guardian, user) -> object:
        """How to reach her."""
        return record.lookup_detail

    @expose("/<int:id>/inscriptions", methods=("POST",))
    @needs(RIGHTS["edit"], "Guardian visible_to")
    def registrations(self, id: int):
        """Open or close the access to registration (FAM-R18)."""
        guardian, opened = self.find(id, "edit"), http.form.get("open") == "1"
        try:
            refuse_old(guardian)
            life.set_registrations(guardian, opened, person())
        except MarelleError as reason:
            flash(f"{reason}", "error")
        else:
            flash(_("L’accès aux inscriptions est ouvert.") if opened else _("L’accès aux inscriptions est fermé."),
                  "success")
        return redirect(f"{self.url_of(id)}#inscriptions", 303)

