"""What a list is, and what an address asks of it; what cannot be read is as if it had not been asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from peewee import Expression
from werkzeug.datastructures import MultiDict

from core.admin.columns import Column
from core.admin.filters import Chosen
from core.admin.seeking import Mark, read_mark, reader_of
from core.admin.selection import field_at
from core.admin.typed import as_id, as_text
from core.errors import NotFound, PluginError
from core.i18n import _
from core.records import Record

SIZES = (25, 50, 100)
YOURS, LATE = "yours", "late"


@dataclass(frozen=True)
class RecordList:
    """One list of a view: an entry of the menu. `where(view, user)` gives its condition, or `states` names the states.

    `columns`: other ones than the view's. `intro`: the sentence under the title. `empty`, `empty_help`: what is
    said when it has no row. `sort`: another order than the view's. `menu`: whether it stands in the banner, `counted`:
    with its number of records.
    """

    name: str
    label: object
    where: Callable[[Any, Any], Expression] | None = None
    states: Sequence[str] = ()
    columns: Sequence[Column] = ()
    intro: object = ""
    empty: object = ""
    empty_help: object = ""
    sort: str = ""
    menu: bool = True
    counted: bool = True


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list. What could not be read is as if it had not been asked."""

    search: str = ""
    chosen: dict[str, Chosen] = field(default_factory=dict)
    tab: str = ""
    sort: str = ""
    size: int = SIZES[0]
    after: Mark | None = None
    before: Mark | None = None
    last: bool = False
    rank: int = 0

    @property
    def backwards(self) -> bool:
        """Whether the page is read from its end."""
        return self.before is not None or self.last

    @property
    def mark(self) -> Mark | None:
        """The row beside which the page begins."""
        return None if self.last else self.before or self.after

    def at_start(self) -> Asked:
        """The same, from the first page."""
        return replace(self, after=None, before=None, last=False, rank=0)

    @property
    def narrowed(self) -> bool:
        """Whether something is filtered or searched."""
        return bool(self.search or self.chosen or self.tab)


def read_asked(view, shown: RecordList, args: MultiDict, user) -> Asked:
    """Read the parameters of an address."""
    sort = args.get("sort", "")
    sort = sort if sort.removeprefix("-") in view.sort_keys(shown) else shown.sort or view.default_sort
    chosen = {each.name: found for each in view.filters if (found := each.read(args, view, user)) is not None}
    size, rank = as_id(args.get("page_size")), as_id(args.get("rank"))
    read = reader_of(sort_field(view.model, sort))
    return Asked(search=as_text(args.get("q")) if view.searchable else "", chosen=chosen,
                 tab=args.get("tab") if view.turns_in(shown) and args.get("tab") in (YOURS, LATE) else "", sort=sort,
                 size=size if size in SIZES else view.page_size,
                 after=read_mark(args.get("after"), read) if "after" in args else None,
                 before=read_mark(args.get("before"), read) if "before" in args else None,
                 last=args.get("last") == "1", rank=rank if rank and 0 < rank < 10**9 else 0)


def named(view, slug: str) -> RecordList:
    """The list of this name, or NotFound."""
    found = next((shown for shown in (*view.lists, view.everything) if shown.name == slug), None)
    if found is None:
        raise NotFound(_("Cette liste n’existe pas."))
    return found


def sort_field(model: type[Record], sort: str):
    """The field that a sort compares; None for a computed one."""
    path = sort.removeprefix("-")
    try:
        return field_at(model, path)
    except PluginError:
        return None
