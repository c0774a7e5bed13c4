"""The pages of households."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request as http

from core.api import BulkPage, Column, Command, Filter, MarelleError, Panel, _, expose, needs, person
from plugins.families import panels
from plugins.families.codes import give_code, renew_code
from plugins.families.models import Household
from plugins.families.views.common import RIGHTS, keeps_towns, refuse_old
from plugins.families.views.filters import archives
from plugins.families.views.people import SheetView

ADDRESS = ("street", "complement", "postal_code", "city", "country")


class HouseholdView(SheetView):
    """Households."""

    model = Household
    name, url = "families.household", "/familles/foyers"
    label, label_plural, icon = _("Foyer"), _("Foyers"), "house"
    columns = (Column("name", _("Foyer"), link=True), Column("family_code", _("Code"), kind="code"),
               Column("city", _("Ville")), Column("organisation.name", _("Service")))
    form_fields = ("organisation", "name", "family_code", "street", "complement", "postal_code", "city", "country")
    fact_fields = form_fields
    service_fields = ("organisation", "name", "family_code", "street", "city", "postal_code")
    town_fields = ("name", *ADDRESS)
    always, settled = service_fields, ("organisation", "family_code")
    labels = {"organisation": _("Service"), "name": _("Nom du foyer"), "family_code": _("Code"),
              "street": _("Numéro et rue"), "complement": _("Complément d’adresse"), "city": _("Ville"),
              "postal_code": _("Code postal"), "country": _("Pays")}
    helps = {"city": _("Au Québec, avec la province : Gaspé (Québec)."),
             "country": _("En deux lettres, comme BE ; vide quand c’est ici."),
             "complement": _("Bâtiment, étage, chez qui.")}
    journal_labels = {"code_made_at": _("Code attribué le")}
    acts = {"families.household.code_renewed": (_("Code abonné remplacé"), "refresh-cw", "ambre")}
    filters = (Filter("organisation", _("Service")), Filter("city", _("Ville")),
               *archives(Household, _("Foyers archivés")))
    default_sort = "name"
    wizard = "foyer"
    bulk_pages = (BulkPage(_("Archiver"), "families_household.bulk_archive", "archive", RIGHTS["delete"]),)

    @property
    def create_label(self) -> object:
        """In the words of the wizard, where it is what opens."""
        return _("Créer un foyer") if keeps_towns(person()) else super().create_label

    def editable_fields(self, record: Household, user) -> Sequence[str]:
        """Where it belongs is settled at its birth in a town."""
        found = super().editable_fields(record, user)
        return found if record.id or "organisation" in found else ("organisation", *found)

    def before_save(self, record: Household, user) -> None:
        """A household of a town has a code of its own from its birth."""
        record.country = record.country.strip().upper()
        if record.id is None and record.organisation_id and self.is_french(record):
            give_code(record)

    def panels(self, record: Household, user) -> list[Panel]:
        """The people of the household; for a town, the cards of its sheet."""
        if self.is_french(record):
            return panels.of_household(record, user)
        edit = user.can(RIGHTS["edit"], record) and record.archived_at is None
        return [Panel(_("Personnes du foyer"), "families/panel_people.html",
                      {"guardians": list(record.guardians), "children": list(record.children), "may_edit": edit})]

    def facts(self, record: Household, user) -> list[tuple]:
        """A town's are all on the cards of the sheet."""
        return [] if self.is_french(record) else super().facts(record, user)

    def title_of(self, record: Household) -> str:
        """« Foyer Lerouet », whether the name says so or not."""
        return record.name if record.name.casefold().startswith("foyer") else super().title_of(record)

    def context_line(self, record: Household, user) -> object:
        """Where they live."""
        return record.address

    def commands(self, record: Household, user) -> list[Command]:
        """In a town, to change a household is first to rename it."""
        found = super().commands(record, user)
        if found and found[0].primary and record.archived_at is None and self.is_french(record):
            found[0] = Command(_("Renommer, changer l’adresse"), found[0].url, "pencil", primary=True)
        return found

    @expose("/<int:id>/code", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], "Household visible_to")
    def renew_code(self, id: int):
        """Ask, then give the household another code."""
        household, problem = self.find(id, "edit"), None
        if http.method == "POST":
            try:
                refuse_old(household)
                renew_code(household, person())
            except MarelleError as reason:
                problem = reason
            else:
                flash(_("Le nouveau code est %(code)s.", code=household.family_code), "success")
                return redirect(f"{self.url_of(id)}#compte", 303)
        return self.render("families/renew_code.html", record=household, problem=problem), \
            problem.status if problem else 200
