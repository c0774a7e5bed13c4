"""Each copy leaves once, whatever is killed, repeated or refused; what failed is seen, and put down again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.accounts.models import SYSTEM
from core.errors import Refused
from core.jobs import Job, claim_job
from core.outbox import GIVE_UP, Delivery, Unanswered, Unreachable, deliver_next
from core.progress import Progress
from core.records import at, utcnow
from core.worker import run
from plugins.messages import Message, MessageCopy, Preference, sending
from plugins.messages.recipients import of_guardians
from plugins.messages.sending import Written, new_key, send
from plugins.messages.views.help import failing


class Killed(BaseException):
    """The worker is no more."""


@pytest.fixture
def server(monkeypatch):
    """A mail server: `left` is what it took, `answers` what it does next, before or after taking it."""
    left, answers = [], []

    def answer(letter, key):
        before, after = answers.pop(0) if answers else (None, None)
        if before is not None:
            raise before
        left.append(letter.to)
        if after is not None:
            raise after

    monkeypatch.setattr(sending, "post_letter", answer)
    answer.left, answer.answers = left, answers
    return answer


@pytest.fixture
def message(town):
    """A message to two adults, whose copies wait."""
    people = [town.adult(), town.adult("Bo Martin")]
    return send(Written("Objet", "Bonjour {prénom}", new_key()), of_guardians([each.id for each in people], town.clerk),
                town.clerk)


def put_down(message) -> None:
    """Run the job that leaves the copies to the outbox."""
    row = claim_job("worker")
    run(row, Progress(row))
    assert Delivery.select().count() == message.count


@pytest.mark.words
def test_the_journal_says_what_became_of_a_copy_in_sentences(town, message):
    copy = MessageCopy.get()
    sending.fire(copy, "lose", SYSTEM, failure="unsure")
    page = re.sub(r"<[^>]+>", "", town.window().get(f"/messages/envois/{copy.id}").text)
    assert re.search(r"Sans nouvelle\. L’envoi a été coupé.: personne ne sait si le courriel est parti", page)
    sending.fire(copy, "resend_anyway", town.clerk)
    page = re.sub(r"<[^>]+>", "", town.window().get(f"/messages/envois/{copy.id}").text)
    assert "Renvoyée" in page and "Renvoyée Essais" not in page and "Renvoyée Raison" not in page


def test_a_worker_killed_while_it_sends_never_sends_again(town, server, message):
    put_down(message)
    server.answers.append((None, Killed()))
    with pytest.raises(Killed):
        deliver_next()
    town.let_time_pass()
    town.work()
    town.let_time_pass()
    town.work()
    assert sorted(server.left) == ["alix.lerouet@courriel.test", "bo.martin@courriel.test"]
    assert town.states() == {"Alix": "unsure", "Bo": "sent"}


def test_a_worker_killed_before_it_sends_has_it_sent_by_the_next(town, server, message, monkeypatch):
    put_down(message)

    def die(copy):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "present_reason", die)
        with pytest.raises(Killed):
            deliver_next()
    town.let_time_pass()
    town.work()
    assert sorted(server.left) == ["alix.lerouet@courriel.test", "bo.martin@courriel.test"]
    assert set(town.states().values()) == {"sent"}


def test_a_job_cut_off_and_run_again_and_a_delivery_repeated_send_once(town, server, message, monkeypatch):
    monkeypatch.setattr(sending, "CHUNK", 1)
    row, put = claim_job("first"), sending.put_down

    def put_one(copy):
        if Delivery.select().exists():
            raise Killed
        put(copy)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, "put_down", put_one)
        run(row, Progress(row))
    assert Delivery.select().count() == 1
    deliver_next()
    Job.update(lease_until=utcnow() - timedelta(seconds=1)).execute()
    town.work()
    Delivery.update(state="pending", run_at=utcnow()).execute()
    town.work()
    assert sorted(server.left) == ["alix.lerouet@courriel.test", "bo.martin@courriel.test"]


@pytest.mark.words
@pytest.mark.parametrize(("fault", "state", "reason"), [
    (Refused("never"), "failed", "refused"), (Unanswered(), "unsure", "unsure"), (Unreachable(), "waiting", ""),
    (ZeroDivisionError(), "unsure", "unsure")])
def test_what_a_mail_server_may_answer(town, server, message, fault, state, reason):
    put_down(message)
    server.answers.append((fault, None))
    deliver_next()
    if isinstance(fault, ZeroDivisionError):
        town.let_time_pass()
        deliver_next()
    copy = MessageCopy.get(MessageCopy.state == state, MessageCopy.reason == reason) if reason else \
        MessageCopy.select().order_by(MessageCopy.id).get()
    assert (copy.state, copy.begun_at is None) == (state, state == "waiting")


@pytest.mark.words
def test_a_server_that_never_answers_is_a_failure_after_three_days(town, server, message):
    put_down(message)
    server.answers += [(Unreachable(), None)] * 2
    with at(utcnow() + GIVE_UP + timedelta(minutes=1)):
        town.work()
    assert set(town.states().values()) == {"failed"}
    assert {each.reason for each in MessageCopy.select()} == {"unreachable"}


@pytest.mark.words
def test_who_asks_for_no_messages_after_the_click_gets_none(town, server, message):
    Preference(guardian=message.copies.order_by(MessageCopy.id).get().guardian, accepts_messages=False).save()
    town.work()
    assert (town.states(), server.left) == ({"Alix": "failed", "Bo": "sent"}, ["bo.martin@courriel.test"])


def test_msg_r02_failures_are_reported_and_sent_again_to_the_address_of_today(town, server, message):
    server.answers.append((Refused("never"), None))
    town.work()
    browser, url = town.window(), f"/messages/{message.id}"
    page = browser.get(url).text
    assert "refuse ce courriel" in page and "Renvoyer aux échecs" in page
    alix = MessageCopy.get(MessageCopy.state == "failed").guardian
    alix.email = "alix@neuve.test"
    alix.save()
    assert browser.post(f"{url}/renvoyer").status_code == 303
    assert town.states() == {"Alix": "resent", "Bo": "sent"}
    assert browser.get(f"{url}/avancement.json").json == {
        "state": "running", "done": 1, "total": 2, "doing": "Les courriels partent l’un après l’autre.", "left": "",
        "finished": False}
    town.work()
    assert server.left == ["bo.martin@courriel.test", "alix@neuve.test"]
    browser.post(f"{url}/renvoyer")
    town.work()
    assert len(server.left) == 2 and "Renvoyer aux échecs" not in browser.get(url).text


@pytest.mark.words
def test_a_failure_without_an_address_does_not_leave_again(town, server, message):
    server.answers.append((Refused("never"), None))
    town.work()
    alix = MessageCopy.get(MessageCopy.state == "failed").guardian
    alix.email = ""
    alix.save()
    browser = town.window()
    browser.post(f"/messages/{message.id}/renvoyer")
    assert "1 ne peut pas repartir" in browser.get(f"/messages/{message.id}").text
    assert town.states()["Alix"] == "failed"


@pytest.mark.words
def test_what_may_have_left_leaves_again_only_when_asked_for(town, server, message):
    server.answers.append((None, Unanswered()))
    town.work()
    copy, browser = MessageCopy.get(MessageCopy.state == "unsure"), town.window()
    browser.post(f"/messages/{message.id}/renvoyer")
    town.work()
    assert len(server.left) == 2
    answer = browser.post(f"/messages/envois/{copy.id}/transition/resend_anyway", data={
        "version": copy.version, "confirmed": "1"})
    assert answer.status_code in (302, 303)
    town.work()
    assert len(server.left) == 3 and town.states()["Alix"] == "sent"


def test_msg_r03_an_address_that_refuses_is_shown_until_it_is_mended(town, server, message):
    server.answers.append((Refused("never"), None))
    town.work()
    alix, browser = MessageCopy.get(MessageCopy.state == "failed").guardian, town.window()
    assert "Le dernier message est revenu" in browser.get(f"/familles/responsables/{alix.id}").text
    page = browser.get("/messages/non-recus/").text
    assert "alix.lerouet@courriel.test" in page and "SPF" in page and "marelle@localhost" in page
    assert failing(town.stranger) == []
    alix.email = "alix@neuve.test"
    alix.save()
    assert "Le dernier message est revenu" not in browser.get(f"/familles/responsables/{alix.id}").text
    assert failing(town.clerk) == []


def test_the_switch_of_a_sheet_is_kept_unless_somebody_was_faster(town):
    alix, browser = town.adult(), town.window()
    url = f"/messages/preferences/{alix.id}"
    browser.post(url, data={"accepts": "0", "version": "0"})
    assert not Preference.get().accepts_messages
    sheet = browser.get(f"/familles/responsables/{alix.id}").text
    assert "Ne veut pas de messages" in sheet and f"/messages/ecrire/responsable/{alix.id}" not in sheet
    assert str(alix.first_name) in browser.get("/familles/responsables/?no_messages=1").text
    browser.post(url, data={"accepts": "1", "version": "0"})
    assert not Preference.get().accepts_messages, "another window had said so before"
    browser.post(url, data={"accepts": "1", "version": "1"})
    assert Preference.get().accepts_messages


@pytest.mark.words
def test_the_lists_count_what_became_of_each_message(town, server, message):
    server.answers.append((Refused("never"), None))
    town.work()
    browser = town.window()
    row = browser.get("/messages/").text.partition("<tbody>")[2]
    assert re.findall(r'is-number" data-label="([^"]+)">(\d+)<', row) == [
        ("Destinataires", "2"), ("Envoyés", "1"), ("Échecs", "1"), ("En attente", "0")]
    assert "Bo" in browser.get(f"/messages/envois/?message={message.id}&state=sent").text
    assert Message.get().town.name == "Belle-Marelle"
