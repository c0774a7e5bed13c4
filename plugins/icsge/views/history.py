"""The runs, record by record, beside the run before; the records on hold; what each record went through."""

from __future__ import annotations

from flask import request as http, url_for

from core.api import (
    Column,
    Command,
    Filter,
    Organisation,
    Page,
    Panel,
    RecordList,
    RecordView,
    StateColumn,
    _,
    as_key,
    expose,
    needs,
    number,
    person,
    unpack,
)
from plugins.icsge.components import Component
from plugins.icsge.showing import advance, by_operation, called, outcomes
from plugins.icsge.sync.holding import holds
from plugins.icsge.sync.models import OUTCOMES, RECORD_KINDS, Dossier, Message, Result, Run

READ = "icsge.message.read"
PAGE = 100


class RunView(RecordView):
    """« Historique des synchronisations »."""

    model = Run
    name, url = "icsge.run", "/icsge/synchronisations"
    label, label_plural, icon = _("Synchronisation"), _("Synchronisations"), "history"
    columns = (Column("id", _("No"), link=True), Column("component.organisation.name", _("Composante")),
               Column("started_at", _("Début")), Column("ended_at", _("Fin")), Column("trigger", _("Lancement")),
               Column("total", _("Enregistrements")), StateColumn())
    lists = (RecordList("", _("Synchronisations"), where=lambda view, user: Run.state != "idle",
                        empty=_("Aucune synchronisation n’a encore été lancée.")),)
    filters = (Filter("state", _("État")), Filter("trigger", _("Lancement")), Filter("started_at", _("Début")))
    fact_fields = ("component", "actor", "trigger", "started_at", "ended_at", "client_version")
    labels = {"component": _("Composante"), "actor": _("Lancée par"), "trigger": _("Lancement"),
              "started_at": _("Début"), "ended_at": _("Fin"), "client_version": _("Version de Marelle"),
              "total": _("Enregistrements")}
    journal_labels = {"counters": _("Opérations"), "outcomes": _("Résultats"), "reason": _("Raison"), "job": _("Tâche"),
                      "alive_for": _("Composante en cours"), "cancel_asked": _("Annulation demandée"),
                      "lost": _("Pertes de connexion")}

    def title_of(self, record: Run) -> str:
        """« Synchronisation 12 »."""
        return str(record)

    def context_line(self, record: Run, user) -> object:
        """Which component, and how long it took."""
        if record.ended_at is None or record.started_at is None:
            return record.component
        seconds = round((record.ended_at - record.started_at).total_seconds())
        return _("%(place)s · %(seconds)s s", place=record.component, seconds=number(seconds))

    def panels(self, record: Run, user) -> list[Panel]:
        """Operations and outcomes beside the run before, then each record."""
        before = previous(record)
        after = http.args.get("apres", 0, type=as_key)
        rows = results(record, after)
        return [
            Panel(_("Résultats"), "icsge/panel_outcomes.html", {
                "rows": compared(record, before), "before": before, "operations": by_operation(record),
                "reason": unpack(record.reason), "advance": advance(record)}, order=10),
            Panel(_("Enregistrements"), "icsge/panel_results.html", {
                "rows": rows, "kinds": RECORD_KINDS, "outcomes": OUTCOMES, "messages": messages_of(rows),
                "more": rows[-1].position if len(rows) == PAGE else 0, "unpack": unpack, "called": called},
                order=20, name="records")]

    def commands(self, record: Run, user) -> list[Command]:
        """The report, and the transfer."""
        found = list(super().commands(record, user))
        if user.can("icsge.print", record.component):
            found.append(Command(_("Rapport"), url_for("icsge_printing.show", kind="synchronisation",
                                                       id=record.component_id, passage=record.id), "printer"))
        return [*found, Command(_("Transfert ICSGE"),
                                url_for("icsge_transfer.index", composante=record.component_id), "refresh-cw")]


def previous(run: Run) -> Run | None:
    """The run of the component that was over before this one."""
    return Run.select().where(Run.component == run.component_id, Run.id < run.id,
                              Run.started_at.is_null(False)).order_by(Run.id.desc()).first()


def compared(run: Run, before: Run | None) -> list[tuple]:
    """Each outcome with its count here, in the run before, and the difference."""
    now = {str(label): (label, count) for label, count in outcomes(run)}
    then = {str(label): (label, count) for label, count in outcomes(before)} if before else {}
    rows = []
    for name in [str(label) for label in OUTCOMES.values() if str(label) in now | then]:
        here, there = now.get(name, ("", 0))[1], then.get(name, ("", 0))[1]
        rows.append((name, here, there, here - there))
    return rows


def results(run: Run, after: int) -> list[Result]:
    """A page of the results of a run, in the order of sending."""
    return list(Result.select(Result, Dossier).join(Dossier, "LEFT OUTER JOIN").where(
        Result.run == run.id, Result.position > after).order_by(Result.position).limit(PAGE))


def messages_of(rows: list[Result]) -> dict[int, list[Message]]:
    """The messages of results, errors first: one query."""
    found: dict[int, list[Message]] = {}
    for each in Message.select().where(Message.result << [row.id for row in rows]).order_by(
            Message.severity.desc(), Message.id):
        found.setdefault(each.result_id, []).append(each)
    return found


class DossierView(RecordView):
    """What each record went through; reached from the holds and the runs."""

    model = Dossier
    name, url = "icsge.dossier", "/icsge/dossiers"
    label, label_plural, icon = _("État de synchronisation"), _("États de synchronisation"), "layout-list"
    on_dashboard = False
    columns = (Column("record_kind", _("Enregistrement"), link=True),
               Column("file.child.last_name file.child.first_name", _("Enfant")),
               Column("number", _("No Entente"), kind="code"), Column("last_ok_at", _("Accepté le")), StateColumn())
    lists = (RecordList("", _("États de synchronisation")),)
    filters = (Filter("state", _("État")), Filter("record_kind", _("Enregistrement")),
               Filter("last_ok_at", _("Accepté le")))
    fact_fields = ("component", "record_kind", "file", "agreement", "number", "ends_on", "last_ok_at", "checked_at",
                   "held_for", "held_since", "forced_reason", "tries")
    labels = {"component": _("Composante"), "record_kind": _("Enregistrement"), "file": _("Dossier parent-enfant"),
              "agreement": _("Entente de service"), "number": _("No Entente"), "ends_on": _("Fin du service"),
              "last_ok_at": _("Accepté le"), "checked_at": _("Vérifié le"), "held_for": _("Retenu pour"),
              "held_since": _("Retenu depuis"), "forced_reason": _("Raison de l’envoi forcé"),
              "tries": _("Envois sans réponse")}
    journal_labels = {"now_hash": _("Empreinte présente"), "last_hash": _("Empreinte acceptée"),
                      "last_key": _("Clé d’envoi"), "seen": _("Versions vues"), "errors": _("Erreurs"),
                      "warnings": _("Avertissements"), "rank": _("Contenus acceptés"), "removed": _("À retirer"),
                      "no_end": _("Sans date de fin"), "wanted": _("À transmettre"), "reminded_at": _("Rappelé le"),
                      "uid": _("Identifiant d’échange"), "record": _("Numéro interne"), "edited_by": _("Modifié par")}

    def title_of(self, record: Dossier) -> str:
        """« Entente de service 00000001 », « Dossier parent-enfant »."""
        return called(record)

    def context_line(self, record: Dossier, user) -> object:
        """Whose, and where."""
        return _("%(child)s · %(place)s", child=record.file.child, place=record.component)

    def panels(self, record: Dossier, user) -> list[Panel]:
        """All its messages, those of the past too."""
        rows = list(Message.select().where(Message.dossier == record.id).order_by(
            Message.archived, Message.severity.desc(), Message.id.desc()).limit(PAGE))
        return [Panel(_("Messages"), "icsge/panel_messages.html", {"rows": rows, "unpack": unpack}, order=10)]


class HoldsPage(Page):
    """« Retenus »: what waits for a number, a postal code, or a permission (ICSGE-R91)."""

    name, url, label, icon = "icsge.holds", "/icsge/retenus", _("Dossiers retenus"), "pause"
    permission, scope = READ, "les composantes qu’on voit"

    @expose("/")
    @needs(READ, "les composantes qu’on voit")
    def index(self):
        """What is held, component by component, the oldest first."""
        wanted = http.args.get("composante", type=as_key)
        found = [each for each in Component.visible_to(person(), READ).join(Organisation).order_by(Organisation.name)
                 if wanted in (None, each.id)]
        groups = [(each, rows) for each in found if (rows := holds(each))]
        return self.render("icsge/holds.html", groups=groups, called=called,
                           single=found[0] if len(found) == 1 else None)


