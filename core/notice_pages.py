"""The page behind the bell: one's notices, opened and marked as read."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request, url_for

from core.notify import Notice, mark_read, unread
from core.policy import SIGNED_IN, needs, person

PAGE = 30
ICONS = {"info": "info", "ask": "inbox", "late": "clock-alert", "fault": "triangle-alert"}
TONES = {"info": "bleu", "ask": "ambre", "late": "brique", "fault": "brique"}
pages = Blueprint("notices", __name__)


@pages.get("/avis")
@needs(SIGNED_IN, "ses avis")
def index():
    """One's notices, newest first."""
    before = request.args.get("before", "")
    query = Notice.visible_to(person()).order_by(Notice.id.desc()).limit(PAGE + 1)
    if before.isascii() and before.isdigit() and len(before) < 18:
        query = query.where(Notice.id < int(before))
    rows = list(query)
    return render_template("notices/list.html", notices=rows[:PAGE], icons=ICONS, tones=TONES,
                           older=rows[PAGE - 1].id if len(rows) > PAGE else None, unread=unread(person()))


@pages.post("/avis/<int:id>")
@needs(SIGNED_IN, "ses avis")
def follow(id: int):
    """Mark one notice as read and go where it leads."""
    notice = Notice.find_for(person(), id)
    mark_read(person(), notice)
    stay = "stay" in request.form or not notice.link
    return redirect(url_for("notices.index") if stay else request.script_root + notice.link)


@pages.post("/avis/lus")
@needs(SIGNED_IN, "ses avis")
def all_read():
    """Mark all of one's notices as read."""
    mark_read(person())
    return redirect(url_for("notices.index"))


def init_notice_pages(app: Flask) -> None:
    """Give an application the page behind the bell."""
    app.register_blueprint(pages)
