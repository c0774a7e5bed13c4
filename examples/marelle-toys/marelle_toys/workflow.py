"""The life of a loan."""

from core.api import Obstacle, State, Transition, Workflow, days, guard
from marelle_toys.models import Loan


@guard("La date de retour est fixée")
def has_due_date(loan, user):
    """The loan says when the toy comes back."""
    if loan.due_on is None:
        return Obstacle("La date de retour manque.", "Modifiez le prêt pour l’ajouter.")
    return None


class LoanFlow(Workflow):
    """Un prêt, de la demande au retour."""

    model = Loan
    title = "Prêts de jouets"

    asked = State("Demandé", "neutre", "pencil", editable=True)
    ready = State("Préparé", "bleu", "circle-check", editable=True, deadline=days(7))
    lent = State("Prêté", "ambre", "send", deadline=days(30))
    returned = State("Rendu", "vert", "archive", final=True)

    ask = Transition(None, asked, "Demander un jouet")
    prepare = Transition(asked, ready, "Préparer", icon="check", primary=True)
    lend = Transition(ready, lent, "Prêter", guards=[has_due_date], icon="send", primary=True)
    give_back = Transition(lent, returned, "Rendre", icon="undo-2", primary=True)
