"""What the exchange asks of other plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.api import hookspec

if TYPE_CHECKING:
    from plugins.icsge.components import Component
    from plugins.icsge.exchange.transport import Transport


@hookspec
def csg_transport(component: Component) -> Transport | None:
    """Give another way to carry this component's records to CSG; None leaves it to the exchange over HTTP."""
