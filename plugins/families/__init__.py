"""Households, guardians and children: what other plugins may use."""

from plugins.families.files import ParentChildFile
from plugins.families.models import (
    DIETS,
    Attached,
    Child,
    Criterion,
    CriterionValue,
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
    refuse_archived,
)
from plugins.families.search import find_children

__all__ = ["DIETS", "Attached", "Child", "Criterion", "CriterionValue", "EmergencyContact", "FamilyQuotient",
           "Guardian", "Guardianship", "Household", "HouseholdMembership", "Insurance", "InsurancePolicy",
           "ParentChildFile", "PersonDocument", "Placement", "find_children", "refuse_archived"]
