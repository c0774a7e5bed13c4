"""The alphabet of names: what is compared when words are put in order, without case or accents."""

from __future__ import annotations

from core.i18n import fold

LETTERS = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿŸŠšŽžČčĆćĞğŞşŃńŚśŻżĀāĒēĪīŌōŪū"
SINGLE = {letter: fold(letter) for letter in LETTERS} | {"Ø": "o", "ø": "o", "Ł": "l", "ł": "l", "’": "'"}
DOUBLE = {"Œ": "oe", "œ": "oe", "Æ": "ae", "æ": "ae", "ß": "ss"}
GONE = "\u0300\u0301\u0302\u0303\u0308\u0327"
"""Accents written apart from their letter."""
CAPITALS = {chr(number): chr(number + 32) for number in range(ord("A"), ord("Z") + 1)}
TABLE = str.maketrans(CAPITALS | SINGLE | DOUBLE | dict.fromkeys(GONE, ""))


def sort_key(text: str | None) -> str | None:
    """What is compared of a text: « Élodie » stands between « Edmond » and « Emma »."""
    return text.translate(TABLE) if text else text


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def in_postgresql(column: str) -> str:
    """The same in PostgreSQL's own functions, which an index may hold."""
    letters = f"lower({column} COLLATE \"C\")"
    for old, new in DOUBLE.items():
        letters = f"replace({letters}, {quoted(old)}, {quoted(new)})"
    return f"translate({letters}, {quoted(''.join(SINGLE) + GONE)}, {quoted(''.join(SINGLE.values()))})"
