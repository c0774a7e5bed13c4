"""Access codes: issued, rotated, revoked; whoever is not recognised is never told why (ICSGE-R84)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from collections.abc import Mapping
from datetime import datetime

from plugins.icsge.simulator.models import Component

SIGNS = string.ascii_letters + string.digits + "@"
LENGTH = 36
MOST_SKEW = 300
"""Seconds by which a clock may be off."""


def digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def issue(component: Component) -> str:
    """A new code, which takes the place of the one before; shown this once."""
    code = "".join(secrets.choice(SIGNS) for _rank in range(LENGTH))
    component.code_digest = digest(code)
    component.save()
    return code


def revoke(component: Component) -> None:
    """No code opens this component any more."""
    component.code_digest = ""
    component.save()


def recognised(headers: Mapping[str, str], now: datetime) -> Component | None:
    """The component that sends; None for wrong numbers, a wrong or revoked code, or a clock that is off."""
    component = Component.get_or_none(Component.division == headers.get("X-Csg-Division", ""),
                                      Component.installation == headers.get("X-Csg-Installation", ""))
    known = component.code_digest if component is not None else ""
    good = hmac.compare_digest(known or digest(""), digest(headers.get("X-Csg-Code-Acces", "")))
    return component if component is not None and known and good and is_on_time(headers, now) else None


def is_on_time(headers: Mapping[str, str], now: datetime) -> bool:
    """Whether the sender's clock is within five minutes of ours."""
    try:
        said = datetime.fromisoformat(headers.get("X-Csg-Heure", ""))
        return abs((now - said).total_seconds()) <= MOST_SKEW
    except (ValueError, TypeError):
        return False
