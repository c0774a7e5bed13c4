"""The cards of a town's sheets: each says what it shows, in the order of the sheet."""

from __future__ import annotations

from core.api import Panel, _
from plugins.families.health import may_read
from plugins.families.models import (
    Child,
    CriterionValue,
    EmergencyContact,
    FamilyQuotient,
    Guardian,
    Guardianship,
    Household,
    HouseholdMembership,
    InsurancePolicy,
    PersonDocument,
)
from plugins.families.models.persons import criteria_for
from plugins.families.moving import children_of

EDIT = "families.edit"
Person = Child | Guardian


def of_household(household: Household, user) -> list[Panel]:
    """Adults, children, address, code, family quotient."""
    edit = may_write(household, user)
    adults = list(Guardian.select().where(Guardian.household == household.id).order_by(Guardian.archived_at.is_null(
        False), Guardian.last_name, Guardian.id))
    children = list(children_of(household))
    quotients = list(household.quotients.order_by(FamilyQuotient.starts_on.desc(), FamilyQuotient.id.desc()).limit(20))
    return [
        Panel(_("Responsables légaux"), "families/card_adults.html", {"adults": adults, "edit": edit}, 10,
              meta=str(len(adults)), name="responsables"),
        Panel(_("Enfants"), "families/card_children.html", {"children": children, "edit": edit, "household": household},
              20, meta=str(len(children)), name="enfants"),
        Panel(_("Adresse"), "families/card_address.html", {"household": household, "edit": edit}, 30, name="adresse"),
        Panel(_("Compte abonné"), "families/card_code.html", {"edit": edit}, 40, name="compte"),
        Panel(_("Quotient familial"), "families/card_quotients.html", {"quotients": quotients, "edit": edit}, 50,
              name="quotient"),
    ]


def of_guardian(guardian: Guardian, user) -> list[Panel]:
    """Household, how to reach her, registration, address, children, then what is said of any person."""
    edit = may_write(guardian, user)
    ties = list(Guardianship.select(Guardianship, Child).join(Child).where(
        Guardianship.guardian == guardian.id).order_by(Child.birth_date, Child.id))
    lived = list(HouseholdMembership.select(HouseholdMembership, Household).join(Household).where(
        HouseholdMembership.guardian == guardian.id).order_by(HouseholdMembership.starts_on.desc()).limit(20))
    return [
        Panel(_("Foyer"), "families/card_home.html", {"lived": lived, "edit": edit}, 10, name="foyer"),
        Panel(_("Coordonnées"), "families/card_contact.html", {"edit": edit}, 20, name="coordonnees"),
        Panel(_("Accès aux inscriptions"), "families/card_registrations.html", {"edit": edit}, 25, name="inscriptions"),
        Panel(_("Adresse"), "families/card_address.html", {"household": guardian.household, "guardian": guardian,
                                                           "edit": edit}, 30, name="adresse"),
        Panel(_("Mes enfants"), "families/card_ties.html", {"ties": ties, "edit": edit}, 40, meta=str(len(ties)),
              name="enfants"),
        *of_person(guardian, edit),
    ]


def of_child(child: Child, user) -> list[Panel]:
    """The adults with their households, whom to call, health for who may know, then what is said of any person."""
    edit = may_write(child, user)
    ties = list(Guardianship.select(Guardianship, Guardian, Household).join(Guardian).join(Household).where(
        Guardianship.child == child.id).order_by(Guardianship.rank, Guardianship.id))
    contacts = list(child.contacts.order_by(EmergencyContact.id))
    health = [Panel(_("Santé"), "families/card_health.html", {"edit": edit}, 30, name="sante")] if may_read(
        child, user) else []
    return [
        Panel(_("Mes responsables légaux"), "families/card_guardians.html", {"ties": ties, "edit": edit}, 10,
              meta=str(len(ties)), name="responsables"),
        *health,
        Panel(_("Contacts d’urgence"), "families/panel_contacts.html", {"contacts": contacts, "may_edit": edit}, 50,
              meta=str(len(contacts)), name="urgences"),
        *of_person(child, edit),
    ]


def of_person(person: Person, edit: bool) -> list[Panel]:
    """Criteria, insurances, documents."""
    kind = "enfant" if isinstance(person, Child) else "responsable"
    documents = list(PersonDocument.select().where(PersonDocument.about(person)).order_by(
        PersonDocument.id.desc()).limit(50))
    policies = list(InsurancePolicy.select().where(InsurancePolicy.about(person)).order_by(InsurancePolicy.id.desc()))
    criteria = list(CriterionValue.select().where(CriterionValue.about(person)))
    shared = {"kind": kind, "edit": edit}
    title = _("Mes documents") if kind == "enfant" else _("Documents")
    return [
        Panel(_("Critères"), "families/card_criteria.html", {
            "values": {each.criterion_id: each.value for each in criteria}, "criteria": criteria_for(person),
            **shared}, 60, name="criteres"),
        Panel(_("Assurances"), "families/card_insurances.html", {"policies": policies, **shared}, 70,
              meta=str(len(policies)), name="assurances"),
        Panel(title, "families/card_documents.html", {"documents": documents, **shared}, 90, meta=str(len(documents)),
              name="documents"),
    ]


def may_write(record: Household | Person, user) -> bool:
    """Whether the buttons of a sheet are shown: the right, and no archives (FAM-R13)."""
    return record.archived_at is None and user.can(EDIT, record)
