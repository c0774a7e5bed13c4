"""Settings of two kinds: those of a deployment, read once and frozen; those of the business, edited in the admin."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import g
from peewee import CharField, JSONField

from core import statements
from core.errors import SettingError
from core.i18n import DEFAULT_ZONE, _
from core.records import EVERYONE, Record

PREFIX = "MARELLE_"


@dataclass(frozen=True)
class Config:
    """The settings of a deployment: environment `MARELLE_…`, or the TOML file that MARELLE_CONFIG names."""

    data: Path = Path("var")
    database_url: str = ""
    files_url: str = ""
    site_folder: str = ""
    public_url: str = ""
    secret_key: str = field(default="", repr=False)
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    journal_key: str = field(default="", repr=False)
    old_journal_keys: tuple[str, ...] = field(default=(), repr=False)
    disabled_plugins: tuple[str, ...] = ()
    demo: bool = False
    mail_url: str = ""
    mail_from: str = "marelle@localhost"
    pdf_sandbox: str = "auto"
    pdf_program: str = "wkhtmltopdf"
    durable: bool = True
    anchor_folder: str = ""
    time_zone: str = DEFAULT_ZONE

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'marelle.db'}"

    @property
    def secure(self) -> bool:
        """Whether people reach us by https: cookies and HSTS follow."""
        return self.public_url.startswith("https://")


def _typed(name: str, kind: str, value: Any) -> Any:
    if kind == "Path":
        return Path(value)
    if kind == "bool":
        if isinstance(value, bool):
            return value
        if str(value).lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise SettingError(f"{PREFIX}{name.upper()}={value!r} is neither yes nor no.", "Use 1 or 0.")
        return str(value).lower() in ("1", "true", "yes")
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) \
            else tuple(value)
    return str(value)


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """The deployment's settings; an unknown name stops the start. Raises SettingError."""
    environ = os.environ if environ is None else environ
    kinds = {f.name: f.type for f in fields(Config)}
    given = {key[len(PREFIX):].lower(): value for key, value in environ.items() if key.startswith(PREFIX)}
    path = given.pop("config", "")
    raw = (tomllib.loads(Path(path).read_text()) if path else {}) | given
    for name in raw:
        if name not in kinds:
            raise SettingError(f"{PREFIX}{name.upper()} is not a setting of Marelle.",
                               "Known: " + ", ".join(PREFIX + known.upper() for known in sorted(kinds)))
    config = Config(**{name: _typed(name, kinds[name], value) for name, value in raw.items()})
    try:
        ZoneInfo(config.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(f"{PREFIX}TIME_ZONE={config.time_zone!r} is no time zone.",
                           "Name one, such as America/Toronto.") from None
    return with_secrets(config)


def with_secrets(config: Config) -> Config:
    """The configuration with its keys: those given, else those kept in `secrets.toml` of the data folder.

    A short key stops the start (SEC-18). The file is made at the first start, readable by its owner only.
    """
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = config.data / "secrets.toml"
    if not (config.secret_key and config.journal_key) and not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(f'secret_key = "{secrets.token_urlsafe(48)}"\njournal_key = "{secrets.token_urlsafe(48)}"\n')
    kept = tomllib.loads(path.read_text()) if path.exists() else {}
    if kept and path.stat().st_mode & 0o077:
        raise SettingError(f"{path} can be read by others.", f"Type: chmod 600 {path}")
    keys = {name: getattr(config, name) or kept.get(name, "") for name in ("secret_key", "journal_key")}
    for name, value in keys.items():
        if len(value) < 32:
            raise SettingError(f"{PREFIX}{name.upper()} is shorter than 32 characters.",
                               "Give a random one, or none: Marelle then makes it.")
    return Config(**{f.name: getattr(config, f.name) for f in fields(Config)} | keys)


@dataclass(frozen=True)
class Setting:
    """A business setting: `kind` is text, long, integer, decimal, flag, day or choice (then `choices`)."""

    name: str
    default: Any
    label: object
    kind: str = "text"
    help: object = ""
    choices: tuple = ()

    def read(self, text: str) -> Any:
        """The value that a person typed; raises SettingError with a sentence for her."""
        text = text.strip()
        if not text and self.default in (None, ""):
            return self.default
        try:
            match self.kind:
                case "integer":
                    return int(text)
                case "decimal":
                    return str(Decimal(text.replace(",", ".")))
                case "flag":
                    return text not in ("", "0")
                case "day":
                    return date.fromisoformat(text).isoformat()
        except (ValueError, InvalidOperation):
            raise SettingError(_("« %(text)s » ne convient pas pour « %(label)s ».", text=text, label=self.label),
                               _("Entrez un nombre ou une date comme 2026-09-01, selon le cas.")) from None
        if self.kind == "choice" and text not in dict(self.choices):
            raise SettingError(_("« %(text)s » n’est pas un choix de « %(label)s ».", text=text, label=self.label))
        return text

    def value(self, stored: Any) -> Any:
        """The stored value in its Python type."""
        if self.kind == "decimal":
            return Decimal(stored)
        return date.fromisoformat(stored) if self.kind == "day" and stored else stored


class SettingValue(Record):
    """A business setting that was changed from its default."""

    name = CharField(unique=True)
    value = JSONField()
    belongs_to = EVERYONE

    class Meta:
        table_name = "core_setting"


class BusinessSettings:
    """The declared settings of one application and their present values, read once a request."""

    def __init__(self, declared: Iterable[Setting]):
        self.declared: dict[str, Setting] = {}
        for setting in declared:
            if setting.name in self.declared:
                raise SettingError(f"The setting {setting.name} is declared twice.")
            self.declared[setting.name] = setting

    def __getitem__(self, name: str) -> Any:
        setting = self.declared[name]
        if "settings" not in g:
            g.settings = {row.name: row.value for row in statements.every(SettingValue, "1 = 1", ())}
        return setting.value(g.settings[name]) if name in g.settings else setting.value(setting.default)

    def change(self, name: str, value: Any) -> None:
        """Store a value (as `Setting.read` gives it), or none: the default is back; the caller journals it."""
        if value is None:
            SettingValue.delete().where(SettingValue.name == name).execute()
        else:
            row = SettingValue.get_or_none(SettingValue.name == name) or SettingValue(name=name)
            row.value = value
            row.save()
        g.pop("settings", None)
