"""Views that leave a hole refuse to register, and say what to mend (SEC-03)."""

from __future__ import annotations

import pytest
from peewee import CharField

from core.admin.columns import Column
from core.admin.filters import Filter
from core.admin.page import Page, expose
from core.admin.view import RecordView
from core.app import create_app
from core.errors import PluginError
from core.plugin import Plugin
from core.records import Record
from tests.core.admin.workshop import Owner, OwnerView, Repair, RepairFlow, RepairView, Workshop


class Loose(Record):
    """A record that nobody said who may see."""

    name = CharField()

    class Meta:
        table_name = "shop_loose"


class Hanging(Record):
    """A record whose scope leads to nothing."""

    name = CharField()
    belongs_to = "name"

    class Meta:
        table_name = "shop_hanging"


def view(base=OwnerView, **attributes):
    return type("Bad", (base,), {"name": "shop.bad", "url": "/mauvais"} | attributes)


BAD = {
    "no scope": (view(model=Loose, columns=(Column("name"),), can_create=False, can_edit=False), "may see it"),
    "a scope that leads nowhere": (view(model=Hanging, columns=(Column("name"),), can_create=False, can_edit=False),
                                   "may see it"),
    "no form fields": (view(form_fields=()), "form_fields"),
    "the state in a form": (view(RepairView, form_fields=("title", "state")), "'state' may not be in a form"),
    "the number in a form": (view(RepairView, form_fields=("number",)), "'number' may not be in a form"),
    "the version in a form": (view(form_fields=("version",)), "'version' may not be in a form"),
    "an unknown field in a form": (view(form_fields=("surname",)), "no field 'surname'"),
    "no columns": (view(columns=()), "no columns"),
    "an unknown column": (view(columns=(Column("surname"),)), "no field 'surname'"),
    "a path through no key": (view(columns=(Column("last_name.x"),)), "not a foreign key"),
    "an unknown filter": (view(filters=(Filter("surname"),)), "no field 'surname'"),
    "no model": (type("Bad", (RecordView,), {"name": "x", "url": "/x", "model": None}), "no model"),
    "no address": (view(url=""), "not complete"),
    "a permission that nobody declares": (view(permissions={"read": "shop.owner.peek"}), "no plugin declares"),
    "a page without permission": (
        type("Bad", (Page,), {"name": "x.y", "url": "/x", "index": expose("/")(lambda self: "")}), "permission"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_view_with_a_hole_refuses_to_register(config, what):
    bad, words = BAD[what]

    class Hole(Plugin):
        name, models, workflows = "shop", (Owner, Repair), (RepairFlow,)
        views, permissions = (bad,), Workshop.permissions

    with pytest.raises(PluginError, match=words):
        create_app(config, [Hole])


def test_two_views_of_one_name_are_refused(config):
    class Twice(Plugin):
        name, models, workflows = "shop", (Owner, Repair), (RepairFlow,)
        views, permissions = (OwnerView, OwnerView), Workshop.permissions

    with pytest.raises(PluginError, match="Two views are named shop.owner"):
        create_app(config, [Twice])


def test_every_route_of_the_admin_declares_its_permission(app):
    policies = app.extensions["marelle"].policy

    assert policies["shop_repair.index"].permission == "shop.repair.read"
    assert policies["shop_repair.edit"].permission == "shop.repair.edit"
    assert policies["shop_repair.create"].permission == "shop.repair.ask"
    assert policies["shop_repair.export"].permission == "core.export"
    assert policies["shop_owner.archive"].permission == "shop.owner.delete"
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.endswith(("ajax_update", "action_view"))]


def test_a_page_that_raises_a_type_error_runs_once(app, sign_in, repairer, monkeypatch):
    calls = []

    def broken(view, record, **options):
        calls.append(record)
        raise TypeError("a mistake of ours")

    monkeypatch.setattr("core.admin.record_page.show", broken)
    owner = Owner(last_name="Cyr", workshop=repairer.memberships[0].organisation)
    owner.save()

    assert sign_in(repairer).get(f"/personnes/{owner.id}").status_code == 500
    assert len(calls) == 1
