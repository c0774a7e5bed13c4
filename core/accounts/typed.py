"""What people type, without the NUL sign, which nobody types and PostgreSQL refuses."""

from __future__ import annotations

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from core.wording import Worded

LONGEST = 80


def line(text: str | None) -> str:
    """A line to search for."""
    return (text or "").replace("\x00", "").strip()[:LONGEST]


class TypedForm(Worded, FlaskForm):
    """A form whose texts are cleaned before they are looked at."""

    class Meta(Worded.Meta, FlaskForm.Meta):
        """Cleans at the door."""

        def wrap_formdata(self, form, formdata):
            given = super().wrap_formdata(form, formdata)
            if given is None:
                return None
            return MultiDict((name, value.replace("\x00", "") if isinstance(value, str) else value)
                             for name in given for value in given.getlist(name))
