"""The entrance of the administration: one line for each of its pages that the person may open."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template

from core.errors import Forbidden
from core.i18n import _
from core.menu import MenuLink
from core.policy import SIGNED_IN, needs, person

pages = Blueprint("administration", __name__, url_prefix="/administration")


class Door(NamedTuple):
    """One line of the entrance."""

    link: MenuLink
    sentence: object
    icon: str


DOORS = (
    Door(MenuLink(_("Utilisateurs"), "people.index", "core.user.read"),
         _("Les personnes, leurs rôles et leurs séances."), "users"),
    Door(MenuLink(_("Rôles"), "roles.index", "core.role.read"), _("Les permissions de chaque rôle."), "key-round"),
    Door(MenuLink(_("Organisations"), "core_organisation.index", "core.organisation.read"),
         _("L’arbre des organisations, leurs coordonnées."), "building-2"),
    Door(MenuLink(_("Réglages"), "core_settings.index", "core.setting.edit"),
         _("Ce qui se règle sans nouvelle version."), "settings"),
    Door(MenuLink(_("Journal"), "core_journal.index", "core.journal.read"), _("Qui a fait quoi, et quand."), "history"),
    Door(MenuLink(_("Tâches"), "jobs.index", "core.job.read"), _("Le travail de fond et les envois."), "loader"),
    Door(MenuLink(_("Modules"), "core_plugins.index", "core.plugin.edit"), _("Les modules installés et leur état."),
         "puzzle"),
)


def entries_for(user) -> list[Door]:
    """The lines that this person sees."""
    return [door for door in DOORS if door.link.shown_to(user)]


def blueprints() -> set[str]:
    """The blueprints of its pages: the entrance, and what each line leads to."""
    return {pages.name} | {door.link.target.partition(".")[0] for door in DOORS}


@pages.get("/")
@needs(SIGNED_IN, "les pages que son rôle ouvre")
def index():
    """The entrance."""
    doors = entries_for(person())
    if not doors:
        raise Forbidden(_("Votre rôle n’ouvre aucune page de l’administration."))
    return render_template("accounts/administration.html", cards=[
        (door.link.label, door.sentence, door.link.url, door.icon) for door in doors])

