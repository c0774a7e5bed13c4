"""The pages of households and of the adults in them."""

from __future__ import annotations

from core.api import Column, Filter, Panel, RecordView, _, pgettext
from plugins.families.models import Guardian, Household
from plugins.families.twins import refuse_twin
from plugins.families.views.common import RIGHTS, given


class HouseholdView(RecordView):
    """Households."""

    model = Household
    name, url = "families.household", "/familles/foyers"
    label, label_plural, icon = _("Foyer"), _("Foyers"), "house"
    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("name", _("Foyer"), link=True), Column("family_code", _("Code"), kind="code"),
               Column("city", _("Ville")), Column("organisation.name", _("Service")))
    form_fields = ("organisation", "name", "family_code", "street", "city", "postal_code")
    labels = {"organisation": _("Service"), "name": _("Nom du foyer"), "family_code": _("Code"),
              "street": _("Numéro et rue"), "city": _("Ville et province"), "postal_code": _("Code postal")}
    filters = (Filter("organisation", _("Service")),)
    default_sort = "name"

    def panels(self, record: Household, user) -> list[Panel]:
        """The people of the household."""
        edit = user.can(RIGHTS["edit"], record)
        return [Panel(_("Personnes du foyer"), "families/panel_people.html",
                      {"guardians": list(record.guardians), "children": list(record.children), "may_edit": edit})]


class GuardianView(RecordView):
    """Adults responsible for children."""

    model = Guardian
    name, url = "families.guardian", "/familles/responsables"
    label, label_plural, icon = _("Responsable"), _("Responsables"), "user"
    permissions = RIGHTS
    can_create = can_edit = True
    columns = (Column("last_name first_name", _("Nom"), link=True), Column("household.name", _("Foyer")),
               Column("email", _("Courriel")), Column("cell_phone", _("Cellulaire")))
    form_fields = ("household", "first_name", "last_name", "email", "home_phone", "cell_phone", "distinct_reason")
    labels = {"household": _("Foyer"), "first_name": _("Prénom"), "last_name": pgettext("nom de famille", "Nom"),
              "email": _("Courriel"), "home_phone": _("Téléphone domicile"), "cell_phone": _("Téléphone cellulaire"),
              "distinct_reason": _("Pourquoi ce dossier est distinct")}
    helps = {"distinct_reason": _("Vide, sauf si un dossier semblable existe déjà.")}
    default_sort = "last_name"

    def blank(self, user) -> Guardian:
        """In the household whose page it was opened from."""
        return Guardian(household=given(Household, "foyer", user))

    def before_save(self, record: Guardian, user) -> None:
        """Nobody is entered twice without a reason (ICSGE-R22)."""
        refuse_twin(record, user)
