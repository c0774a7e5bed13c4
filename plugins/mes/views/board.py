"""« Tableau régional »: figures and charts by region, with their tables, as CSV and as PDF."""

from __future__ import annotations

from flask import Response, request as http, url_for

from core.api import (
    Document as Printed,
    Forbidden,
    Organisation,
    Page,
    _,
    as_csv,
    counts_diagram,
    expose,
    iso_date,
    journal,
    live_diagram,
    needs,
    number,
    person,
    prose_moment,
    today,
    utcnow,
    write_transaction,
)
from plugins.mes import board
from plugins.mes.board import Asked, Board, Row
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear

PRINTED = Printed("mes/documents/board.html", _("Tableau régional"), landscape=True)
SCOPE = "les régions qu’on examine"
TARGET = RequestFlow.submitted.deadline.days


class BoardPage(Page):
    """« Tableau régional »."""

    name, url, label, icon = "mes.board", "/mes/tableau", _("Tableau régional"), "chart-column"
    permission, scope = board.RIGHT, SCOPE

    @expose("/")
    def index(self):
        """The board of a year, for all of one’s regions or one direction."""
        found = asked_board(http.args)
        figures, links = board.figures(found.total), {
            "submitted": url_for("mes_work.index"), "returned": url_for("mes_work.index_of", slug="en-attente"),
            "compliant": url_for("mes_request.index_of", slug="conformes"),
            "closed": url_for("mes_request.index_of", slug="terminees")}
        return self.render(
            "mes/board.html", board=found, made_at=utcnow(), target=TARGET,
            drawing=live_diagram(RequestFlow, figures, "board", links),
            tall=counts_diagram(RequestFlow, figures, "board-tall", links, vertical=True),
            hours=[bar(row, row.hours) for row in found.rows],
            delays=[bar(row, row.median) for row in found.rows if row.median is not None],
            heads=board.HEADS, lines=board.lines(found),
            kept={"annee": found.asked.year.start, "direction": found.asked.direction},
            may_export=person().can("core.export"))

    @expose("/csv", methods=("POST",))
    @needs(board.RIGHT, SCOPE)
    def csv(self):
        """The table as a file; that it left is journalled (MES-R84)."""
        found = asked_board(http.form)
        left(found, "csv")
        foot = _("%(title)s, exporté par %(who)s le %(when)s.", title=found.title, who=person().name,
                 when=prose_moment(utcnow()))
        return as_csv([str(head) for head in board.HEADS], iter(board.lines(found)), str(foot),
                      f"tableau-regional-{found.asked.year}-{iso_date(today())}.csv")

    @expose("/pdf", methods=("POST",))
    @needs(board.RIGHT, SCOPE)
    def pdf(self):
        """The table on paper."""
        found, user = asked_board(http.form), person()
        left(found, "pdf")
        made = PRINTED.pdf(office(found), {
            "sender": office(found), "number": str(found.asked.year), "board": found, "target": TARGET,
            "cells": cells(found),
            "several": len(directions_of(found)) > 1, "rows": printed(found),
            "columns": [(board.HEADS[1], ""), *((head, "right") for head in board.HEADS[3:])]}, user=user)
        response = Response(made, mimetype="application/pdf")
        response.headers.set("Content-Disposition", "attachment",
                             filename=f"tableau-regional-{found.asked.year}.pdf")
        return response


def asked_board(args) -> Board:
    """The board that an address or a form asks for; what cannot be read is as if it had not been asked."""
    year, direction = args.get("annee", ""), args.get("direction", "")
    known = {str(each.start): each for each in board.years()}
    chosen = known.get(year) or ReferenceYear.of(today())
    number_of = int(direction) if direction.isascii() and direction.isdigit() and len(direction) < 10 else 0
    found = board.board(person(), Asked(chosen, number_of))
    return found if found.rows or not number_of else board.board(person(), Asked(chosen))


def bar(row: Row, value) -> dict:
    """A bar of a chart."""
    return {"name": f"{row.code} {row.name}", "value": value,
            "exceptional": isinstance(value, int) and value > TARGET}


def directions_of(found: Board) -> list[str]:
    """The directions of the regions shown, by name."""
    return sorted({row.direction for row in found.rows})


def printed(found: Board) -> list:
    """The lines of the printed table: under each direction, when there are several, its regions; the total last."""
    *lines, (_code, name, _direction, *total) = board.lines(found)
    rows, several = [], len(directions_of(found)) > 1
    for direction in directions_of(found):
        if several:
            rows.append({"group": [direction, *("" for _figure in total)]})
        rows += [[f"{code} {region}", *map(cell, figures)] for code, region, place, *figures in lines
                 if place == direction]
    return [*rows, {"group": [name, *map(cell, total)]}]


def cells(found: Board) -> list[dict]:
    """The workflow at the head of the printed board: each state with its count, and how many of them are late."""
    total = found.total
    return [{"number": state.number, "label": state.label, "fact": said(total.counts[name], total.late[name])
             if name in total.counts else _("non visible ici")} for name, state in RequestFlow.states.items()]


def said(count: int, late: int) -> str:
    """« 15, dont 2 en retard », « 26 »."""
    words = _("%(count)s, dont %(late)s en retard", count=number(count), late=number(late))
    return str(words) if late else number(count)


def cell(value) -> str:
    """A figure as it is printed."""
    return "—" if value is None else value if isinstance(value, str) else number(value)


def left(found: Board, form: str) -> None:
    """Journal that the board left. Raises Forbidden for who may not export."""
    if not person().can("core.export"):
        raise Forbidden(_("Votre rôle ne permet pas d’exporter."))
    with write_transaction():
        journal.write(person(), "mes.board.exported", note=f"{form}, {found.title}")


def office(found: Board) -> Organisation:
    """In whose name the board is printed: the direction, or the tree’s top when there are several."""
    keys = [key for key, _name in found.directions] if not found.asked.direction else [found.asked.direction]
    first = Organisation.get_by_id(keys[0]) if keys else Organisation.select().where(
        Organisation.parent.is_null()).get()
    return first if len(keys) == 1 else first.ancestors()[0]
