"""The planted application: made once for a run on each database; whatever a test does is undone."""

from __future__ import annotations

import pytest
from flask import current_app

from core.admin.view import RecordView
from plugins.activities.plugin import Activities
from plugins.agreements.plugin import Agreements
from plugins.billing.plugin import Billing
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from plugins.mes.plugin import Mes
from plugins.messages.plugin import Messages
from tests.matrix.browsing import World
from tests.matrix.planting import plant
from tests.matrix.printing import Printer
from tests.planted import planted_app, undone


@pytest.fixture(scope="session")
def planted(request, database_kind, tmp_path_factory):
    """The world, its people signed in, and its database."""
    made = []

    def fill() -> None:
        current_app.extensions["marelle"].renderer = Printer()
        plant()
        made.append(World(current_app._get_current_object()))

    plugins = [Families, Activities, Agreements, Billing, Icsge, Mes, Messages]
    with planted_app(request, tmp_path_factory.mktemp("matrix"), plugins, fill) as (_app, opened):
        yield made[0], opened


@pytest.fixture(autouse=True)
def quiet_banner(monkeypatch):
    """The numbers in the banner cost a third of a page and are the same on each: left out but where they count."""
    monkeypatch.setattr(RecordView, "counter", lambda *_given: None)


@pytest.fixture
def world(planted):
    """The planted application, in a transaction that is rolled back."""
    found, opened = planted
    with undone(found.app, opened):
        yield found
