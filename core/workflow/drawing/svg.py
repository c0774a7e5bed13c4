"""SVG elements written from escaped data only, and the size of the words put in them."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from core.i18n import NBSP

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, even escaped."""

ELEMENT, ATTRIBUTE = Markup("<%s%s>%s</%s>"), Markup(' %s="%s"')

NARROW, SLIM, BROAD = frozenset("iljI|'.,:;!’· "), frozenset("tfr1-()[]/\"*°"), frozenset("mwMWœŒæÆ@%—…«»")
EM = {"narrow": 0.34, "slim": 0.44, "broad": 1.0, "capital": 0.76, "digit": 0.65, "letter": 0.6, "other": 1.05}
"""Widths in ems, a little above those of Atkinson Hyperlegible Next so that its fallback fits too."""


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """One element. `class_` writes class, `stroke_width` stroke-width; an attribute that is None is left out."""
    written = Markup("").join(ATTRIBUTE % (name.rstrip("_").replace("_", "-"), shown(value))
                              for name, value in attributes.items() if value is not None)
    return ELEMENT % (tag, written, Markup("").join(map(shown, children)), tag)


def shown(value: object) -> Markup:
    """A value as SVG writes it: a number with one decimal at most, text without what XML forbids."""
    if isinstance(value, float):
        value = f"{value:.1f}".removesuffix(".0")
    return value if isinstance(value, Markup) else escape(FORBIDDEN.sub("", str(value)))


def plain(text: object) -> str:
    """Words on one line, single spaces, the sign of a pair kept with its word."""
    words = " ".join(FORBIDDEN.sub("", part) for part in re.split("[ \t\n\r\f\v]+", str(text)) if part)
    return re.sub(r" (?=[:;?!»%€])|(?<=«) ", NBSP, words)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line is at most, by its characters."""
    return sum(EM[breadth(sign)] for sign in text) * size * (1.05 if bold else 1) if text else 0.0


def breadth(sign: str) -> str:
    """The class of width of a character."""
    for name, signs in (("narrow", NARROW), ("slim", SLIM), ("broad", BROAD)):
        if sign in signs:
            return name
    if sign.isdigit() and sign.isascii():
        return "digit"
    if not unicodedata.name(sign, "").startswith("LATIN"):
        return "letter" if sign == NBSP else "other"
    return "capital" if sign.isupper() else "letter"


def wrap(text: object, limit: float, size: float, bold: bool = False) -> list[str]:
    """The text on one line, or on the two most equal ones when one would pass the limit."""
    text = plain(text)
    words = text.split(" ")
    if width(text, size, bold) <= limit or len(words) == 1:
        return [text] if text else []
    breaks = ([" ".join(words[:cut]), " ".join(words[cut:])] for cut in range(1, len(words)))
    return min(breaks, key=lambda pair: max(width(line, size, bold) for line in pair))
