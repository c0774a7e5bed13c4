"""The controls of one page: a WTForms form made from the declared fields, holding what was typed as it was typed."""

from __future__ import annotations

from wtforms import Form, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from core.api import _
from plugins.mes.form.answers import Answers
from plugins.mes.form.declare import Field, Page

YES_NO = {"True": _("Oui"), "False": _("Non")}


class ChoicesField(SelectMultipleField):
    """Several answers, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form) -> None:
        """Nothing here: what may be answered is judged by plugins.mes.form.reading."""


class OneOfField(RadioField):
    """One answer among few."""

    validate_choice = False


def page_form(answers: Answers, page: Page, *, judged: bool) -> Form:
    """The form of a page with what was typed; when `judged`, each field says what is wrong with it.

    What is wrong with a value that was typed is always said; an empty field only once the page was judged (MES-R24).
    """
    shown = {field.name: control(field, answers) for field in page.fields()}
    made = type("PageForm", (Form,), shown)(data={name: as_typed(answers.raw[name]) for name in shown})
    for field in page.fields():
        problem = answers.problem(field)
        if problem and (judged or field.name in answers.unreadable or answers.raw[field.name] not in (None, "", [])):
            made[field.name].errors = [problem]
        made[field.name].flags.required = answers.mandatory(field)
    return made


def as_typed(raw):
    """What a control shows of a kept value: booleans as the value of their button."""
    return str(raw) if isinstance(raw, bool) else raw if raw is not None else ""


def control(field: Field, answers: Answers):
    """The unbound WTForms field of a declared one."""
    attributes: dict[str, object] = {"id": f"champ-{field.name}", "data-stamp": str(stamp(answers, field.name))}
    if answers.locked(field):
        attributes |= {"readonly": True, "disabled": field.kind in ("choice", "choices", "yes_no")}
    about = {"label": field.short or field.label, "description": field.help, "validators": [Optional()],
             "render_kw": attributes, "id": f"champ-{field.name}"}
    if field.kind in ("choice", "yes_no"):
        return OneOfField(choices=offered(field.options or YES_NO), **about)
    if field.kind == "choices":
        return ChoicesField(choices=offered(field.options or {}), **about)
    if field.kind == "long":
        attributes |= {"rows": 3, "maxlength": field.limit}
        return TextAreaField(**about)
    if field.kind == "date":
        return StringField(widget=DateInput(), **about)
    attributes |= {"inputmode": {"decimal": "decimal", "integer": "numeric"}.get(field.kind, "text"),
                   "maxlength": field.limit if field.kind == "text" else 12}
    return StringField(**about)


def offered(labels) -> list[SelectChoice]:
    """Labels by value, as WTForms takes them."""
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


def stamp(answers: Answers, name: str) -> int:
    """How many times the field was written, sent back with what is typed (MES-R25)."""
    return (answers.request.form_data or {}).get("stamps", {}).get(name, [0])[0]
