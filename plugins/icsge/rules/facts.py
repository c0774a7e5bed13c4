"""What the rules look at: plain values, made from our records or from what a server received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plugins.agreements import SUBSIDISED, Facts

MOST_YEARS = 13
"""The age from which a child is no child of a childcare service (ICSGE-R14)."""
WORKING_WEEK = frozenset(range(5))


@dataclass(frozen=True)
class Named:
    """Somebody's names and birth: a child, or an entry of the civil register."""

    last_name: str
    first_name: str
    birth_date: date | None
    sex: str = ""
    nirec: str = ""
    necsg: str = ""
    born_elsewhere: bool = False


@dataclass(frozen=True)
class Adult:
    """Who signs a file; `reference` is the number of the same person in the sender's system."""

    last_name: str
    first_name: str
    role: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Address:
    """Where parent A lives."""

    street: str = ""
    city: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class Known:
    """What the Ministry alone knows of a file: the rules that look at it say nothing where it is not given.

    `entry` is that of the register for the NIREC, `holder` the child who has the NECSG. `number_known`: whether the
    file number is one of this component. `signers`: the references of those who signed the file as it was accepted.
    """

    entry: Named | None = None
    holder: Named | None = None
    number_known: bool = True
    signers: tuple[str, str] | None = None


@dataclass(frozen=True)
class FileFacts:
    """A parent-child file on a day. `others`: parent A of the child's other files there; `namesakes`: the children of
    the service who have the same NIREC; `similar`: whether somebody alike was said to be somebody else."""

    child: Named
    adult: Adult
    address: Address
    second: Adult | None = None
    custody: str = "none"
    starts_on: date | None = None
    day: date = date.min
    most_years: int = MOST_YEARS
    others: tuple[Adult, ...] = ()
    namesakes: tuple[Named, ...] = ()
    similar: bool = False
    known: Known | None = None


@dataclass(frozen=True)
class PeriodFacts:
    """A period of reserved places. `others`: those of the component; `permit_places`: the places of its permit, when
    known; `most_children`: the day on which most children take its places, and how many."""

    starts_on: date | None
    ends_on: date | None
    days_per_week: int | None
    places: int | None
    age_code: str
    others: tuple[PeriodFacts, ...] = ()
    permit_places: int | None = None
    most_children: tuple[date, int] | None = None


@dataclass(frozen=True)
class ComponentFacts:
    """What the rules of an agreement know of its component; `periods` are the accepted ones."""

    nature: str = "cpe"
    care: frozenset[str] = frozenset()
    held_types: frozenset[str] = frozenset()
    periods: tuple[PeriodFacts, ...] = ()
    most_years: int = MOST_YEARS

    @property
    def subsidised(self) -> bool:
        return self.nature in SUBSIDISED


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement with what icsge adds to its rules; `number_known` as in `Known`, None when nobody can say."""

    agreement: Facts
    periods: tuple[PeriodFacts, ...] = ()
    most_years: int = MOST_YEARS
    number_known: bool | None = None


@dataclass(frozen=True)
class ClosedDay:
    """A day on which slots are closed; `expected`: how many children would have come."""

    day: date
    slots: frozenset[str]
    office_open: bool = False
    care_open: bool = False
    reason: str = "planned"
    expected: int = 0


@dataclass(frozen=True)
class ClosureFacts:
    """The calendar of a year. `care`: the groups of slots beyond the daytime that the component offers; `opens`: the
    weekdays on which it gives service."""

    year: int
    is_office: bool = False
    care: frozenset[str] = frozenset()
    days: tuple[ClosedDay, ...] = ()
    opens: frozenset[int] = WORKING_WEEK


@dataclass(frozen=True)
class DayFacts:
    """One day of a calendar; `twice`: the calendar has its date already."""

    calendar: ClosureFacts
    closed: ClosedDay
    twice: bool = False


def offered(care: frozenset[str]) -> frozenset[str]:
    """The slots that a component offers, with the care that it gives beyond the daytime."""
    return frozenset({"am", "pm"} | {f"{group}{rank}" for group in care for rank in (1, 2)})


def has_allowance(allowances: Iterable[tuple[date, date | None]], day: date) -> bool:
    """Whether the allowance for a disabled child runs on a day."""
    return any(first <= day and (last is None or last >= day) for first, last in allowances)
