"""The pages of billing: the rules of an adult, and the calendar of who pays."""

from plugins.billing.views.calendar import CalendarPage
from plugins.billing.views.rules import RulesPage
from plugins.billing.views.splitting import SplittingPage

VIEWS = (RulesPage, SplittingPage, CalendarPage)
