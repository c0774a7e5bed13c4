"""Workflows to draw: the one of MES, and invented ones of three, nine and twelve squares."""

from __future__ import annotations

from core.i18n import _
from core.workflow.declare import STAY, State, Transition, Workflow, days


def record(kind: str) -> type:
    """A class that stands for a record's model."""
    return type("Model", (), {"kind": classmethod(lambda cls: kind)})


def complete(request, user):
    """Every required field is filled.

    The rest of the docstring is not for the table.
    """


def archive_a_copy(request, user, inputs):
    pass


class Mes(Workflow):
    model = record("mes.request")
    title = "Mesure de soutien"

    draft = State(_("Brouillon"), "neutre", "pencil", editable=True)
    submitted = State(_("Transmis"), "bleu", "send", deadline=days(30))
    returned = State(_("Commentaires"), "ambre", "message-square-warning", editable=True, beside=submitted)
    compliant = State(_("Conforme"), "vert", "badge-check")
    closed = State(_("Terminée"), "prune", "archive", final=True)

    create = Transition(None, draft, _("Créer une demande"))
    edit = Transition([draft, returned], STAY, _("Modifier"))
    submit = Transition(draft, submitted, _("Transmettre"), guards=[complete], effects=[archive_a_copy])
    return_with_comments = Transition(submitted, returned, _("Renvoyer avec commentaires"))
    resubmit = Transition(returned, submitted, _("Retransmettre"))
    declare_compliant = Transition(submitted, compliant, _("Déclarer conforme"))
    close_departure = Transition([compliant], closed, _("Terminer : départ de l’enfant"))
    close_year = Transition(compliant, closed, _("Terminer : fin de l’année"))
    close_transfer = Transition(compliant, closed, _("Terminer : transfert"))
    close_withdrawn = Transition([submitted, returned], closed, _("Retirer la demande"), exceptional=True)
    reopen = Transition(closed, compliant, _("Rouvrir"), exceptional=True)
    delete = Transition(draft, None, _("Supprimer"))


def invented(labels, *, beside=(), finals=(), arrows=()) -> type[Workflow]:
    """A workflow whose states are named s0, s1…; `beside` and `arrows` are pairs of ranks."""
    partner, body = dict(beside), {"model": record("invented")}
    for rank, label in enumerate(labels):
        body[f"s{rank}"] = State(label, "neutre", "circle", final=rank in finals,
                                 beside=body.get(f"s{partner.get(rank)}"))
    for rank, (start, end, label) in enumerate(arrows):
        body[f"t{rank}"] = Transition(body[f"s{start}"], body[f"s{end}"], label, exceptional=rank % 3 == 2)
    return type("Invented", (Workflow,), body)


NINE = invented(
    ["À préparer", "À signer", "Transmise au Ministère", "À corriger", "Acceptée avec avertissements",
            "En vigueur", "Suspendue", "Résiliée", "Échue"],
    beside=[(3, 2), (6, 5)], finals=[7, 8],
    arrows=[(0, 1, "Préparer"), (1, 2, "Signer et transmettre"), (2, 3, "Demander une correction"),
            (3, 2, "Retransmettre"), (2, 4, "Accepter"), (4, 5, "Mettre en vigueur"), (5, 6, "Suspendre"),
            (6, 5, "Reprendre"), (5, 7, "Résilier"), (5, 8, "Constater l’échéance"), (6, 7, "Résilier"),
            (1, 0, "Refuser de signer"), (0, 7, "Abandonner")])
TWELVE = invented(
    ["Reçue", "Triée", "Confiée", "Examinée", "Complément", "Avis rendu", "Décision", "Notifiée", "Contestée",
            "Réexamen", "Exécutée", "Classée sans suite"],
    beside=[(4, 3), (9, 8)], finals=[10, 11],
    arrows=[(0, 1, "Trier"), (1, 2, "Confier"), (2, 3, "Examiner"), (3, 4, "Demander un complément"),
            (4, 3, "Recevoir le complément"), (3, 5, "Rendre un avis"), (5, 6, "Décider"), (6, 7, "Notifier"),
            (7, 8, "Contester"), (8, 9, "Réexaminer"), (9, 6, "Décider de nouveau"), (7, 10, "Exécuter"),
            (1, 11, "Classer"), (5, 11, "Classer"), (2, 1, "Rendre"), (6, 2, "Renvoyer à l’examen")])
THREE = invented(["Émise", "Payée", "Annulée"], finals=[1, 2],
             arrows=[(0, 1, "Encaisser"), (0, 2, "Annuler"), (2, 0, "Rétablir")])
