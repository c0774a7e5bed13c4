"""Templates kept compiled: used again, made anew when anything they depend on changes, never run when not ours."""

import marshal
from dataclasses import replace
from pathlib import Path

import pytest
from flask import render_template
from jinja2 import Environment

from core.app import create_app
from core.compiled import LENGTH
from core.testing import KEY

PAGE = "page.html"


@pytest.fixture
def site(tmp_path) -> Path:
    """A site folder with one template."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / PAGE).write_text("<p>{{ 6 * number }}</p>")
    return folder


@pytest.fixture
def started(config, site, monkeypatch):
    """A factory: what the page says after a new start, and how many templates were compiled for it."""

    def start(**changed) -> tuple[str, int]:
        compiled, own = [], Environment.compile
        app = create_app(replace(config, site_folder=str(site), **changed), [])
        with app.app_context(), monkeypatch.context() as patch:
            patch.setattr(Environment, "compile", lambda *given, **named: compiled.append(1) or own(*given, **named))
            return render_template(PAGE, number=7), len(compiled)

    return start


def kept(config) -> Path:
    """The one file that is kept."""
    (path,) = (config.data / "compiled").iterdir()
    return path


def test_a_second_start_compiles_nothing(started):
    assert started() == ("<p>42</p>", 1)
    assert started() == ("<p>42</p>", 0)


def test_another_source_is_compiled_anew(started, site):
    started()
    (site / PAGE).write_text("<b>{{ number }}</b>")
    assert started() == ("<b>7</b>", 1)
    assert started() == ("<b>7</b>", 0)


def test_what_is_not_signed_with_our_key_is_not_run(started, config):
    started()
    path = kept(config)
    strange = marshal.dumps(compile("raise SystemExit('run')", "page.html", "exec"))
    whole = path.read_bytes()
    for forged in (whole[:LENGTH] + whole[LENGTH:].partition(b"\xe3")[0] + strange, b"\0" * LENGTH + whole[LENGTH:],
                   whole[:-1], b""):
        path.write_bytes(forged)
        assert started() == ("<p>42</p>", 1)
        assert path.read_bytes() != forged


def test_another_deployment_s_code_is_not_run(started):
    started()
    assert started(secret_key=KEY[::-1]) == ("<p>42</p>", 1)


def test_code_kept_for_one_template_is_not_run_for_another(started, site, config):
    started()
    first = kept(config)
    (site / "other.html").write_text("other")
    app = create_app(replace(config, site_folder=str(site)), [])
    with app.app_context():
        render_template("other.html")
    (other,) = set((config.data / "compiled").iterdir()) - {first}
    first.write_bytes(other.read_bytes())
    assert started() == ("<p>42</p>", 1)


def test_what_is_kept_is_for_its_owner_only(started, config):
    started()
    assert kept(config).parent.stat().st_mode & 0o777 == 0o700
    assert kept(config).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_to_is_no_harm(started, config):
    (config.data / "compiled").write_text("a file stands in the way")
    assert started() == ("<p>42</p>", 1)
    assert started() == ("<p>42</p>", 1)
