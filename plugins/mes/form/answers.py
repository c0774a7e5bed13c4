"""The answers of a request: what was typed, what it is worth, what is missing, and how far each page is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.api import _
from plugins.mes.form.declare import Block, Circumstances, Field, Page
from plugins.mes.form.pages import FIELDS, PAGE_OF_FIELD, PAGES
from plugins.mes.form.planned import Attendance, attendance, days_problem, in_order, period_problem
from plugins.mes.form.reading import EMPTY, Unreadable, read, written
from plugins.mes.models import Request

NOT_BEGUN, INCOMPLETE, COMPLETE = "not_begun", "incomplete", "complete"
STATES = {NOT_BEGUN: _("Non commencée"), INCOMPLETE: _("Incomplète"), COMPLETE: _("Complète"),
          "comment": _("Commentaire à corriger")}


@dataclass(frozen=True)
class Problem:
    """What stops a page from being complete: the field or block, its page, a sentence, and whether it is empty."""

    name: str
    page: Page
    text: object
    empty: bool = False


class Answers:
    """What a request answers. `raw` is what to show again, `values` what it is worth (None when it is worth nothing).

    A valid answer of a column lives in the column; all the rest, and what cannot be read, in `form_data` (MES-R24).
    """

    def __init__(self, request: Request):
        self.request = request
        self.kept = (request.form_data or {}).get("values", {})
        self.raw = {name: self._raw(field) for name, field in FIELDS.items()}
        self.values: dict[str, Any] = {}
        self.unreadable: dict[str, object] = {}
        for name, field in FIELDS.items():
            try:
                self.values[name] = read(field, self.raw[name])
            except Unreadable as fault:
                self.values[name], self.unreadable[name] = None, fault.args[0]
        self.case = Circumstances(request.type, is_office(request), self.values)

    def _raw(self, field: Field) -> Any:
        if field.name in self.kept:
            return self.kept[field.name]
        return written(getattr(self.request, field.name)) if field.column else None

    def shown(self, field: Field) -> bool:
        """Whether the field is asked in this case."""
        return field.shown(self.case)

    def mandatory(self, field: Field) -> bool:
        """Whether the field must be filled in this case."""
        return field.mandatory(self.case)

    def problem(self, field: Field) -> object:
        """What is wrong with a field, in a sentence, or nothing (MES-R22, R24)."""
        if not self.shown(field):
            return None
        if field.name in self.unreadable:
            return self.unreadable[field.name]
        value = self.values[field.name]
        if value in EMPTY:
            return _("« %(label)s » est vide.", label=field.label) if self.mandatory(field) else None
        wrong = field.check(value) if field.check else None
        if field.name == "days_per_week" and not wrong:
            return days_problem(value, self.attendance)
        return wrong or period_problem(self.request, field.name, self.values)

    @cached_property
    def attendance(self) -> Attendance | None:
        """What the child’s agreement says of the period of support; None without either."""
        if not in_order(self.request, self.values):
            return None
        return attendance(self.request, self.values["support_from"], self.values["support_until"])

    def problems(self, page: Page | None = None) -> list[Problem]:
        """All that stops a page, or the whole form, from being complete, from top to bottom."""
        found: list[Problem] = []
        for each in (page,) if page else PAGES:
            for block in each.blocks:
                found += self._of_block(block, each)
        return found

    def _of_block(self, block: Block, page: Page) -> list[Problem]:
        found = []
        if block.name == "identity" and not has_identity(self.request):
            found.append(Problem("identity", page, _("L’identité d’un parent et l’adresse du domicile manquent au "
                                                     "dossier."), empty=True))
        if block.at_least_one and all(self.raw[field.name] in EMPTY for field in block.fields):
            found.append(Problem(block.name, page, block.at_least_one, empty=True))
        return found + [Problem(field.name, page, text, self.raw[field.name] in EMPTY) for field in block.fields
                        if (text := self.problem(field))]

    def state_of(self, page: Page) -> str:
        """Not begun, incomplete or complete (MES-R26); comments are the caller’s to add."""
        if all(self.raw[field.name] in EMPTY for field in page.fields()):
            return NOT_BEGUN if self.problems(page) else COMPLETE
        return INCOMPLETE if self.problems(page) else COMPLETE

    def said(self, *, on_paper: bool = True) -> dict[str, Any]:
        """The valid answers of the fields that are asked, as they are signed and archived."""
        return {name: written(value) for name, value in self.values.items()
                if value not in EMPTY and self.shown(FIELDS[name]) and (on_paper or not FIELDS[name].on_paper)}

    def locked(self, field: Field) -> bool:
        """Whether a renewal without change leaves this answer as it was taken over: only dates may change (MES-R17).

        What the earlier request did not say stays closed too, unless it must be filled in now.
        """
        carried = (self.request.form_data or {}).get("carried", ())
        return (self.request.type == "renewal" and bool(carried) and PAGE_OF_FIELD[field.name].carried
                and field.kind != "date" and (field.name in carried or not self.mandatory(field)))


def is_office(request: Request) -> bool:
    """Whether a coordinating office asks: its home provider signs (table 1.10.1)."""
    return (request.installation.nature or request.division.nature) == "office"


def has_identity(request: Request) -> bool:
    """At least one parent and the home address are known (MES-R28)."""
    return request.guardian is not None and bool(request.guardian.household.address)
