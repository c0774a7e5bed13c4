"""« Options avancées »: the connection diagnosed line by line, and the support bundle without personal data (R85)."""

from __future__ import annotations

import io
import json
import zipfile

from flask import Response, request as http

from core.api import Page, _, expose, fn, iso_date, journal, needs, person, today, utcnow, write_transaction
from plugins.icsge import lines
from plugins.icsge.components import Component
from plugins.icsge.exchange import diagnosis
from plugins.icsge.showing import by_operation
from plugins.icsge.sync.models import Dossier, Run

TEST = "icsge.test"
VERDICTS = {"ok": (_("bon"), "circle-check"), "ko": (_("mauvais"), "circle-x"),
            "unknown": (_("inconnu"), "circle-dashed")}
RUNS = 20


class OptionsPage(Page):
    """The connection test, the clock, the public address, the bundle."""

    name, url, label = "icsge.options", "/icsge/essais", _("Options avancées")
    permission = TEST

    @expose("/<int:id>/connexion", methods=("POST",))
    @needs(TEST, "Component visible_to")
    def connection(self, id: int):
        """Try the connection: a line for each thing that may be wrong, with its verdict."""
        component = Component.find_for(person(), id, TEST)
        return self.render("icsge/diagnosis.html", component=component, lines=tried(component), verdicts=VERDICTS,
                           phone=diagnosis.PHONE, at=utcnow())

    @expose("/<int:id>/adresse", methods=("POST",))
    @needs(TEST, "Component visible_to")
    def address(self, id: int):
        """« Mon adresse publique », for who helps by telephone: in a small window, or as a page without script."""
        component = Component.find_for(person(), id, TEST)
        value, said = public_address(tried(component))
        if http.accept_mimetypes.best == "application/json":
            return {"value": value, "said": str(said)}
        return self.render("icsge/address.html", component=component, value=value, said=said)

    @expose("/<int:id>/dossier-de-soutien", methods=("POST",))
    @needs(TEST, "Component visible_to")
    def bundle(self, id: int):
        """What the support asks for: figures, codes and versions; no name, no number of a person, no code."""
        component = Component.find_for(person(), id, TEST)
        with write_transaction():
            journal.write(person(), "icsge.component.bundled", component)
        answer = Response(zipped(component), mimetype="application/zip")
        answer.headers.set("Content-Disposition", "attachment", filename=f"soutien-icsge-{iso_date(today())}.zip")
        return answer


def tried(component: Component) -> list[diagnosis.Line]:
    """The connection, line by line; the journal keeps the verdicts."""
    found = diagnosis.diagnose(component)
    with write_transaction():
        journal.write(person(), "icsge.component.tested", component, after={each.name: each.verdict for each in found})
    return found


def public_address(found: list[diagnosis.Line]) -> tuple[str, object]:
    """The address under which CSG sees this server and what it is, or nothing and why it is not known."""
    line = next((each for each in found if each.name == "public_address"), None)
    if line is not None and line.verdict == diagnosis.GOOD:
        return str(line.text), _("C’est l’adresse sous laquelle le système CSG voit ce serveur.")
    reason = next((each.text for each in found if each.verdict == diagnosis.BAD), line.text if line else "")
    return "", _("L’adresse n’est pas connue. %(reason)s", reason=reason)


def zipped(component: Component) -> bytes:
    """The bundle, as a file of files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("composante.json", described(component)), ("etats.json", states(component)),
                              ("codes.json", lines.codes(component)), ("synchronisations.json", runs(component)),
                              ("connexion.json", [{"name": each.name, "verdict": each.verdict, "text": str(each.text)}
                                                  for each in diagnosis.diagnose(component)])):
            archive.writestr(name, json.dumps(content, ensure_ascii=False, indent=1, default=str))
    return held.getvalue()


def described(component: Component) -> dict:
    """The component, without its code: only how long it is."""
    return {"kind": component.kind, "division": component.division_no, "installation": component.installation_no,
            "code_length": len(component.code()), "code_set_at": component.code_set_at,
            "effective_date": component.effective_date, "last_sent_at": component.last_sent_at,
            "state": component.run_state, "held_types": component.held_types, "at": utcnow(),
            "figures": vars(lines.figures(component))}


def states(component: Component) -> dict:
    """How many records stand in each state."""
    return dict(Dossier.select(Dossier.state, fn.COUNT(Dossier.id)).where(Dossier.component == component.id)
                .group_by(Dossier.state).tuples())


def runs(component: Component) -> list[dict]:
    """The last runs: state, moments and counts."""
    rows = Run.select().where(Run.component == component.id).order_by(Run.id.desc()).limit(RUNS)
    return [{"run": row.id, "state": row.state, "started_at": row.started_at, "ended_at": row.ended_at,
             "trigger": row.trigger, "version": row.client_version, "operations": by_operation(row)} for row in rows]
