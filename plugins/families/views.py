"""The pages of families: households, guardians, children, and what ties them."""

from __future__ import annotations

from flask import request as http, url_for

from core.api import Column, Command, Filter, Panel, RecordList, RecordView, Refused, _, pgettext
from plugins.families.models import Child, Guardian, Guardianship, Household, Placement

RIGHTS = {"read": "families.read", "create": "families.edit", "edit": "families.edit", "delete": "families.archive"}


def given(model, name: str, user):
    """The record whose id the address gives, for a form opened from its page; None when it gives none."""
    typed = http.args.get(name, "")
    return model.find_for(user, typed, RIGHTS["read"]) if typed else None


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
    form_fields = ("household", "first_name", "last_name", "email", "home_phone", "cell_phone")
    labels = {"household": _("Foyer"), "first_name": _("Prénom"), "last_name": pgettext("nom de famille", "Nom"),
              "email": _("Courriel"), "home_phone": _("Téléphone domicile"), "cell_phone": _("Téléphone cellulaire")}
    default_sort = "last_name"

    def blank(self, user) -> Guardian:
        """In the household whose page it was opened from."""
        return Guardian(household=given(Household, "foyer", user))


class ChildView(RecordView):
    """Children."""

    model = Child
    name, url = "families.child", "/familles/enfants"
    label, label_plural, icon = _("Enfant"), _("Enfants"), "baby"
    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("last_name first_name", _("Enfant"), link=True), Column("birth_date", _("Naissance")),
               Column("nirec", _("NIREC"), kind="code"), Column("necsg", _("NECSG"), kind="code"),
               Column("household.name", _("Foyer")))
    form_fields = ("household", "first_name", "last_name", "birth_date", "nirec", "necsg", "born_elsewhere")
    labels = {"household": _("Foyer"), "first_name": _("Prénom"), "last_name": _("Nom de famille"),
              "birth_date": _("Date de naissance"), "nirec": _("NIREC"), "necsg": _("NECSG"),
              "born_elsewhere": _("Né ou née hors province")}
    helps = {"nirec": _("Numéro d’inscription au registre de l’état civil, du grand certificat de naissance."),
             "necsg": _("Numéro d’enfant que le Ministère attribue.")}
    filters = (Filter("birth_date", _("Naissance")), Filter("household", _("Foyer")))
    default_sort = "last_name"

    def blank(self, user) -> Child:
        """In the household whose page it was opened from."""
        return Child(household=given(Household, "foyer", user))

    def before_save(self, record: Child, user) -> None:
        """Empty numbers are absent, so that two children may lack them."""
        record.nirec, record.necsg = record.nirec or None, record.necsg or None

    def panels(self, record: Child, user) -> list[Panel]:
        """Who is responsible for the child, and where it has a place."""
        edit = user.can(RIGHTS["edit"], record)
        guardianships = Guardianship.select(Guardianship, Guardian).join(Guardian).where(
            Guardianship.child == record.id).order_by(Guardianship.rank)
        return [
            Panel(_("Responsables"), "families/panel_guardians.html",
                  {"guardianships": list(guardianships), "may_edit": edit}, order=10),
            Panel(_("Places et allocation pour l’intégration"), "families/panel_places.html",
                  {"places": list(record.placements.order_by(Placement.starts_on.desc())), "may_edit": edit}, order=20),
        ]

    def commands(self, record: Child, user) -> list[Command]:
        """The usual ones, and the household."""
        return [Command(_("Voir le foyer"), url_for("families_household.record", id=record.household_id), "house"),
                *super().commands(record, user)]


class GuardianshipView(RecordView):
    """What ties an adult to a child; reached from the child's page."""

    model = Guardianship
    name, url = "families.guardianship", "/familles/liens"
    label, label_plural, icon = _("Lien de parenté"), _("Liens de parenté"), "link"
    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("guardian.last_name", _("Responsable"), link=True), Column("child.last_name", _("Enfant")),
               Column("kind", _("Lien")))
    lists = (RecordList("", _("Liens de parenté"), menu=False),)
    form_fields = ("child", "guardian", "kind", "rank", "parental_authority", "starts_on", "ends_on")
    labels = {"child": _("Enfant"), "guardian": _("Responsable"), "kind": _("Lien"), "rank": _("Parent A ou B"),
              "parental_authority": _("Autorité parentale"), "starts_on": _("Depuis le"), "ends_on": _("Jusqu’au")}

    def blank(self, user) -> Guardianship:
        """For the child whose page it was opened from."""
        return Guardianship(child=given(Child, "enfant", user))

    def before_save(self, record: Guardianship, user) -> None:
        """The rank is A, for who asks, or B."""
        if record.rank not in ("A", "B"):
            raise Refused(_("Le rang est A, pour le parent qui demande, ou B."))
        check_dates(record.starts_on, record.ends_on)


class PlacementView(RecordView):
    """A child's place in an installation and its allowance; reached from the child's page."""

    model = Placement
    name, url = "families.placement", "/familles/places"
    label, label_plural, icon = _("Place"), _("Places"), "map-pin"
    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("child.last_name", _("Enfant"), link=True), Column("installation.name", _("Installation")),
               Column("starts_on", _("Depuis le")))
    lists = (RecordList("", _("Places"), menu=False),)
    form_fields = ("child", "installation", "starts_on", "ends_on", "allowance_from", "allowance_until", "note")
    labels = {"child": _("Enfant"), "installation": _("Installation"), "starts_on": _("Depuis le"),
              "ends_on": _("Jusqu’au"), "allowance_from": _("Allocation pour l’intégration, depuis le"),
              "allowance_until": _("Allocation, jusqu’au"), "note": _("Note")}

    def blank(self, user) -> Placement:
        """For the child whose page it was opened from."""
        return Placement(child=given(Child, "enfant", user))

    def before_save(self, record: Placement, user) -> None:
        """Dates in order."""
        check_dates(record.starts_on, record.ends_on)
        check_dates(record.allowance_from, record.allowance_until)


def check_dates(first, last) -> None:
    """A period does not end before it begins."""
    if first and last and last < first:
        raise Refused(_("La fin vient avant le début."), _("Corrigez l’une des deux dates."))


VIEWS = (HouseholdView, ChildView, GuardianView, GuardianshipView, PlacementView)
