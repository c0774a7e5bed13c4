"""The rows of a list: read in one select, then written and drawn column by column, every value escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from core.admin.asked import Asked, RecordList
from core.admin.columns import escaped
from core.admin.lists import ListPage, rows_of_page
from core.admin.selection import Selection
from core.i18n import _
from core.records import NEVER


@dataclass(slots=True)
class Row:
    """One row: its values, its name for the box that chooses it (escaped), what marks it out, and its markup."""

    id: int
    values: tuple
    name: str
    yours: bool = False
    late: bool = False
    archived: bool = False
    css: str = ""
    cells: str = ""


def row_class(row: Row) -> str:
    """Bold for what waits for the reader, faded for what is archived."""
    return "is-ours" if row.yours else "is-archived" if row.archived else ""


def read_rows(view, shown: RecordList, asked: Asked, user, found) -> tuple[ListPage, list[Row]]:
    """The rows of a page, their cells written and drawn column by column."""
    if found and found[0] is NEVER:
        return ListPage([]), []
    selection, columns = Selection(view.model, user), view.columns_of(shown)
    states = view.model.workflow.states if view.tracked else {}
    places = [column.choose(selection) for column in columns]
    archived = selection.add("archived_at") if "archived_at" in view.model._meta.fields else None
    page = rows_of_page(view, asked, user, found, selection)
    if not page.rows:
        return page, []
    values = list(zip(*page.rows, strict=True))
    written = [column.written([values[place] for place in at], states)
               for column, at in zip(columns, places, strict=True)]
    title = next((index for index, column in enumerate(columns) if column.link), 0)
    names = escaped([each or "" for each in written[title]])
    rows = [Row(row[0], row, name) for row, name in zip(page.rows, names, strict=True)]
    drawn = [links(view, column, rows) if index == title else column.drawn(cells, states)
             for index, (column, cells) in enumerate(zip(columns, written, strict=True))]
    turn = next((cells for column, cells in zip(columns, written, strict=True) if column.shape == "next"), None)
    for index, (row, cells) in enumerate(zip(rows, zip(*drawn, strict=True), strict=True)):
        row.cells = "".join(cells)
        row.archived = archived is not None and row.values[archived] is not None
        if turn is not None:
            row.yours, row.late = turn[index].yours, bool(turn[index].late)
        row.css = view.row_class(row)
    return page, rows


def links(view, column, rows: Sequence[Row]) -> list[str]:
    """The cells of the column that leads to the records."""
    begin = f'<th scope="row" class="is-title {escape(column.css)}"><a href="{escape(view.url_of(0)[:-1])}'
    return [f'{begin}{row.id}">{row.name or "—"}</a></th>' for row in rows]


def lines(rows: Sequence[Row], *, pick: bool) -> Markup:
    """The markup of the rows, each behind the box that chooses it where something can be done with those chosen."""
    word, found = escape(_("Choisir")), []
    for row in rows:
        css = f' class="{escape(row.css)}"' if row.css else ""
        box = f'<td class="m-pick-cell"><input class="m-box m-pick" type="checkbox" name="rowid" value="{row.id}" ' \
              f'aria-label="{word} {row.name}"></td>' if pick else ""
        found.append(f"        <tr{css}>{box}{row.cells}</tr>\n")
    return Markup("".join(found))  # noqa: S704 (every part was escaped)
