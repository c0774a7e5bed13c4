"""The records of families: households, adults, children, and what is said of them."""

from plugins.families.models.adults import DIETS, FUNDS, TITLES, Guardian, HouseholdMembership
from plugins.families.models.children import (
    KINDS,
    PLACES,
    SEXES,
    Child,
    EmergencyContact,
    Guardianship,
    Placement,
)
from plugins.families.models.drafts import Draft
from plugins.families.models.households import FamilyQuotient, Household
from plugins.families.models.keeping import Archivable, Attached, refuse_archived
from plugins.families.models.persons import (
    TARGETS,
    Criterion,
    CriterionValue,
    Insurance,
    InsurancePolicy,
    PersonDocument,
)

__all__ = ["DIETS", "FUNDS", "KINDS", "PLACES", "SEXES", "TARGETS", "TITLES", "Archivable", "Attached", "Child",
           "Criterion", "CriterionValue", "Draft", "EmergencyContact", "FamilyQuotient", "Guardian", "Guardianship",
           "Household", "HouseholdMembership", "Insurance", "InsurancePolicy", "PersonDocument", "Placement",
           "refuse_archived"]
