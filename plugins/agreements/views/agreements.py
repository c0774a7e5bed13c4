"""The list, the page and the form of agreements, and the sheet that the parent signs."""

from __future__ import annotations

from flask import Response, request as http, url_for

from core.api import (
    Column,
    Command,
    Document,
    Filter,
    NextColumn,
    Panel,
    RecordList,
    RecordView,
    Refused,
    StateColumn,
    _,
    expose,
    in_french,
    needs,
    person,
)
from plugins.agreements.beside import both_parents
from plugins.agreements.gathering import facts_of
from plugins.agreements.guards import BEFORE_SIGNING
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.notices import NOTICES
from plugins.agreements.rules import Broken, judge
from plugins.agreements.schedule import as_data, empty
from plugins.agreements.told import weeks_told
from plugins.families import ParentChildFile

READ, EDIT = "agreements.agreement.read", "agreements.agreement.edit"
SHEET = Document("agreements/documents/agreement.html", _("Entente de service"))
RUNNING, PREPARED = ("active", "signed"), ("draft", "to_sign")
LATER = ("infant_last_day", "group")
"""What changes under a signed agreement without another one (ICSGE-R30)."""


class AgreementView(RecordView):
    """Service agreements."""

    model = ServiceAgreement
    name, url = "agreements.agreement", "/ententes"
    label, label_plural, icon = _("Entente de service"), _("Ententes de service"), "signature"
    can_create = can_edit = True
    create_transition = "create"
    columns = (
        Column("number", _("No Entente"), kind="code", link=True),
        Column("file.child.last_name file.child.first_name", _("Enfant")),
        Column("file.guardian_a.last_name file.guardian_a.first_name", _("Parent")),
        Column("starts_on", _("Début")), Column("ends_on", _("Fin")), StateColumn(), NextColumn())
    lists = (RecordList("", _("Ententes de service")),
             RecordList("preparation", _("En préparation"), states=PREPARED),
             *(RecordList(each.name, each.title, where=lambda _view, _user, each=each: each.where(), menu=False,
                          intro=each.intro, empty=_("Rien à faire.")) for each in NOTICES))
    filters = (Filter("state", _("État")), Filter("file.installation", _("Installation")),
               Filter("starts_on", _("Début")), Filter("ends_on", _("Fin")), Filter("csss", _("Protocole CISSS")),
               Filter("transitional", _("Mesure transitoire")))
    form_fields = ("file", "starts_on", "ends_on", "ecp", "csss", "transitional", "is_replacement", "varies", "infant",
                   "infant_last_day", "exception", "group")
    looked_up = ("file",)
    fact_fields = (*form_fields, "end_type", "signed_on", "signed_by", "copied_from")
    labels = {
        "file": _("Dossier parent-enfant"), "starts_on": _("Début"), "ends_on": _("Fin"), "ecp": _("ECP"),
        "csss": _("Protocole CISSS"), "transitional": _("Mesure transitoire"),
        "is_replacement": _("Cet enfant est un remplaçant"), "varies": _("Fréquentation variable"),
        "infant": _("Poupon"), "infant_last_day": _("Fin poupon"), "exception": _("Motif au-delà de 20 journées"),
        "group": _("Groupe"), "end_type": _("Type de fin"), "signed_on": _("Signée le"), "signed_by": _("Signée par"),
        "copied_from": _("Copie de")}
    journal_labels = {"schedule": _("Horaire"), "printed_hash": _("Empreinte de la version imprimée"),
                      "printings": _("Impressions")}
    helps = {
        "ecp": _("Exemption de la contribution parentale ; la fréquentation transmise suit l’horaire."),
        "csss": _("Place réservée par entente avec un CISSS ou un CIUSSS."),
        "infant_last_day": _("Une fois écrite, elle reste."),
        "exception": _("Travail saisonnier, horaire de travail ou d’études : plus de 20 journées en 4 semaines."),
        "group": _("Changer de groupe ne demande pas de nouvelle entente.")}

    def blank(self, user) -> ServiceAgreement:
        """For the file whose page it was opened from."""
        typed = http.args.get("dossier", "")
        file = ParentChildFile.find_for(user, typed, EDIT) if typed else None
        return ServiceAgreement(file=file, schedule=as_data(empty()))

    def editable_fields(self, record: ServiceAgreement, user) -> tuple[str, ...]:
        """The file of an agreement does not change; under its signature, nothing that the parent signed."""
        if record.id is None:
            return self.form_fields
        return self.form_fields[1:] if record.state == "draft" else LATER

    def before_save(self, record: ServiceAgreement, user) -> None:
        """The last day of the nursery stays once it is written (ICSGE-R31)."""
        kept = ServiceAgreement.get_by_id(record.id).infant_last_day if record.id else None
        if kept is not None and record.infant_last_day is None:
            raise Refused(_("La date de fin de poupon ne peut être retirée."), _("Remettez-la, ou corrigez-la."))
        if record.ends_on is not None and record.ends_on < record.starts_on:
            raise Refused(_("La date de fin précède la date de début."), _("Corrigez l’une des deux dates."))

    def title_of(self, record: ServiceAgreement) -> str:
        """« Entente 00000012 », or « Entente sans numéro »."""
        return _("Entente %(number)s", number=record)

    def context_line(self, record: ServiceAgreement, user) -> object:
        """Whose agreement it is, and where."""
        return _("%(child)s · %(parent)s · %(place)s", child=record.file.child, parent=record.file.guardian_a,
                 place=record.file.installation)

    def panels(self, record: ServiceAgreement, user) -> list[Panel]:
        """The schedule, what the rules say of the agreement, and both parents side by side."""
        may_plan = record.state == "draft" and self.may_edit(record, user)
        found = [Panel(_("Horaire"), "agreements/panel_schedule.html", {
            "weeks": weeks_told(record.planned), "may_edit": may_plan}, order=10, name="horaire")]
        if record.file.is_shared:
            found.append(Panel(_("Les deux parents"), "agreements/panel_beside.html",
                               {"beside": both_parents(record)}, order=20))
        if record.state in (*PREPARED, *RUNNING):
            found.append(Panel(_("Règles"), "agreements/panel_rules.html", {"broken": broken_of(record)}, order=30))
        return found

    def commands(self, record: ServiceAgreement, user) -> list[Command]:
        """The usual ones, the sheet, and the copy."""
        found = [Command(_("Voir le dossier"), url_for("families_file.record", id=record.file_id), "folder"),
                 *super().commands(record, user)]
        if user.can("agreements.agreement.copy", record):
            found.insert(0, Command(_("Copier l’entente"), url_for("agreements_next.copy", id=record.id), "copy"))
        if record.number:
            found.insert(0, Command(_("Télécharger l’entente"), url_for("agreements_agreement.sheet", id=record.id),
                                    "printer"))
        return found

    @expose("/<int:id>/entente.pdf")
    @needs(READ, "ServiceAgreement visible_to")
    def sheet(self, id: int):
        """The agreement as PDF, in French: an official paper."""
        record = self.find(id)
        with in_french():
            made = SHEET.pdf(record, {"weeks": weeks_told(record.planned), "sender": record.file.installation},
                             user=person())
        return Response(made, mimetype="application/pdf", headers={
            "Content-Disposition": f'attachment; filename="entente-{record}.pdf"'})


def broken_of(record: ServiceAgreement) -> list[Broken]:
    """What an agreement breaks; of its signature nothing is said before it may be signed."""
    found = judge(facts_of(record))
    return [each for each in found if each.rule.name not in BEFORE_SIGNING] if record.state in PREPARED else found
