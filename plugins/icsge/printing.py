"""The four printouts of icsge (1.5), each as a PDF and as a page: what they say, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.api import Document, NotFound, _, number, prose_date, prose_moment, slash_date, today, unpack
from plugins.agreements import SLOTS
from plugins.families import Child, ParentChildFile
from plugins.icsge import lines
from plugins.icsge.closures import ClosureDay, batch_of
from plugins.icsge.components import Component
from plugins.icsge.csss import bounds, periods_of
from plugins.icsge.links import label_of
from plugins.icsge.rules.catalogue import MESSAGES
from plugins.icsge.rules.csss import SHARE, financial_year
from plugins.icsge.showing import by_operation, called, outcomes
from plugins.icsge.sync.models import OUTCOMES, RECORD_KINDS, TRIGGERS, Dossier, Message, Result, Run

SEVERITIES = {"E": _("Erreur"), "A": _("Avertissement")}
MOST = 5_000
"""The messages that a report prints at most."""


@dataclass(frozen=True)
class Printout:
    """A printout: `content` gives its values for a component and what the address asks (a year, or a run's number)."""

    kind: str
    document: Document
    about: object
    permission: str
    content: Callable[[Component, int], dict[str, Any]]


def validation(component: Component, _asked: int) -> dict[str, Any]:
    """All present messages, child by child, errors first."""
    rows = (Message.select(Message, Dossier, ParentChildFile, Child)
            .join(Dossier).join(ParentChildFile).join(Child)
            .where(Dossier.component == component.id, ~Message.archived)
            .order_by(Child.last_name, Child.first_name, Child.id, Message.severity.desc(), Message.id).limit(MOST))
    children: dict[int, dict[str, Any]] = {}
    for row in rows:
        child = row.dossier.file.child
        held = children.setdefault(child.id, {"name": f"{child.last_name} {child.first_name}", "rows": []})
        held["rows"].append([row.code, SEVERITIES[row.severity], called(row.dossier), explained(row)])
    shown = lines.figures(component)
    return {"children": list(children.values()),
            "facts": [*head(component), (_("Dossiers à synchroniser"), number(shown.lines)),
                      (_("Avec une erreur"), number(shown.errors)), (_("Retenus"), number(shown.held))]}


def explained(row: Message) -> str:
    """The sentence of a message, its field, and how to correct it."""
    said = MESSAGES.get(row.number)
    field = label_of(row.field)
    parts = [unpack(row.text), str(_("Champ : %(field)s", field=field)) if field else "", str(said.how) if said else ""]
    return " · ".join(part for part in parts if part)


def head(component: Component) -> list[tuple]:
    """What identifies a component on paper."""
    return [(_("Composante"), str(component)), (_("No. Installation"), component.installation_no),
            (_("No. Division"), component.division_no), (_("Établi le"), prose_date(today()))]


def run_report(component: Component, asked: int) -> dict[str, Any]:
    """What a run sent and what became of it."""
    run = Run.get_or_none(Run.id == asked, Run.component == component.id) if asked else Run.latest(component)
    if run is None:
        raise NotFound(_("Cette composante n’a encore rien transmis."))
    return {"facts": [*head(component), (_("Synchronisation"), str(run.id)), (_("État"), run.current.label),
                      (_("Lancée par"), run.actor.name if run.actor else TRIGGERS[run.trigger]),
                      (_("Début"), moment(run.started_at)), (_("Fin"), moment(run.ended_at))],
            "reason": unpack(run.reason),
            "operations": [[name, number(done), number(total)] for name, done, total in by_operation(run)],
            "outcomes": [[label, number(count)] for label, count in outcomes(run)],
            "rows": [result_row(each) for each in results(run)]}


def results(run: Run) -> list[Result]:
    """The results of a run that ask for attention, in the order of sending."""
    return list(Result.select(Result, Dossier, ParentChildFile, Child)
                .join(Dossier, "LEFT OUTER JOIN").join(ParentChildFile, "LEFT OUTER JOIN")
                .join(Child, "LEFT OUTER JOIN")
                .where(Result.run == run.id, Result.outcome != "accepted", Result.outcome != "unchanged")
                .order_by(Result.position).limit(MOST))


def result_row(result: Result) -> list:
    """A line of the run's report."""
    child = result.dossier.file.child if result.dossier_id else None
    said = " · ".join(f"{each.code} {unpack(each.text)}" for each in result.messages.order_by(Message.severity.desc()))
    return [str(result.position), RECORD_KINDS[result.record_kind], str(child) if child else "—",
            OUTCOMES.get(result.outcome, _("sans réponse")), said]


def moment(at) -> str:
    """A moment, or a dash."""
    return prose_moment(at) if at else "—"


def calendar(component: Component, asked: int) -> dict[str, Any]:
    """The closure days of a year, as parents read them."""
    year = asked or today().year
    batch = batch_of(component, year)
    if batch is None:
        raise NotFound(_("Aucun calendrier n’est ouvert pour %(year)s.", year=year))
    return {"facts": [(_("Service de garde"), str(component)), (_("Année civile"), str(year)),
                      (_("Jours de fermeture"), number(len(batch.rows())))],
            "draft": batch.state in ("empty", "draft"), "rows": [closed_row(row) for row in batch.rows()]}


def closed_row(row: ClosureDay) -> list:
    """A day in words: when, what is closed, why."""
    daytime = {"am", "pm"} <= row.slots
    rest = [str(SLOTS[slot]) for slot in SLOTS if slot in row.slots and not (daytime and slot in ("am", "pm"))]
    what = ", ".join([*([str(_("toute la journée"))] if daytime else []), *rest])
    extra = _("l’administration reste ouverte") if row.office_open else ""
    return [prose_date(row.day), weekday(row.day), f"{what}; {extra}" if extra else what, row.reason_label]


def weekday(day: date) -> object:
    """Its name."""
    return (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"),
            _("dimanche"))[day.weekday()]


def periods(component: Component, asked: int) -> dict[str, Any]:
    """The reserved periods of a financial year."""
    year = asked or financial_year(today())
    first, last = bounds(year)
    rows = [[slash_date(each.starts_on), slash_date(each.ends_on), number(each.days_per_week), number(each.places),
             each.age_label, each.current.label] for each in periods_of(component, year)]
    places = component.places
    told = _("%(places)s, dont %(most)s au plus à réserver", places=number(places),
             most=number(places // SHARE)) if places is not None else "—"
    return {"facts": [*head(component), (_("Exercice"), f"{slash_date(first)} – {slash_date(last)}"),
                      (_("Places au permis"), told)], "rows": rows, "heading": _(
        "Période réservée dans le cadre du protocole CISSS pour %(first)s-%(last)s", first=year, last=year + 1)}


def _printout(kind: str, title, about, permission: str, content) -> Printout:
    return Printout(kind, Document(f"icsge/documents/{kind}.html", title), about, permission, content)


PRINTOUTS = {each.kind: each for each in (
    _printout("validation", _("Rapport de validation"), _("Tous les messages, enfant par enfant, erreurs d’abord."),
              "icsge.message.read", validation),
    _printout("synchronisation", _("Rapport de synchronisation"),
              _("Ce qu’une synchronisation a transmis, et ce qui en est advenu."), "icsge.message.read", run_report),
    _printout("fermetures", _("Jours de fermeture"), _("Le calendrier à remettre aux parents."),
              "icsge.component.read", calendar),
    _printout("protocole", _("Périodes du protocole CISSS"), _("Les places réservées d’un exercice."),
              "icsge.component.read", periods),
)}
