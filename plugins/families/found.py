"""Finding the people and households that are already there, by words of their names (FAM-R05, R08, R22)."""

from __future__ import annotations

from core.api import Record, fold
from plugins.families.models import Child, Guardian, Household

MOST, SHORTEST = 20, 2


def named(model: type[Record], text: str, user, permission: str) -> list:
    """Those in use whose searched words hold every word typed: twenty at most, one query."""
    words = fold(text).split()[:8]
    if not words or max(map(len, words)) < SHORTEST:
        return []
    query = model.visible_to(user, permission).where(model.archived_at.is_null())
    for word in words:
        query = query.where(model.folded.contains(word))
    return list(query.order_by(model.folded, model.id).limit(MOST))


def households_named(text: str, user) -> list[Household]:
    """Households that `user` may write."""
    return named(Household, text, user, "families.edit")


def adults_named(text: str, user) -> list[Guardian]:
    """Adults that `user` may write."""
    return named(Guardian, text, user, "families.edit")


def children_named(text: str, user) -> list[Child]:
    """Children that `user` may write."""
    return named(Child, text, user, "families.edit")
