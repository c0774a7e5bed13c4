"""The application being served: where its configuration, plugins and settings are reached, never from a global."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import current_app

if TYPE_CHECKING:
    from core.plugin import PluginHost
    from core.settings import BusinessSettings, Config

NAME = "marelle"


@dataclass
class Running:
    """What one application is made of; kept in `app.extensions["marelle"]`."""

    config: Config
    host: PluginHost
    settings: BusinessSettings
    permissions: dict[str, Any] = field(default_factory=dict)
    workflows: dict[str, type] = field(default_factory=dict)
    jobs: dict[str, Any] = field(default_factory=dict)
    deliverers: dict[str, Any] = field(default_factory=dict)
    queue: Any = None
    views: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    store: Any = None
    renderer: Any = None


def running() -> Running:
    """The parts of the application of the current context."""
    return current_app.extensions[NAME]
