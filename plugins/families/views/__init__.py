"""The pages of families: households, adults, children, what is said of them, how they are entered and archived."""

from plugins.families.views.children import ChildView
from plugins.families.views.details import DetailsPage
from plugins.families.views.files import FileView
from plugins.families.views.guardians import GuardianView
from plugins.families.views.health import HealthPage
from plugins.families.views.households import HouseholdView
from plugins.families.views.leaving import LeavingPage
from plugins.families.views.moving import MovingPage
from plugins.families.views.quotients import QuotientsPage
from plugins.families.views.settings import CriterionView, InsuranceView
from plugins.families.views.sheets import SheetsPage
from plugins.families.views.ties import ContactView, GuardianshipView, PlacementView
from plugins.families.views.wizard import WizardPage

VIEWS = (HouseholdView, GuardianView, ChildView, FileView, GuardianshipView, PlacementView, ContactView, LeavingPage,
         WizardPage, MovingPage, DetailsPage, HealthPage, QuotientsPage, SheetsPage, CriterionView, InsuranceView)
