"""The pages of MES, by what people do on them."""

from plugins.mes.views.checking import CheckingPage
from plugins.mes.views.children import ChildrenView
from plugins.mes.views.commenting import CommentingPage
from plugins.mes.views.creating import CreatingPage
from plugins.mes.views.endings import EndingsPage
from plugins.mes.views.filling import FillingPage
from plugins.mes.views.papers import PapersPage
from plugins.mes.views.printing import PrintingPage
from plugins.mes.views.reading import ReadsPage
from plugins.mes.views.requests import RequestView
from plugins.mes.views.signing import SigningPage

VIEWS = (RequestView, ChildrenView, CreatingPage, FillingPage, PapersPage, CheckingPage, SigningPage,
         PrintingPage, CommentingPage, EndingsPage, ReadsPage)

__all__ = ["VIEWS"]
