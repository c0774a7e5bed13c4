"""The journal's rows said in words, for the timeline of a record and the list of the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.accounts.acts import ACTS
from core.i18n import _
from core.journal import Entry
from core.records import Tracked
from core.running import running

COMMON = {
    "opened": (_("Dossier ouvert"), "eye", "neutre"),
    "created": (_("Création"), "plus", "neutre"),
    "edited": (_("Modification"), "pencil-line", "neutre"),
    "deleted": (_("Suppression"), "trash-2", "brique"),
    "ended": (_("Fin"), "circle-x", "prune"),
    "archived": (_("Archivage"), "archive", "prune"),
    "restored": (_("Retour des archives"), "rotate-ccw", "neutre"),
    "exported": (_("Export"), "download", "neutre"),
}
ELSEWHERE = {
    "core.demo.part": (_("Données de démonstration ajoutées"), "plus", "neutre"),
    "core.demo.done": (_("Démonstration prête"), "circle-check", "vert"),
    "core.job.cancel": (_("Tâche annulée"), "ban", "neutre"),
    "core.job.retry": (_("Tâche relancée"), "rotate-ccw", "neutre"),
    "core.delivery.retry": (_("Envoi relancé"), "rotate-ccw", "neutre"),
    "core.plugin.let_back": (_("Module remis en service"), "puzzle", "vert"),
    "core.setting.changed": (_("Réglage changé"), "settings", "neutre"),
    "core.saved_filter.kept": (_("Filtre enregistré"), "bookmark", "neutre"),
    "core.saved_filter.forgotten": (_("Filtre retiré"), "bookmark", "neutre"),
    "core.preference.kept": (_("Préférence changée"), "sliders-horizontal", "neutre"),
}
"""The acts of the core that belong to no view."""

FIELDS = {
    "state": _("État"), "state_since": _("Dans cet état depuis"), "created_at": _("Création"),
    "archived_at": _("Aux archives depuis"), "id": _("Identifiant"),
}
"""The fields that every kind of record has, for the journal."""


def words(action: str, view=None) -> tuple[object, str, str]:
    """The verb, icon and tone of an action."""
    workflow = view.model.workflow if view is not None and issubclass(view.model, Tracked) else None
    own = [view] if view is not None else running().views.values()
    named = next((each.acts[action] for each in own if action in getattr(each, "acts", ())), None)
    if named:
        return named if isinstance(named, tuple) else (named, "circle", "neutre")
    if action in ACTS or action in ELSEWHERE:
        return ACTS.get(action) or ELSEWHERE[action]
    for flow in [workflow] if workflow else running().workflows.values():
        for transition in flow.transitions.values():
            if transition.full_name == action:
                target = None if transition.stays or transition.deletes else transition.target
                return (transition.done or transition.label,
                        transition.icon or (target.icon if target else "pencil-line"),
                        target.tone if target else "neutre")
    last = action.rpartition(".")[2]
    if last in COMMON:
        return COMMON[last]
    permission = running().permissions.get(action)
    return (permission.label if permission else action), "circle", "neutre"


def rest(entry: Entry, view) -> str:
    """What follows the verb: the reason that was given, the value that tells it, or the fields that changed."""
    if entry.note:
        return str(_("« %(text)s »", text=entry.note))
    if view is None or not entry.before:
        return ""
    after = loaded(entry.after)
    if view.journal_told:
        said = [dict(view.model._meta.fields[name].choices).get(after.get(name), "") for name in view.journal_told]
        return "".join(f". {each}" for each in said if str(each))
    names = [name for name in after if name in view.labels or name in view.form_fields]
    return ", ".join(str(view.label_of(name)) for name in names)


def loaded(text: str) -> Mapping[str, Any]:
    """One side of a row."""
    return json.loads(text) if text else {}

