"""Inline rows: the child records of a form, saved in its transaction, never those of another parent."""

from __future__ import annotations

from flask_admin.contrib.peewee import form as stock

from core import journal
from core.errors import Refused
from core.i18n import _
from core.policy import person
from core.records import Record, kind_of


class InlineModelFormList(stock.InlineModelFormList):
    """Flask-Admin's list of child forms, mended; it finds these lists by this very name."""

    def save_related(self, obj: Record) -> None:
        """Add, change and delete the rows, each written in the journal; blank new rows are left out."""
        key = getattr(self.model, self.prop)
        owned = {str(row.id): row for row in self.model.select().where(key == obj.id)}
        if any(entry.get_pk() and str(entry.get_pk()) not in owned for entry in self.entries):
            raise Refused(_("Une ligne de ce formulaire appartient à un autre dossier : rien n’est enregistré."),
                          _("Rechargez la page, puis recommencez."))
        for entry in self.entries:
            row = owned.get(str(entry.get_pk() or ""))
            if row is not None and self.should_delete(entry):
                remove(row)
            elif row is not None or not blank(entry):
                self.write(entry, row, obj)

    def write(self, entry, row: Record | None, parent: Record) -> None:
        """Insert or change one row."""
        before = row.as_dict() if row is not None else None
        row = row if row is not None else self.model(**{self.prop: parent.id})
        for name, field in entry.form._fields.items():
            if name != self._pk and row.__data__.get(name) != field.data:
                setattr(row, name, field.data)
        if row.save():
            journal.saved(person(), f"{kind_of(row)}.{'edited' if before else 'created'}", row, before)

    def validate(self, form, extra_validators=()) -> bool:
        """Blank new rows ask for nothing."""
        kept = self.entries
        self.entries = [entry for entry in kept if entry.get_pk() or not blank(entry)]
        try:
            return super().validate(form, extra_validators)
        finally:
            self.entries = kept


def blank(entry) -> bool:
    """Whether nothing was typed in a new row."""
    return all(not field.raw_data or not str(field.raw_data[0]).strip() for name, field in entry.form._fields.items()
               if field.type != "HiddenField")


def remove(row: Record) -> None:
    """Delete one child row, not its own children."""
    journal.write(person(), f"{kind_of(row)}.deleted", row, note=str(row))
    type(row).delete().where(type(row).id == row.id).execute()


class InlineConverter(stock.InlineModelConverter):
    """Flask-Admin's finder of child models, with our list."""

    inline_field_list_type = InlineModelFormList
