"""Attendance on a tablet: one class, one service, one day, large buttons; it goes on without the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask import Response, current_app, jsonify, request as http, url_for

from core.api import Obstacle, Page, Refused, _, clock, expose, needs, person, utcnow
from plugins.activities import attending
from plugins.activities.attending import Answer, Mark
from plugins.activities.models import ClassGroup, Service
from plugins.activities.views.attendance import runs, words_of
from plugins.activities.views.common import ATTEND, day_of, ids_of
from plugins.activities.views.offers import classes_of, services_of, ticks_of
from plugins.activities.workflow import BookingFlow

MOST = 500
WORKER = "dist/tablet-worker.js"
STATES = {"": _("non pointé"), "booked": _("réservé, non pointé")} | {
    name: BookingFlow.states[name].label for name in ("present", "absent_excused", "absent", "cart", "waiting")}


class TabletPage(Page):
    """The sheet of one class, made for fingers."""

    name, url, label = "activities.tablet", "/presences/tablette", _("Pointage sur tablette")
    permission, scope = ATTEND, "ClassGroup visible_to"
    in_menu = False

    @expose("/")
    def index(self):
        """A class and a service of a day; without them, the choice."""
        day, classes, services = day_of(http.args.get("jour")), classes_of(person()), services_of(person())
        group, service = chosen(classes, "classe"), chosen(services, "prestation")
        sheet = attending.sheet([group], service, day, 1) if group and service else None
        rows = sheet.rows if sheet else ()
        return self.render(
            "activities/tablet.html", day=day, offers=() if group and service else offers_of(day, classes, services),
            group=group, service=service, states=STATES, rows=rows, closed=same_for_all(rows),
            worker=url_for("activities_tablet.worker"), user=person().id)

    @expose("/pointer", methods=("POST",))
    @needs(ATTEND, "Participant visible_to")
    def mark(self):
        """Marks that a tablet sends, at once or hours later: what became of each."""
        return jsonify(answers=[told(each) for each in attending.mark(read(), person())], at=clock(utcnow()))

    @expose("/travailleur.js")
    def worker(self):
        """The script that keeps these pages open without the network."""
        source = (current_app.static_folder or "") + "/" + WORKER
        with open(source, "rb") as script:
            return Response(script.read(), mimetype="text/javascript")


def offers_of(day: date, classes: list[ClassGroup], services: list[Service]) -> list[tuple]:
    """Each class that has services on a day, with these."""
    ticked = ticks_of(classes)
    found = ((group, [each for each in services if runs(each, day) and (each.id, group.id) in ticked])
             for group in classes)
    return [(group, there) for group, there in found if there]


def same_for_all(rows: Sequence[attending.Row]) -> Obstacle | None:
    """What stands against marking anybody of a sheet, when it is the same for all: said once."""
    whys = [row.squares[0].why for row in rows]
    return whys[0] if whys and all(why == whys[0] for why in whys) else None


def chosen(rows: list, name: str):
    """The row that the address names, among those offered."""
    wanted = next(iter(ids_of(http.args.getlist(name))), None)
    return next((each for each in rows if each.id == wanted), None)


def read() -> list[Mark]:
    """The marks of `{"service", "day", "marks": […]}`; raises Refused when they cannot be read."""
    sent = http.get_json(silent=True)
    try:
        service, day = int(sent["service"]), day_of(sent["day"])
        return [Mark(int(each["participant"]), service, day, wanted(each["wanted"]), seen(each["seen"]),
                     moment(each["made_at"]), moment(each["mine"])) for each in sent["marks"][:MOST]]
    except (KeyError, TypeError, ValueError):
        raise Refused(_("Ces pointages ne peuvent pas être lus."), _("Rechargez la page.")) from None


def wanted(value: str) -> str:
    """A mark that exists."""
    if value not in ("", "booked", *attending.MARKS):
        raise ValueError(value)
    return "" if value == "booked" else value


def seen(value: object) -> int | None:
    """The version that was on the screen."""
    return None if value in (None, "") else int(str(value))


def moment(text: str | None) -> datetime | None:
    """When a mark was made, by the tablet's clock; never in the future."""
    if not text:
        return None
    made = datetime.fromisoformat(text)
    if made.tzinfo is None:
        raise ValueError(text)
    return min(made, utcnow())


def told(answer: Answer) -> dict:
    """What became of a mark, for the page."""
    return {"participant": answer.mark.participant, "answer": answer.outcome, "state": answer.state or "",
            "version": answer.version, "said": words_of(answer),
            "state_label": str(STATES.get(answer.state, answer.state))}
