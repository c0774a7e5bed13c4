"""A simulator of CSG served over HTTP for the whole run, emptied before each test, and a client that talks to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from plugins.icsge.exchange.address import read_address
from plugins.icsge.exchange.bodies import key_of
from plugins.icsge.exchange.client import HttpTransport
from plugins.icsge.exchange.envelope import ADD_AGREEMENT, ADD_FILE, Identity, Sent
from plugins.icsge.exchange.transport import Outcome
from plugins.icsge.simulator import faults
from plugins.icsge.simulator.app import create_simulator
from plugins.icsge.simulator.models import TABLES, Exchange, open_store, store, writing
from plugins.icsge.simulator.seed import add_component, add_person
from plugins.icsge.simulator.serving import listen
from tests.icsge.sound import CHILD

ACCESS = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3@zA"
DIVISION, INSTALLATION = "53236600", "30054568"


@dataclass
class Simulated:
    """The simulator, and a client of a component that it knows."""

    address: str
    transport: HttpTransport
    identity: Identity

    def send(self, operation: str, body: dict, key: str = "") -> Outcome:
        """Send one record."""
        return self.transport.send(self.identity, self.sent(operation, body, key))

    def sent(self, operation: str, body: dict, key: str = "") -> Sent:
        """One record on its way."""
        return Sent(operation, key or key_of("test", 1, body), body)

    def file(self, body: dict) -> Outcome:
        """Add a parent-child file."""
        return self.send(ADD_FILE, body)

    def agreement(self, body: dict) -> Outcome:
        """Add a service agreement."""
        return self.send(ADD_AGREEMENT, body)

    def disturb(self, **values: int) -> None:
        """Put faults in."""
        assert faults.change(values) == ""

    def applied(self) -> int:
        """How many records were applied."""
        return Exchange.select().where(Exchange.applied).count()


def codes(outcome: Outcome) -> list[str]:
    """The codes of an outcome's messages."""
    return [each.code for each in outcome.messages]


@contextmanager
def serving(app, context=None) -> Iterator[int]:
    """The port on which an application answers during the block."""
    server = listen(app, "127.0.0.1", 0, context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def simulator_address(tmp_path_factory):
    """A simulator's application, its folder, and where it answers."""
    folder = tmp_path_factory.mktemp("csg")
    app = create_simulator(folder)
    with serving(app) as port:
        yield app, folder, f"http://127.0.0.1:{port}"


@pytest.fixture
def csg(simulator_address):
    """A simulator that knows one component and one child."""
    _app, folder, address = simulator_address
    open_store(folder / "csg.db")
    with store.connection_context():
        with writing():
            for table in reversed(TABLES):
                table.delete().execute()
        add_component(division=DIVISION, installation=INSTALLATION, name="CPE Biscuit 1", code=ACCESS, places=80)
        add_person(last_name=CHILD.last_name, first_name=CHILD.first_name, birth_date=CHILD.birth_date, sex=CHILD.sex,
                   nirec=CHILD.nirec)
        transport = HttpTransport(read_address(address, ""), timeout=5)
        yield Simulated(address, transport, Identity(DIVISION, INSTALLATION, ACCESS))
        transport.close()
