"""The tiny plugin of loans, with its table."""

import pytest

from core.accounts.models import SYSTEM
from core.workflow.engine import create
from tests.tiny.plugin import ALL, Loan, Tiny, make_tables


@pytest.fixture
def plugins():
    return [Tiny]


@pytest.fixture
def app(app):
    make_tables()
    return app


@pytest.fixture
def librarian(user_with):
    return user_with(*ALL, name="Nadia")


@pytest.fixture
def loan(place):
    return create(Loan(title="Le Petit Bonhomme", place=place), "ask", SYSTEM)
