"""The journal's rows in words: what a kind of record, its fields and their values are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.accounts import acts as accounts
from core.admin import acts
from core.i18n import _, fold, number
from core.journal import LISTED
from core.records import Record, Tracked, kind_of
from core.running import running

KINDS = accounts.PEOPLE | {"core.saved_filter": _("Filtre enregistré"), "core.preference": _("Préférence"),
                           "core.job": _("Tâche")}
FIELDS = acts.FIELDS | {"view": _("Page"), "shown": _("Liste"), "query": _("Filtre"), "value": _("Valeur"),
                        "rows": _("Lignes"), "columns": _("Colonnes"), "format": _("Format"),
                        LISTED: _("Fiches, par leur identifiant")}
MOST_LISTED = 20


def views_by_kind() -> dict[str, Any]:
    """The view that speaks for each kind of record: the one of its own name, where several show it."""
    found: dict[str, Any] = {}
    for view in running().views.values():
        if hasattr(view, "model") and (view.key == kind_of(view.model) or kind_of(view.model) not in found):
            found[kind_of(view.model)] = view
    return found


def kind_said(kind: str, view) -> str:
    """What a kind of record is called."""
    return str(view.label if view is not None else KINDS.get(kind, kind))


def field_said(name: str, kind: str, view) -> object:
    """What a field is called: by its view, as a setting, as one of an account, or by the core."""
    if name in running().settings.declared:
        return running().settings.declared[name].label
    if view is not None:
        return view.label_of(name)
    own = accounts.FIELDS if kind in KINDS else {}
    return (own | FIELDS).get(name, name)


def value_said(name: str, value: Any, model: type[Record] | None) -> object:
    """A value: the label of a state or a choice, yes or no, otherwise as it is kept."""
    field = model._meta.fields.get(name) if model is not None else None
    if name == "state" and model is not None and issubclass(model, Tracked) and value in model.workflow.states:
        return model.workflow.states[value].label
    if name == LISTED and value:
        return listed_said(value.strip(",").split(","))
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if field is not None and field.choices:
        return dict(field.choices).get(value, value)
    return ", ".join(str(each) for each in value) if isinstance(value, list) else value


def listed_said(ids: list[str]) -> str:
    """« 3, 12, 15 »; the first ones and how many there are, when there are many."""
    if len(ids) <= MOST_LISTED:
        return ", ".join(ids)
    return str(_("%(some)s… %(count)s en tout", some=", ".join(ids[:MOST_LISTED]), count=number(len(ids))))


def changes_said(before: Mapping[str, Any], after: Mapping[str, Any], kind: str, view) -> list[tuple]:
    """(field, value before, value after), in words, of what an act changed."""
    model = view.model if view is not None else None
    return [(field_said(name, kind, view), value_said(name, before.get(name), model),
             value_said(name, after.get(name), model)) for name in dict.fromkeys([*before, *after])]


def acts_named(text: str) -> list[str]:
    """The actions whose words hold this text, for the filter: « transmise » finds `mes.request.submit`."""
    known = {*accounts.ACTS, *acts.ELSEWHERE, *running().permissions}
    known |= {transition.full_name for flow in running().workflows.values() for transition in flow.transitions.values()}
    known |= {action for view in running().views.values() for action in getattr(view, "acts", ())}
    known |= {f"{kind}.{last}" for kind in views_by_kind() for last in acts.COMMON}
    return sorted(action for action in known if fold(text) in fold(str(acts.words(action)[0])))
