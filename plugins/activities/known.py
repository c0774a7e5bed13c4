"""What is known of a participant, a class, a right, a period or a booking: plain values, read many at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Cell(NamedTuple):
    """A participant, a service and a day: what is booked, and what « Pourquoi pas ? » is asked of."""

    participant: int
    service: int
    day: date


class Who(NamedTuple):
    """A participant as a person."""

    first_name: str
    last_name: str
    child: int | None
    guardian: int | None
    archived: bool

    @property
    def name(self) -> str:
        """As it is spoken."""
        return f"{self.first_name} {self.last_name}"

    @property
    def listed(self) -> str:
        """As a class list has it: « Martin, Léa »."""
        return f"{self.last_name}, {self.first_name}"


class Stay(NamedTuple):
    """A person's time in a class; `establishment` is where, `place` its path, `year_state` whether its year is open."""

    starts_on: date
    ends_on: date
    class_group: int
    class_name: str
    establishment: int
    place: str
    place_name: str
    level: int | None
    year: str
    year_state: str


class Right(NamedTuple):
    """An entitlement: from, until (None: without end), on which weekdays."""

    starts_on: date
    ends_on: date | None
    weekdays: int

    def holds(self, day: date) -> bool:
        """Whether it runs on a day, whatever its weekday."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class Target(NamedTuple):
    """A period that closes or opens a service for a class."""

    period: int
    label: str
    starts_on: date
    ends_on: date
    kind: str


class Held(NamedTuple):
    """The live booking of a cell."""

    id: int
    state: str
    version: int
    class_group: int
    origin: str
    late: bool
    invoice_line: int | None
    arrived_at: str
    left_at: str
    marked_at: datetime | None
    marked_by: int | None
