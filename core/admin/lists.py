"""The fast list: one select for a page with its labels, one statement for every count, and nothing per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from typing import Any

from peewee import Expression, FieldAlias, ModelSelect, fn

from core import statements
from core.admin.asked import YOURS, Asked, RecordList
from core.admin.seeking import Mark, beyond, plain
from core.admin.selection import Selection, field_at
from core.admin.standing import overdue, urgency, your_turn
from core.alphabet import sort_key
from core.i18n import number
from core.ordering import in_text_order, named
from core.records import ALWAYS, NEVER, Record, indexed, matching
from core.statements import tuples

CAP = 10_000
"""Counting stops here: « plus de 10 000 »."""

ARCHIVED = {"archived", "archived_at"}
"""The filters that bring archived records into a list that hides them."""


def conditions(view, shown: RecordList, asked: Asked, user) -> list[Expression]:
    """The conditions of a list, its scope first; NEVER alone when nothing can be seen."""
    scope = view.model.within(user, view.permission("read"))
    if scope is NEVER:
        return [NEVER]
    found = [scope, shown.where(view, user) if shown.where else ALWAYS,
             view.model.state << list(shown.states) if shown.states else ALWAYS]
    if asked.tab:
        found.append(your_turn(view.model, user) if asked.tab == YOURS else overdue(view.model))
    found += [each.condition(asked.chosen[each.name], user) for each in view.filters if each.name in asked.chosen]
    if view.hides_archived and not ARCHIVED & set(asked.chosen):
        found.append(view.model.archived_at.is_null())
    found = [each for each in found if each is not ALWAYS]
    if not asked.search:
        return found
    if indexed(asked.search):
        found = [fn.likely(each) for each in found]
    return [*found, matching(view.model, asked.search)]


def all_of(found: Sequence[Expression]) -> Expression:
    """Every condition at once."""
    return reduce(and_, found) if found else ALWAYS


def counted(model: type[Record], wanted: Sequence[tuple[Expression, int]]) -> list[int]:
    """How many rows each condition keeps, counted one past its cap at most, in one statement."""
    if not wanted:
        return []
    return statements.counts(model, wanted)


def capped(count: int) -> int | str:
    """A count, or « 10 000+ » past the cap."""
    return count if count <= CAP else f"{number(CAP)}+"


class Sorting:
    """The order of a list: its column, its direction, and the mark of a row at a page's edge."""

    def __init__(self, view, sort: str, user):
        self.up, self.path = not sort.startswith("-"), sort.removeprefix("-")
        self.view, self.user = view, user

    def column(self, selection: Selection) -> Any:
        """The expression to order by, its joins made in the selection."""
        if self.path == "next":
            return urgency(self.view.model, self.user)
        computed = self.view.computed(self.path)
        if computed:
            return computed(self.view.model)
        column = selection.field(self.path)
        return in_text_order(column) if self.named else column

    @cached_property
    def named(self) -> bool:
        """Whether the rows stand in the order of words; codes stand as they are written."""
        if self.path in ("next", "id") or self.view.computed(self.path) or self.path in self.view.codes:
            return False
        return named(field_at(self.view.model, self.path))

    def order(self, selection: Selection, up: bool) -> list:
        """By the column, then by id the same way, so that no two rows are level."""
        columns = [selection.model.id] if self.path == "id" else [self.column(selection), selection.model.id]
        return [each.asc() if up else each.desc() for each in columns]

    def place(self, selection: Selection) -> int:
        """Where in the rows the value to order by lies."""
        if self.path == "next" or self.view.computed(self.path):
            return selection.compute(f"sort:{self.path}", lambda: self.column(selection).alias("sorted_by"))
        return selection.add(self.path)

    def beyond(self, selection: Selection, mark: Mark, up: bool) -> Expression:
        """The rows after a mark."""
        key = selection.model.id
        if self.path == "id":
            return key > mark.id if up else key < mark.id
        column = self.column(selection)
        nullable = isinstance(column, FieldAlias) or getattr(column, "null", True)
        if self.named and mark.value is not None:
            mark = Mark(sort_key(mark.value), mark.id)
        return beyond(column, key, mark, up=up, nullable=nullable)


def ids_of_page(view, asked: Asked, user, found: list[Expression]) -> ModelSelect:
    """The ids of one page and one more, by key, with only the joins that the order needs."""
    sorting, selection = Sorting(view, asked.sort, user), Selection(view.model, user)
    up = sorting.up != asked.backwards
    order = sorting.order(selection, up)
    if asked.mark is not None:
        found = [*found, sorting.beyond(selection, asked.mark, up)]
    query = selection.joined(view.model.select(view.model.id))
    return query.where(all_of(found)).order_by(*order).limit(asked.size + 1)


@dataclass
class ListPage:
    """One page of a list: its rows as tuples, and the marks where the pages beside it begin."""

    rows: list[tuple]
    previous: Mark | None = None
    following: Mark | None = None


def rows_of_page(view, asked: Asked, user, found: list[Expression], selection: Selection) -> ListPage:
    """The rows of a page with every value of the selection, in one select."""
    sorting = Sorting(view, asked.sort, user)
    place = sorting.place(selection)
    ids = ids_of_page(view, asked, user, found)
    rows = tuples(selection.select().where(view.model.id << ids).order_by(*sorting.order(selection, sorting.up)))
    more = len(rows) > asked.size
    if more:
        rows = rows[1:] if asked.backwards else rows[:-1]
    if not rows:
        return ListPage([])
    earlier, later = (more, asked.before is not None) if asked.backwards else (asked.after is not None, more)
    edges = [Mark(plain(row[place]), row[0]) for row in (rows[0], rows[-1])]
    return ListPage(rows, edges[0] if earlier else None, edges[1] if later else None)
