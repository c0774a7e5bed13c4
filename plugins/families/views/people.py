"""What the views of households, adults and children share: a town's sheet, form and list, and the archives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flask import flash, has_request_context, redirect, request as http, url_for

from core.api import (
    Column,
    Command,
    MarelleError,
    RecordList,
    RecordView,
    Refused,
    _,
    chosen_rows,
    expose,
    needs,
    person,
)
from plugins.families import life
from plugins.families.models import Criterion, CriterionValue, Household
from plugins.families.places import is_french
from plugins.families.views.common import RIGHTS, given, keeps_towns, key_of, refuse_old, sees_towns_only

MOST_AT_ONCE, MOST_CRITERIA = 500, 20


def criteria_columns(model, user) -> list[Column]:
    """One column for each criterion of a kind of people that this person sees; twenty at most."""
    target = model.kind().partition(".")[2]
    found = Criterion.visible_to(user).where(Criterion.target == target).order_by(Criterion.label, Criterion.id)
    return [Column(f"criterion{each.id}", each.label, sort=False, sql=value_of(each.id, target))
            for each in found.limit(MOST_CRITERIA)]


def value_of(criterion: int, target: str):
    """The function of a model that gives what each person's value of a criterion is."""
    return lambda model: CriterionValue.select(CriterionValue.value).where(
        CriterionValue.criterion == criterion, getattr(CriterionValue, target) == model.id).limit(1)


class SheetView(RecordView):
    """Households, adults or children: archived ones are set apart, and a town's sheet is an accordion of cards.

    `town_columns`: the list of who sees towns only. `town_fields`: the form of a record of a town, `service_fields`
    that of one of Québec; `settled` is what a town's form never changes. `wizard`: which one a town enters them by.
    """

    permissions = RIGHTS
    can_create = can_edit = can_delete = hides_archived = True
    record_template = "families/sheet.html"
    town_columns: ClassVar[Sequence[Column]] = ()
    town_fields: ClassVar[Sequence[str]] = ()
    service_fields: ClassVar[Sequence[str]] = ()
    settled: ClassVar[Sequence[str]] = ()
    wizard: ClassVar[str] = ""

    def __init__(self):
        super().__init__()
        for column in self.town_columns:
            column.settle(self.model)

    def columns_of(self, shown: RecordList) -> Sequence[Column]:
        """A town has no use for the numbers of Québec."""
        in_towns = self.town_columns and has_request_context() and sees_towns_only(person())
        return self.town_columns if in_towns else super().columns_of(shown)

    @property
    def export_columns(self) -> Sequence[Column]:
        """A town's export has a column for each of its criteria (FAM-R20)."""
        if not (self.town_columns and has_request_context() and sees_towns_only(person())):
            return ()
        return (*self.town_columns, *criteria_columns(self.model, person()))

    def is_french(self, record) -> bool:
        """Whether the record is a town's; a new one is where it was opened from, else where this person enters."""
        home = record if isinstance(record, Household) else record.household if record.household_id else None
        if home is not None and (home.id or home.organisation_id):
            return is_french(home if home.id else home.organisation)
        return has_request_context() and sees_towns_only(person())

    def editable_fields(self, record, user) -> Sequence[str]:
        """The fields of its country, and those of the other one that are filled."""
        french = self.is_french(record)
        mine, never = (self.town_fields, self.settled) if french else (self.service_fields, ())
        return [name for name in self.form_fields if name in mine or (record.id and name not in never and (
            record.__data__.get(name) not in (None, "", self.plain(name))))]

    def plain(self, name: str):
        """What a field holds when nobody said anything."""
        return self.model._meta.fields[name].default

    def facts(self, record, user) -> list[tuple]:
        """Those of its form, and the empty ones of the other country left out."""
        cards = set(self.on_cards) if self.is_french(record) else ()
        shown = set(self.editable_fields(record, user)).difference(cards)
        said = {name for name in shown if record.__data__.get(name) not in (None, "", self.plain(name))}
        return [fact for name, fact in zip(self.fact_fields, super().facts(record, user), strict=True)
                if name in said or (name in shown and name in self.always)]

    always: ClassVar[Sequence[str]] = ()
    """The facts that are shown empty too."""
    on_cards: ClassVar[Sequence[str]] = ()
    """The facts that a card of a town's sheet shows."""

    def may_edit(self, record, user) -> bool:
        return record.archived_at is None and super().may_edit(record, user)

    def why_not_editable(self, record, user) -> Refused:
        if record.archived_at is None:
            return super().why_not_editable(record, user)
        return Refused(_("%(who)s est dans les archives : rien ne s’y écrit.", who=record),
                       _("Désarchivez d’abord cette fiche."))

    def commands(self, record, user) -> list[Command]:
        """« Modifier », then the question before the archives."""
        found = []
        if self.may_edit(record, user):
            found.append(Command(_("Modifier"), url_for(f"{self.endpoint}.edit", id=record.id), "pencil", primary=True))
        if user.can(RIGHTS["delete"], record):
            out = record.archived_at is not None
            found.append(Command(_("Désarchiver…") if out else _("Archiver…"),
                                 url_for(f"{self.endpoint}.archive", id=record.id), "rotate-ccw" if out else "archive",
                                 primary=out))
        return found

    @expose("/nouveau", methods=("GET", "POST"))
    def create(self):
        """A town enters a new one by the wizard; Québec's services by the form."""
        if self.wizard and keeps_towns(person()) and self.opened_in_town():
            return redirect(url_for("families_wizard.begin", kind=self.wizard, **http.args), 303)
        return super().create()

    def opened_in_town(self) -> bool:
        """Whether the address comes from a household of a town, or from none and asks for no other form."""
        home = given(Household, "foyer", person())
        return is_french(home) if home is not None else "formulaire" not in http.args

    @expose("/<int:id>/archiver", methods=("GET", "POST"))
    def archive(self, id: int):
        """Ask, naming what follows and what could go along; then put away, or take out again (FAM-R11 to R17)."""
        record, problem = self.find(id, "delete"), None
        out = record.archived_at is not None
        offered = life.proposed(record)
        if http.method == "POST":
            try:
                refuse_old(record)
                self.put(record, offered, out=out)
            except MarelleError as reason:
                problem, record = reason, self.find(id, "delete")
            else:
                flash(_("%(who)s est sorti des archives.", who=record) if out else
                      _("%(who)s est dans les archives.", who=record), "toast")
                return redirect(self.url_of(id), 303)
        verb = life.transition_of(record, "unarchive" if out else "archive")
        page = self.render("families/archive.html", record=record, verb=verb, out=out, problem=problem,
                           offered=[(key_of(each), each, life.consequences(each)) for each in offered],
                           reasons=life.reasons(record, verb.name, person()),
                           consequences=[] if out else life.consequences(record))
        return page, problem.status if problem else 200

    @expose("/lot/archiver", methods=("POST",))
    @needs(RIGHTS["delete"], "Household, Guardian ou Child visible_to")
    def bulk_archive(self):
        """What would happen to each of the chosen ones, then do it to those that may (FAM-R11, R12)."""
        ids, user, doing = chosen_rows(self), person(), "do" in http.form
        if not ids or len(ids) > MOST_AT_ONCE:
            raise Refused(_("De une à %(count)s fiches s’archivent à la fois.", count=MOST_AT_ONCE),
                          _("Cochez des lignes, ou ajoutez un filtre, puis recommencez."))
        rows = [(each, self.fate(each, user, doing)) for each in self.model.visible_to(user).where(
            self.model.id << ids).order_by(self.model.id)]
        return self.render("families/bulk_archive.html", rows=rows, doing=doing, ids=",".join(map(str, ids)),
                           possible=sum(not fate for _each, fate in rows), query=http.form.get("query", ""),
                           list_name=http.form.get("list", ""))

    def fate(self, record, user, doing: bool) -> object:
        """Why a record is not archived; nothing when it may be, or was."""
        try:
            if doing:
                life.archive(record, user)
            else:
                life.refuse_put(record, "archive", user)
        except MarelleError as reason:
            return str(reason)
        return ""

    def put(self, record, offered: Sequence, *, out: bool) -> None:
        """Do it, with what was ticked."""
        if out:
            return life.unarchive(record, person())
        ticked = set(http.form.getlist("along"))
        if ticked - {key_of(each) for each in offered}:
            raise Refused(_("Ce qui était proposé avec cette fiche a changé."), _("Rechargez la page."))
        return life.archive(record, person(), [each for each in offered if key_of(each) in ticked])
