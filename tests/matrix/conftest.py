"""The planted application: made once for a run on each database; whatever a test does is undone."""

from __future__ import annotations

import pytest

from core.accounts.roles import sync_roles
from core.database import db
from core.settings import Config
from core.testing import KEY, close, make_app
from plugins.families.plugin import Families
from plugins.mes.plugin import Mes
from tests.matrix.browsing import World, undone
from tests.matrix.planting import plant
from tests.matrix.printing import Printer


@pytest.fixture(scope="session")
def planted(request, database_kind, tmp_path_factory):
    """The application, its people signed in, and its database."""
    folder = tmp_path_factory.mktemp("matrix")
    cluster = request.getfixturevalue("postgres") if database_kind == "postgres" else None
    url = cluster.create_database() if cluster else f"sqlite:///{folder / 'matrix.db'}"
    app = make_app(Config(data=folder, database_url=url, secret_key=KEY, journal_key=KEY, durable=False),
                   [Families, Mes])
    opened = db.obj
    app.extensions["marelle"].renderer = Printer()
    sync_roles(app)
    with app.app_context():
        db.connect(reuse_if_open=True)
        plant()
        world = World(app)
    close()
    yield world, opened
    db.initialize(opened)
    close()
    if cluster:
        cluster.drop_database(url)


@pytest.fixture
def world(planted):
    """The planted application, in a transaction that is rolled back."""
    found, opened = planted
    db.initialize(opened)
    with found.app.app_context():
        db.connect(reuse_if_open=True)
        with undone():
            yield found
        close()
