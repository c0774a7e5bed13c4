"""Demonstration data: the plugins fill in their invented parts, in order; the same every time but for the dates.

A plugin names a module in `demo`. Its `PARTS` are functions that take the Demo, write, and say in one line what, in
French made with `_`: the journal keeps it so, the terminal says it in English.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from importlib import import_module

from flask import current_app
from flask_babel import force_locale
from flask_security import hash_password

from core import database, journal
from core.accounts.models import SYSTEM, Membership, Role, User
from core.accounts.roles import sync_roles
from core.app import sources_of
from core.database import connection, write_transaction
from core.errors import Refused
from core.files import File, keep
from core.i18n import _, fold
from core.journal import Entry
from core.notify import Notice
from core.numbering import Series
from core.organisations import Organisation
from core.outbox import Delivery
from core.records import at, today, utcnow
from core.running import running

PHRASE = "palet-marelle-craie-ciel"
"""The password of every demonstration account: known to all, so made in demonstration mode only."""
SEED = 20210422
ACCOUNTS = "demo-accounts.json"


@dataclass
class Demo:
    """What the parts share: today, one source of chance, and ways to make accounts, files and past moments."""

    now: datetime = field(default_factory=utcnow)
    today: date = field(default_factory=today)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - nothing secret
    accounts: list[dict[str, str]] = field(default_factory=list)

    at = staticmethod(at)

    @staticmethod
    def mailbox(name: str) -> str:
        """« Marie-Ève » as `marie-eve`: the part of an address before the @."""
        return fold(name).strip().replace(" ", "-").replace("’", "")

    def morning(self, day: date) -> datetime:
        """A moment of the working hours of a day, and never later than now."""
        moment = datetime.combine(day, time(13, 0), UTC) + timedelta(minutes=self.chance.randrange(480))
        return min(moment, self.now)

    def digits(self, count: int) -> str:
        """An invented number of so many digits."""
        return "".join(self.chance.choices("0123456789", k=count))

    @cached_property
    def password(self) -> str:
        """The one hash of the one phrase."""
        return hash_password(PHRASE)

    def account(self, email: str, name: str, *, role: str, place: Organisation, shown: bool = True) -> User:
        """A person with a role in a place; those who are shown have the phrase, the others no password."""
        first, _space, last = name.partition(" ")
        user = User(email=email, first_name=first, last_name=last, password=self.password if shown else None)
        user.save()
        held = Role.get(Role.name == role)
        Membership(user=user, role=held, organisation=place).save()
        if shown:
            self.accounts.append({"email": email, "password": PHRASE, "role": str(held), "place": str(place),
                                  "name": user.name})
        return user

    def pdf(self, name: str, lines: list[str], user=None) -> File:
        """A small PDF of one page that says these lines, kept in the store."""
        return keep(page(name, lines), name=name, content_type="application/pdf", user=user)

    def next_number_is(self, series: str, number: int) -> None:
        """Let a series give this number next: the demonstration carries over numbers that people know."""
        Series.insert(name=series, value=number - 1).on_conflict(
            conflict_target=[Series.name], update={Series.value: number - 1}).execute()


def page(title: str, lines: list[str]) -> bytes:
    """A PDF of one letter page with a title and lines; the same bytes for the same words."""
    drawn = b"\n".join(b"(%b) Tj T*" % _written(line) for line in (title, "", *lines))
    text = b"BT /F1 11 Tf 16 TL 72 720 Td\n%b\nET" % drawn
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-CA) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%b) >>" % _written(title),
    )
    out, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    last = b"trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 7\n0000000000 65535 f \n" + b"".join(starts) + last


def _written(line: str) -> bytes:
    """A line as a PDF writes it between brackets, in the letters of its font."""
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def fill(say: Callable[[str], object], *, if_empty: bool) -> None:
    """Bring the database to its schema and fill it, part by part; `say` gets a line for each part.

    Raises Refused out of demonstration mode, and where there are data (kept in silence with `if_empty`).
    """
    config = running().config
    if not config.demo:
        raise Refused("The demonstration has a password that everybody knows: it is for demonstration mode only.",
                      "Set MARELLE_DEMO=1 on a data folder of its own.")
    database.migrate(sources_of(current_app))
    sync_roles(current_app._get_current_object())
    with connection():
        if Organisation.select().exists():
            _keep_what_is_there(say, if_empty=if_empty)
            return
        demo = Demo()
        running().store.durable = False
        for sentence in _played(demo):
            say(sentence)
        os.sync()  # five hundred files at once, not one by one; what was cut off before has no end written down
        _finish(demo)
    say(f"{len(demo.accounts)} accounts, password « {PHRASE} »: {config.data / ACCOUNTS}")


def _keep_what_is_there(say: Callable[[str], object], *, if_empty: bool) -> None:
    done = Entry.select().where(Entry.action == "core.demo.done").exists()
    if Entry.select().where(Entry.action == "core.demo.part").exists() and not done:
        raise Refused("The demonstration data are there by half: making them was interrupted.",
                      f"Empty {running().config.data} (or its database) and begin again.")
    if not if_empty:
        raise Refused("There are data already.", "Give an empty MARELLE_DATA, or --if-empty to keep what is there.")
    say("The data are kept.")


def _played(demo: Demo) -> Iterator[str]:
    """Each part in a transaction of its own: what it made, in English."""
    for plugin in running().host:
        for part in import_module(plugin.demo).PARTS if plugin.demo else ():
            with write_transaction():
                sentence = part(demo)
                journal.write(SYSTEM, "core.demo.part", note=sentence)
            with force_locale("en"):
                said = f"{plugin.name}: {sentence}"
            yield said


def _finish(demo: Demo) -> None:
    """Write down the accounts; what the past sent by mail counts as sent, and its notices as read."""
    path = running().config.data / ACCOUNTS
    path.write_text(json.dumps(demo.accounts, ensure_ascii=False, indent=1) + "\n")
    with write_transaction():
        Delivery.update(state="done", delivered_at=Delivery.created_at).where(Delivery.state == "pending").execute()
        Notice.update(read_at=Notice.created_at).where(Notice.created_at < demo.now - timedelta(days=14)).execute()
        journal.write(SYSTEM, "core.demo.done", note=_("%(count)s comptes", count=len(demo.accounts)))
