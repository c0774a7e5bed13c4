"""The throttle: ten tries an account in a quarter of an hour, shared by processes, never for ever (SEC-07)."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

import pytest
import time_machine

from core import database
from core.accounts import throttle
from core.accounts.models import Attempt
from core.database import db
from tests.core.accounts.conftest import PASSWORD, code_of, give_code, give_password, is_in, person

QUARTER = timedelta(minutes=15)


def test_the_eleventh_wrong_password_is_not_even_looked_at(client, parent):
    for _number in range(10):
        assert give_password(client, parent.email, "faux et archifaux").status_code == 200
    answer = give_password(client, parent.email)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "Trop d’essais" in answer.text and "minute" in answer.text
    assert not is_in(client)


def test_unknown_addresses_are_counted_alike(client):
    answers = [give_password(client, "personne@exemple.test", "faux").status_code for _number in range(11)]
    assert answers == [200] * 10 + [429]


def test_writing_the_address_otherwise_is_the_same_account(client, parent):
    for number in range(10):
        give_password(client, parent.email.upper() if number % 2 else f" {parent.email} ", "faux et archifaux")
    assert give_password(client, parent.email).status_code == 429


def test_a_forwarded_address_changes_nothing(client, parent):
    for number in range(10):
        give_password(client, parent.email, "faux", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert give_password(client, parent.email, headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429


def test_other_accounts_are_not_disturbed(client, parent):
    for _number in range(12):
        give_password(client, "autre@exemple.test", "faux")
    assert give_password(client, parent.email).status_code == 302


def test_it_opens_again_after_the_window(app, parent):
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        client = app.test_client()
        for _number in range(11):
            give_password(client, parent.email, "faux")
        clock.shift(QUARTER + timedelta(seconds=1))
        assert give_password(client, parent.email).status_code == 302


def test_who_goes_on_waits_longer_but_an_hour_at_most(app):
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        waits = [throttle.count("essai", 10) for _number in range(80)]
        assert waits[:10] == [0] * 10
        assert waits[10] == 900 and waits[20] == 1800 and waits[30] == 2700
        assert max(waits) == 3600
        clock.shift(timedelta(seconds=3601))
        assert throttle.count("essai", 10) == 0


def test_a_right_password_forgives_the_wrong_ones(client, parent):
    for _number in range(3):
        for _again in range(9):
            give_password(client, parent.email, "faux")
        assert give_password(client, parent.email).status_code == 302
        client.post("/logout")


def test_a_right_password_without_its_code_forgives_nothing(client, clerk):
    for _number in range(10):
        give_password(client, clerk.email)
    assert give_password(client, clerk.email).status_code == 429


def test_an_office_that_signs_in_is_no_attack(app):
    for number in range(throttle.PER_NETWORK + 20):
        user = person(f"bureau{number}@exemple.test", staff=False)
        assert give_password(app.test_client(), user.email).status_code == 302


def test_a_network_that_tries_many_accounts_is_slowed(client, parent):
    for number in range(throttle.PER_NETWORK):
        give_password(client, f"inconnue{number}@exemple.test", "faux")
    assert give_password(client, parent.email).status_code == 429
    assert give_password(client, parent.email, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 302


@pytest.mark.parametrize(("first", "second", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("192.0.2.1", "192.0.2.2", False), ("n’importe quoi", "", True)])
def test_networks(first, second, same):
    assert (throttle.network(first) == throttle.network(second)) is same


def test_codes_are_counted(client, clerk):
    give_password(client, clerk.email)
    answers = [give_code(client, "000000").status_code for _number in range(11)]
    assert answers == [200] * 10 + [429]
    assert give_code(client, code_of(clerk)).status_code == 429


def test_recovery_codes_are_counted(client, clerk):
    give_password(client, clerk.email)
    answers = [client.post("/mf-recovery", data={"code": "aaaa-bbbb-cccc"}).status_code for _number in range(11)]
    assert answers == [200] * 10 + [429]


def test_links_asked_for_are_counted(client):
    answers = [client.post("/reset", data={"email": "x@exemple.test"}).status_code for _number in range(11)]
    assert answers == [302] * 10 + [429]


def test_the_password_asked_again_is_counted(client, parent):
    give_password(client, parent.email)
    answers = [client.post("/verify", data={"password": "faux"}).status_code for _number in range(11)]
    assert answers == [200] * 10 + [429]
    new = "trois tabourets de zinc"
    answer = client.post("/change", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    assert answer.status_code == 429


def test_what_is_over_is_forgotten(app):
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        throttle.count("essai", 10)
        clock.shift(timedelta(hours=2))
        assert throttle.purge() == 1
        assert Attempt.select().count() == 0


def tries(url: str, results) -> None:
    """One process that tries twenty-five times."""
    database.connect_to(url, durable=False)
    with database.connection():
        results.put(sum(throttle.count("commun", 10) == 0 for _number in range(25)))


@pytest.mark.slow
def test_four_processes_together_get_ten_tries(app, config):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=tries, args=(config.database, results)) for _number in range(4)]
    for process in processes:
        process.start()
    allowed = [results.get(timeout=60) for _process in processes]
    for process in processes:
        process.join(timeout=60)
    assert sum(allowed) == 10
    assert db.is_closed() is False
    assert Attempt.get_by_id("commun").hits == 100
