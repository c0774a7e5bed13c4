"""The links of the banner: what a plugin puts there, and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for


@dataclass(frozen=True)
class MenuLink:
    """One link of a plugin's group in the banner. `target` is an endpoint, or an address that begins with a slash.

    Shown to who holds `permission`; empty: to everybody signed in. `count(user)` gives the number beside it, called
    once a page; `count_word` names what is counted for who does not see the page (« demandes »).
    """

    label: object
    target: str
    permission: str = ""
    count: Callable[[Any], int] | None = None
    count_word: object = ""

    @property
    def url(self) -> str:
        """Where it leads."""
        return self.target if self.target.startswith("/") else url_for(self.target)

    def shown_to(self, user) -> bool:
        """Whether this person may go there, and there is such a page."""
        there = self.target.startswith("/") or self.target in current_app.view_functions
        return there and (not self.permission or user.can(self.permission))


def links_of(view, user) -> list[MenuLink]:
    """The links that a registered view brings: one for each of its lists, or one for a page.

    None for who may not read the view: a page asks this of every view there is.
    """
    if hasattr(view, "lists"):
        if not user.can(right := view.permission("read")) or not view.in_banner(user):
            return []
        return [MenuLink(each.label, view.list_url(each), right, view.counter(each), view.label_plural)
                for each in view.lists if each.menu]
    if getattr(view, "label", "") and getattr(view, "in_menu", True):
        return [MenuLink(view.label, f"{view.endpoint}.index", view.permission)]
    return []
