"""Households, guardians and children: what other plugins may use."""

from plugins.families.models import Child, Guardian, Guardianship, Household, Placement
from plugins.families.search import find_children

__all__ = ["Child", "Guardian", "Guardianship", "Household", "Placement", "find_children"]
