"""The business settings, by plugin: edited in one form each group, every change in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for

from core import journal
from core.admin.page import Page, expose
from core.database import write_transaction
from core.errors import NotFound, SettingError
from core.i18n import _
from core.policy import person
from core.running import running
from core.settings import Setting


@dataclass(frozen=True)
class Line:
    """One setting in the form: what is in its field, and what is wrong with it."""

    setting: Setting
    shown: str
    error: str = ""


class Settings(Page):
    """« Réglages »."""

    name, url, label, icon = "core.settings", "/administration/reglages", _("Réglages"), "settings"
    permission, scope = "core.setting.edit", "réglages de l’installation"

    @expose("/")
    def index(self):
        """Every group of settings."""
        shown = [(name, title, lines(found)) for name, title, found in groups()]
        return self.render("record/settings.html", groups=shown)

    @expose("/<group>", methods=("POST",))
    def save(self, group: str):
        """Save one group: all of it, or nothing when a value cannot be used."""
        found = next((settings for name, _title, settings in groups() if name == group), None)
        if found is None:
            raise NotFound(_("Ces réglages n’existent pas."))
        values, errors = read(found, request.form)
        if errors:
            shown = [(name, title, lines(settings, request.form if name == group else {}, errors))
                     for name, title, settings in groups()]
            return self.render("record/settings.html", groups=shown, refused=len(errors)), 422
        count = store(values)
        flash(_("Réglages enregistrés.") if count else _("Rien n’a changé."), "toast")
        return redirect(url_for("core_settings.index"), 303)


def groups() -> list[tuple[str, object, list[Setting]]]:
    """The settings by plugin, the core's first: (name, title, settings)."""
    titles = {"core": _("Marelle")} | {plugin.name: plugin.title for plugin in running().host}
    found: dict[str, list[Setting]] = {}
    for setting in running().settings.declared.values():
        found.setdefault(setting.name.partition(".")[0], []).append(setting)
    return [(name, titles.get(name, name), settings) for name, settings in found.items()]


def lines(settings: list[Setting], typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None):
    """The lines of a group: what was typed when it was refused, else what is stored."""
    return [Line(each, typed.get(each.name, "") if typed else plain(running().settings[each.name]),
                 (errors or {}).get(each.name, "")) for each in settings]


def plain(value: Any) -> str:
    """A value as its field shows it."""
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def read(settings: list[Setting], form: Mapping[str, str]) -> tuple[dict[Setting, Any], dict[str, str]]:
    """The values typed, and what is wrong with those that cannot be used."""
    values: dict[Setting, Any] = {}
    errors: dict[str, str] = {}
    for setting in settings:
        try:
            values[setting] = setting.read(form.get(setting.name, "").replace("\x00", ""))
        except SettingError as problem:
            errors[setting.name] = str(problem)
    return values, errors


def store(values: Mapping[Setting, Any]) -> int:
    """Write those that differ, each with its journal row; returns how many."""
    settings, count = running().settings, 0
    with write_transaction():
        for setting, value in values.items():
            before, after = settings[setting.name], setting.value(value)
            if before != after:
                settings.change(setting.name, value)
                journal.write(person(), "core.setting.changed", note=setting.name,
                              before={setting.name: plain(before)}, after={setting.name: plain(after)})
                count += 1
    return count
