"""The pages of icsge."""

from plugins.icsge.printing import PRINTOUTS
from plugins.icsge.views.closures import ClosuresPage, ClosureView
from plugins.icsge.views.components import ComponentView
from plugins.icsge.views.csss import CsssPage, PeriodView
from plugins.icsge.views.help import HelpPage
from plugins.icsge.views.history import DossierView, HoldsPage, RunView
from plugins.icsge.views.notices import NoticeView
from plugins.icsge.views.options import OptionsPage
from plugins.icsge.views.own import OwnPage
from plugins.icsge.views.printing import PrintingPage
from plugins.icsge.views.running import RunningPage
from plugins.icsge.views.transfer import TransferPage

VIEWS = (TransferPage, RunView, HoldsPage, DossierView, NoticeView, HelpPage, ComponentView, ClosureView, ClosuresPage,
         PeriodView, CsssPage, RunningPage, OptionsPage, PrintingPage, OwnPage)
DOCUMENTS = tuple(each.document for each in PRINTOUTS.values())

__all__ = ["DOCUMENTS", "VIEWS"]
