"""What a start leaves out, and gets when it is asked for. Each in a process of its own: ours has imported all of it."""

import subprocess
import sys

import pytest
from werkzeug.routing import BuildError, Map, Rule

from core.late_routes import LateRule

LATER = ("psycopg", "openpyxl", "pikepdf", "huey", "fsspec", "PIL", "tablib", "asyncio", "multiprocessing")


def said(code: str) -> str:
    """What a new Python prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_interface_of_plugins_brings_no_library_that_a_page_does_not_need():
    assert said(f"import sys, core.app; print([each for each in {LATER} if each in sys.modules])") == "[]"


@pytest.mark.parametrize("name", ["psycopg", "PIL.Image", "tablib", "email_validator"])
def test_others_find_what_was_left_out(name):
    assert said(f"import core.app, importlib; print(importlib.import_module('{name}').__name__)") == name


def test_what_is_left_until_its_first_use_is_whole_then():
    asked = "email_validator.validate_email('a@exemple.org', check_deliverability=False).domain"
    assert said(f"import core.app, email_validator; print({asked})") == "exemple.org"


def test_peewee_gets_its_driver_for_postgresql():
    code = ("import core.app, peewee; before = peewee.psycopg\n"
            "from core.database import connect_to; connect_to('postgresql://nobody@localhost/none')\n"
            "import psycopg; print(before, peewee.psycopg is psycopg, peewee.Psycopg3Adapter.txn_idle)")
    assert said(code) == "None True 0"


def test_a_peewee_that_was_there_first_keeps_its_driver():
    code = ("import peewee, psycopg, core.app\n"
            "from core.drivers import give_postgresql; give_postgresql(); print(peewee.psycopg is psycopg)")
    assert said(code) == "True"


def test_garbage_is_collected_again_once_the_application_is_built(config):
    code = ("import gc, core.api; building = gc.get_threshold()[0]\n"
            "from core.app import create_app; from core.settings import Config; from pathlib import Path\n"
            f"create_app(Config(data=Path({str(config.data)!r}), secret_key='k' * 40, journal_key='k' * 40), [])\n"
            "print(building > gc.get_threshold()[0] > 0, gc.isenabled(), gc.get_freeze_count() > 0)")
    assert said(code) == "True True True"


def test_addresses_are_built_and_found_as_ever():
    plain, late = (Map([kind("/dossiers/", endpoint="list", defaults={"page": 1}),
                        kind("/dossiers/<int:page>/<rule>", endpoint="list"),
                        kind("/été/<path:rest>", endpoint="path")]).bind("") for kind in (Rule, LateRule))
    for name, values in [("list", {"page": 1, "q": "é&a"}), ("list", {"page": 3, "rule": "a/b c"}),
                         ("path", {"rest": "x/y"}), ("list", {"page": 2, "rule": "r", "self": "s"})] * 2:
        assert late.build(name, values) == plain.build(name, values)
    with pytest.raises(BuildError):
        late.build("path", {})
    assert late.match("/dossiers/4/b") == ("list", {"page": 4, "rule": "b"})
