"""What must happen outside the database, written in the business transaction and delivered afterwards, with a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, IntegerField, JSONField, Model, fn

from core import statements
from core.database import db, on_commit, write_transaction
from core.errors import Refused
from core.i18n import _
from core.leases import LEASE, after, claim
from core.records import MomentField, utcnow
from core.running import running
from core.waking import wake

GIVE_UP = timedelta(days=3)
"""How long an unreachable recipient is tried."""
PAUSE, LONG_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""The longest wait before an unreachable recipient, or a faulty deliverer, is tried again."""


class Delivery(Model):
    """One thing to deliver. `key` goes with it, so that a double is recognised; `payload` holds ids, not people.

    pending → sending → done, or refused for good; unknown when it was sent and no answer came, blocked when only a
    person can find out.
    """

    kind = CharField(max_length=80)
    payload = JSONField(default=dict)
    key = CharField(max_length=160, unique=True)
    state = CharField(max_length=10, default="pending")
    attempts = IntegerField(default=0)
    run_at = MomentField(default=utcnow)
    lease_until = MomentField(null=True)
    error = CharField(default="")
    created_at = MomentField(default=utcnow)
    delivered_at = MomentField(null=True)

    class Meta:
        database = db
        table_name = "core_outbox"
        indexes = ((("state", "run_at"), False),)


class Unreachable(Exception):
    """Nothing was sent: nobody answers. Everything of this kind waits a moment."""


class Unanswered(Exception):
    """It was sent, and nobody said whether it arrived."""


@dataclass(frozen=True)
class Deliverer:
    """How one kind is delivered. `send(payload, key)` raises Refused, Unreachable or Unanswered.

    `look_up(payload, key)` says whether the recipient has it already; `repeatable`: a second one does no harm.
    With neither, what is unanswered is left to a person.
    """

    kind: str
    send: Callable[[dict[str, Any], str], None]
    look_up: Callable[[dict[str, Any], str], bool] | None = None
    repeatable: bool = False


def deliverer(kind: str, *, look_up=None, repeatable: bool = False) -> Callable[[Callable], Deliverer]:
    """Declare a function of (payload, key) as the way to deliver a kind; list it in the plugin's `deliverers`."""
    return lambda function: Deliverer(kind, function, look_up, repeatable)


def put(kind: str, payload: dict[str, Any], *, key: str) -> Delivery:
    """Put something down in the caller's transaction. A key that exists is the same delivery, or is refused."""
    if kind not in running().deliverers:
        raise LookupError(f"nobody delivers {kind!r}")
    plain = json.loads(json.dumps(payload))
    with write_transaction():
        Delivery.insert(kind=kind, payload=plain, key=key).on_conflict_ignore().execute()
        found = statements.find(Delivery, key=key)
        if (found.kind, found.payload) != (kind, plain):
            raise Refused(_("Un autre envoi porte déjà la clé « %(key)s ».", key=key))
        on_commit(wake)
    return found


def deliver_next(lease: timedelta = LEASE) -> Delivery | None:
    """Deliver the oldest ready row and say which; None when there is none. No transaction is open while it is sent."""
    now = utcnow()
    ready = Delivery.kind.in_(list(running().deliverers)) & (
        ((Delivery.state << ("pending", "unknown")) & (Delivery.run_at <= now))
        | ((Delivery.state == "sending") & (Delivery.lease_until < now)))
    row = claim(Delivery, ready, {"state": "sending"}, lease)
    if row is None:
        return None
    changes = _deliver(row, sure=row.before["state"] == "pending")
    with write_transaction():
        mine = (Delivery.id == row.id) & (Delivery.state == "sending") & (Delivery.attempts == row.attempts)
        Delivery.update(**changes, lease_until=None).where(mine).execute()
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _deliver(row: Delivery, *, sure: bool) -> dict[str, Any]:
    """Try once; `sure`: nothing was sent before. Returns what to write to the row."""
    way = running().deliverers[row.kind]
    try:
        if not sure and way.look_up and way.look_up(row.payload, row.key):
            return _done()
        if not sure and not way.look_up and not way.repeatable:
            return {"state": "blocked", "error": row.error or "interrupted"}
        way.send(row.payload, row.key)
    except Refused as reason:
        return {"state": "refused", "error": str(reason)[:255]}
    except Unreachable:
        return _wait_all(row, "pending" if sure else "unknown")
    except Unanswered:
        return _wait(row, "unknown", "unanswered", PAUSE)
    except Exception as fault:  # the boundary: what a plugin's deliverer raises must not stop the others
        return _wait(row, "unknown", type(fault).__name__, LONG_PAUSE)
    return _done()


def _done() -> dict[str, Any]:
    return {"state": "done", "error": "", "delivered_at": utcnow()}


def _wait(row: Delivery, state: str, error: str, longest: timedelta) -> dict[str, Any]:
    """Try again later, or stop when it has been tried for too long."""
    if utcnow() - row.created_at > GIVE_UP:
        return {"state": "refused" if state == "pending" else "blocked", "error": error}
    return {"state": state, "error": error, "run_at": utcnow() + after(row.attempts, longest)}


def _wait_all(row: Delivery, state: str) -> dict[str, Any]:
    """Nobody answers: the others of this kind wait as long as this one."""
    changes = _wait(row, state, "unreachable", PAUSE)
    if at := changes.get("run_at"):
        with write_transaction():
            Delivery.update(run_at=at).where(Delivery.kind == row.kind, Delivery.state == "pending",
                                             Delivery.run_at < at).execute()
    return changes


def next_moment() -> datetime | None:
    """When the next delivery is to be tried that is not ready yet, or given up by a worker that may be gone."""
    ours = Delivery.kind << list(running().deliverers)
    moments = [Delivery.select(fn.MIN(Delivery.run_at)).where(ours, Delivery.state << ("pending", "unknown")),
               Delivery.select(fn.MIN(Delivery.lease_until)).where(ours, Delivery.state == "sending")]
    return min((moment for query in moments if (moment := query.scalar())), default=None)


def retry(wanted: Delivery) -> None:
    """Try again what was refused or blocked: somebody made sure that it has not arrived, or mended the cause."""
    with write_transaction():
        Delivery.update(state="pending", run_at=utcnow(), created_at=utcnow(), error="").where(
            Delivery.id == wanted.id, Delivery.state << ("refused", "blocked")).execute()
        on_commit(wake)
