"""The pages of agreements."""

from plugins.agreements.views.agreements import SHEET, AgreementView
from plugins.agreements.views.board import BoardPage
from plugins.agreements.views.following import FollowingPage
from plugins.agreements.views.planning import PlanningPage

VIEWS = (BoardPage, AgreementView, PlanningPage, FollowingPage)

__all__ = ["SHEET", "VIEWS"]
