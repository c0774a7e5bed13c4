"""The controls of one page: a WTForms form made from the declared fields, holding what was typed as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from core.api import Form, _, language, pgettext
from plugins.mes.form.answers import Answers
from plugins.mes.form.declare import Field, Page
from plugins.mes.form.helping import helps_of
from plugins.mes.form.pages import FIELDS
from plugins.mes.form.reading import EMPTY

YES_NO = {"True": _("Oui"), "False": _("Non")}
FEW = 4
"""How many options are shown as radio buttons; more are a list to open, and so is a cell of a grid."""


class ChoicesField(SelectMultipleField):
    """Several answers, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form) -> None:
        """Nothing here: what may be answered is judged by plugins.mes.form.reading."""


class OneOfField(RadioField):
    """One answer among few."""

    validate_choice = False


def page_form(answers: Answers, page: Page, *, judged: bool, typed: Mapping[str, Any] | None = None) -> Form:
    """The form of a page with what was kept, or what this person `typed` where somebody else wrote too.

    What is wrong with a value that was typed is always said; an empty field only once the page was judged (MES-R24).
    """
    cells = {name for block in page.blocks for _title, names in block.rows for name in names}
    helps = helps_of(page)
    controls = {field.name: control(field, helps[field.name], cell=field.name in cells) for field in page.fields()}
    controls |= {name: as_text(FIELDS[name], helps[name]) for name in controls
                 if name in answers.unreadable and FIELDS[name].kind == "date"}
    raw = answers.raw | dict(typed or {})
    made = type("PageForm", (Form,), controls)(data={name: as_typed(raw[name], FIELDS[name]) for name in controls})
    for field in page.fields():
        problem = answers.problem(field)
        if problem and (judged or answers.raw[field.name] not in EMPTY):
            made[field.name].errors = [problem]
        made[field.name].flags.required = answers.mandatory(field)
    return made


def as_typed(raw: Any, field: Field | None = None) -> Any:
    """What a control shows of a kept value: booleans as the value of their button, « 4,5 » in French."""
    if field and field.kind == "decimal" and raw not in EMPTY and language() == "fr":
        return str(raw).replace(".", ",")
    return str(raw) if isinstance(raw, bool) else raw if raw is not None else ""


def control(field: Field, help: object, *, cell: bool):
    """The unbound WTForms field of a declared one; `cell`: in a grid, where a choice is a list to open."""
    attributes: dict[str, object] = {}
    about = {"label": field.label, "description": "" if cell else help, "validators": [Optional()],
             "render_kw": attributes, "id": f"champ-{field.name}"}
    if field.kind == "choice" and (cell or len(field.options or ()) > FEW):
        attributes["class"] = "m-input"
        blank = SelectChoice(value="", label=pgettext("liste", "Choisir…"))
        return SelectField(choices=[blank, *offered(field.options or {})], validate_choice=False, **about)
    if field.kind in ("choice", "yes_no"):
        return OneOfField(choices=offered(field.options or YES_NO), **about)
    if field.kind == "choices":
        return ChoicesField(choices=offered(field.options or {}), **about)
    if field.kind == "long":
        attributes |= {"rows": 2 if cell else 3}
        return TextAreaField(**about)
    if field.kind == "date":
        attributes |= {"aria-invalid": "false"}
        return StringField(widget=DateInput(), **about)
    attributes |= {"inputmode": {"decimal": "decimal", "integer": "numeric"}.get(field.kind, "text")}
    return StringField(**about)


def as_text(field: Field, help: object):
    """A plain text for what no calendar can show: it was typed, so it is shown again."""
    return StringField(label=field.label, description=help, validators=[Optional()], id=f"champ-{field.name}")


def offered(labels: Mapping[str, object]) -> list[SelectChoice]:
    """Labels by value, as WTForms takes them."""
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


def stamp(answers: Answers, name: str) -> int:
    """How many times the field was written, sent back with what is typed (MES-R25)."""
    return (answers.request.form_data or {}).get("stamps", {}).get(name, [0])[0]
