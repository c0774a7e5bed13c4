"""Loans of books: asked, lent, returned. The guard wants a title, the effect stamps a date."""

from peewee import CharField, ForeignKeyField, IntegerField

from core.database import db
from core.errors import MarelleError
from core.i18n import _
from core.organisations import Organisation
from core.plugin import Plugin
from core.records import MomentField, Searchable, Tracked, utcnow
from core.workflow.declare import STAY, Input, State, Transition, Workflow, days
from core.workflow.obstacles import Obstacle, guard


class Loan(Tracked, Searchable):
    """A book somebody borrows."""

    title = CharField(default="")
    place = ForeignKeyField(Organisation)
    lent_at = MomentField(null=True)
    copies = IntegerField(default=1)
    searched = ("title",)
    belongs_to = "place"

    class Meta:
        table_name = "tiny_loan"

    def __str__(self):
        return self.title


@guard(_("Le titre est écrit"))
def has_title(loan, user):
    """The loan has a title."""
    return None if loan.title else Obstacle(_("Le titre manque."), _("Écrivez-le."), link="/titre")


def stamp(loan, user, inputs):
    """Note the moment."""
    loan.lent_at = utcnow()
    if loan.title == "burns":
        raise MarelleError("It burns.")


def rename(loan, user, inputs):
    """Give the new title."""
    loan.title = inputs["title"]


class LoanFlow(Workflow):
    """Un prêt."""

    model = Loan
    title = _("Prêts")
    asked = State(_("Demandé"), "neutre", "pencil", editable=True, deadline=days(3))
    lent = State(_("Prêté"), "bleu", "send")
    lost = State(_("Perdu"), "brique", "circle-x")
    back = State(_("Rendu"), "vert", "check", final=True)

    ask = Transition(None, asked, _("Demander"), guards=[has_title])
    edit = Transition([asked, lent], STAY, _("Corriger"), inputs=[Input("title", _("Titre"))], effects=[rename])
    correct = Transition([asked, lent], STAY, _("Recompter"), fields=["copies"])
    lend = Transition(asked, lent, _("Prêter"), guards=[has_title], effects=[stamp])
    lose = Transition(lent, lost, _("Perdre"), exceptional=True)
    give_back = Transition([lent, lost], back, _("Rendre"))
    expire = Transition(lost, back, _("Oublier"), system=True)
    delete = Transition(asked, None, _("Supprimer"))


class Tiny(Plugin):
    """The plugin of the core's tests."""

    name = "tiny"
    title = _("Prêts")
    version = "1"
    models = (Loan,)
    workflows = (LoanFlow,)


ALL = tuple(f"tiny.loan.{name}" for name in ("read", "ask", "edit", "correct", "lend", "lose", "give_back", "delete"))


def make_tables():
    """Create the plugin's tables: it has no migrations."""
    db.create_tables([Loan])
