"""Pages that fire a transition on one record, ask before, or explain why not."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from core.accounts.models import User, by_name
from core.accounts.stepup import require_fresh
from core.admin import record_page
from core.admin.actions import entry, read_inputs
from core.admin.typed import as_id, as_text
from core.errors import Forbidden, NotFound, Refused, Stale
from core.i18n import _
from core.policy import person
from core.records import Tracked, matching
from core.workflow.declare import Transition
from core.workflow.engine import fire
from core.workflow.obstacles import explain

FOR_OTHERS = "core.explain_for_others"


def transition_of(view, name: str) -> Transition:
    """The transition of this name that a person may be asked to fire; NotFound otherwise."""
    found = view.model.workflow.transitions.get(name) if view.tracked else None
    if found is None or found.creates or found.system:
        raise NotFound(_("Cette action n’existe pas."))
    return found


def fired(view, record: Tracked, name: str):
    """Fire, then go back to the record; a refusal shows the page as it is now, with what was typed."""
    transition = transition_of(view, name)
    if transition.page:
        return redirect(url_for(transition.page, id=record.id), 303)
    values, errors = read_inputs(transition, request.form)
    gone_to = view.list_url(record_page.list_of(view, record))
    tried = {"name": name, "typed": request.form, "errors": errors}
    try:
        refuse_stale(record)
        if errors and not transition.deletes:
            raise Refused(_("« %(name)s » n’est pas fait : il manque quelque chose.", name=transition.label),
                          _("Complétez les champs indiqués, puis recommencez."))
        if needs_confirmation(transition, record):
            return confirmation(view, record, transition, wrong=typed_as(transition) in request.form)
        if transition.step_up:
            require_fresh()
        fire(record, transition, person(), **values)
    except (Refused, Stale) as problem:
        return record_page.show(view, view.find(record.id), problem=problem, tried=tried)
    flash(_("« %(name)s » : c’est fait.", name=transition.label), "toast")
    return redirect(gone_to if transition.deletes else view.url_of(record.id), 303)


def refuse_stale(record: Tracked) -> None:
    """Refuse what was decided on an older version of the record than the stored one."""
    seen = as_id(request.form.get("version"))
    if seen is not None and seen != record.version:
        raise Stale(record, _("Ce dossier a changé depuis que vous l’avez ouvert : rien n’a été fait."),
                    _("Voyez ci-dessous où il en est, puis recommencez s’il le faut."))


def word_to_type(record: Tracked) -> str:
    """What must be typed to delete a record."""
    return str(getattr(record, "number", "") or record)


def typed_as(transition: Transition) -> str:
    """The field it is typed in: the input that the deletion asks for, when it declares one."""
    return transition.inputs[0].name if transition.deletes and transition.inputs else "typed"


def needs_confirmation(transition: Transition, record: Tracked) -> bool:
    """Whether the question of the transition is still to be answered."""
    if transition.deletes:
        return request.form.get(typed_as(transition), "").strip() != word_to_type(record)
    return bool(transition.confirm) and request.form.get("confirmed") != "1"


def confirmation(view, record: Tracked, transition: Transition, *, wrong: bool = False):
    """The page that asks before a final act; its button repeats the verb."""
    found = explain(record, transition, person())
    if not found.possible:
        return why(view, record, transition.name)
    typed = typed_as(transition) if transition.deletes else ""
    return view.render("record/confirm.html", record=record, transition=transition, wrong=wrong, typed=typed,
                       word=word_to_type(record) if typed else "",
                       inputs=[dict(entry(each), value=request.form.get(each.name, "")) for each in transition.inputs
                               if each.name != typed],
                       crumbs=record_page.crumbs(view, record, transition.label))


def why(view, record: Tracked, name: str):
    """« Pourquoi pas ? » on a page of its own, for oneself or, for officers, for another person."""
    transition, asker, others = transition_of(view, name), person(), person().can(FOR_OTHERS, record)
    asked = as_text(request.args["pour"]) if "pour" in request.args else None
    if asked is not None and not others:
        raise Forbidden(_("Votre rôle ne permet pas de demander pour une autre personne."))
    people = people_named(asker, asked) if asked else []
    user = people[0] if len(people) == 1 else asker if not asked else None
    return view.render("record/why.html", record=record, transition=transition, user=user, asker=asker,
                       explanation=explain(record, transition, user) if user else None, others=others, asked=asked,
                       people=people, people_url=url_for("core_people.index") if others else "",
                       why_url=url_for(f"{view.endpoint}.why", id=record.id, name=name),
                       crumbs=record_page.crumbs(view, record, transition.label))


def people_named(asker, text: str) -> list[User]:
    """The people an officer may ask for, by id or by words of their name; at most twenty."""
    number = as_id(text)
    wanted = User.id == number if number is not None else matching(User, text)
    query = User.select().where(User.within(asker, FOR_OTHERS), User.active, wanted)
    return list(query.order_by(*by_name(User)).limit(20))
