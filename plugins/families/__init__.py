"""Households, guardians and children: what other plugins may use."""

from plugins.families.codes import give_code, read_code
from plugins.families.files import ParentChildFile
from plugins.families.founding import NewChild, add_child, add_guardian, found_household, tie
from plugins.families.life import archive, set_registrations, unarchive
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
from plugins.families.moving import children_of, children_of_adult, households_of, move, separate
from plugins.families.places import in_france, is_french
from plugins.families.search import find_children

__all__ = ["DIETS", "Attached", "Child", "Criterion", "CriterionValue", "EmergencyContact", "FamilyQuotient",
           "Guardian", "Guardianship", "Household", "HouseholdMembership", "Insurance", "InsurancePolicy", "NewChild",
           "ParentChildFile", "PersonDocument", "Placement", "add_child", "add_guardian", "archive", "children_of",
           "children_of_adult", "find_children", "found_household", "give_code", "households_of", "in_france",
           "is_french", "move", "read_code", "refuse_archived", "separate", "set_registrations", "tie", "unarchive"]
