"""Exports of a list, as it is filtered and sorted: limited, and written in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from core import i18n, journal
from core.accounts.stepup import require_fresh
from core.admin.asked import LATE, YOURS, Asked, RecordList, named, read_asked
from core.admin.list_page import total_text
from core.admin.lists import Sorting, all_of, conditions, counted
from core.admin.selection import Selection
from core.admin.tables import WRITERS
from core.database import write_transaction
from core.errors import Forbidden, NotFound, Refused
from core.i18n import _
from core.policy import person
from core.records import NEVER, kind_of, utcnow

MOST = 50_000
TABS = {YOURS: _("À vous"), LATE: _("En retard")}


def export(view):
    """Answer with the file of a list as it is filtered, and write in the journal that it left."""
    form = request.form.get("form", "")
    if form not in WRITERS or not view.can_export:
        raise NotFound(_("Cet export n’existe pas."))
    if view.export_asks_password:
        require_fresh()
    user, shown = person(), named(view, request.form.get("list", ""))
    if not user.can(view.permission("read")):
        raise Forbidden(_("Vous ne pouvez pas voir cette liste : vous ne pouvez pas l’exporter."))
    asked = read_asked(view, shown, MultiDict(parse_qsl(request.form.get("query", ""))), user)
    found = conditions(view, shown, asked, user)
    count = 0 if found and found[0] is NEVER else counted(view.model, [(all_of(found), MOST)])[0]
    if count > MOST:
        raise Refused(_("Cet export compte plus de %(count)s lignes.", count=i18n.number(MOST)),
                      _("Ajoutez un filtre, puis exportez de nouveau."))
    columns = view.export_columns or view.columns_of(shown)
    selection = Selection(view.model, user)
    states = view.model.workflow.states if view.tracked else {}
    readers = [column.exported(column.choose(selection), states) for column in columns]
    sorting = Sorting(view, asked.sort, user)
    order = sorting.order(selection, sorting.up)
    query = selection.select().where(all_of(found)).order_by(*order).limit(MOST)
    held: list[int] = []
    rows = ([read(row) for read in readers] for row in noting(query.iterator(), held)) if count else iter(())
    heads, foot = [str(column.label) for column in columns], footer(view, shown, user, count)
    answer = WRITERS[form](heads, rows, foot, file_name(view, shown, form))
    with write_transaction():
        journal.write(user, f"{kind_of(view.model)}.exported", after=journal.listed(held),
                      note=" · ".join([f"{form.upper()}, {total_text(view, count)}, {shown.label}",
                                       *narrowed(view, asked)]))
    return answer


def noting(rows: Iterable[tuple], held: list[int]) -> Iterator[tuple]:
    """The rows, the number of each record kept as it goes by: the journal names those that the file holds."""
    for row in rows:
        held.append(row[0])
        yield row


def narrowed(view, asked: Asked) -> list[str]:
    """What a list is narrowed to, in words: « Recherche : bouilloire », « Usure : Légère »."""
    words = [(_("Recherche"), asked.search), (_("Onglet"), TABS.get(asked.tab, ""))]
    words += [(each.label, asked.chosen[each.name].shown) for each in view.filters if each.name in asked.chosen]
    return [str(_("%(label)s : %(value)s", label=label, value=value)) for label, value in words if value]


def footer(view, shown: RecordList, user, count: int) -> str:
    """Who exported what and when (MES-R84)."""
    return str(_("%(list)s : %(total)s, exporté par %(who)s le %(when)s.", list=shown.label,
                 total=total_text(view, count), who=user.name, when=i18n.prose_moment(utcnow())))


def file_name(view, shown: RecordList, form: str) -> str:
    """`reparations-ouvertes-2026-11-23.csv`."""
    words = "-".join(i18n.fold(f"{view.label_plural} {shown.name}").split())
    return f"{''.join(sign for sign in words if sign.isalnum() or sign == '-')}-{i18n.iso_date(utcnow())}.{form}"
