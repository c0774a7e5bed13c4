"""The pages of children, and of what ties them to adults and to installations."""

from __future__ import annotations

from flask import url_for

from core.api import (
    Column,
    Command,
    Filter,
    Organisation,
    Panel,
    RecordList,
    RecordView,
    Refused,
    _,
    today,
)
from plugins.families.files import ParentChildFile
from plugins.families.models import Child, EmergencyContact, Guardian, Guardianship, Household, Placement
from plugins.families.twins import refuse_twin
from plugins.families.views.common import RIGHTS, check_dates, given

TAKEN = {"nirec": _("Ce NIREC est déjà utilisé pour un autre enfant."),
         "necsg": _("Ce NECSG est déjà utilisé pour un autre enfant.")}


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
    form_fields = ("household", "first_name", "last_name", "birth_date", "sex", "nirec", "necsg", "born_elsewhere",
                   "place_kind", "distinct_reason")
    fact_fields = ("last_name", "first_name", "birth_date", "sex", "nirec", "necsg", "born_elsewhere", "place_kind",
                   "household", "distinct_reason")
    labels = {"household": _("Foyer"), "first_name": _("Prénom"), "last_name": _("Nom de famille"),
              "birth_date": _("Date de naissance"), "nirec": _("NIREC"), "necsg": _("NECSG"),
              "born_elsewhere": _("Né ou née hors province"), "sex": _("Sexe"), "place_kind": _("Sorte de place"),
              "distinct_reason": _("Pourquoi ce dossier est distinct")}
    helps = {"distinct_reason": _("Vide, sauf si un dossier semblable existe déjà."),
             "sex": _("Comme au certificat de naissance."),
             "nirec": _("Numéro d’inscription au registre de l’état civil, du grand certificat de naissance."),
             "necsg": _("Numéro d’enfant que le Ministère attribue.")}
    filters = (Filter("birth_date", _("Naissance")), Filter("household", _("Foyer")))
    default_sort = "last_name"

    def blank(self, user) -> Child:
        """In the household whose page it was opened from."""
        return Child(household=given(Household, "foyer", user))

    def before_save(self, record: Child, user) -> None:
        """Empty numbers are absent, so that two children may lack them; no twin without a reason (ICSGE-R22)."""
        record.nirec, record.necsg = record.nirec or None, record.necsg or None
        refuse_taken(record)
        refuse_twin(record, user)

    def panels(self, record: Child, user) -> list[Panel]:
        """Who is responsible for the child, where it has a place, who signs there, and whom to call."""
        edit = user.can(RIGHTS["edit"], record)
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


def refuse_taken(child: Child) -> None:
    """Raise Refused when a number of the child is another's (ICSGE-R08)."""
    for name, told in TAKEN.items():
        number, field = getattr(child, name), getattr(Child, name)
        if number and Child.select().where(field == number, Child.id != (child.id or 0)).exists():
            raise Refused(told, _("Vérifiez le numéro ; s’il est juste, cherchez la fiche que cet enfant a déjà."))


def files_of(child: Child, user) -> list[ParentChildFile]:
    """The child's files that one may see, the latest first, each with its signers: one query."""
    second = Guardian.alias()
    return list(ParentChildFile.visible_to(user).select(ParentChildFile, Guardian, second, Organisation)
                .join(Guardian, on=ParentChildFile.guardian_a).switch(ParentChildFile)
                .join(second, "LEFT OUTER JOIN", on=ParentChildFile.guardian_b == second.id, attr="guardian_b")
                .switch(ParentChildFile)
                .join(Organisation).where(ParentChildFile.child == child.id)
                .order_by(ParentChildFile.starts_on.desc(), ParentChildFile.id))


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


class ContactView(RecordView):
    """Whom to call when the parents do not answer; reached from the child's page."""

    model = EmergencyContact
    name, url = "families.contact", "/familles/urgences"
    label, label_plural, icon = _("Contact d’urgence"), _("Contacts d’urgence"), "phone"
    permissions = RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("name", _("Nom"), link=True), Column("child.last_name", _("Enfant")),
               Column("phone", _("Téléphone")))
    lists = (RecordList("", _("Contacts d’urgence"), menu=False),)
    form_fields = ("child", "name", "tie", "phone", "may_collect")
    labels = {"child": _("Enfant"), "name": _("Nom"), "tie": _("Lien avec l’enfant"), "phone": _("Téléphone"),
              "may_collect": _("Peut venir chercher l’enfant")}

    def blank(self, user) -> EmergencyContact:
        """For the child whose page it was opened from."""
        return EmergencyContact(child=given(Child, "enfant", user))
