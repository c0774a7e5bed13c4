"""Permissions and the roles that a plugin proposes: data, declared once, ticked in the admin."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import _


@dataclass(frozen=True)
class Permission:
    """A right, named `plugin.record.verb`; `category` groups the ticks of the role page.

    `everywhere`: what it opens belongs to no place (settings, jobs), so it counts only when held at every root.
    """

    name: str
    label: object
    category: object = ""
    everywhere: bool = False


@dataclass(frozen=True)
class RoleTemplate:
    """A role that an installation starts with; `name` is stable, the ticks may be changed afterwards.

    `staff`: whether its holders must use a second factor. `may_grant`: the names of the roles that they may give to
    others at their places without holding those rights themselves.
    """

    name: str
    label: object
    permissions: tuple[str, ...]
    description: object = ""
    staff: bool = True
    may_grant: tuple[str, ...] = ()


ADMINISTRATION = _("Administration")

CORE_PERMISSIONS = (
    Permission("core.dashboard", _("Ouvrir le tableau de bord"), ADMINISTRATION),
    Permission("core.organisation.read", _("Voir les organisations"), ADMINISTRATION),
    Permission("core.organisation.edit", _("Modifier les organisations"), ADMINISTRATION),
    Permission("core.user.read", _("Voir les utilisateurs"), ADMINISTRATION),
    Permission("core.user.edit", _("Créer et modifier les utilisateurs"), ADMINISTRATION),
    Permission("core.role.read", _("Voir les rôles"), ADMINISTRATION),
    Permission("core.role.edit", _("Modifier les rôles"), ADMINISTRATION, everywhere=True),
    Permission("core.setting.edit", _("Modifier les réglages"), ADMINISTRATION, everywhere=True),
    Permission("core.journal.read", _("Lire le journal"), ADMINISTRATION),
    Permission("core.job.read", _("Voir les tâches"), ADMINISTRATION, everywhere=True),
    Permission("core.job.edit", _("Relancer les tâches et les envois"), ADMINISTRATION, everywhere=True),
    Permission("core.plugin.edit", _("Gérer les modules"), ADMINISTRATION, everywhere=True),
    Permission("core.export", _("Exporter des listes"), ADMINISTRATION),
    Permission("core.explain_for_others", _("Demander « Pourquoi pas ? » pour une autre personne"), ADMINISTRATION),
)

CORE_ROLES = (
    RoleTemplate("administrator", _("Administration de Marelle"),
                 tuple(each.name for each in CORE_PERMISSIONS),
                 _("Utilisateurs, rôles, réglages, journal ; aucun dossier.")),
)
