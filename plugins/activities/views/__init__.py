"""The pages of activities: attendance and bookings first, then what a town decides."""

from plugins.activities.views.attendance import AttendancePage
from plugins.activities.views.bookings import BookingView, BulkView
from plugins.activities.views.calendar import CalendarPage
from plugins.activities.views.forecast import ForecastPage
from plugins.activities.views.importing import ImportingPage
from plugins.activities.views.mass import MassPage
from plugins.activities.views.moving import MovingPage
from plugins.activities.views.offers import OffersPage
from plugins.activities.views.official import OfficialPage
from plugins.activities.views.periods import ClosingPage, PeriodView
from plugins.activities.views.registering import RegisteringPage
from plugins.activities.views.settings import ClassView, LevelView, ServiceView, YearView
from plugins.activities.views.tablet import TabletPage
from plugins.activities.views.waiting import WaitingPage
from plugins.activities.views.week import WeekPage

VIEWS = (AttendancePage, WeekPage, ForecastPage, WaitingPage, BookingView, TabletPage, RegisteringPage, MassPage,
         CalendarPage, BulkView, PeriodView, ClosingPage, OfficialPage, ServiceView, ClassView, LevelView, OffersPage,
         YearView, MovingPage, ImportingPage)
