"""The first page: where the files stand, what waits for the reader, and the cards of every plugin in her order."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date
from flask import flash, redirect, request, url_for

from core.accounts.workplace import current_organisation
from core.admin import saved, waiting
from core.admin.page import Page, expose
from core.admin.panels import Card
from core.i18n import _, language, local
from core.policy import person
from core.records import utcnow
from core.running import running

ORDER = "dashboard"
HIDDEN = "-"


class Dashboard(Page):
    """« Tableau de bord »."""

    name, url, label, icon = "dashboard", "/", _("Tableau de bord"), "layout-dashboard"
    permission, scope = "core.dashboard", "les cartes que ses droits ouvrent"

    @expose("/")
    def index(self):
        """The cards that the reader kept, in her order."""
        user = person()
        cards, hidden = arranged(cards_of(user), saved.preference(user, ORDER))
        shown = [card for card in cards if card.key not in hidden]
        return self.render("admin/index.html", user=user, today=today(),
                           organisation=current_organisation(), wide=[card for card in shown if card.wide],
                           cards=[card for card in shown if not card.wide])

    @expose("/reorganiser")
    def arrange(self):
        """The list of cards, to move and hide them."""
        user = person()
        cards, hidden = arranged(cards_of(user), saved.preference(user, ORDER))
        return self.render("admin/arrange.html", cards=cards, hidden=hidden)

    @expose("/reorganiser", methods=("POST",))
    def rearrange(self):
        """Move a card up or down, hide or show it, or forget the whole order."""
        user, key = person(), request.form.get("card", "")
        cards, hidden = arranged(cards_of(user), saved.preference(user, ORDER))
        names = moved([card.key for card in cards], key, request.form.get("act", ""))
        if request.form.get("act") in ("hide", "show") and key in names:
            hidden ^= {key}
        keep = [] if request.form.get("act") == "forget" else [
            f"{HIDDEN if name in hidden else ''}{name}" for name in names]
        saved.arrange(user, ORDER, keep)
        flash(_("Votre tableau de bord est arrangé ainsi."), "toast")
        return redirect(url_for("dashboard.arrange"), 303)


def today() -> str:
    """« Lundi 23 novembre 2026 »."""
    locale = "fr" if language() == "fr" else "en_CA"
    text = format_date(local(utcnow()).date(), "EEEE d MMMM y" if locale == "fr" else "EEEE, MMMM d, y", locale=locale)
    return text[:1].upper() + text[1:]


def cards_of(user) -> list[Card]:
    """The core's own cards, then those of the plugins."""
    found = waiting.cards(user)
    for _plugin, more in running().host.call("dashboard_cards", user=user):
        found += more
    return sorted(found, key=lambda card: card.order)


def arranged(cards: Sequence[Card], kept: Sequence[str]) -> tuple[list[Card], set[str]]:
    """The cards in the order that a person kept, new ones where they belong, and the keys of those she hid."""
    places = {str(name).removeprefix(HIDDEN): place for place, name in enumerate(kept)}
    hidden = {str(name).removeprefix(HIDDEN) for name in kept if str(name).startswith(HIDDEN)}
    known = sorted((card for card in cards if card.key in places), key=lambda card: places[card.key])
    for card in cards:
        if card.key not in places:
            at = next((index for index, other in enumerate(known) if other.order > card.order), len(known))
            known.insert(at, card)
    return known, hidden


def moved(names: list[str], name: str, act: str) -> list[str]:
    """The names with one moved a place up or down."""
    if name not in names or act not in ("up", "down"):
        return names
    names = list(names)
    at = names.index(name)
    to = max(at - 1, 0) if act == "up" else min(at + 1, len(names) - 1)
    names.insert(to, names.pop(at))
    return names
