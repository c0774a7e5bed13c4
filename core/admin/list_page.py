"""The page of a list: three queries (saved filters, every count, the rows), then one pass over the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from core import i18n
from core.admin import banner, bulk, saved
from core.admin.asked import LATE, SIZES, YOURS, Asked, RecordList, read_asked
from core.admin.lists import CAP, ListPage, all_of, capped, conditions, counted
from core.admin.rows import lines, read_rows
from core.i18n import _
from core.policy import person
from core.records import NEVER

PLACES = ("after", "before", "last", "rank")


def show(view, shown: RecordList):
    """Answer with the page of a list."""
    user = person()
    asked = read_asked(view, shown, request.args, user)
    filters = saved.of(user, view.key, shown.name)
    found = conditions(view, shown, asked, user)
    totals = counts(view, shown, asked, user, filters)
    page, rows = read_rows(view, shown, asked, user, found)
    if not rows and asked.mark is not None:
        page, rows = read_rows(view, shown, asked.at_start(), user, found)
    actions = bulk.actions(view, user)
    query, url = query_of(view, request.args), view.list_url(shown)
    context = {
        "shown": shown, "asked": asked, "rows": rows, "lines": lines(rows, pick=bool(actions)), "page": page,
        "total": totals["shown"], "query": query,
        "heads": heads(view, shown, asked, url),
        "tabs": tabs(view, shown, asked, totals, filters),
        "saved": next((each for each in filters if each.query == query), None),
        "filters": filter_items(view, asked, user, url), "sorts": sorts(view, shown, asked),
        "kept": {"tab": asked.tab} if asked.tab else {}, "kept_query": parse_qsl(query),
        "sizes": [(size, size == asked.size) for size in SIZES], "url": url,
        "actions": actions, "bulk_url": url_for(f"{view.endpoint}.bulk") if actions else "",
        "create_url": url_for(f"{view.endpoint}.create") if view.may_create(user) else "",
        "can_export": view.can_export and user.can("core.export"),
        "forbidden": found[:1] and found[0] is NEVER, **feet(view, asked, page, totals["shown"], url),
    }
    return view.render(view.list_template, **context)


def counts(view, shown: RecordList, asked: Asked, user, filters: Sequence) -> dict[Any, int]:
    """How many rows the page, each tab and each saved filter have: one statement."""
    if view.model.within(user, view.permission("read")) is NEVER:
        return {"shown": 0, "all": 0}
    wanted = {"all": Asked(sort=asked.sort)}
    if view.turns_in(shown):
        wanted |= {tab: Asked(tab=tab, sort=asked.sort) for tab in (YOURS, LATE)}
    wanted |= {each.id: read_asked(view, shown, each.args, user) for each in filters}
    if asked.narrowed:
        wanted["shown"] = asked
    others = {name: each for name, each in banner.scopes(view, user).items() if name != shown.name}
    found = counted(view.model, [*((all_of(conditions(view, shown, each, user)), CAP) for each in wanted.values()),
                                 *others.values()])
    numbers = dict(zip(wanted, found, strict=False))
    banner.known()[view.key] = dict(zip(others, found[len(wanted):], strict=True)) | {shown.name: numbers["all"]}
    return {"shown": numbers["all"]} | numbers


def query_of(view, args: MultiDict) -> str:
    """The part of an address that says which rows and in what order, without the page: what a saved filter keeps."""
    known = {"q", "tab", "sort"}
    for each in view.filters:
        known |= {each.name, f"{each.name}-from", f"{each.name}-to"}
    return urlencode([(name, value) for name, value in args.items(multi=True) if name in known and value])


def address(url: str, **changes) -> str:
    """The address of a list as it is asked for now, with other values for some parameters (None takes one away)."""
    pairs = [(name, value) for name, value in request.args.items(multi=True)
             if name not in changes and name not in PLACES and value]
    pairs += [(name, value) for name, value in changes.items() if value is not None]
    return f"{url}?{urlencode(pairs)}" if pairs else url


def heads(view, shown: RecordList, asked: Asked, url: str) -> list[dict]:
    """The head of each column: where a click sorts, and which one sorts now."""
    path, down = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    found = []
    for column in view.columns_of(shown):
        current = column.sortable and column.key == path
        other = f"-{column.key}" if current and not down else column.key
        found.append({"label": column.label, "css": column.css,
                      "url": address(url, sort=other) if column.sortable else "",
                      "direction": ("descending" if down else "ascending") if current else ""})
    return found


def sorts(view, shown: RecordList, asked: Asked) -> list[tuple]:
    """The orders offered on a phone; the present one keeps its direction."""
    found = [(column.key, column.label) for column in view.columns_of(shown) if column.sortable]
    if asked.sort.removeprefix("-") not in dict(found):
        found.insert(0, (asked.sort, _("la plus récente")))
    return [(asked.sort if key == asked.sort.removeprefix("-") else key, label, key == asked.sort.removeprefix("-")
             or key == asked.sort) for key, label in found]


def tabs(view, shown: RecordList, asked: Asked, totals: dict, filters: Sequence) -> list[dict]:
    """All, what waits for the reader, what is late, then her saved filters; each with its count."""
    url, now = view.list_url(shown), query_of(view, request.args)
    here = next((each.id for each in filters if each.query == now), asked.tab or "all")
    items = [(_("Toutes"), "", "all", "")]
    if YOURS in totals:
        items += [(_("À vous"), f"tab={YOURS}", YOURS, ""), (_("En retard"), f"tab={LATE}", LATE, "")]
    items += [(each.name, each.query, each.id, "bookmark") for each in filters]
    found = [{"label": label, "url": f"{url}?{query}" if query else url, "count": capped(totals.get(key, 0)),
              "current": key == here, "icon": icon} for label, query, key, icon in items]
    return found if len(found) > 1 else []


def filter_items(view, asked: Asked, user, url: str) -> list[dict]:
    """What the filter bar shows of each filter."""
    found = []
    for each in view.filters:
        chosen, choices = asked.chosen.get(each.name), each.options(view, user)
        if each.kind == "choices" and not choices:
            continue
        gone = dict.fromkeys((each.name, f"{each.name}-from", f"{each.name}-to"))
        found.append({
            "name": each.name, "label": each.label, "kind": each.kind, "lookup_url": view.lookup_url(each),
            "choices": choices, "values": chosen.typed if chosen else (),
            "shown": chosen.shown if chosen else "", "remove_url": address(url, **gone) if chosen else ""})
    return found


def feet(view, asked: Asked, page: ListPage, total: int, url: str) -> dict[str, Any]:
    """The words and links under the table."""
    rank = asked.rank or (1 if asked.mark is None and not asked.last else 0)
    if asked.last and total <= CAP:
        rank = total - len(page.rows) + 1
    here = str(_("%(first)s à %(last)s", first=i18n.number(rank), last=i18n.number(rank + len(page.rows) - 1))) \
        if rank and page.rows else ""
    before = {"before": page.previous, "rank": max(rank - asked.size, 1) if rank else None}
    after = {"after": page.following, "rank": rank + len(page.rows) if rank else None}
    return {"here": here, "total_text": total_text(view, total),
            "previous_url": address(url, **before) if page.previous else "",
            "next_url": address(url, **after) if page.following else "",
            "last_url": address(url, last="1") if page.following else ""}


def total_text(view, total: int) -> str:
    """« 14 demandes », « plus de 10 000 demandes »."""
    if total > CAP:
        return str(_("plus de %(count)s %(what)s", count=i18n.number(CAP), what=str(view.label_plural).lower()))
    what = view.label if total < 2 else view.label_plural
    return f"{i18n.number(total)} {str(what).lower()}"
