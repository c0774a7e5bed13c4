"""Everybody of the tests signs in once a run, past the browser: `python -m tests.browser.seating FILE ADDRESS…`.

Giving the password at each desk of each module took a tenth of all browser tests. What pages need to be compiled for
them is kept beside the demonstration too.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from core.app import create_app
from core.demo import PHRASE

HOST = "127.0.0.1"
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def main(path: str, *people: str) -> None:
    """Write the cookies of these people, by address, as a browser takes them."""
    app = create_app()
    Path(path).write_text(json.dumps({email: [seat(app, email)] for email in people}))


def seat(app: Flask, email: str) -> dict[str, object]:
    """The cookie of somebody who gave her password and stands at her dashboard."""
    client = app.test_client()
    where = {"base_url": f"http://{HOST}", "headers": {"Accept-Language": "fr-CA"}}
    token = TOKEN.search(client.get("/login", **where).text)[1]
    client.post("/login", data={"csrf_token": token, "email": email, "password": PHRASE}, **where)
    assert client.get("/", **where).status_code == 200, email
    name = app.config["SESSION_COOKIE_NAME"]
    return {"name": name, "value": cookie(client, name), "domain": HOST, "path": "/", "httpOnly": True,
            "sameSite": "Lax"}


def cookie(client: FlaskClient, name: str) -> str:
    """What a browser holds under this name."""
    return client.get_cookie(name, domain=HOST).value


if __name__ == "__main__":
    main(*sys.argv[1:])
