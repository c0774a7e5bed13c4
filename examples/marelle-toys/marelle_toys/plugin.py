"""The toy library's table of contents."""

from core.api import Permission, Plugin, RoleTemplate
from marelle_toys.models import Loan
from marelle_toys.views import SLIP, LoanView
from marelle_toys.workflow import LoanFlow

READ = "toys.loan.read"
WRITE = ("toys.loan.create", "toys.loan.edit", "toys.loan.ask", "toys.loan.prepare", "toys.loan.lend",
         "toys.loan.give_back")


class Toys(Plugin):
    """Toys that families borrow."""

    name = "toys"
    title = "Ludothèque"
    icon = "puzzle"
    version = "0.1"
    models = (Loan,)
    workflows = (LoanFlow,)
    views = (LoanView,)
    documents = (SLIP,)
    permissions = (
        Permission(READ, "Voir les prêts de jouets", "Ludothèque"),
        Permission("toys.loan.create", "Créer un prêt", "Ludothèque"),
        Permission("toys.loan.edit", "Modifier un prêt", "Ludothèque"),
    )
    roles = (RoleTemplate("toy_librarian", "Ludothécaire", ("core.dashboard", READ, *WRITE)),)
