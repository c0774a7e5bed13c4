"""What agreements ask of the plugin that keeps the days on which an installation is closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from core.api import hookspec

if TYPE_CHECKING:
    from core.api import Organisation


@hookspec
def closed_days(installation: Organisation, first: date, last: date) -> Collection[date] | None:
    """Say on which days from `first` to `last`, both included, the installation gives no service in the daytime."""
