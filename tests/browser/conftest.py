"""The demonstration made once a run, copied and served for each module, and a browser to look at it."""

from __future__ import annotations

import pytest

from tests.browser.desk import Desk, chromium
from tests.browser.site import make_demo, served


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """A data folder filled once."""
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def site(demonstration, tmp_path_factory):
    """The demonstration of this module, served."""
    with served(demonstration, tmp_path_factory.mktemp("site") / "data") as site:
        yield site


@pytest.fixture(scope="module")
def browser():
    """One browser for the module."""
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
