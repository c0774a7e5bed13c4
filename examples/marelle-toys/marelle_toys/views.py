"""The pages of the toy library: a list, a record page, a form, and the slip to print."""

from flask import Response, url_for

from core.api import Column, Command, Document, Filter, NextColumn, RecordView, StateColumn, expose, needs, person
from marelle_toys.models import Loan

SLIP = Document("toys/slip.html", "Bon de prêt")


class LoanView(RecordView):
    """The loans of the daycares that one may see."""

    model = Loan
    name, url = "toys.loan", "/jouets/prets"
    label, label_plural = "Prêt", "Prêts de jouets"

    columns = (Column("toy", "Jouet", link=True), Column("family", "Famille"), Column("daycare.name", "Service"),
               Column("due_on", "Retour prévu"), StateColumn(), NextColumn())
    filters = (Filter("state", "État"), Filter("due_on", "Retour prévu"))
    form_fields = ("daycare", "toy", "family", "due_on")
    labels = {"daycare": "Service", "toy": "Jouet", "family": "Famille", "due_on": "Retour prévu"}
    can_create = can_edit = True
    create_transition = "ask"

    def editable_fields(self, record, user):
        """A loan may change until the toy has left."""
        return self.form_fields if record.id is None or record.current.editable else ()

    def commands(self, record, user):
        """« Imprimer le bon », beside the usual commands."""
        slip = Command("Imprimer le bon", url_for("toys_loan.slip", id=record.id), "printer")
        return [*super().commands(record, user), slip]

    @expose("/<int:id>/bon")
    @needs("toys.loan.read", "Loan visible_to")
    def slip(self, id):
        """The slip as PDF."""
        loan = self.find(id)
        return Response(SLIP.pdf(loan, user=person()), mimetype="application/pdf")
