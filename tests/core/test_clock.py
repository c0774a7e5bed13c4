"""The day it is: one clock, in the zone of the application or of the organisation, never the server's."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import g

from core.errors import SettingError
from core.records import at, today
from core.settings import read_config
from core.testing import make_app

ROOT = Path(__file__).parents[2]
LATE_IN_QUEBEC = datetime(2027, 4, 1, 3, 30, tzinfo=UTC)
OTHER_CLOCKS = re.compile(r"\bdate\.today\(|\bdatetime\.(now|utcnow|today)\(|\.astimezone\(\)")


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/Vancouver"])
def server(request, monkeypatch):
    """A server that stands elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    os.environ.pop("TZ", None)
    time.tzset()


def test_at_half_past_eleven_in_quebec_on_31_march_it_is_not_april_yet(server, app):
    with at(LATE_IN_QUEBEC):
        assert today() == date(2027, 3, 31)


def test_the_zone_of_the_deployment_decides_where_no_organisation_does(server, config):
    there = make_app(replace(config, time_zone="Europe/Paris"), [])
    with there.app_context(), at(LATE_IN_QUEBEC):
        assert today() == date(2027, 4, 1)
        g.zone = "America/Toronto"
        assert today() == date(2027, 3, 31)


@pytest.mark.parametrize("name", ["Quebec/Ville", "../etc/passwd", "", "America/"])
def test_a_zone_that_does_not_exist_stops_the_start(tmp_path, name):
    with pytest.raises(SettingError, match="TIME_ZONE"):
        read_config({"MARELLE_DATA": str(tmp_path), "MARELLE_TIME_ZONE": name})


def test_no_other_clock_is_read():
    """`core.records` has the only clock; a day or a moment taken elsewhere would follow the server."""
    found = [f"{path.relative_to(ROOT)}:{number}" for folder in ("core", "plugins", "examples")
             for path in (ROOT / folder).rglob("*.py") if path != ROOT / "core" / "records.py"
             for number, line in enumerate(path.read_text().splitlines(), start=1) if OTHER_CLOCKS.search(line)]
    assert not found
