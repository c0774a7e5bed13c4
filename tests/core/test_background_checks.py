"""What `marelle check` says of jobs, mail, anchors and deliveries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.checks import check
from core.i18n import _
from core.jobs import Job, enqueue, job
from core.outbox import Delivery, put
from core.plugin import Plugin
from core.running import NAME


@job("tiny.mute", title=_("Muet"))
def mute(progress):
    pass


class Tiny(Plugin):
    """A plugin with a job that says nothing about itself."""

    name = "tiny"
    jobs = (mute,)


@pytest.fixture
def plugins():
    return [Tiny]


def said(app):
    return [str(finding) for finding in check(app) if "icon" not in str(finding)]


def test_a_job_without_docstring_is_named_with_its_file(app):
    (finding,) = [line for line in said(app) if "tiny.mute" in line]
    assert "test_background_checks.py" in finding


def test_what_is_stuck_is_told(app):
    enqueue("tiny.mute")
    Job.update(status="failed").execute()
    put("core.mail", {"address": "regie@exemple.test"}, key="a")
    Delivery.update(state="refused").execute()
    lines = "\n".join(said(app))
    assert "1 failed" in lines
    assert "1 could not be delivered" in lines


def test_an_installation_that_people_reach_names_its_mail_server(app, config):
    app.extensions[NAME].config = replace(config, public_url="https://marelle.exemple.test")
    assert any("MARELLE_MAIL_URL" in line for line in said(app))


def test_data_that_others_read_are_told(app, config):
    (config.data / "queue.db").touch(0o644)
    (config.data / "queue.db").chmod(0o644)
    config.data.chmod(0o755)
    assert any("chmod go-rwx" in line for line in said(app))
