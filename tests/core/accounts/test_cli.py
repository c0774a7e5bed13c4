"""`marelle user …`: the first administrator, a password, the end of sessions, the list."""

from __future__ import annotations

import re

import pytest

from core.accounts.models import SessionRow, User
from core.cli import cli
from core.errors import MarelleError
from core.journal import Entry
from core.organisations import Organisation
from tests.core.accounts.conftest import PASSWORD, give_password, is_in


@pytest.fixture
def run(app):
    """Type a command of `marelle user`."""
    return lambda *words, **more: app.test_cli_runner().invoke(cli.commands["user"], words, **more)


def test_the_first_administrator_of_a_new_installation(app, run, client):
    answer = run("create", "Anne@Exemple.test", "--first-name", "Anne", "--last-name", "Roy", "--role", "administrator",
                 "--new-root", "Ministère")
    assert answer.exit_code == 0, answer.output
    link = re.search(r"/reset/\S+", answer.output)[0]
    strong = "quatre tabourets de zinc"
    assert client.post(link, data={"password": strong, "password_confirm": strong}).location == "/login"
    assert give_password(client, "anne@exemple.test", strong).location == "/tf-setup"
    anne = User.get(User.email == "anne@exemple.test")
    assert anne.can("core.role.edit", Organisation.get(Organisation.name == "Ministère"))
    assert {entry.actor_name for entry in Entry.select()} >= {"Marelle"}


@pytest.mark.parametrize(("words", "sentence"), [
    (("create", "rien"), "is not an e-mail address"),
    (("create", "parent@exemple.test"), "has an account already"),
    (("create", "x@exemple.test", "--role", "reine"), "There is no role reine"),
    (("create", "x@exemple.test", "--role", "administrator", "--at", "nulle part"), "organisation answers"),
    (("password", "inconnue@exemple.test"), "Nobody has the address"),
    (("end-sessions", "inconnue@exemple.test"), "Nobody has the address")])
def test_mistakes_are_said_in_a_sentence_and_change_nothing(run, parent, words, sentence):
    answer = run(*words)
    assert isinstance(answer.exception, MarelleError) and sentence in str(answer.exception)
    assert User.get_or_none(User.email == "x@exemple.test") is None


def test_a_password_is_set_by_the_same_rule_and_ends_the_sessions(app, run, parent, client):
    give_password(client, parent.email)
    assert isinstance(run("password", parent.email, input="motdepasse1234\nmotdepasse1234\n").exception, MarelleError)
    assert is_in(client)
    strong = "quatre tabourets de zinc"
    assert run("password", parent.email, input=f"{strong}\n{strong}\n").exit_code == 0
    assert not is_in(client)
    give_password(client, parent.email, strong)
    assert is_in(client)


def test_a_link_instead_of_a_password(run, parent, client):
    link = re.search(r"/reset/\S+", run("password", parent.email, "--link").output)[0]
    assert client.get(link).status_code == 200


def test_sessions_are_ended(run, parent, client):
    give_password(client, parent.email, PASSWORD)
    assert "Ended 1 sessions" in run("end-sessions", parent.email).output
    assert SessionRow.select().count() == 0 and not is_in(client)


def test_the_list_says_who_holds_what(run, parent, user_with):
    user_with("core.user.read")
    output = run("list").output
    assert "parent@exemple.test" in output and "password only" in output and "role2 at Ministère" in output
