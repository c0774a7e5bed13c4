"""The set-up of all that works behind the pages: jobs, outbox, mail, notices, and their pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from core.accounts.links import PASSWORD_LINK
from core.accounts.tidying import FORGET
from core.errors import PluginError
from core.job_pages import init_job_pages
from core.jobs import JobKind
from core.mail import MAIL, init_mail
from core.notice_pages import init_notice_pages
from core.outbox import Deliverer
from core.running import NAME
from core.seals import SEAL
from core.tidying import TIDY
from core.waking import Queue

CORE_JOBS: tuple[JobKind, ...] = (SEAL, TIDY, FORGET)
CORE_DELIVERERS: tuple[Deliverer, ...] = (MAIL, PASSWORD_LINK)


def init_background(app: Flask) -> None:
    """Collect the jobs and deliverers of the core and of the plugins, open the queue, set the mail up."""
    parts = app.extensions[NAME]
    parts.jobs = by_name("job", [(kind.name, kind) for kind in (
        *CORE_JOBS, *(kind for plugin in parts.host for kind in plugin.jobs))])
    parts.deliverers = by_name("deliverer", [(way.kind, way) for way in (
        *CORE_DELIVERERS, *(way for plugin in parts.host for way in plugin.deliverers))])
    parts.queue = Queue(parts.config.data / "queue.db")
    init_mail(app)
    init_job_pages(app)
    init_notice_pages(app)


def by_name(what: str, declared: Iterable[tuple[str, object]]) -> dict[str, object]:
    """What was declared, by name; PluginError when two have the same."""
    found: dict[str, object] = {}
    for name, each in declared:
        if name in found:
            raise PluginError(f"The {what} {name} is declared twice.", "Give one of them another name.")
        found[name] = each
    return found
