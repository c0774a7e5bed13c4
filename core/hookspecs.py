"""The hooks: what a plugin may react to. Each implementation is called alone, inside a savepoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from flask import Flask

    from core.records import Record
    from core.workflow.declare import Transition

hookspec = pluggy.HookspecMarker("marelle")
hookimpl = pluggy.HookimplMarker("marelle")


@hookspec
def transition_obstacle(record: Record, transition: Transition, user: Any) -> object:
    """Say why this transition must not happen now: an Obstacle or a sentence, several, or None. No side effects."""


@hookspec
def transition_done(record: Record, transition: Transition, user: Any) -> None:
    """React to a transition inside its transaction: what is slow or outside goes to the outbox."""


@hookspec
def record_panels(record: Record, user: Any) -> list[Any]:
    """Give Panel objects to show on a record's page."""


@hookspec
def document_context(document: str, record: Record) -> dict[str, Any]:
    """Add values to the template of a printed document, named by its template."""


@hookspec
def dashboard_cards(user: Any) -> list[Any]:
    """Give Card objects for the dashboard of this person."""


@hookspec
def app_ready(app: Flask) -> None:
    """Do last things once the application is complete: the only door for start-up work."""
