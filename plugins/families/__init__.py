"""Households, guardians and children: what other plugins may use."""

from plugins.families.files import ParentChildFile
from plugins.families.models import Child, EmergencyContact, Guardian, Guardianship, Household, Placement
from plugins.families.search import find_children

__all__ = ["Child", "EmergencyContact", "Guardian", "Guardianship", "Household", "ParentChildFile", "Placement",
           "find_children"]
