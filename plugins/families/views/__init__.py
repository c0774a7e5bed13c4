"""The pages of families: households, guardians, children, what ties them, and their files."""

from plugins.families.views.children import ChildView, ContactView, GuardianshipView, PlacementView
from plugins.families.views.files import FileView
from plugins.families.views.households import GuardianView, HouseholdView
from plugins.families.views.leaving import LeavingPage

VIEWS = (HouseholdView, ChildView, GuardianView, FileView, GuardianshipView, PlacementView, ContactView, LeavingPage)
