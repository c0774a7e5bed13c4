"""Each hook tried through a plugin: it is called, and one that raises harms nobody else."""

import pytest

from core.accounts.models import SYSTEM
from core.admin.panels import Card, Panel
from core.documents import Document
from core.errors import Refused
from core.hookspecs import hookimpl
from core.plugin import Plugin
from core.running import running
from core.workflow.engine import create, fire
from tests.tiny.plugin import ALL, Loan, Tiny, make_tables


class Watching(Plugin):
    """Implements every hook, and remembers what it saw."""

    name = "watching"
    title = "Veille"
    seen: list = []

    @hookimpl
    def transition_obstacle(self, record, transition, user):
        return "Le prêt est retenu." if record.title == "retenu" else None

    @hookimpl
    def transition_done(self, record, transition, user):
        self.seen.append((transition.name, record.state))

    @hookimpl
    def record_panels(self, record, user):
        return [Panel("Veille", "ui/README.md", {})]

    @hookimpl
    def document_context(self, document, record):
        return {"watched": f"{document} {record}"}

    @hookimpl
    def dashboard_cards(self, user):
        return [Card("Veille", "ui/README.md", {})]

    @hookimpl
    def app_ready(self, app):
        self.seen.append(("ready", app.name))


class Raising(Plugin):
    """Raises in every hook; its name puts it before the other."""

    name = "raising"
    title = "Panne"


SIGNATURES = {
    "transition_obstacle": "record, transition, user", "transition_done": "record, transition, user",
    "record_panels": "record, user", "document_context": "document, record", "dashboard_cards": "user",
    "app_ready": "app"}
for _name, _arguments in SIGNATURES.items():
    _made: dict = {}
    exec(f"def {_name}(self, {_arguments}):\n    raise RuntimeError('broken on purpose')", _made)
    setattr(Raising, _name, hookimpl(_made[_name]))


@pytest.fixture
def plugins():
    Watching.seen = []
    return [Tiny, Watching, Raising]


@pytest.fixture
def app(app):
    make_tables()
    return app


def test_app_ready_is_called_once_the_application_is_complete(app):
    assert ("ready", "marelle") in Watching.seen


def test_an_obstacle_of_another_plugin_stops_a_transition(app, place, user_with):
    loan = create(Loan(title="Toupie", place=place), "ask", SYSTEM)
    Loan.update(title="retenu").execute()
    with pytest.raises(Refused, match="retenu"):
        fire(Loan.get_by_id(loan.id), "lend", user_with(*ALL))


def test_the_other_plugins_are_told_of_a_transition(app, place, user_with):
    loan = create(Loan(title="Toupie", place=place), "ask", SYSTEM)
    fire(loan, "lend", user_with(*ALL))
    assert [each for each in Watching.seen if each[0] != "ready"] == [("ask", "asked"), ("lend", "lent")]


@pytest.mark.words
def test_a_plugin_that_follows_other_workflows_is_not_asked(app, place, user_with, monkeypatch):
    monkeypatch.setattr(Watching, "follows", ("tiny.other",))
    loan = create(Loan(title="retenu", place=place), "ask", SYSTEM)
    assert fire(loan, "lend", user_with(*ALL)).state == "lent"
    assert [each for each in Watching.seen if each[0] != "ready"] == []
    asked = {each.plugin_name for each in running().host.implementations("transition_done", "tiny.other")}
    assert "watching" in asked


def test_panels_cards_and_context_come_from_every_sound_plugin(app, place, user_with):
    user, host = user_with(*ALL), running().host
    loan = create(Loan(title="Toupie", place=place), "ask", SYSTEM)
    assert [name for name, _found in host.call("record_panels", record=loan, user=user)] == ["watching"]
    assert [name for name, _found in host.call("dashboard_cards", user=user)] == ["watching"]
    context = dict(host.call("document_context", document="x.html", record=loan))
    assert context["watching"] == {"watched": "x.html Toupie"}


def test_a_document_takes_what_plugins_add(app, place):
    loan = create(Loan(title="Toupie", place=place), "ask", SYSTEM)
    with app.test_request_context():
        assert "Toupie" in Document("documents/base.html", "Bon").html(loan, {"sender": place})


def test_each_raising_hook_is_counted_against_its_own_plugin(app, place, user_with):
    loan = create(Loan(title="Toupie", place=place), "ask", SYSTEM)
    fire(loan, "lend", user_with(*ALL))
    assert loan.state == "lent"
    assert set(running().host.failures) == {"raising"}
