"""`/healthz`: whether this process can do its work, for a supervisor or a load balancer. It tells nothing else."""

from __future__ import annotations

import shutil
from datetime import UTC, timedelta

from flask import Blueprint, Flask
from peewee import InterfaceError, OperationalError

from core.database import db
from core.periodic import Period
from core.policy import ANYONE, needs
from core.records import utcnow
from core.running import running

SILENCE = timedelta(minutes=5)
"""A worker seals and sweeps each minute: one that was not seen for so long is not there."""
SPACE = 200 * 1024 * 1024
pages = Blueprint("health", __name__)


@pages.get("/healthz")
@needs(ANYONE, "aucun dossier")
def healthz():
    """200 while pages can be served and written; 503 when the database is away or the disk is full."""
    found = {"database": database(), "disk": disk(), "worker": worker()}
    bad = found["database"] != "ok" or found["disk"] != "ok"
    return {"status": "down" if bad else "ok", **found}, 503 if bad else 200


def database() -> str:
    """Whether the database answers."""
    try:
        db.execute_sql("SELECT 1").fetchone()
    except (OperationalError, InterfaceError):
        return "away"
    return "ok"


def disk() -> str:
    """Whether the data folder has room."""
    return "ok" if shutil.disk_usage(running().config.data).free > SPACE else "full"


def worker() -> str:
    """Whether a worker swept lately; `silent` does not stop the pages."""
    try:
        seen = Period.get_or_none(Period.kind == "core.seal")
    except (OperationalError, InterfaceError):
        return "silent"
    return "ok" if seen and utcnow() - seen.last.replace(tzinfo=UTC) < SILENCE else "silent"


def init_health(app: Flask) -> None:
    """Give an application its /healthz."""
    app.register_blueprint(pages)
