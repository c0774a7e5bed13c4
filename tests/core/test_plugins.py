"""The plugin host: finding, ordering, what is broken, and what is set aside."""

import click
import pytest

from core import plugin as host_module, reference
from core.cli import cli
from core.hookspecs import hookimpl
from core.plugin import Plugin, PluginHost, find, ordered


def make(name, *requires, **attributes):
    return type(name.title(), (Plugin,), {"name": name, "requires": requires} | attributes)


class Entry:
    """An entry point as importlib gives it."""

    dist, value = None, "somewhere:Something"

    def __init__(self, name, loaded):
        self.name, self.loaded = name, loaded

    def load(self):
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


@pytest.fixture
def installed(monkeypatch):
    """What is installed, as a list of entries the test fills."""
    entries = []
    monkeypatch.setattr(host_module, "entry_points", lambda group: entries)
    return entries


def test_each_comes_after_what_it_requires_else_by_name():
    classes, broken = ordered([make("mes", "families"), make("billing"), make("families")])
    assert [cls.name for cls in classes] == ["billing", "families", "mes"] and not broken


def test_a_missing_requirement_names_it_and_spares_the_others():
    classes, broken = ordered([make("mes", "families"), make("billing"), make("lists", "mes")])
    assert [cls.name for cls in classes] == ["billing"]
    assert "families" in broken["mes"] and "mes" in broken["lists"]


def test_a_circle_is_named():
    classes, broken = ordered([make("a", "b"), make("b", "a"), make("c")])
    assert [cls.name for cls in classes] == ["c"]
    assert any("→" in reason for reason in broken.values())


def test_an_import_that_fails_is_named_and_spares_the_others(installed):
    good = make("good")
    installed += [Entry("good", good), Entry("bad", ImportError("no module named x")), Entry("wrong", int)]
    classes, broken = find()
    assert classes == [good]
    assert "no module named x" in broken["bad"] and "subclass" in broken["wrong"]


def test_a_disabled_plugin_is_not_even_imported(installed):
    installed.append(Entry("bad", ImportError("never")))
    assert find(disabled=["bad"]) == ([], {})


def test_class_and_entry_must_have_one_name(installed):
    installed.append(Entry("one", make("other")))
    assert "Give both the same name" in find()[1]["one"]


def test_a_hook_that_nobody_specified_is_refused():
    @hookimpl
    def no_such_hook(self):
        return None

    host = PluginHost([make("typo", no_such_hook=no_such_hook), make("good")])
    assert list(host.plugins) == ["good"] and "no_such_hook" in host.broken["typo"]


def test_an_argument_that_the_hook_does_not_have_is_refused():
    @hookimpl
    def dashboard_cards(self, person):
        return []

    host = PluginHost([make("typo", dashboard_cards=dashboard_cards)])
    assert "person" in host.broken["typo"]


@click.command("greet")
def greet():
    """Say good morning."""
    click.echo("Good morning.")


@pytest.fixture
def plugins():
    return [make("greeter", commands=(greet,), title="Greeter")]


def test_a_plugin_adds_commands_that_are_told_like_the_others(app):
    ended = app.test_cli_runner().invoke(args=["greet"])
    assert (ended.exit_code, ended.output) == (0, "Good morning.\n")
    assert "## `marelle greet`\n\nSay good morning." in reference.pages(app, cli)["reference/commands.md"]
