"""What a form does not offer cannot be sent with it, however it is spelled (SEC-05)."""

from __future__ import annotations

import pytest
from peewee import ForeignKeyField, IntegerField

from core.admin.view import RecordView
from core.running import running
from plugins.mes.models import Request
from tests.cases import EVERYTHING
from tests.matrix.arguments import ids, samples
from tests.matrix.browsing import tables
from tests.matrix.crawling import harvest
from tests.matrix.pages import Form, forms_of

pytestmark = pytest.mark.words
SPELLINGS = ("{name}", "{name}-0", "{name}[]", "{model}-{name}", "{name}_id")
CHECKED = ("version", "base")
"""What our own forms send about the version they were made from: it is compared, never written."""
NOT_ALWAYS_ASKED = ("reason",)
"""The reason of a type, which a page asks after the first year of an installation, and keeps before too."""
PLANTED, NUMBER = "zorglub", "987654"
HELPERS = ("signer", "clerk", "director", "administrator")


def record_forms(world) -> list[tuple[RecordView, Form]]:
    """The form of a new row and of an existing one, of a third of the views that have one; of all with SLOW=1."""
    found = []
    kept = samples()
    for view in (view for view in running().views.values() if isinstance(view, RecordView)):
        if not EVERYTHING and view.endpoint not in kept:
            continue
        rows = ids(world, view.model, "A", "")
        urls = [f"{view.url}/nouveau"] if view.can_create else []
        urls += [f"{view.url}/{rows[0]}/modifier"] if view.can_edit else []
        for url in urls:
            forms = forms_of(world["everything"].get(url).text, url)
            found += [(view, form) for form in forms if form.action == url and form.method == "POST"]
    return found


@pytest.mark.parametrize("page", ["nouveau", "modifier"])
def test_no_field_of_the_model_is_taken_that_the_form_does_not_offer(world, page):
    calls, wrong = 0, []
    for view, form in record_forms(world):
        if not form.action.endswith(page):
            continue
        offered = {field.name for field in form.fields}
        assert world["everything"].post(form.action, form.filled()).status in (200, 303, 422), form.action
        for name, field in view.model._meta.fields.items():
            value = NUMBER if isinstance(field, ForeignKeyField | IntegerField) else PLANTED
            for spelling in SPELLINGS:
                sent = spelling.format(name=name, model=view.model.__name__.lower())
                if sent in offered or sent in CHECKED:
                    continue
                reply = world["everything"].post(form.action, form.filled() | {sent: value}, watch=True)
                calls += 1
                if reply.status != 400 or reply.rows:
                    wrong.append(f"{form.action} {sent}: {reply.status} {reply.changed}")
    assert calls > 200 and not wrong, "\n".join(wrong)


def test_neither_state_nor_version_nor_number_is_a_field_of_any_form(world):
    forms = [form for _view, form in record_forms(world)] + [form for key in HELPERS for form in harvest(world[key])]
    fields = [(form.action, field) for form in forms for field in form.fields]
    assert not [action for action, field in fields if field.name in ("state", "state_since", "id", "folded")]
    numbered = {(action, field.kind) for action, field in fields if field.name == "number"}
    assert {(action.rpartition("/")[2], kind) for action, kind in numbered} == {("delete", "text")}, \
        "a number is typed to confirm a deletion, and nowhere else"
    assert not [action for action, field in fields if field.name in CHECKED and field.kind != "hidden"]


def every_name(world) -> dict[str, str]:
    """Every field of every table, spelled in each way, with a value that would be noticed."""
    found = {}
    for model in tables(world.app):
        for name, field in model._meta.fields.items():
            value = NUMBER if isinstance(field, ForeignKeyField | IntegerField) else PLANTED
            found |= {spelling.format(name=name, model=model.__name__.lower()): value for spelling in SPELLINGS}
    return found


@pytest.mark.parametrize("key", HELPERS)
def test_other_forms_write_the_same_with_every_other_field_as_without(world, key):
    who, names, wrong = world[key], every_name(world), []
    for form in harvest(who):
        offered = {field.name for field in form.fields} | {name for name, _value in form.buttons}
        offered |= {*NOT_ALWAYS_ASKED}
        extra = {name: value for name, value in names.items() if name not in offered}
        path = form.action.partition("?")[0]
        for how in ({"data": form.filled(*form.buttons[:1]) | extra}, {"json": extra},
                    {"data": form.filled(*form.buttons[:1]), "query_string": extra}):
            reply = who.open(path, "POST", watch=True, **how)
            planted = [f"{model.__name__} {row} {name}" for model, row, values in reply.rows
                       for name, value in values.items() if any(each in str(value) for each in (PLANTED, NUMBER))]
            if planted or reply.status >= 500:
                wrong.append(f"{form.action} {[*how]}: {reply.status} {planted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in Request._meta.fields if name != "version"])
def test_no_transition_takes_a_field_of_the_request(world, name):
    """A draft is edited, signed and deleted, a transmitted request reviewed, by forms that say more than they may."""
    planted = {name: NUMBER, f"{name}-0": NUMBER, f"changes[{name}]": NUMBER}
    for key, row, acts in (("signer", ids(world, Request, "A", "")[-1], ("edit", "sign", "submit", "delete")),
                           ("director", ids(world, Request, "A", "")[0], ("declare_compliant", "close_departure"))):
        for act in acts:
            data = {"confirmed": "1", "departure_on": "2026-11-23", "reason": "essai"} | planted
            reply = world[key].post(f"/mes/demandes/{row}/transition/{act}", data, watch=True)
            assert NUMBER not in str([values for _model, _row, values in reply.rows]), (act, name)
