"""The lists of requests and the request's page."""

from __future__ import annotations

from flask import url_for

from core.api import (
    Column,
    Command,
    Filter,
    NextColumn,
    Panel,
    RecordList,
    RecordView,
    StateColumn,
    _,
    expose,
    money,
    number,
    person,
    prose_date,
)
from plugins.mes import reads
from plugins.mes.comments import by_anchor, visible_comments
from plugins.mes.content import ANCHORS
from plugins.mes.diff import compared
from plugins.mes.documents import held, left_behind
from plugins.mes.fixed import why_fixed
from plugins.mes.form.pages import FIELDS
from plugins.mes.forms import CommentForm
from plugins.mes.kinds import type_reason
from plugins.mes.models import END_REASONS, SLOTS, TYPES, Request
from plugins.mes.printing import hyphened
from plugins.mes.rates import estimate
from plugins.mes.rules import mandatory_slots, warnings
from plugins.mes.views.commented import remarks_of
from plugins.mes.wording import COUNTED
from plugins.mes.years import ReferenceYear

NUMBER = Column("number", _("Numéro"), link=True, kind="code")
CHILD = Column("child.first_name child.last_name", _("Enfant"))
INSTALLATION = Column("installation.name", _("Installation"))
WAITING = {"submitted": _("Ministère"), "returned": _("Service de garde")}
SUBMITTED = Column("submitted_at", _("Transmise"), kind="iso_date")


ACTS = {
    "mes.comment.written": (_("Commentaire écrit"), "message-square-warning", "ambre"),
    "mes.comment.reopened": (_("Commentaire rouvert"), "message-square-warning", "ambre"),
    "mes.comment.removed": (_("Commentaire retiré"), "message-square", "neutre"),
    "mes.document.attached": (_("Document joint"), "file-plus-2", "neutre"),
    "mes.document.deleted": (_("Document supprimé"), "trash-2", "neutre"),
    "mes.request.assigned": (_("Confiée"), "user-check", "neutre"),
    "mes.request.printed": (_("Imprimée"), "printer", "neutre"),
    **{act: (words, "eye", "neutre") for act, words in reads.READS.items()},
    "mes.request.exported": (_("Exportée dans une liste"), "download", "neutre"),
    "mes.request.right_asked": (_("Droit de signer demandé"), "key-round", "neutre"),
    "mes.request.ready": (_("Signataires prévenus"), "bell-ring", "bleu"),
}
"""How the timeline says what is not a transition."""


UNSHOWN = {
    "division": _("Service de garde"), "child": _("Enfant"), "guardian": _("Parent"),
    "other_guardian": _("Autre parent"), "previous": _("Demande antérieure"), "assigned_to": _("Confiée à"),
    "form_data": _("Formulaire"), "departure_on": _("Date du départ"), "round": _("Tour de commentaires"),
    "printed_hash": _("Empreinte imprimée"), "signer_first_name": _("Prénom du signataire"),
    "signer_last_name": _("Nom du signataire"), "signer_title": _("Fonction du signataire"),
    "signed_by": _("Compte du signataire"), "signed_at": _("Signée le"), "signed_hash": _("Empreinte signée"),
    "anchor": _("Commentaire sur"), "document": _("Document"), "sha256": _("Empreinte"), "size": _("Taille"),
    "proposed_by": _("Conformité proposée par"), "proposed_at": _("Conformité proposée le"),
    "answer_days": _("Jours jusqu’à la réponse"), "withdrawal_asked_at": _("Retrait demandé le"),
    "withdrawal_reason": _("Raison du retrait"),
    "slot": _("Nature du document"), "title": _("Titre"), "version": _("Version"),
}
"""What the journal names and no form or list of requests shows."""


class RequestView(RecordView):
    """« Mesure exceptionnelle de soutien pour les enfants handicapés »."""

    model = Request
    name, url = "mes.request", "/mes/demandes"
    label, label_plural, icon = _("Demande"), _("Demandes"), "hand-helping"
    labels = {name: field.label for name, field in FIELDS.items()}
    journal_labels = UNSHOWN
    reads_permission = "mes.request.see_reads"
    waiting_on = WAITING
    acts = ACTS
    default_sort = "-updated_at"
    columns = (NUMBER, CHILD, INSTALLATION, SUBMITTED, StateColumn())
    filters = (Filter("state", _("Statut")), Filter("type", _("Type")), Filter("reference_year", _("Année")),
               Filter("installation", _("Installation")), Filter("region", _("Région")))
    lists = (
        RecordList("en-cours", _("Demandes en cours"), states=("submitted", "returned"),
                   columns=(NUMBER, CHILD, INSTALLATION, SUBMITTED,
                            Column("updated_at", _("Mise à jour"), kind="iso_date"), StateColumn(),
                            NextColumn(waiting_on=WAITING)),
                   intro=_("Transmises au Ministère ou renvoyées avec des commentaires."),
                   empty=_("Aucune demande en cours. Une demande transmise apparaît ici.")),
        RecordList("brouillons", _("Demandes brouillons"), states=("draft",),
                   columns=(NUMBER, CHILD, INSTALLATION, Column("created_at", _("Créée le"), kind="iso_date"),
                            Column("updated_at", _("Modifiée le"), kind="iso_date"), Column("type", _("Type"))),
                   intro=_("En cours de création par le service de garde."),
                   empty=_("Aucune demande brouillon. Les demandes que vous commencez apparaissent ici.")),
        RecordList("conformes", _("Demandes conformes"), states=("compliant",),
                   columns=(NUMBER, CHILD, INSTALLATION, SUBMITTED,
                            Column("compliant_at", _("Conforme le"), kind="iso_date"),
                            Column("hours_per_day", _("Heures/jour"))),
                   intro=_("Ont passé l’étape de conformité du Ministère."),
                   empty=_("Aucune demande conforme pour le moment.")),
        RecordList("terminees", _("Demandes terminées"), states=("closed",),
                   columns=(NUMBER, CHILD, INSTALLATION, Column("reference_year", _("Année"), kind="text",
                                                                value=lambda start: str(ReferenceYear(start))),
                            Column("closed_at", _("Terminée le"), kind="iso_date"),
                            Column("end_reason", _("Motif"), value=lambda reason: str(END_REASONS.get(reason, "")))),
                   intro=_("Demandes antérieures, ou fermées à la suite du départ d’un enfant."),
                   empty=_("Aucune demande terminée.")),
    )

    @expose("/<int:id>")
    def record(self, id: int):
        """The page of a request; reading it is journalled (MES-R83)."""
        reads.note(person(), self.find(id), reads.OPENED)
        return super().record(id)

    @expose("/<int:id>/historique")
    def history(self, id: int):
        """Everything that happened to a request, for both sides (MES-R80)."""
        reads.note(person(), self.find(id), "mes.history.opened")
        return super().history(id)

    def context_line(self, record: Request, user):
        """Whose request it is, which one, for which year and where."""
        return _("%(child)s · %(type)s · année %(year)s · %(place)s", child=record.child, type=TYPES[record.type],
                 year=record.year, place=record.installation.name)

    def facts(self, record: Request, user) -> list[tuple]:
        """« Détails de la demande »."""
        child, guardian = record.child, record.guardian
        rows = [
            (_("Enfant"), str(child)), (_("Naissance"), prose_date(child.birth_date)),
            (_("Type de la demande"), TYPES[record.type]),
            *([(_("Raison du type"), why)] if (why := type_reason(record)) else []),
            (_("Année de référence"), str(record.year)),
            (_("Installation"), f"{record.installation.name} ({record.installation.code})"),
            (_("Service de garde"), f"{record.division.name}, {hyphened(record.division.code)}"),
            (_("Parent"), str(guardian or "—")), (_("Autre parent"), str(record.other_guardian or "—")),
            (_("Adresse du parent demandeur"), guardian.household.address if guardian else "—"),
        ]
        dates = {"submitted_at": _("Transmise le"), "compliant_at": _("Conforme le"), "closed_at": _("Terminée le")}
        rows += [(label, prose_date(getattr(record, name))) for name, label in dates.items() if getattr(record, name)]
        if record.end_reason:
            rows.append((_("Motif de fin"), END_REASONS[record.end_reason]))
        return rows

    def panels(self, record: Request, user) -> list[Panel]:
        """Summary, documents, versions and comments."""
        mine, papers = record.current.editable, list(record.documents)
        return [
            *why_fixed(record, user),
            Panel(_("Résumé de la demande du service de garde"), "mes/panel_summary.html",
                  {"figures": figures(record), "helps": [(FIELDS[name].label, FIELDS[name].help) for name in COUNTED],
                   "warnings": warnings(record), "contact": record.contact}, order=20),
            Panel(_("Documents joints"), "mes/panel_documents.html",
                  {"documents": papers, "held": {each.id: held(each) for each in papers},
                   "outdated": mine and left_behind(record), "slots": SLOTS, "mandatory": mandatory_slots(record),
                   "may_attach": mine and user.can("mes.request.attach", record)}, order=30, name="documents"),
            *changes_panel(record),
            Panel(_("Versions transmises"), "mes/panel_versions.html", {"versions": list(record.versions)}, order=40),
            Panel(_("Commentaires"), "mes/panel_comments.html", self.commenting(record, user), order=10, place="side",
                  name="commentaires"),
        ]

    def commenting(self, record: Request, user) -> dict:
        """What the comments' panel needs: the comments, and who may do what with them."""
        may_write = user.can("mes.comment.write", record) and record.state == "submitted"
        remarks, comments = remarks_of(record), visible_comments(record, user)
        shown = {stop.comment.id for stop in remarks.stops}
        return {"remarks": remarks, "comments": by_anchor(each for each in comments if each.id not in shown),
                "anchors": ANCHORS, "form": CommentForm() if may_write else None, "may_write": may_write}

    def commands(self, record: Request, user) -> list[Command]:
        """« Imprimer »: the choice of content."""
        found = []
        if user.can("mes.request.print", record):
            found.append(Command(_("Imprimer"), url_for("mes_printing.choose", id=record.id), "printer"))
        return found


def changes_panel(record: Request) -> list[Panel]:
    """What the last transmitted version changed, what no comment had asked for marked (MES-R71)."""
    found = compared(record) if record.state != "draft" else None
    if found is None or found.before is None:
        return []
    title = _("Changements de la version %(number)s", number=found.version.number)
    return [Panel(title, "mes/panel_changes.html", {"compared": found}, order=25, name="changements")]


def figures(record: Request) -> list[tuple]:
    """The three numbers of the summary, with their units, and the estimated amount where a rate is known (MES-R82)."""
    amount = estimate(record)
    known = [(_("Montant estimé"), money(amount), _("estimation, rien n’est accordé"))] if amount else []
    return [
        (_("Accompagnement par jour"), f"{number(record.hours_per_day)} h" if record.hours_per_day else "—", ""),
        (_("Jours par semaine"), in_days(record.days_per_week) if record.days_per_week else "—", ""),
        (_("Fréquentation prévue"), in_days(record.planned_days) if record.planned_days else "—",
         _("au %(day)s", day=prose_date(record.year.last_day))),
        *known,
    ]


def in_days(count) -> str:
    """« 4,5 j »."""
    return str(_("%(count)s j", count=number(count)))
