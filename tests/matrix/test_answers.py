"""What is sent to the form of a request: the answers of the page and nothing else, by who may fill it in (SEC-05)."""

from __future__ import annotations

import pytest

from plugins.mes.form.pages import COLUMNS, FIELDS, PAGES
from plugins.mes.models import Request
from tests.matrix.arguments import ids
from tests.matrix.pages import Form, forms_of
from tests.matrix.test_mass_assignment import NUMBER, PLANTED, SPELLINGS, every_name

pytestmark = pytest.mark.words
OWN = {"form_data", "version", "updated_at"}
"""What each save writes besides the answers that have a column."""
MADE_UP = ("schema", "values", "stamps", "carried", "type_reason", "values[contact]", "form_data[values][contact]",
           "fields", "seen")


def draft(world) -> str:
    """The address of the draft of side A."""
    return f"/mes/demandes/{ids(world, Request, 'A', '')[-1]}"


def form_of(world, path: str) -> Form:
    """The form of a page of the wizard, as it stands."""
    return next(form for form in forms_of(world["signer"].get(path).text, path) if form.action == path)


def written(world, reply) -> tuple[set[str], set[str]]:
    """The columns of the request that an answer changed, and the answers in its `form_data`; nothing else changed."""
    assert {(model, key) for model, key, _values in reply.rows} <= {(Request, ids(world, Request, "A", "")[-1])}
    if not reply.rows:
        return set(), set()
    _model, key, now = reply.rows[0]
    names = [field.name for field in Request._meta.sorted_fields]
    before = dict(zip(names, world.planted[Request][key], strict=True))
    changed = {name for name in names if repr(before[name]) != repr(now[name])}
    old, new = (Request._meta.fields["form_data"].python_value(each["form_data"]) for each in (before, now))
    assert {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} <= {"values", "stamps"}
    values = {name for name in old["values"].keys() | new["values"].keys()
              if old["values"].get(name) != new["values"].get(name)}
    return changed, values


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_writes_its_own_answers_whatever_else_is_sent(world, page):
    path, here = f"{draft(world)}/formulaire/{page.number}", {field.name for field in page.fields()}
    form = form_of(world, path)
    data = form.filled(("aller", "rester")) | {name: "Autre" for name in here if FIELDS[name].kind in ("text", "long")}
    extra = {name: value for name, value in every_name(world).items() if name not in data}
    extra |= dict.fromkeys((*MADE_UP, *(name for name in FIELDS if name not in here)), PLANTED)
    reply = world["signer"].post(path, data | extra, query_string=extra | {"aller": "quitter"}, watch=True)
    assert reply.status == 303, reply.status
    assert not [value for *_rest, now in reply.rows for value in now.values()
                if PLANTED in str(value) or NUMBER in str(value)]
    columns, values = written(world, reply)
    assert columns <= OWN | (here & {*COLUMNS}) and values <= here - {*COLUMNS}
    assert bool(columns) == any(FIELDS[name].kind in ("text", "long") for name in here)


def test_the_computed_days_are_the_only_answer_that_a_button_carries(world):
    path = f"{draft(world)}/formulaire/6"
    data = form_of(world, path).filled(("aller", "calcul")) | {"calcul": "17"}
    columns, values = written(world, world["signer"].post(path, data, watch=True))
    assert columns == OWN | {"planned_days"} and not values


@pytest.mark.parametrize("name", sorted({*Request._meta.fields, *MADE_UP, "contact-0", "", "__proto__"} - {*FIELDS}))
def test_a_script_keeps_answers_of_the_form_only(world, name):
    """One name that the form has not, and nothing of what came with it is kept."""
    for spelling in SPELLINGS:
        sent = {"contact": {"value": "Autre"}, spelling.format(name=name, model="request"): {"value": PLANTED}}
        if {*sent} <= {*FIELDS}:
            continue
        reply = world["signer"].post(f"{draft(world)}/saisie", watch=True, json={"fields": sent},
                                     headers={"Accept": "application/json"})
        assert reply.status == 409 and not reply.rows, (sent, reply.status)


def test_what_stands_beside_the_answers_of_a_script_is_not_read(world):
    """Beside them, within one of them, and in the address."""
    names = every_name(world)
    body = names | {"fields": {"contact": names | {"value": "Autre", "seen": 1}}}
    reply = world["signer"].post(f"{draft(world)}/saisie", json=body, query_string=names, watch=True)
    assert reply.status == 200 and written(world, reply) == (OWN | {"contact"}, set())


KEEPERS = {
    # who fills in the form (1.9b, MES-R61 to R63): those who may, and only what is a draft or came back
    "editor": {2, 5}, "signer": {2, 5}, "reader": set(), "rse": set(), "agent": set(), "director": set(),
    "admin": set(), "committee": set(), "administrator": set(), "stranger": set(), "everything": {2, 5},
}


@pytest.mark.parametrize("key", KEEPERS)
def test_answers_are_kept_from_who_may_fill_in_and_in_a_state_that_allows_it(world, key):
    """The five requests of side A: transmitted, returned, compliant, closed, draft; by the script and by the pages."""
    kept = {"script": set(), "page": set()}
    for rank, row in enumerate(ids(world, Request, "A", ""), 1):
        ways = {"script": {"json": {"fields": {"contact": {"value": "Autre"}}}},
                "page": {"data": {"contact": "Autre", "aller": "rester"}}}
        for way, sent in ways.items():
            path = f"/mes/demandes/{row}/{'saisie' if way == 'script' else 'formulaire/1'}"
            reply = world[key].open(path, "POST", watch=True, headers={"Accept": "application/json"}, **sent)
            assert reply.status in ((200, 303) if reply.rows else (403, 404, 409)), (path, reply.status)
            kept[way] |= {rank} if reply.rows else set()
    assert kept == {"script": KEEPERS[key], "page": KEEPERS[key]}
