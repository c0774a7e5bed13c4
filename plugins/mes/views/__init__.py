"""The pages of MES, by what people do on them."""

from plugins.mes.views.board import PRINTED as BOARD, BoardPage
from plugins.mes.views.calendar import CalendarPage
from plugins.mes.views.checking import CheckingPage
from plugins.mes.views.children import ChildrenView
from plugins.mes.views.commenting import CommentingPage
from plugins.mes.views.creating import CreatingPage
from plugins.mes.views.delegating import DelegationPage
from plugins.mes.views.directions import DirectionsPage
from plugins.mes.views.endings import EndingsPage
from plugins.mes.views.filling import FillingPage
from plugins.mes.views.help import HelpPage
from plugins.mes.views.helping import HelpTextsPage
from plugins.mes.views.papers import PapersPage
from plugins.mes.views.printing import PrintingPage
from plugins.mes.views.rates import RatesPage
from plugins.mes.views.requests import RequestView
from plugins.mes.views.review import ReviewPage
from plugins.mes.views.rights import RightsPage
from plugins.mes.views.signing import SigningPage
from plugins.mes.views.worklist import WorkView

VIEWS = (RequestView, ChildrenView, CreatingPage, FillingPage, PapersPage, CheckingPage, SigningPage,
         PrintingPage, CommentingPage, HelpTextsPage, EndingsPage, RatesPage, WorkView, ReviewPage,
         BoardPage, CalendarPage, DirectionsPage, DelegationPage, RightsPage, HelpPage)

__all__ = ["BOARD", "VIEWS"]
