"""Inline rows: added, changed and removed with their parent in one transaction, and never another parent's."""

from __future__ import annotations

import pytest

from core.admin.view import RecordView
from core.errors import PluginError
from core.journal import Entry
from tests.core.admin.workshop import Part, Repair, RepairView, Workshop


class WithParts(RepairView):
    """The repairs with their parts."""

    inline_models = ((Part, {"form_columns": ["id", "name"], "form_label": "Pièces"}),)


class PartsWorkshop(Workshop):
    """The workshop whose repairs show their parts."""

    views = (WithParts, *Workshop.views[1:])


@pytest.fixture
def plugins():
    return [PartsWorkshop]


@pytest.fixture
def repair(north, make_repair):
    return make_repair(north)


def edit(sign_in, repairer, repair, **rows):
    data = {"version": repair.version, "title": repair.title, "owner": repair.owner_id, "wear": repair.wear,
            "copies": 1, "note": "", **{name.replace("__", "-"): value for name, value in rows.items()}}
    return sign_in(repairer).post(f"/reparations/{repair.id}/modifier", data=data)


def names(repair):
    return [part.name for part in Part.select().where(Part.repair == repair.id).order_by(Part.id)]


def test_rows_are_added_changed_and_removed(sign_in, repairer, repair):
    edit(sign_in, repairer, repair, parts__0__id="", parts__0__name="Vis", parts__1__id="", parts__1__name="Joint",
         parts__2__id="", parts__2__name=" ")
    first, second = Part.select().order_by(Part.id)

    answer = edit(sign_in, repairer, repair, parts__0__id=first.id, parts__0__name="Vis longue",
                  parts__1__id=second.id, parts__1__name="Joint", **{"del-parts__1": "1"})

    assert answer.status_code == 303, answer.text
    assert names(repair) == ["Vis longue"]
    acts = [row.action for row in Entry.select().where(Entry.kind == "shop.part").order_by(Entry.id)]
    assert acts == ["shop.part.created", "shop.part.created", "shop.part.edited", "shop.part.deleted"]


def test_a_row_of_another_parent_refuses_the_whole_form(sign_in, repairer, repair, north, south, make_repair):
    foreign = Part.create(repair=make_repair(south), name="Canari")

    answer = edit(sign_in, repairer, repair, title="Autre", parts__0__id=foreign.id, parts__0__name="Volée")

    assert answer.status_code == 422 and "appartient à un autre dossier" in answer.text
    assert Part.get_by_id(foreign.id).name == "Canari" and names(repair) == []
    assert Repair.get_by_id(repair.id).title == "Bouilloire"


def test_a_wrong_row_saves_neither_parent_nor_rows(sign_in, repairer, repair):
    answer = edit(sign_in, repairer, repair, title="Autre", parts__0__id="", parts__0__name="Vis",
                  parts__1__id="", parts__1__name="x" * 41)

    assert answer.status_code == 422 and names(repair) == []
    assert Repair.get_by_id(repair.id).title == "Bouilloire" and "Vis" in answer.text


def test_one_more_row_is_asked_of_the_server(sign_in, repairer, repair):
    answer = edit(sign_in, repairer, repair, title="Gardé", add_row="parts")

    assert answer.status_code == 200 and 'name="parts-0-name"' in answer.text and "Gardé" in answer.text
    assert Repair.get_by_id(repair.id).title == "Bouilloire"


def test_an_inline_row_offers_no_other_field(sign_in, repairer, repair):
    answer = edit(sign_in, repairer, repair, parts__0__id="", parts__0__name="Vis", parts__0__version="9",
                  parts__0__repair="7")

    assert answer.status_code == 303
    assert [(part.repair_id, part.version) for part in Part.select()] == [(repair.id, 1)]


@pytest.mark.parametrize("inline", [Part, (Part, {}), (Part, {"form_columns": ["id", "version"]})])
def test_an_inline_form_without_named_fields_refuses_to_register(app, inline):
    bad = type("Bad", (RepairView,), {"name": "shop.bad", "url": "/mauvais", "inline_models": (inline,)})

    with pytest.raises(PluginError, match="form_columns"):
        bad()
    assert issubclass(bad, RecordView)
