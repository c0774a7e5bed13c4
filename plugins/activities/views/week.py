"""« Réservations de la semaine »: the grid of a class, and what pressing a cell of any grid does (ACT-R14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace

from flask import flash, jsonify, redirect, request as http, url_for

from core.api import MarelleError, Page, _, back_to, expose, fire, needs, ngettext, person, write_transaction
from plugins.activities import booking, links, waiting
from plugins.activities.cells import day_words, draw, look_of
from plugins.activities.conditions import OVERRIDE, judge_all
from plugins.activities.facts import Cell, Facts
from plugins.activities.grid import of_class
from plugins.activities.models import Booking, ClassGroup, Participant, Service
from plugins.activities.views.common import BOOK, READ, case_of, ids_of, seen_of, week_asked
from plugins.activities.views.offers import classes_of

HERE = "activities_week.index"


class WeekPage(Page):
    """The grid of a class for a week, « Pourquoi pas ? », the cart."""

    name, url, label = "activities.week", "/presences/semaine", _("Réservations de la semaine")
    permission, scope = READ, "ClassGroup visible_to"

    @expose("/")
    def index(self):
        """A class and a week; the first class one may see when none is asked for."""
        classes, first = classes_of(person()), week_asked()
        wanted = next(iter(ids_of(http.args.getlist("classe"))), None)
        group = next((each for each in classes if each.id == wanted), None) or next(iter(classes), None)
        if wanted and (group is None or group.id != wanted):
            group = ClassGroup.find_for(person(), wanted)
        grid = of_class(group, first, BOOK) if group else None
        return self.render("activities/week.html", classes=classes, group=group, grid=grid,
                           week=told(first), cart=cart_words(grid.cart if grid else 0))

    @expose("/case", methods=("POST",))
    @needs(BOOK, "Participant visible_to")
    def press(self):
        """Put a day in the cart, or take it away: drawn again for the grid, or back to the page.

        A cell that is not any more what was pressed stays as it is, and is shown so.
        """
        cell, participant, _service = found(http.form.get("case"))
        look = (seen_of(http.form.get("case")) or (None,))[0]
        wants_json = http.accept_mimetypes.best == "application/json"
        try:
            booking.toggle(cell, person(), seen="" if look == "free" else look)
        except MarelleError as refusal:
            if not wants_json:
                return redirect(url_for("activities_week.why", case=http.form.get("case"), retour=back_to("")), 303)
            return jsonify(error=str(refusal.message), remedy=str(refusal.remedy)), refusal.status
        if not wants_json:
            return redirect(back_to(url_for(HERE)), 303)
        return jsonify(drawn_again(cell, participant))

    @expose("/enregistrer", methods=("POST",))
    @needs(BOOK, "Participant visible_to")
    def save(self):
        """Book what lies in the carts of the people shown; what is refused stays there, and is told."""
        people = people_of(http.form.getlist("personne"))
        if "vider" in http.form:
            taken = emptied(people)
            flash(ngettext("%(num)s jour retiré du panier.", "%(num)s jours retirés du panier.", taken), "success")
            return redirect(back_to(url_for(HERE)), 303)
        outcome = booking.save_cart([each.id for each in people], person())
        if outcome.booked:
            flash(ngettext("%(num)s réservation enregistrée.", "%(num)s réservations enregistrées.",
                           len(outcome.booked)), "success")
        if outcome.refused:
            return self.render("activities/refused.html", refused=outcome.refused, back=back_to(url_for(HERE)))
        return redirect(back_to(url_for(HERE)), 303)

    @expose("/pourquoi")
    @needs(READ, "Participant visible_to")
    def why(self):
        """« Pourquoi pas ? »: each condition of a cell, those that fail with what mends them (ACT-R17)."""
        cell, participant, service = found(http.args.get("case"))
        facts = Facts.load([participant.id], [service.id], cell.day, cell.day)
        verdicts, held = judge_all(facts, cell, person()), facts.bookings.get(cell)
        missing = [each for each in verdicts if each.refuses]
        record = Booking.get_by_id(held.id) if held else None
        return self.render(
            "activities/why.html", cell=cell, participant=participant, service=service, verdicts=verdicts,
            missing=missing, booking=record, day=day_words(cell.day), key=http.args.get("case"),
            may_wait=not record and [each.condition.name for each in missing] == ["place"]
            and person().can(BOOK, participant), back=back_to(url_for(HERE)), sheet=links.sheet(
                facts.people[participant.id]))

    @expose("/attente", methods=("POST",))
    @needs(BOOK, "Participant visible_to")
    def queue(self):
        """Put somebody on the waiting list of a day that is full (ACT-R23)."""
        cell, participant, service = found(http.form.get("case"))
        waiting.queue(cell, person())
        flash(_("%(who)s est en liste d’attente pour %(what)s, %(day)s.", who=participant, what=service,
                day=day_words(cell.day)), "success")
        return redirect(back_to(url_for(HERE)), 303)


def emptied(people: Sequence[Participant]) -> int:
    """Take everything out of the carts of these people; how many days that was."""
    with write_transaction():
        lines = list(booking.carts([each.id for each in people], person()))
        for line in lines:
            fire(line, "drop", person())
    return len(lines)


def found(case: str | None) -> tuple[Cell, Participant, Service]:
    """A cell with its participant and its service, if the person may see both; NotFound otherwise."""
    participant, service, day = case_of(case)
    who = Participant.find_for(person(), participant)
    return Cell(participant, service, day), who, Service.find_for(person(), service)


def people_of(typed: Sequence[str]) -> list[Participant]:
    """The participants that a form names, among those whom the person sees: one query."""
    return list(Participant.visible_to(person()).where(Participant.id << ids_of(typed)).limit(1000))


def drawn_again(cell: Cell, participant: Participant) -> dict:
    """The cell as it now is, what to say of it, and how full the cart of the people shown is."""
    facts = Facts.load([cell.participant], [cell.service], cell.day, cell.day)
    user, service = person(), facts.services[cell.service]
    look, held = look_of(facts, cell, user.can(OVERRIDE, participant))
    words = f"{facts.people[cell.participant].name}, {day_words(cell.day)}, {service.label}"
    shown = ids_of(http.form.getlist("personne")) or [cell.participant]
    count = booking.carts(shown[:1000], user).count()
    drawing = draw(cell, look, held, (words, True))
    return {"cell": str(drawing), "said": f"{words} : {SAID[look]}", "cart": count, "words": cart_words(count)}


SAID = {"cart": _("dans le panier, à enregistrer"), "free": _("retiré"), "booked": _("réservé"),
        "waiting": _("liste d’attente"), "closed": _("retiré ; ce jour ne peut plus être réservé"),
        "holiday": _("retiré ; ce jour est fermé"), "present": _("présent"), "absent": _("absent"),
        "absent_excused": _("absent, justifié"), "walk_in": _("présent sans réservation")}


def cart_words(count: int) -> str:
    """« 2 réservations à enregistrer »."""
    return ngettext("%(num)s réservation à enregistrer", "%(num)s réservations à enregistrer", count)


def told(first: date) -> SimpleNamespace:
    """A week for its heading and its arrows."""
    year, number, _day = first.isocalendar()
    parity = _("paire") if number % 2 == 0 else _("impaire")
    return SimpleNamespace(first=first, last=first + timedelta(days=6), number=number, parity=parity, year=year,
                           before=first - timedelta(days=7), after=first + timedelta(days=7))
