"""A small application that wears the theme: `site`, and `shown` that renders a line of template in it."""

from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect

import core
from core.theme import init_theme

CORE = Path(core.__file__).parent


def build() -> Flask:
    """The application."""
    app = Flask("marelle", static_folder=str(CORE / "static"), template_folder=str(CORE / "templates"))
    app.config.update(SECRET_KEY="k" * 40)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, default_locale="fr")
    CSRFProtect(app)
    init_theme(app)
    app.add_url_rule("/page", "page", lambda: render_template_string("{{ csp_nonce() }}"))
    return app


@pytest.fixture
def site() -> Flask:
    """An application that wears the theme and asks for tokens on its forms."""
    return build()


@pytest.fixture
def shown(site):
    """Renders a line of template inside a request."""

    def render(source: str, **values) -> str:
        with site.test_request_context("/page"):
            return render_template_string(source, **values)

    return render
