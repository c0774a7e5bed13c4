"""The pages of the background work: the progress of a job, and what ran, waits or failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import ceil

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for

from core import jobs, journal, outbox
from core.database import write_transaction
from core.i18n import NBSP, _, ngettext, pgettext
from core.jobs import Job
from core.outbox import Delivery
from core.policy import SIGNED_IN, needs, person
from core.records import utcnow
from core.running import running
from core.sentences import unpack
from core.workflow.declare import State

PAGE = 50
LOOKS = {
    "queued": State(_("En attente"), "neutre", "hourglass"), "running": State(_("En cours"), "bleu", "loader"),
    "done": State(pgettext("tâche", "Terminée"), "vert", "circle-check"),
    "failed": State(_("Échouée"), "brique", "octagon-x"), "cancelled": State(_("Annulée"), "neutre", "ban"),
}
WORDS = {"queued": "waiting", "cancelled": "done"}
pages = Blueprint("jobs", __name__)


class Shown:
    """A job as its page and its JSON tell it."""

    def __init__(self, job: Job):
        self.job, self.id = job, job.id
        kind = running().jobs.get(job.name)
        self.title = kind.title if kind else job.name
        self.look = LOOKS[job.status]
        self.state = WORDS.get(job.status, job.status)
        self.done, self.total = job.done, job.total
        self.doing = unpack(job.message) or ("" if job.status == "running" else str(self.look.label))
        self.error = unpack(job.error)
        result = job.result or {}
        self.counts = [(unpack(label), number) for label, number in result.get("counts", ())]
        self.link = result.get("link", "")
        self.left = time_left(job)

    def as_dict(self) -> dict:
        """What the progress asks for every two seconds."""
        return {"state": self.state, "done": self.done, "total": self.total, "doing": self.doing, "left": self.left,
                "finished": self.job.over}


def time_left(job: Job) -> str:
    """The time that the rest takes if it goes on like this, rounded; nothing as long as it cannot be told."""
    if job.status != "running" or not job.started_at or not 0 < job.done < job.total:
        return ""
    spent = utcnow() - job.started_at
    left = spent * (job.total - job.done) / job.done
    if spent < timedelta(seconds=3):
        return ""
    if left < timedelta(seconds=50):
        return f"{ceil(left.total_seconds() / 10) * 10}{NBSP}s"
    return ngettext("%(num)s minute", "%(num)s minutes", ceil(left.total_seconds() / 60))


@pages.get("/taches")
@needs(SIGNED_IN, "ses tâches ; toutes avec core.job.read")
def index():
    """What ran, waits or failed, newest first, and what the outbox could not deliver."""
    status, before = request.args.get("status", ""), request.args.get("before", "")
    query = Job.visible_to(person()).order_by(Job.id.desc()).limit(PAGE + 1)
    if status in LOOKS:
        query = query.where(Job.status == status)
    if before.isascii() and before.isdigit() and len(before) < 18:
        query = query.where(Job.id < int(before))
    rows = list(query)
    return render_template("jobs/list.html", jobs=[Shown(row) for row in rows[:PAGE]], looks=LOOKS, status=status,
                           older=rows[PAGE - 1].id if len(rows) > PAGE else None, troubled=troubled(),
                           may_retry=person().can("core.job.edit"))


def troubled() -> list[Delivery]:
    """The deliveries that need a person, for who may see them."""
    if not person().can("core.job.read"):
        return []
    return list(Delivery.select().where(Delivery.state << ("refused", "blocked"))
                .order_by(Delivery.id.desc()).limit(PAGE))


@pages.get("/taches/<int:id>")
@needs(SIGNED_IN, "ses tâches ; toutes avec core.job.read")
def one(id: int):
    """The progress of one job, and what came of it."""
    return render_template("jobs/one.html", job=Shown(Job.find_for(person(), id)),
                           may_retry=person().can("core.job.edit"))


@pages.get("/taches/<int:id>.json")
@needs(SIGNED_IN, "ses tâches ; toutes avec core.job.read")
def progress(id: int):
    """The same for the page's script."""
    return Shown(Job.find_for(person(), id)).as_dict()


@pages.post("/taches/<int:id>/annuler")
@needs(SIGNED_IN, "ses tâches ; toutes avec core.job.read")
def cancel(id: int):
    """Take a waiting job away, or ask a running one to stop."""
    return change(id, jobs.cancel, "core.job.cancel")


@pages.post("/taches/<int:id>/relancer")
@needs("core.job.edit", "toutes les tâches")
def retry(id: int):
    """Put a failed job back in the queue."""
    return change(id, jobs.retry, "core.job.retry")


def change(id: int, act: Callable[[Job], object], action: str):
    """Do it to a job that the person may touch, write it in the journal, and show the job again."""
    job = Job.find_for(person(), id)
    with write_transaction():
        act(job)
        journal.write(person(), action, job)
    return redirect(url_for("jobs.one", id=id))


@pages.post("/envois/<int(max=2147483647):id>/relancer")
@needs("core.job.edit", "tous les envois")
def deliver_again(id: int):
    """Try a delivery again that was refused or blocked."""
    delivery = Delivery.get_or_none(Delivery.id == id) or abort(404)
    with write_transaction():
        outbox.retry(delivery)
        journal.write(person(), "core.delivery.retry", note=delivery.key)
    return redirect(url_for("jobs.index"))


def init_job_pages(app: Flask) -> None:
    """Give an application the pages of its background work."""
    app.register_blueprint(pages)
