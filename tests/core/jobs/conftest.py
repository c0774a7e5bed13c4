"""The plugin of the small jobs, and a worker for them."""

from __future__ import annotations

import pytest

from core.worker import Worker
from tests.core.jobs.kinds import Tiny, seen


@pytest.fixture
def plugins():
    return [Tiny]


@pytest.fixture
def worker(app):
    seen.clear()
    return Worker(app)
