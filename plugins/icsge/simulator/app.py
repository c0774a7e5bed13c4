"""The simulator's application: the exchange, and pages for humans."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from flask import Flask, redirect, request
from flask_babel import Babel
from werkzeug.wrappers import Response

from plugins.icsge.simulator.api import api
from plugins.icsge.simulator.models import open_store
from plugins.icsge.simulator.pages import pages
from plugins.icsge.simulator.seed import sow
from plugins.icsge.simulator.server import LARGEST_REQUEST

HERE = Path(__file__).parent
HARD_SPACE = re.compile(r"(?<=«) | (?=[»:;?](?:\s|<|$))")
STYLE = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; " \
        "frame-ancestors 'none'"


def create_simulator(folder: Path) -> Flask:
    """A simulator whose file is in this folder, made when it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask("csg-simulator", static_folder=str(HERE / "static"), template_folder=str(HERE / "templates"))
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.secret_key = secrets.token_bytes(32)
    app.config.update(SESSION_COOKIE_NAME="csg-simulateur", SESSION_COOKIE_SAMESITE="Strict")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="fr", default_timezone="America/Toronto")
    open_store(folder / "csg.db")
    sow(folder)
    app.register_blueprint(api)
    app.register_blueprint(pages)
    app.before_request(refuse_strangers)
    app.after_request(protect)
    app.add_url_rule("/", "home", lambda: redirect("/simulateur/"))
    return app


def refuse_strangers() -> tuple[str, int] | None:
    """A page of another site changes nothing here: browsers say where a form comes from."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return "Refusé : la demande vient d’un autre site.", 403
    return None


def protect(answer: Response) -> Response:
    """What every page says of itself to a browser; and no line of it begins with a « » » or a « : »."""
    answer.headers.setdefault("Content-Security-Policy", STYLE)
    if answer.mimetype == "text/html":
        answer.set_data(HARD_SPACE.sub("\u00a0", answer.get_data(as_text=True)))
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    return answer
