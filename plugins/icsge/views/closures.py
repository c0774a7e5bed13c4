"""The grid of closure days of a civil year, its holidays and its confirmation (ICSGE-R65 to R72)."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request as http, url_for

from core.api import (
    Column,
    MarelleError,
    Page,
    RecordList,
    RecordView,
    Refused,
    StateColumn,
    _,
    expose,
    fire,
    language,
    needs,
    ngettext,
    person,
    slash_date,
    write_transaction,
)
from plugins.agreements import SLOTS
from plugins.icsge.closures import REASONS, SHOWN, ClosureBatch, ClosureDay, batch_of
from plugins.icsge.components import Component
from plugins.icsge.holidays import as_row, holidays_of
from plugins.icsge.views.retyping import keep_typed
from plugins.icsge.workflows.closures import CONFIRM, EDIT, batch_for, change_rows

NEW = 3
"""The empty rows at the foot of the grid."""
FLAGS = (*SLOTS, "office_open", "care_open")

WAITING = ("empty", "draft")


class ClosureView(RecordView):
    """The calendars, each with its state and its history; reached from the grid."""

    model = ClosureBatch
    name, url = "icsge.closure_batch", "/icsge/calendriers"
    label, label_plural, icon = _("Calendrier"), _("Jours de fermeture"), "calendar"
    permissions = {"read": "icsge.component.read"}
    columns = (Column("component.organisation.name", _("Composante"), link=True),
               Column("year", _("Année civile"), kind="code"), StateColumn())
    lists = (RecordList("", _("Jours de fermeture"), menu=False),)
    fact_fields = ("component", "year")
    labels = {"component": _("Composante"), "year": _("Année civile")}
    acts = {"icsge.closure_day.created": (_("Date ajoutée"), "plus", "neutre"),
            "icsge.closure_day.edited": (_("Date modifiée"), "pencil", "neutre"),
            "icsge.closure_day.removed": (_("Date retirée"), "trash-2", "neutre")}

    def facts(self, record: ClosureBatch, user) -> list[tuple]:
        """A year is no quantity."""
        return [(_("Composante"), str(record.component)), (_("Année civile"), str(record.year))]


class ClosuresPage(Page):
    """What the grid sends."""

    name, url, label = "icsge.closures", "/icsge/fermetures", _("Jours de fermeture")
    permission = EDIT

    @expose("/<int:component>/<int(min=2000, max=2100):year>", methods=("POST",))
    @needs(EDIT, "Component visible_to")
    def write(self, component: int, year: int):
        """Write the grid of a year, opened when there was none; a refusal changes nothing and says why."""
        batch = batch_for(Component.find_for(person(), component, EDIT), year)
        return self.saved(batch)

    @expose("/<int:id>/grille", methods=("GET", "POST"))
    @needs(EDIT, "ClosureBatch visible_to")
    def save(self, id: int):
        """The grid of a calendar: shown in the transfer, written here."""
        batch = ClosureBatch.find_for(person(), id, EDIT)
        return self.saved(batch) if http.method == "POST" else redirect(grid_url(batch), 303)

    def saved(self, batch: ClosureBatch):
        """Write what was typed; then show the grid, with what the rules say of it."""
        try:
            with write_transaction():
                count = write_typed(batch)
        except MarelleError as reason:
            flash(str(reason), "error")
            keep_typed(place_of(batch.component_id, batch.year))
        else:
            flash(ngettext("%(num)s date enregistrée.", "%(num)s dates enregistrées.", count) if count else
                  _("Rien n’a changé."), "success")
        return redirect(grid_url(batch), 303)

    @expose("/<int:component>/<int(min=2000, max=2100):year>/feries", methods=("GET", "POST"))
    @needs(EDIT, "Component visible_to")
    def import_of(self, component: int, year: int):
        """Offer the holidays of a year, then add those that were ticked (ICSGE-R68)."""
        found = Component.find_for(person(), component, EDIT)
        batch = batch_of(found, year)
        known = {row.day for row in batch.rows()} if batch else set()
        offered = holidays_of(year, "fr" if language() == "fr" else "en_CA")
        if http.method == "POST":
            return self.imported(found, year, [each.day for each in offered if each.day not in known])
        return self.render("icsge/holidays.html", component=found, year=year, offered=offered, known=known,
                           care=found.care)

    @expose("/<int:id>/feries")
    @needs(EDIT, "ClosureBatch visible_to")
    def holidays(self, id: int):
        """The same, of a calendar that is open."""
        batch = ClosureBatch.find_for(person(), id, EDIT)
        return redirect(url_for("icsge_closures.import_of", component=batch.component_id, year=batch.year), 303)

    def imported(self, component: Component, year: int, offered: list[date]):
        """Add the ticked ones."""
        ticked = set(http.form.getlist("day"))
        rows = [as_row(component, day) for day in offered if day.isoformat() in ticked]
        try:
            batch = batch_for(component, year)
            if rows:
                fire(batch, "import_holidays", person(), rows=rows)
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(ngettext("%(num)s jour férié ajouté.", "%(num)s jours fériés ajoutés.", len(rows)), "success")
        return redirect(url_for("icsge_transfer.index", composante=component.id, volet="fermetures", annee=year), 303)

    @expose("/<int:id>/confirmer", methods=("POST",))
    @needs(CONFIRM, "ClosureBatch visible_to")
    def confirm(self, id: int):
        """« Confirmer le calendrier »."""
        batch = ClosureBatch.find_for(person(), id, CONFIRM)
        try:
            fire(batch, "confirm", person())
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("Le calendrier part à la prochaine synchronisation ; imprimez-le pour les parents."), "success")
        return redirect(grid_url(batch), 303)


def place_of(component: int, year: int) -> str:
    """The grid of a year, as the place where something was typed."""
    return f"fermetures-{component}-{year}"


def grid_url(batch: ClosureBatch) -> str:
    """Where the grid of a calendar is shown."""
    return url_for("icsge_transfer.index", composante=batch.component_id, volet="fermetures", annee=batch.year)


def write_typed(batch: ClosureBatch) -> int:
    """Write what differs from what is stored, by the transition that the state asks; how many rows changed."""
    removed = [row for row in batch.rows() if f"r{row.id}-removed" in http.form]
    changed = [row for row in batch.rows() if row not in removed and typed(row, f"r{row.id}")]
    added = [row for rank in range(NEW) if (row := typed_new(batch, f"n{rank}")) is not None]
    if not removed and not changed and not added:
        return 0
    rows = [*changed, *added]
    if batch.state in WAITING:
        for name, moved in (("remove", {"removed": removed}), ("edit", {"rows": changed}), ("add", {"rows": added})):
            if any(moved.values()):
                fire(batch, name, person(), **moved)
    elif batch.state == "accepted":
        if any(row.reason == "planned" for row in rows):
            raise Refused(_("Le Ministère a accepté ce calendrier : une fermeture qui s’y ajoute n’est plus prévue."),
                          _("Choisissez une autre raison sur la ligne."))
        fire(batch, "amend", person(), rows=rows, removed=removed, reason=http.form.get("reason", ""))
    elif batch.state == "partial":
        fire(batch, "fix", person(), rows=rows, removed=removed)
    elif batch.current.editable:
        change_rows(batch, person(), {"rows": rows, "removed": removed})
    else:
        raise Refused(_("Ce calendrier est « %(state)s » : il ne change pas maintenant.", state=batch.current.label),
                      _("Attendez la réponse de la prochaine synchronisation."))
    return len(rows) + len(removed)


def typed(row: ClosureDay, prefix: str) -> bool:
    """Put what was typed into a row; whether it differs."""
    if f"{prefix}-reason" not in http.form:
        return False
    before = {name: getattr(row, name) for name in SHOWN} | {"day": row.day}
    row.day = day_of(http.form.get(f"{prefix}-day", ""))
    for name in FLAGS:
        setattr(row, name, f"{prefix}-{name}" in http.form)
    reason = http.form.get(f"{prefix}-reason", "")
    if reason not in REASONS:
        raise Refused(_("Cette raison n’existe pas."), _("Choisissez-en une de la liste."))
    row.reason = reason
    return before != {name: getattr(row, name) for name in SHOWN} | {"day": row.day}


def typed_new(batch: ClosureBatch, prefix: str) -> ClosureDay | None:
    """The row that an empty line became, if a date was written there."""
    if not http.form.get(f"{prefix}-day", "").strip():
        return None
    row = ClosureDay(component=batch.component_id, batch=batch, day=date(batch.year, 1, 1))
    typed(row, prefix)
    return row


def day_of(text: str) -> date:
    """A date as the browser sends it, or as people write it."""
    text = text.strip()
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("« %(text)s » n’est pas une date.", text=text[:40]),
                      _("Écrivez-la comme %(day)s.", day=slash_date(date(2026, 12, 25)))) from None
