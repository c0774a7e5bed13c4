"""Pages that create, change, archive and delete a record: one transaction each, nothing typed is ever lost."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from peewee import IntegrityError
from wtforms import Form

from core import journal
from core.accounts.redirects import back_to
from core.admin import conflict, record_page
from core.admin.forms import differing, form_of, refuse_unexpected, traces, values_of
from core.admin.typed import as_id
from core.database import write_transaction
from core.errors import Forbidden, MarelleError, NotFound, Refused, Stale
from core.i18n import _, ngettext
from core.policy import person
from core.records import Record, kind_of, utcnow
from core.running import running
from core.workflow.engine import create as give_birth, fire


def fields_for(view, record: Record, user) -> list[str]:
    """The fields this person may fill now: never one that the view does not offer."""
    return [name for name in view.editable_fields(record, user) if name in view.form_fields]


def create(view):
    """The form of a new record, then its birth."""
    if not view.can_create:
        raise NotFound(_("Cette page n’existe pas."))
    user = person()
    record = view.blank(user)
    form = form_of(view, record, fields_for(view, record, user))
    if request.method == "POST" and sent(form, view) and form.validate() and born(view, record, form, user):
        return done(view, record, "nouveau")
    return shown(view, record, form), 422 if form.errors else 200


def sent(form: Form, view) -> bool:
    """Whether the form is to be saved; False when it only asks for one more inline row."""
    refuse_unexpected(form, view)
    wanted = form._fields.get(request.form.get("add_row", ""))
    if wanted is not None and wanted.type == "InlineModelFormList":
        wanted.append_entry()
        return False
    return True


def born(view, record: Record, form: Form, user) -> bool:
    """Save a new record with its journal row; False when a rule refuses, which the form then says."""
    for name, value in values_of(form, record).items():
        setattr(record, name, value)
    return attempted(form, lambda: insert(view, record, form, user))


def insert(view, record: Record, form: Form, user) -> None:
    """The transaction of a birth: by its transition for a tracked record."""
    with write_transaction():
        view.before_save(record, user)
        if view.tracked and view.create_transition:
            give_birth(record, view.create_transition, user)
        else:
            if not view.may_stand(record, user):
                raise Forbidden(_("Vous ne pouvez pas créer ici : ce lieu n’est pas de votre ressort."))
            record.save(force_insert=True)
            journal.saved(user, f"{kind_of(record)}.created", record)
        save_inline_rows(form, record)
        view.after_save(record, user)


def save_inline_rows(form: Form, record: Record) -> None:
    """The child rows of a form."""
    for field in form._fields.values():
        if field.type == "InlineModelFormList":
            field.save_related(record)


def attempted(form: Form, act) -> bool:
    """Do it; a refusal or a broken uniqueness becomes the form's own error."""
    try:
        act()
    except Stale:
        raise
    except MarelleError as problem:
        form.form_errors.append(str(problem))
        return False
    except IntegrityError:
        form.form_errors.append(str(_("Une fiche avec ces valeurs existe déjà, ou l’une d’elles n’existe plus.")))
        return False
    return True


def edit(view, record: Record):
    """The form of a record, then its change."""
    user = person()
    if not view.can_edit:
        raise NotFound(_("Cette page n’existe pas."))
    if not view.may_edit(record, user):
        return record_page.show(view, record, problem=view.why_not_editable(record, user))
    form = form_of(view, record, fields_for(view, record, user))
    if request.method != "POST" or not sent(form, view):
        return shown(view, record, form), 200
    seen = as_id(request.form.get("version"))
    if seen != record.version:
        return conflict.show(view, record, form)
    values = conflict.settled(record, values_of(form, record))
    if not (form.validate() and (changed := changes(view, record, values, form, user)) is not None):
        return shown(view, record, form), 422
    if changed is False:
        record = view.find(record.id, "edit")
        return conflict.show(view, record, form_of(view, record, fields_for(view, record, user)))
    return done(view, record, str(record.id))


def done(view, record: Record, kept: str):
    """Go to the saved record, or back to where it was opened from; the browser then forgets its copy."""
    flash(_("%(what)s : enregistré.", what=view.title_of(record)), "toast")
    return redirect(back_to(f"{view.url_of(record.id)}?saved={kept}"), 303)


def changes(view, record: Record, values: dict[str, Any], form: Form, user) -> bool | None:
    """Write the changed values. None: a rule refused, as the form says. False: somebody else was faster."""
    kept = dict(record.__data__)
    try:
        done = attempted(form, lambda: update(view, record, values, form, user))
    except Stale:
        return False
    if not done:
        record.__data__.update(kept)
        record._dirty.clear()
        return None
    return True


def update(view, record: Record, values: dict[str, Any], form: Form, user) -> None:
    """The transaction of a change: by the engine where a transition edits, else a save of its own."""
    with write_transaction():
        before = record.as_dict()
        kept = dict(record.__data__)
        for name, value in differing(record, values).items():
            setattr(record, name, value)
        view.before_save(record, user)
        if view.tracked and view.edit_transition:
            change_by_transition(view, record, kept, user)
        elif record.save() and journal.changes(before, record.as_dict())[1]:
            journal.saved(user, f"{kind_of(record)}.edited", record, before)
        save_inline_rows(form, record)
        view.after_save(record, user)


def change_by_transition(view, record: Record, kept: dict[str, Any], user) -> None:
    """Give the changed fields to the engine, on the record as it was read."""
    changed = {name: record.__data__[name] for name in record._dirty if record.__data__[name] != kept.get(name)}
    record.__data__.update(kept)
    record._dirty.clear()
    if changed:
        fire(record, view.edit_transition, user, changes=changed)


def shown(view, record: Record, form: Form) -> str:
    """The page of a form."""
    new = record.id is None
    title = view.create_label if new else _("Modifier %(what)s", what=record)
    return view.render(view.create_template if new else view.edit_template, record=record, form=form, title=title,
                       version=None if new else request.form.get("version", record.version),
                       base="" if new else request.form.get("base") or traces(record, list(form._fields)),
                       crumbs=record_page.crumbs(view, None if new else record, title),
                       back_url=view.list_url() if new else view.url_of(record.id))


def archive(view, record: Record):
    """Put away, or take out again."""
    if not (view.can_delete and view.archives):
        raise NotFound(_("Cette page n’existe pas."))
    before, back = record.as_dict(), record.archived_at is not None
    refuse_old(record)
    with write_transaction():
        record.archived_at = None if back else utcnow()
        record.save()
        journal.saved(person(), f"{kind_of(record)}.{'restored' if back else 'archived'}", record, before)
    flash(_("%(what)s est sorti des archives.", what=view.title_of(record)) if back else
          _("%(what)s est dans les archives.", what=view.title_of(record)), "toast")
    return redirect(view.url_of(record.id), 303)


def refuse_old(record: Record) -> None:
    """Refuse what was decided on an older version."""
    if as_id(request.form.get("version")) != record.version:
        raise Stale(record, _("Ce dossier a changé depuis que vous l’avez ouvert : rien n’a été fait."),
                    _("Rechargez la page pour voir où il en est."))


def delete(view, record: Record):
    """Ask, naming what would go too; then destroy."""
    if not view.can_delete or view.archives:
        raise NotFound(_("Cette page n’existe pas."))
    taken, held = dependents(record)
    if request.method == "POST" and not held:
        refuse_old(record)
        destroy(record)
        flash(_("%(what)s est supprimé.", what=view.title_of(record)), "toast")
        return redirect(view.list_url(), 303)
    return view.render("record/delete.html", record=record, taken=taken, held=held,
                       title=_("Supprimer %(what)s ?", what=view.title_of(record)),
                       crumbs=record_page.crumbs(view, record, _("Supprimer")))


def destroy(record: Record) -> None:
    """Delete a record, never what the database would not take with it."""
    cls = type(record)
    try:
        with write_transaction():
            journal.write(person(), f"{kind_of(record)}.deleted", record, note=str(record))
            if cls.delete().where(cls.id == record.id, cls.version == record.version).execute() != 1:
                raise Stale(record, _("Quelqu’un d’autre vient de changer ce dossier : rien n’est supprimé."))
    except IntegrityError:
        raise Refused(_("D’autres fiches s’appuient sur celle-ci : elle n’est pas supprimée.")) from None


def dependents(record: Record) -> tuple[list[str], list[str]]:
    """What the database would delete with the record, and what forbids deleting it, as counted kinds."""
    taken: list[str] = []
    held: list[str] = []
    for key, model in record._meta.backrefs.items():
        count = model.select().where(key == record.id).count()
        if count:
            name = next((view.label_plural for view in running().views.values()
                         if getattr(view, "model", None) is model), model.__name__)
            words = ngettext("%(name)s : %(num)s fiche", "%(name)s : %(num)s fiches", count, name=name)
            (taken if key.on_delete == "CASCADE" else held).append(words)
    return taken, held
