"""The demonstration made once a run; a browser for each worker, and for each module a server of its own."""

from __future__ import annotations

import os

import pytest

from tests.browser.desk import Desk, chromium
from tests.browser.site import Servers, made_once
from tests.cases import EVERYTHING

collect_ignore = [] if EVERYTHING else ["test_mes_taken_over.py", "test_mes_blind.py"]
"""What is asked otherwise each time: by HTTP, or of the same pages one by one; their heads say where."""


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """A data folder filled once, by one of the workers for all."""
    mine = tmp_path_factory.getbasetemp()
    return made_once(mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine)


@pytest.fixture(scope="package")
def servers(demonstration, tmp_path_factory):
    """What serves the demonstration to the modules of this worker."""
    found = Servers(demonstration, tmp_path_factory.mktemp("site") / "data")
    yield found
    found.close()


@pytest.fixture(scope="module")
def site(servers):
    """The demonstration of this module, as if nobody had used it, served."""
    with servers.served() as site:
        yield site


@pytest.fixture(scope="package")
def browser():
    """One browser for this worker: each desk has a profile of its own in it."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk(browser, site):
    """A factory: `desk(SIGNER)` is a window in which this person is signed in; all are checked and closed."""
    opened = []

    def sit(email: str = "", **looks) -> Desk:
        opened.append(Desk(browser, site, **looks))
        return opened[-1].sign_in(email) if email else opened[-1]

    yield sit
    for each in opened:
        each.leave()
