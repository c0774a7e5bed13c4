"""What carries the records of a component: another plugin's transport, else ours over HTTP."""

from __future__ import annotations

from core.api import running
from plugins.icsge.components import Component
from plugins.icsge.exchange.transport import Transport, Unreachable


def transport_for(component: Component) -> Transport:
    """The transport of a component."""
    answers = running().host.call("csg_transport", component=component)
    if answers:
        return answers[0][1]
    raise Unreachable("…")
