"""The families plugin: households, guardians, children, and where they are looked after."""

from core.api import Permission, Plugin, _
from plugins.families import hookspecs
from plugins.families.files import ParentChildFile
from plugins.families.models import (
    Child,
    Criterion,
    CriterionValue,
    Draft,
    EmergencyContact,
    FamilyQuotient,
    Guardian,
    Guardianship,
    Household,
    HouseholdMembership,
    Insurance,
    InsurancePolicy,
    PersonDocument,
    Placement,
)
from plugins.families.sheets import SHEET
from plugins.families.views import VIEWS

TITLE = _("Familles")


class Families(Plugin):
    """Households and their people, shared by the plugins of both countries."""

    name = "families"
    title = TITLE
    icon = "users"
    version = "0.1"
    demo = "plugins.families.demo"
    models = (Household, Guardian, Child, Guardianship, Placement, EmergencyContact, ParentChildFile,
              HouseholdMembership, FamilyQuotient, Criterion, CriterionValue, Insurance, InsurancePolicy,
              PersonDocument, Draft)
    hookspecs = hookspecs
    documents = (SHEET,)
    views = VIEWS
    permissions = (
        Permission("families.read", _("Voir les familles"), TITLE),
        Permission("families.edit", _("Créer et modifier les familles"), TITLE),
        Permission("families.archive", _("Archiver les familles"), TITLE),
        Permission("families.health", _("Voir et modifier la santé des enfants (PAI, allergies)"), TITLE),
        Permission("families.settings", _("Paramétrer les critères et les assurances"), TITLE),
    )
