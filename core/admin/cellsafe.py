"""Cells of an export that no spreadsheet takes for a formula (SEC-16)."""

from __future__ import annotations

import unicodedata

LEADS = frozenset("=+-@")
TRIGGERS = frozenset("\t\r\n\x00")
IGNORED = frozenset(("Zs", "Zl", "Zp", "Cf", "Cc"))
LONGEST = 32_000


def risky(text: str) -> bool:
    """Whether a program could read this text as a formula: by its first visible sign, or by what hides before it."""
    for sign in text:
        if sign in TRIGGERS:
            return True
        if unicodedata.category(sign) in IGNORED:
            continue
        return bool(LEADS & set(unicodedata.normalize("NFKC", sign)))
    return False


def safe(text: str) -> str:
    """The text, behind an apostrophe when a program could read it as a formula; without its control signs."""
    clean = "".join(sign for sign in text[:LONGEST] if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return f"'{clean}" if risky(text) else clean
