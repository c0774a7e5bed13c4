"""`RecordView`: everything the admin shows of one kind of record, declared by attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import url_for
from flask_admin.contrib.peewee import ModelView
from wtforms import Form

from core.admin import acts, banner, declared, record_page, rows
from core.admin.asked import RecordList
from core.admin.bulk import BulkPage
from core.admin.columns import Column
from core.admin.filters import Filter
from core.admin.forms import Converter
from core.admin.inline import InlineConverter
from core.admin.page import DASHES, Framed
from core.admin.panels import Command, Panel
from core.admin.routes import Routes
from core.errors import Refused
from core.i18n import _
from core.organisations import Organisation
from core.policy import Policy, person
from core.records import Record, Tracked
from core.workflow.obstacles import explain

VERBS = {"create": "create", "edit": "edit", "delete": "delete", "archive": "delete", "export": "export"}
"""The verb of the permission each page asks for; the others ask for read."""

CLOSED = {
    "create": _("Rien ne se crée dans cette liste."), "edit": _("Rien ne se modifie dans cette liste."),
    "delete": _("Rien ne se supprime dans cette liste."),
}
"""What is said of the verbs that a view does not offer."""


class RecordView(Routes, Framed, ModelView):
    """The list, record page, forms and exports of one model. A subclass is a table of attributes.

    `name` is `plugin.record`, `url` where its pages are. `lists`: several lists over one model; one by default.
    `form_fields`: what may ever be in its form; `editable_fields` narrows them by state and role.
    `looked_up`: the keys among them that are looked up while one types, however few rows there are.
    `journal_labels`: what the journal calls the fields that no form or list shows.
    `journal_told`: where given, a line tells the new value of these choices in words, not which fields changed.
    `permissions`: other names than `model.permission(verb)`, by verb (read, create, edit, delete, export).
    `reads_permission`: who may know who has opened a record; empty, whoever sees it.
    `hides_archived`: archived records stand in its lists only when a filter named archived or archived_at asks.
    `bulk_pages`: what else than a transition can be done with the rows chosen in a list.
    `edit_transition`: the staying transition whose conditions an edit must meet.
    """

    model: ClassVar[type[Record]]
    name: ClassVar[str] = ""
    url: ClassVar[str] = ""
    label: ClassVar[object] = ""
    label_plural: ClassVar[object] = ""
    icon: ClassVar[str] = "file-text"

    columns: ClassVar[Sequence[Column]] = ()
    lists: ClassVar[Sequence[RecordList]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    default_sort: ClassVar[str] = "-id"
    page_size = 25
    search_hint: ClassVar[object] = ""
    intro: ClassVar[object] = ""

    form_fields: ClassVar[Sequence[str]] = ()
    looked_up: ClassVar[Sequence[str]] = ()
    labels: ClassVar[Mapping[str, object]] = {}
    helps: ClassVar[Mapping[str, object]] = {}
    journal_labels: ClassVar[Mapping[str, object]] = {}
    journal_told: ClassVar[Sequence[str]] = ()
    fact_fields: ClassVar[Sequence[str]] = ()
    waiting_on: ClassVar[Mapping[str, object]] = {}
    permissions: ClassVar[Mapping[str, str]] = {}
    edit_transition: ClassVar[str] = ""
    create_transition: ClassVar[str] = ""
    bulk_transitions: ClassVar[Sequence[str] | None] = None
    bulk_pages: ClassVar[Sequence[BulkPage]] = ()
    acts: ClassVar[Mapping[str, object]] = {}
    reads_are_journalled, on_dashboard, hides_archived = False, True, False
    reads_permission: ClassVar[str] = ""
    can_create = can_edit = can_delete = False
    can_export, export_asks_password = True, False
    export_columns: ClassVar[Sequence[Column]] = ()

    list_template = "admin/model/list.html"
    create_template = edit_template = "admin/model/edit.html"
    record_template = "admin/model/details.html"

    create_view = edit_view = details_view = delete_view = action_view = None
    index_view = ajax_lookup = ajax_update = None

    def __init__(self):
        declared.check(type(self))
        self.key, self.searchable = type(self).name, "folded" in self.model._meta.fields
        self.form_classes: dict[tuple, type[Form]] = {}
        self.lists = self.lists or (RecordList("", self.label_plural, intro=self.intro),)
        super().__init__(self.model, name=self.label_plural, endpoint=self.key.translate(DASHES), url=type(self).url)
        for part in (*self.columns, *self.filters, *(c for each in self.lists for c in each.columns),
                     *self.export_columns):
            part.settle(self.model)

    def _refresh_cache(self) -> None:
        """Nothing is built before it is used: forms come with the first page that needs them."""

    @property
    def tracked(self) -> bool:
        """Whether a workflow drives these records."""
        return issubclass(self.model, Tracked) and self.model.workflow is not None

    @property
    def has_turns(self) -> bool:
        """Whether some list says what is expected next."""
        return any(self.turns_in(shown) for shown in self.lists)

    def turns_in(self, shown: RecordList) -> bool:
        """Whether a list offers « À vous » and « En retard »."""
        return self.tracked and any(column.shape == "next" for column in self.columns_of(shown))

    @cached_property
    def everything(self) -> RecordList:
        """The list that holds every record: one of the view's, or one that stands in no menu."""
        found = next((each for each in self.lists if each.where is None and not each.states), None)
        return found or RecordList("tout", self.label_plural, menu=False)

    def permission(self, verb: str) -> str:
        """The permission that a verb asks for."""
        return self.permissions.get(verb) or ("core.export" if verb == "export" else self.model.permission(verb))

    def choosing(self, model: type[Record], verb: str) -> str:
        """The permission by which rows of another model are offered: organisations are those where one may do this."""
        return self.permission(verb) if model is Organisation else ""

    def policy_for(self, method: str) -> Policy:
        verb = VERBS.get(method, "read")
        return Policy(self.permission(verb), f"{self.model.__name__} visible_to",
                      "" if verb in (*self.verbs(), "export") else CLOSED[verb])

    def verbs(self) -> list[str]:
        """The verbs that this view lets people do."""
        offered = {"create": self.can_create, "edit": self.can_edit, "delete": self.can_delete}
        return ["read", *(verb for verb, can in offered.items() if can)]

    def find(self, record_id: Any, verb: str = "read") -> Record:
        """The record of this id if the person may do `verb` with it; NotFound otherwise."""
        return self.model.find_for(person(), record_id, self.permission(verb))

    def columns_of(self, shown: RecordList) -> Sequence[Column]:
        """The columns of a list."""
        return shown.columns or self.columns

    def sort_keys(self, shown: RecordList) -> set[str]:
        """What a list may be sorted by."""
        return {"id"} | {column.key for column in self.columns_of(shown) if column.sortable}

    def computed(self, key: str) -> Callable | None:
        """The function that gives the expression of a computed column."""
        columns = [*self.columns, *(each for shown in self.lists for each in shown.columns), *self.export_columns]
        return next((column.sql for column in columns if column.sql and column.key == key), None)

    @cached_property
    def codes(self) -> set[str]:
        """The paths whose values are codes: their columns say so, and those that only the engine writes."""
        columns = [*self.columns, *(each for shown in self.lists for each in shown.columns)]
        return {"state"} | {path for column in columns if column.kind == "code" for path in column.paths}

    def label_of(self, field_name: str) -> object:
        """What a field is called on pages."""
        if field_name in self.labels:
            return self.labels[field_name]
        field = self.model._meta.fields.get(field_name)
        return (field.verbose_name if field is not None else "") or self.heads.get(field_name) or field_name

    @cached_property
    def heads(self) -> Mapping[str, object]:
        """What the heads of the lists and the filters call a field; failing that, the words of the core."""
        columns = [*self.columns, *(each for shown in self.lists for each in shown.columns), *self.export_columns]
        return acts.FIELDS | self.journal_labels | {part.name: part.label for part in self.filters} | {
            column.paths[0]: column.label for column in columns if len(column.paths) == 1}

    def title_of(self, record: Record) -> str:
        """« Demande 2026-11-026 »."""
        return f"{self.label} {record}"

    @property
    def archives(self) -> bool:
        """Whether records are put away instead of being destroyed."""
        return "archived_at" in self.model._meta.fields

    def counter(self, shown: RecordList) -> Callable | None:
        """The function of a user that gives the number beside a list in the banner."""
        return (lambda user: banner.count(self, shown, user)) if shown.counted else None

    def lookup_url(self, part: Filter) -> str:
        """Where the words typed in a filter are looked up; nothing for those that need it not."""
        return url_for(f"{self.endpoint}.lookup", field=part.name) if part.kind == "relation" else ""

    @property
    def create_label(self) -> object:
        """The words of the button that opens an empty form."""
        return _("Créer : %(what)s", what=str(self.label).lower())

    def form_args_of(self, name: str) -> dict[str, Any]:
        """Further arguments of a form field (validators, render_kw): Flask-Admin's `form_args`."""
        return dict((self.form_args or {}).get(name, {}))

    def with_inline_rows(self, form_class: type[Form], converter: Converter) -> type[Form]:
        """The form with the lists of its child records."""
        for child in self.inline_models or ():
            form_class = InlineConverter(self).contribute(converter, self.model, form_class, child)
        return form_class

    def in_banner(self, user) -> bool:
        """Whether its lists stand in the banner of this person who may read them."""
        return True

    def may_create(self, user) -> bool:
        """Whether this person may open an empty form."""
        return self.can_create and user.can(self.permission("create"))

    def may_stand(self, record: Record, user) -> bool:
        """Whether this person may give birth to this record where it says it belongs."""
        return user.can(self.permission("create"), record)

    def may_edit(self, record: Record, user) -> bool:
        """Whether this person may change this record now."""
        return user.can(self.permission("edit"), record) and (not self.tracked or self._state_allows(record, user))

    def _state_allows(self, record: Record, user) -> bool:
        if not self.edit_transition:
            return record.current.editable
        return explain(record, self.model.workflow.transitions[self.edit_transition], user).possible

    def why_not_editable(self, record: Record, user) -> Refused:
        """The sentence that answers who opens the form of a record that can no longer be changed."""
        if self.tracked and self.edit_transition:
            unmet = explain(record, self.model.workflow.transitions[self.edit_transition], user).unmet
            return Refused(" ".join(str(each.text) for each in unmet), obstacles=unmet)
        return Refused(_("%(what)s ne peut plus être modifié dans cet état.", what=self.title_of(record)))

    def waiting_name(self, record: Record) -> object:
        """What a record is called in the card of what waits for the reader."""
        return self.title_of(record)

    def url_of_state(self, state: str) -> str:
        """The address of the records in one state: where the squares of a diagram lead."""
        shown = next((each for each in self.lists if state in each.states), self.everything)
        return f"{self.list_url(shown)}?{urlencode({'state': state})}"

    def url_of(self, record_id: int) -> str:
        """The address of a record's page."""
        return url_for(f"{self.endpoint}.record", id=record_id)

    def list_url(self, shown: RecordList | None = None) -> str:
        """The address of a list."""
        if shown is None or shown is self.lists[0]:
            return url_for(f"{self.endpoint}.index")
        return url_for(f"{self.endpoint}.index_of", slug=shown.name)

    # What a subclass answers

    def editable_fields(self, record: Record, user) -> Sequence[str]:
        """The form fields that this person may fill on this record now; `record.id` is None for a new one."""
        return self.form_fields

    def blank(self, user) -> Record:
        """A new record, with what is known before the form is filled."""
        return self.model()

    def before_save(self, record: Record, user) -> None:
        """Last things before a form's record is written, inside its transaction; may raise Refused."""

    def after_save(self, record: Record, user) -> None:
        """Last things after a form's record is written, inside its transaction."""

    def facts(self, record: Record, user) -> Sequence[tuple]:
        """(label, value) pairs of the record's page; the value may be text or safe markup."""
        return record_page.facts(self, record)

    def context_line(self, record: Record, user) -> object:
        """The line under the record's title."""
        return ""

    def panels(self, record: Record, user) -> Sequence[Panel]:
        """The view's own panels; plugins add theirs by the hook `record_panels`."""
        return ()

    def commands(self, record: Record, user) -> Sequence[Command]:
        """The buttons of the record page's head."""
        return record_page.commands(self, record, user)

    def row_class(self, row) -> str:
        """The classes of a row; see `rows.Row`."""
        return rows.row_class(row)
