"""What a form is made of: pages, blocks, fields, and the conditions under which a field is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Circumstances:
    """What a condition may look at: the type of the request, whether it is an office's, the answers so far."""

    type: str
    office: bool
    answers: Mapping[str, Any]


Condition = Callable[[Circumstances], bool]
Check = Callable[[Any], object]


def always(_case: Circumstances) -> bool:
    """In every case."""
    return True


def never(_case: Circumstances) -> bool:
    """In no case."""
    return False


def of_type(*types: str) -> Condition:
    """When the request is of one of these types."""
    return lambda case: case.type in types


def at_office(case: Circumstances) -> bool:
    """When a coordinating office asks: the home provider signs too."""
    return case.office


def answered(name: str, *values: Any) -> Condition:
    """When another field holds one of these values, or has one of them among its choices."""
    def met(case: Circumstances) -> bool:
        given = case.answers.get(name)
        return any(value in values for value in given) if isinstance(given, list) else given in values

    met.on = (name, values)  # type: ignore[attr-defined]
    return met


def depends_on(condition: Condition) -> tuple[str, tuple[Any, ...]] | None:
    """The field and the answers that a condition waits for, which a page can watch while one types; else nothing."""
    return getattr(condition, "on", None)


def any_of(*names: str) -> Condition:
    """When one of these fields is filled: a row that is begun must be finished."""
    return lambda case: any(case.answers.get(name) not in (None, "", []) for name in names)


@dataclass(frozen=True)
class Field:
    """One question.

    `kind` is text, long, choice, choices, date, decimal, integer or yes_no. `mandatory` and `shown` are conditions;
    `check` takes a valid value and says what is wrong with it. `column` tells that a valid value lives in the column
    of the request that has the field's name. A field `on_paper` is filled in after printing: it is not part of what
    a printed signature page is tied to. `short` names the field where its block is not seen (a cell of a grid).
    """

    name: str
    label: object
    kind: str = "text"
    help: object = ""
    mandatory: Condition = never
    shown: Condition = always
    options: Mapping[str, object] | None = None
    check: Check | None = None
    unit: object = ""
    limit: int = 4000
    column: bool = False
    on_paper: bool = False
    short: object = ""


@dataclass(frozen=True)
class Block:
    """Fields under one title. `rows` lays them out as a grid: (title, names of the fields of that row)."""

    name: str
    title: object
    fields: tuple[Field, ...] = ()
    intro: object = ""
    rows: tuple[tuple[object, tuple[str, ...]], ...] = ()
    at_least_one: object = ""


@dataclass(frozen=True)
class Page:
    """One of the seven pages; `short` names it in the strip.

    `carried` tells that a renewal without change takes it over, locked but for dates.
    """

    number: int
    name: str
    title: object
    blocks: tuple[Block, ...]
    carried: bool = False
    short: object = ""

    def fields(self) -> Iterator[Field]:
        """Its fields from top to bottom."""
        for block in self.blocks:
            yield from block.fields
