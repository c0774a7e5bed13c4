"""Pages for several records at once: choose, see what would happen to each, confirm, read what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from core import i18n
from core.accounts.stepup import require_fresh
from core.admin.actions import entry, read_inputs
from core.admin.asked import RecordList, named, read_asked
from core.admin.lists import CAP, all_of, conditions
from core.admin.tables import as_csv
from core.admin.typed import as_id
from core.errors import NotFound, Refused
from core.i18n import _
from core.policy import person
from core.workflow.bulk import Outcome, plan, run as run_all
from core.workflow.declare import Transition

SHOWN = 200


@dataclass(frozen=True)
class BulkPage:
    """A button over the rows chosen in a list: what the form holds is posted to `endpoint`, which reads `chosen`.

    `permission`: who sees the button. `where(user)`: a further condition, when it takes more than a right.
    """

    label: object
    endpoint: str
    icon: str = ""
    permission: str = ""
    where: Callable[[Any], bool] | None = None

    def shown_to(self, user) -> bool:
        """Whether this person is offered it."""
        return (not self.permission or user.can(self.permission)) and (self.where is None or self.where(user))


def actions(view, user) -> list[dict]:
    """What can be done with several rows: plain transitions that this person may fire somewhere, then the pages."""
    fired = [{"name": each.name, "label": each.label, "icon": each.icon, "primary": each.primary}
             for each in offered(view) if user.can(each.permission)]
    return fired + [{"name": each.endpoint, "label": each.label, "icon": each.icon, "url": url_for(each.endpoint)}
                    for each in view.bulk_pages if each.shown_to(user)]


def offered(view) -> list[Transition]:
    """The transitions of a view that make sense for many records."""
    if not view.tracked:
        return []
    found = [each for each in view.model.workflow.transitions.values()
             if not (each.creates or each.deletes or each.system or each.page or (each.stays and not each.effects))]
    return found if view.bulk_transitions is None else [each for each in found if each.name in view.bulk_transitions]


def transition_of(view) -> Transition:
    """The transition that the form names."""
    found = next((each for each in offered(view) if each.name == request.form.get("action")), None)
    if found is None:
        raise NotFound(_("Cette action n’existe pas pour plusieurs dossiers à la fois."))
    return found


def chosen(view) -> list[int]:
    """The ids that the form names: rows, a kept list, or every row of the filter, of those this person sees."""
    user, shown = person(), named(view, request.form.get("list", ""))
    if request.form.get("everything") == "1":
        return of_filter(view, shown, user)
    texts = request.form.get("ids", "").split(",") if "ids" in request.form else request.form.getlist("rowid")
    ids = list(dict.fromkeys(found for text in texts if (found := as_id(text)) is not None))
    refuse_too_many(len(ids))
    model, scope = view.model, view.model.within(user, view.permission("read"))
    seen = {row for start in range(0, len(ids), 500)
            for (row,) in model.select(model.id).where(scope, model.id << ids[start:start + 500]).tuples()}
    return [each for each in ids if each in seen]


def of_filter(view, shown: RecordList, user) -> list[int]:
    """Every id of a filtered list."""
    asked = read_asked(view, shown, MultiDict(parse_qsl(request.form.get("query", ""))), user)
    query = view.model.select(view.model.id).where(all_of(conditions(view, shown, asked, user)))
    ids = [row for (row,) in query.order_by(view.model.id).limit(CAP + 1).tuples()]
    refuse_too_many(len(ids))
    return ids


def refuse_too_many(count: int) -> None:
    """Refuse more records than one act may hold."""
    if count > CAP:
        raise Refused(_("Plus de %(count)s dossiers sont choisis.", count=i18n.number(CAP)),
                      _("Ajoutez un filtre, et faites-le en plusieurs fois."))


def show(view):
    """Answer with what would happen to each record: nothing is done yet."""
    transition, ids = transition_of(view), chosen(view)
    if not ids:
        raise Refused(_("Aucun dossier n’est choisi."), _("Cochez des lignes de la liste, puis recommencez."))
    return page(view, transition, plan(view.model.workflow, transition, ids, person()), done=False)


def download(view):
    """Answer with the same as a file, for the records that the page does not show."""
    transition, ids = transition_of(view), chosen(view)
    found = plan(view.model.workflow, transition, ids, person())
    rows = ([each.name, str(view.model.workflow.states[each.state].label) if each.state else "",
             str(_("Possible")) if each.possible else str(_("Impossible")), " ".join(each.reasons)] for each in found)
    heads = [str(view.label), str(_("Statut")), str(transition.label), str(_("Raison"))]
    foot = str(_("Rien n’est fait : voici ce qui arriverait, vu par %(who)s.", who=person().name))
    return as_csv(heads, rows, foot, f"{transition.name}.csv")


def run(view):
    """Do it to those that may, and say what happened to each other."""
    transition, ids = transition_of(view), chosen(view)
    if transition.step_up:
        require_fresh()
    values, errors = read_inputs(transition, request.form)
    if errors:
        found = plan(view.model.workflow, transition, ids, person())
        return page(view, transition, found, done=False, errors=errors), 422
    return page(view, transition, run_all(view.model.workflow, transition, ids, person(), **values), done=True)


def page(view, transition: Transition, outcomes: Sequence[Outcome], *, done: bool, errors: dict | None = None) -> str:
    """The page of a plan or of its result: counts by reason, then the first rows."""
    possible = [each for each in outcomes if each.possible]
    refused = [each for each in outcomes if not each.possible]
    groups = Counter(" ".join(each.reasons) for each in refused).most_common()
    inputs = [dict(entry(each), value=request.form.get(each.name, ""), error=(errors or {}).get(each.name, ""))
              for each in transition.inputs]
    return view.render("record/bulk.html", transition=transition, possible=possible, refused=refused, groups=groups,
                       rows=(refused + possible)[:SHOWN], total=len(outcomes), done=done, inputs=inputs,
                       ids=",".join(str(each.id) for each in outcomes), shown_name=request.form.get("list", ""),
                       query=request.form.get("query", ""), states=view.model.workflow.states,
                       back_url=back(view))


def back(view) -> str:
    """The list as it was filtered."""
    query, url = request.form.get("query", ""), view.list_url(named(view, request.form.get("list", "")))
    return f"{url}?{urlencode(parse_qsl(query))}" if query else url
