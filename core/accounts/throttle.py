"""The throttle: how often something may be tried for an account and from a network, shared by all workers."""

from __future__ import annotations

import hashlib
import time
from ipaddress import ip_address, ip_network

from flask import Response, g, request
from peewee import EXCLUDED, Case

from core.accounts.models import Attempt
from core.errors import MarelleError
from core.i18n import _, ngettext

WINDOW = 15 * 60
PER_ACCOUNT, PER_NETWORK = 10, 100
LONGEST = 4
"""Who goes on trying waits two, three, at most four windows: never for ever."""


class TooManyTries(MarelleError):
    """Refused before anything was compared; `seconds` until the next try is heard."""

    status = 429

    def __init__(self, seconds: int):
        minutes = max(1, -(-seconds // 60))
        super().__init__(_("Trop d’essais en peu de temps."),
                         ngettext("Recommencez dans %(num)s minute. Rien n’est perdu ni bloqué pour toujours.",
                                  "Recommencez dans %(num)s minutes. Rien n’est perdu ni bloqué pour toujours.",
                                  minutes))
        self.seconds = seconds


def count(key: str, limit: int, now: float | None = None) -> int:
    """Count one try under `key`; the seconds to wait when it is one too many, else 0. One statement."""
    now = time.time() if now is None else now
    fresh = EXCLUDED.start - Attempt.start < _window(limit)
    upsert = Attempt.insert(key=key, start=now, hits=1).on_conflict(
        conflict_target=[Attempt.key],
        update={Attempt.hits: Case(None, [(fresh, Attempt.hits + 1)], 1),
                Attempt.start: Case(None, [(fresh, Attempt.start)], EXCLUDED.start)},
    ).returning(Attempt.hits, Attempt.start)
    row = next(iter(upsert.execute()))
    if row.hits <= limit:
        return 0
    return max(1, int(row.start + WINDOW * min((row.hits - 1) // limit, LONGEST) - now))


def _window(limit: int):
    """How long the row's tries count: longer for who went on trying while refused."""
    longer = [(Attempt.hits > limit * times, WINDOW * times) for times in range(LONGEST, 1, -1)]
    return Case(None, longer, WINDOW)


def spend(what: str, account: object) -> None:
    """Count a try of `what` for the account and for the network; raises TooManyTries. Call it before any hash."""
    waits = [count(_account(what, account), PER_ACCOUNT), count(_network(what), PER_NETWORK)]
    if any(waits):
        g.retry_after = max(waits)
        raise TooManyTries(max(waits))


def say_when(response: Response) -> Response:
    """Tell machines too how long to wait."""
    if "retry_after" in g:
        response.headers["Retry-After"] = str(g.retry_after)
    return response


def forgive(what: str, account: object) -> None:
    """A right answer: the account's count begins anew, and the network's loses this try."""
    Attempt.delete().where(Attempt.key == _account(what, account)).execute()
    Attempt.update(hits=Attempt.hits - 1).where(Attempt.key == _network(what), Attempt.hits > 0).execute()


def _account(what: str, account: object) -> str:
    return f"{what}:{hashlib.sha256(str(account).strip().lower().encode()).hexdigest()[:40]}"


def _network(what: str) -> str:
    return f"{what}@{network(request.remote_addr or '')}"


def network(address: str) -> str:
    """The address as the server saw it (no forwarded header is read); the first 64 bits of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "?"
    return str(found if found.version == 4 else ip_network(f"{found}/64", strict=False).network_address)


def purge() -> int:
    """Forget the counts whose longest window is over."""
    return Attempt.delete().where(Attempt.start < time.time() - WINDOW * LONGEST).execute()
