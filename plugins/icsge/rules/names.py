"""Comparing names as the register does: without case, accents nor hyphens, tolerant of compound names (ICSGE-R06)."""

from __future__ import annotations

import re

from core.api import fold
from plugins.icsge.rules.facts import Adult, Named


def words(name: str) -> set[str]:
    """The words of a name."""
    return set(re.findall(r"\w+", fold(name)))


def alike(mine: str, theirs: str) -> bool:
    """Whether one name is the other, or a part of it: « Cyr » and « Cyr-Tremblay »."""
    first, second = words(mine), words(theirs)
    return bool(first) and bool(second) and (first <= second or second <= first)


def agree(one: Named, other: Named) -> bool:
    """Whether last and first names are alike."""
    return alike(one.last_name, other.last_name) and alike(one.first_name, other.first_name)


def is_another(one: Named, other: Named) -> bool:
    """Whether two people are surely not one: neither their names nor their births agree."""
    return not agree(one, other) and one.birth_date != other.birth_date


def same_adult(one: Adult, other: Adult) -> bool:
    """Whether two signatures are those of one person: the same number at the sender, or the same names."""
    if one.reference and one.reference == other.reference:
        return True
    return (words(one.last_name), words(one.first_name)) == (words(other.last_name), words(other.first_name))
