"""The pages of agreements."""

from plugins.agreements.views.agreements import SHEET, AgreementView
from plugins.agreements.views.following import FollowingPage
from plugins.agreements.views.planning import PlanningPage

VIEWS = (AgreementView, PlanningPage, FollowingPage)

__all__ = ["SHEET", "VIEWS"]
