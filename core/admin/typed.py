"""What people type, read into values: anything that cannot be read is None, never an error."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from core.i18n import choose_zone

BIGGEST = 2**63 - 1
LONGEST = 200


def as_id(text: str | None) -> int | None:
    """A row's id, or any whole number a database can hold."""
    text = (text or "").strip()
    digits = text[1:] if text.startswith("-") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19 or abs(int(text)) > BIGGEST:
        return None
    return int(text)


def as_text(text: str | None) -> str:
    """A line of text without its NULs, which PostgreSQL refuses, and not longer than a line."""
    return (text or "").replace("\x00", "").strip()[:LONGEST]


def as_number(text: str | None) -> Decimal | None:
    """A number with a comma or a point, with or without spaces between the thousands."""
    try:
        found = Decimal("".join((text or "").split()).replace(",", ".").replace("\u2212", "-"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**15 else None


def as_day(text: str | None) -> date | None:
    """A day written 2026-11-23 or 23/11/2026."""
    text = (text or "").strip()
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def as_moment(text: str | None) -> datetime | None:
    """A moment in ISO form; without a zone it is in the zone of the organisation being worked in."""
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(choose_zone()))
    return found.astimezone(UTC) if 1 < found.year < 9999 else None


def start_of(day: date) -> datetime:
    """The moment a day begins, in the zone of the organisation being worked in."""
    day = min(max(day, date(2, 1, 1)), date(9998, 1, 1))
    return datetime.combine(day, time.min, ZoneInfo(choose_zone())).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The moment a day ends."""
    return start_of(min(day, date(9998, 1, 1)) + timedelta(days=1))
