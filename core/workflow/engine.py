"""The engine: the only code that sets a state. One transition is one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from core import journal
from core.database import write_transaction
from core.errors import Refused, Stale
from core.i18n import _
from core.records import Tracked, holds, utcnow
from core.running import running
from core.workflow import counters
from core.workflow.declare import Transition, Workflow
from core.workflow.obstacles import explain, guard_conditions, permission_condition

_machines: dict[type[Workflow], Any] = {}


def machine(workflow: type[Workflow]):
    """The one unbound `transitions.Machine` of a workflow; built at the first firing (slow to import)."""
    if workflow not in _machines:
        from transitions import Machine  # noqa: PLC0415 (80 ms, paid by the first firing)

        built = Machine(model=None, states=list(workflow.states), initial=workflow.initial().name,
                        auto_transitions=False, send_event=True)
        for name, each in workflow.transitions.items():
            if not each.creates and not each.deletes:
                for source in each.sources:
                    target = source if each.stays else each.target
                    built.add_transition(name, source.name, target.name, before=_claim, after=_follow)
        _machines[workflow] = built
    return _machines[workflow]


def fire(record: Tracked, transition: Transition | str, user, *, changes: Mapping[str, Any] | None = None,
         **inputs) -> Tracked:
    """Fire a transition: check, claim, changes, effects, journal, counters, other plugins; then commit.

    `changes` are new values of the fields that the transition lists, `inputs` what it asks for. Raises Refused with
    the unmet conditions, or Stale when somebody else was faster; the record in memory then is as before.
    """
    transition = _named(record, transition)
    if transition.deletes:
        return _delete(record, transition, user, inputs)
    with all_or_nothing(record):
        refuse_unless_possible(record, transition, user)
        checked = check_inputs(transition, inputs)
        machine(record.workflow).events[transition.name].trigger(
            record, transition=transition, user=user, inputs=checked, changes=check_fields(transition, changes))
    return record


@contextmanager
def all_or_nothing(record: Tracked) -> Iterator[None]:
    """A transaction: when it fails, the record in memory is as before too, with all it was given since."""
    kept = dict(record.__data__), dict(record.__rel__), set(record._dirty)
    try:
        with write_transaction():
            yield
    except BaseException:
        record.__data__, record.__rel__, record._dirty = kept
        raise


def create(record: Tracked, transition: Transition | str, user, **inputs) -> Tracked:
    """Give birth to a record through its creating transition: guards, first save, effects, journal; or none of it."""
    transition = _named(record, transition)
    with all_or_nothing(record):
        record.state, record.state_since = transition.target.name, utcnow()
        conditions = [permission_condition(record, transition, user), *guard_conditions(record, transition, user)]
        _refuse(transition, [each for each in conditions if not each.met])
        record.save(force_insert=True)
        for effect in transition.effects:
            effect(record, user, inputs)
        record.save()
        counters.move(record, None, transition.target.name)
        journal.write(user, transition.full_name, record, after=record.as_dict())
        _tell(record, transition, user)
    return record


def refuse_unless_possible(record: Tracked, transition: Transition, user) -> None:
    """Raise Refused with every unmet condition, if there is one."""
    _refuse(transition, explain(record, transition, user).unmet)


def check_inputs(transition: Transition, inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs that the transition declares; raises Refused when a required one is missing."""
    for each in transition.inputs:
        if each.required and not str(inputs.get(each.name) or "").strip():
            raise Refused(_("« %(label)s » manque.", label=each.label), _("Remplissez-le, puis recommencez."))
    return {each.name: inputs.get(each.name) for each in transition.inputs} | inputs


def check_fields(transition: Transition, changes: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The changes, all of fields that the transition lists; raises Refused for any other."""
    for name in changes or ():
        if name not in transition.fields:
            raise Refused(_("« %(field)s » ne se modifie pas par « %(name)s ».", field=name, name=transition.label))
    for name, value in (changes or {}).items():
        if not holds(transition.workflow.model._meta.fields.get(name), value):
            raise Refused(_("« %(field)s » : ce nombre est trop grand.", field=name),
                          _("Écrivez-en un plus petit, puis recommencez."))
    return changes or {}


def _named(record: Tracked, transition: Transition | str) -> Transition:
    return record.workflow.transitions[transition] if isinstance(transition, str) else transition


def _refuse(transition: Transition, unmet: list) -> None:
    if unmet:
        reasons = " ".join(str(each.text) for each in unmet)
        raise Refused(_("« %(name)s » n’est pas possible : %(reasons)s", name=transition.label, reasons=reasons),
                      obstacles=unmet)


def _claim(event) -> None:
    """Write the new state if state and version still are what was read: the loser of a race stops here."""
    record, source, target = event.model, event.transition.source, event.transition.dest
    changes = {"state": target} | ({} if source == target else {"state_since": utcnow()})
    try:
        record.write(changes, state=source)
    except Stale:
        raise Stale(record, _("Quelqu’un d’autre vient de changer ce dossier."),
                    _("Rechargez la page pour voir où il en est.")) from None


def _follow(event) -> None:
    """Effects, what they changed, the journal row, the counters, the other plugins."""
    record, transition = event.model, event.kwargs["transition"]
    user, inputs = event.kwargs["user"], event.kwargs["inputs"]
    source, target = event.transition.source, event.transition.dest
    record._dirty.discard("state")  # the claim has written it
    before = record.as_dict()
    for name, value in event.kwargs["changes"].items():
        setattr(record, name, value)
    for effect in transition.effects:
        effect(record, user, inputs)
    record.save()
    old, new = journal.changes(before, record.as_dict())
    if source != target:
        old, new = {"state": source} | old, {"state": target} | new
    note = str(inputs.get("reason") or inputs.get("note") or "")
    journal.write(user, transition.full_name, record, before=old, after=new, note=note)
    counters.move(record, source, target)
    _tell(record, transition, user)


def _tell(record: Tracked, transition: Transition, user) -> None:
    running().host.call("transition_done", about=transition.workflow.name, record=record, transition=transition,
                        user=user)


def _delete(record: Tracked, transition: Transition, user, inputs: dict[str, Any]) -> Tracked:
    """Remove the record for good; the journal keeps that it was, not what it held."""
    with all_or_nothing(record):
        refuse_unless_possible(record, transition, user)
        checked = check_inputs(transition, inputs)
        for effect in transition.effects:
            effect(record, user, checked)
        journal.write(user, transition.full_name, record, note=str(record))
        counters.move(record, record.state, None)
        cls = type(record)
        if cls.delete().where(cls.id == record.id, cls.version == record.version).execute() != 1:
            raise Stale(record, _("Quelqu’un d’autre vient de changer ce dossier."))
        _tell(record, transition, user)
    return record


