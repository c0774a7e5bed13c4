"""« PRÉSENCES »: from a day on, a service, classes ticked, a cell for each person and day (ACT-R05, R06)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace

from flask import flash, jsonify, redirect, request as http, url_for
from markupsafe import Markup

from core.api import Page, _, back_to, clock, expose, needs, ngettext, person, today
from plugins.activities import attending
from plugins.activities.attending import MARKS, Answer, Mark, Sheet, Square
from plugins.activities.cells import LOOKS, day_words, draw_mark, look_of_square, short_day
from plugins.activities.facts import Cell, Facts
from plugins.activities.models import ClassGroup, Participant, Service
from plugins.activities.views.common import ATTEND, READ, case_of, day_of, ids_of, seen_of
from plugins.activities.views.offers import classes_of, services_of
from plugins.activities.views.week import told

HERE = "activities_attendance.index"
DAYS = (1, 5, 10)
NEXT = {"free": "present", "booked": "present", "present": "absent_excused", "absent_excused": "absent", "absent": "",
        "walk_in": ""}
"""What pressing a cell makes of what was seen: booked, present, excused, absent, and round again."""
MOST = 12
"""Classes on one sheet at most."""


class AttendancePage(Page):
    """The sheet of attendance."""

    name, url, label = "activities.attendance", "/presences", _("Présences")
    permission, scope = READ, "ClassGroup visible_to"

    @expose("/")
    def index(self):
        """What is to be shown, then the sheet."""
        user, classes, services = person(), classes_of(person()), services_of(person())
        asked = read(classes, services)
        sheet = attending.sheet(asked.classes, asked.service, asked.first, asked.days, by=asked.by) \
            if asked.classes and asked.service else None
        may_mark = user.can(ATTEND)
        return self.render(
            "activities/attendance.html", classes=classes, services=services, asked=asked, may_mark=may_mark,
            table=table(sheet, asked.service, may_mark) if sheet else None, choices=DAYS, week=told(asked.first))

    @expose("/case", methods=("POST",))
    @needs(ATTEND, "Participant visible_to")
    def press(self):
        """The next mark of a cell."""
        cell = Cell(*case_of(http.form.get("case")))
        who, service = Participant.find_for(person(), cell.participant), Service.find_for(person(), cell.service)
        look, version = seen_of(http.form.get("case")) or now(Cell(who.id, service.id, cell.day))
        answer = attending.mark([Mark(*cell, NEXT.get(look, "present"), version)], person())[0]
        if http.accept_mimetypes.best != "application/json":
            if answer.text:
                flash(words_of(answer), "warning")
            return redirect(back_to(url_for(HERE)), 303)
        return self.told(answer, cell, service)

    def told(self, answer: Answer, cell: Cell, service: Service):
        """The cell as it now is, for the page."""
        facts = Facts.load([cell.participant], [service.id], cell.day, cell.day)
        held = facts.bookings.get(cell)
        square = Square(cell, held, attending.why_not_mark(facts, cell, held))
        words = f"{facts.people[cell.participant].name}, {day_words(cell.day)}, {service.label}"
        said = words_of(answer) or f"{words} : {LOOKS[look_of_square(square)][1]}"
        return jsonify(cell=str(draw_mark(square, words, True)), said=str(said), cart=0, words="")

    @expose("/tous", methods=("POST",))
    @needs(ATTEND, "ClassGroup visible_to")
    def everybody(self):
        """Everybody who is booked that day in these classes is present."""
        user, day = person(), day_of(http.form.get("jour"))
        service = Service.find_for(user, http.form.get("prestation"))
        groups = [ClassGroup.find_for(user, each) for each in ids_of(http.form.getlist("classe"))[:MOST]]
        sheet = attending.sheet(groups, service, day, 1)
        marks = [Mark(*square.cell, "present", square.held.version) for row in sheet.rows for square in row.squares
                 if square.state == "booked" and square.why is None]
        outcomes = Counter(each.outcome for each in attending.mark(marks, user))
        flash(ngettext("%(num)s personne pointée présente.", "%(num)s personnes pointées présentes.",
                       outcomes["done"]), "success")
        return redirect(back_to(url_for(HERE)), 303)


def now(cell: Cell) -> tuple[str, int | None]:
    """What a cell is, for a press that does not say what it saw."""
    facts = Facts.load([cell.participant], [cell.service], cell.day, cell.day)
    held = facts.bookings.get(cell)
    return look_of_square(Square(cell, held, None)), held.version if held else None


def words_of(answer: Answer) -> str:
    """What there is to say of a mark: why not, or whose other mark it met, and when; nothing of one that is done."""
    who = _("Par %(who)s, %(when)s.", who=answer.who, when=clock(answer.when)) if answer.who and answer.when else ""
    return " ".join(filter(None, (str(answer.text), str(who))))


def read(classes: list[ClassGroup], services: list[Service]) -> SimpleNamespace:
    """What the address asks for: what it does not say is today's, five days, the first service."""
    wanted, days = ids_of(http.args.getlist("classe")), next(iter(ids_of(http.args.getlist("jours"))), 5)
    service = next(iter(ids_of(http.args.getlist("prestation"))), None)
    return SimpleNamespace(
        first=day_of(http.args.get("depuis")), days=days if days in DAYS else 5,
        by="establishment" if http.args.get("tri") == "etablissement" else "class",
        service=next((each for each in services if each.id == service), None),
        classes=[each for each in classes if each.id in wanted][:MOST], too_many=len(wanted) > MOST)


def table(sheet: Sheet, service: Service, may_mark: bool) -> SimpleNamespace:
    """The sheet as the page draws it: its days, its rows in groups, how many are expected and there each day."""
    kept = [rank for rank, day in enumerate(sheet.days) if runs(service, day) or any(
        row.squares[rank].held for row in sheet.rows)]
    days, names = [sheet.days[rank] for rank in kept], {day: day_words(day) for day in sheet.days}
    groups: dict[str, list[SimpleNamespace]] = {}
    expected, there = Counter(), Counter()
    for row in sheet.rows:
        squares = [row.squares[rank] for rank in kept]
        for square in squares:
            expected[square.cell.day] += square.state in ("booked", *MARKS)
            there[square.cell.day] += square.state == "present"
        groups.setdefault(f"{row.establishment} · {row.class_name}", []).append(SimpleNamespace(
            name=row.name, participant=row.participant, cells=[drawn(each, row.name, names, service, may_mark)
                                                               for each in squares]))
    return SimpleNamespace(days=days, heads=[(day, short_day(day), day == today()) for day in days], groups=groups,
                           counts=[(expected[day], there[day]) for day in days])


def drawn(square: Square, name: str, names: dict[date, str], service: Service, may_mark: bool) -> Markup:
    """A cell of the sheet."""
    return draw_mark(square, f"{name}, {names[square.cell.day]}, {service.label}", may_mark)


def runs(service: Service, day: date) -> bool:
    """Whether a service runs on the weekday of a day."""
    return bool(service.weekdays >> day.weekday() & 1)
