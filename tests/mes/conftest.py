"""MES on both databases: one planted application for the whole run, and each test rolled back after it."""

from __future__ import annotations

import pytest

from plugins.families.plugin import Families
from plugins.mes.plugin import Mes
from tests.mes.world import gather, plant
from tests.planted import planted_app, undone


@pytest.fixture
def plugins():
    return [Families, Mes]


@pytest.fixture(scope="session")
def planted(request, database_kind, tmp_path_factory):
    """An application with the tree, the roles and the people of `world`, and its database."""
    with planted_app(request, tmp_path_factory.mktemp("mes"), [Families, Mes], plant) as found:
        yield found


@pytest.fixture
def world(planted):
    """The tree, the people and their requests; whatever the test does is undone after it."""
    with undone(*planted):
        yield gather()
