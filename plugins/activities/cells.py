"""How a cell of a grid looks and reads: its icon, its words, and what pressing it does (ui.md §4.14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask import g, url_for
from markupsafe import Markup, escape

from core.api import _, icon, language
from plugins.activities.attending import Square
from plugins.activities.conditions import first_refusal
from plugins.activities.facts import Cell, Facts, Held
from plugins.activities.models import Service

LOOKS = {
    "free": ("", _("libre")), "cart": ("shopping-basket", _("dans le panier, à enregistrer")),
    "booked": ("check", _("réservé")), "present": ("user-check", _("présent")),
    "absent_excused": ("file-check-2", _("absent, justifié")), "absent": ("user-x", _("absent, non justifié")),
    "walk_in": ("user-plus", _("présent sans réservation")), "waiting": ("hourglass", _("liste d’attente")),
    "holiday": ("tree-palm", _("fermé par une période : raison disponible")),
    "closed": ("lock", _("impossible : raison disponible")),
}
"""The icon and the words of each look, in the order of the legend."""
BILLED = _("facturé")
PRESSED = ("free", "cart", "booked", "waiting")
"""The looks of cells that pressing changes; the others open their explanation."""


def look_of(facts: Facts, cell: Cell, overrides: bool) -> tuple[str, Held | None]:
    """How a cell looks, with its live booking; `overrides`: to who may book what is late."""
    held = facts.bookings.get(cell)
    if held is not None:
        return ("walk_in" if held.state == "present" and held.origin == "attendance" else held.state), held
    refusal = first_refusal(facts, cell, overrides)
    if refusal is None:
        return "free", None
    return ("holiday" if refusal.name == "runs" and facts.hits(cell, "closure") else "closed"), None


class Pen:
    """Draws the rows of a grid: what depends on the column alone, or on the look alone, is written once.

    `columns`: day, service, and whether a day begins there; `rights`: to press cells, and to book what is late.
    """

    def __init__(self, facts: Facts, columns: Sequence[tuple[date, Service, bool]], rights: tuple[bool, bool]):
        self.facts, self.rights, self.patterns = facts, rights, {}
        said = {day: day_words(day) for day, _service, _begins in columns}
        self.columns = [(service.id, day, '<td class="is-day">' if begins else "<td>",
                         f".{service.id}.{day.isoformat()}", escape(f", {said[day]}, {service.label}"))
                        for day, service, begins in columns]

    def row(self, participant: int, name: str) -> tuple[list[str], Markup]:
        """The looks of a participant's cells, and their markup."""
        looks, parts, who, bookings = [], [], escape(name), self.facts.bookings
        for service, day, opening, column, words in self.columns:
            held = bookings.get((participant, service, day))
            if held is not None and held.state != "present":
                look = held.state
            else:
                look, held = look_of(self.facts, Cell(participant, service, day), self.rights[1])
            billed = held is not None and held.invoice_line is not None
            said = seen(look, held) if self.rights[0] and look in PRESSED and not billed else ""
            kind = look, said != "", billed
            if kind not in self.patterns:
                self.patterns[kind] = pattern(*kind)
            before, act, named, after = self.patterns[kind]
            looks.append(look)
            key = f"{participant}{column}"
            parts.append(f"{opening}{before}{key}{act}{key}{said}{named}{who}{words}{after}</td>")
        return looks, Markup("".join(parts))  # noqa: S704 - what is not ours is escaped above


def draw(cell: Cell, look: str, held: Held | None, said: tuple[str, bool]) -> Markup:
    """A cell: a button where pressing it does something, else a link to the reason; `said`: words, may be pressed."""
    words, may_press = said
    billed = held is not None and held.invoice_line is not None
    return drawn(cell, look, words, seen(look, held) if may_press and look in PRESSED and not billed else "", billed)


def drawn(cell: Cell, look: str, words: str, seen: str, billed: bool) -> Markup:  # noqa: PLR0917
    """The markup of a cell; `seen`: what pressing it says was on the screen, "" where it cannot be pressed."""
    before, act, named, after = pattern(look, bool(seen), billed)
    key = f"{cell.participant}.{cell.service}.{cell.day.isoformat()}"
    return Markup(f"{before}{key}{act}{key}{seen}{named}{escape(words)}{after}")  # noqa: S704 - words alone are not ours


def seen(look: str, held: Held | None) -> str:
    """What a cell was when it was drawn, so that pressing it changes nothing that somebody else changed since."""
    return f".{look}-{held.version if held else 0}"


def pattern(look: str, pressed: bool, billed: bool) -> tuple[str, str, str, str]:
    """What the cells of one look share, around their key (twice) and their words: made once for a page of hundreds."""
    kinds = g.setdefault("cell_patterns", {})
    if (look, pressed, billed) not in kinds:
        drawing, state = LOOKS[look]
        marks = (icon(drawing, 18) if drawing else "") + (icon("receipt-euro") if billed else "")
        state = escape(f", {state}, {BILLED}" if billed else f", {state}")
        tag, act = ("button", '" name="case" value="') if pressed else (
            "a", f'" href="{escape(url_for("activities_week.why"))}?case=')
        kinds[look, pressed, billed] = (f'<{tag} class="m-cell is-{look}" data-cell="', act, '" aria-label="',
                                        f'{state}">{marks}</{tag}>')
    return kinds[look, pressed, billed]


def look_of_square(square: Square) -> str:
    """How a cell of attendance looks."""
    if square.held is None:
        return "closed" if square.why else "free"
    return "walk_in" if square.state == "present" and square.held.origin == "attendance" else square.state


def draw_mark(square: Square, words: str, may_mark: bool) -> Markup:
    """A cell of attendance: a button that goes to the next mark, else a link to the reason."""
    look, held = look_of_square(square), square.held
    pressed = may_mark and square.why is None and look not in ("cart", "waiting")
    return drawn(square.cell, look, words, seen(look, held) if pressed else "",
                 held is not None and held.invoice_line is not None)


def day_words(day: date) -> str:
    """« mardi 24 novembre »."""
    return written(day, "EEEE, MMMM d", "en_CA") if language() == "en" else written(day, "EEEE d MMMM", "fr")


def short_day(day: date, name: str = "EEEE") -> str:
    """« Mardi 24 », or « Mar. 24 » where it is narrow."""
    return written(day, f"{name} d", "en_CA" if language() == "en" else "fr").capitalize()


def short_month(day: date) -> str:
    """« nov. »."""
    return written(day, "MMM", "en_CA" if language() == "en" else "fr")


@lru_cache(maxsize=4000)
def written(day: date, pattern: str, locale: str) -> str:
    """A day by a pattern: the pages of a week all write the same few days, and each costs 50 µs."""
    return format_date(day, pattern, locale=locale)
