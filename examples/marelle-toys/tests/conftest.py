"""The application under test: this plugin alone, on a new database each time."""

import pytest
from marelle_toys.plugin import Toys

pytest_plugins = ["core.testing"]


@pytest.fixture
def plugins():
    return [Toys]
