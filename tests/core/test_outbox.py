"""The outbox: delivered if and only if the act happened, by a stable key, whatever the recipient does."""

from __future__ import annotations

import email
import email.policy
import smtplib
from datetime import timedelta

import pytest

from core import mail, outbox
from core.accounts.models import User
from core.database import write_transaction
from core.errors import Refused, SettingError
from core.i18n import _
from core.mail import message_id, send_later, server_of
from core.outbox import Delivery, Unanswered, Unreachable, deliverer, put
from core.plugin import Plugin
from core.records import utcnow
from core.worker import Worker

calls, answers, arrived = [], [], set()


def answer(payload, key):
    """Do what the test wants next; by default, receive."""
    calls.append(key)
    what = answers.pop(0) if answers else None
    if what is not Unreachable and not isinstance(what, Refused | ZeroDivisionError):
        arrived.add(key)
    if what:
        raise what


@deliverer("tiny.keyed", look_up=lambda payload, key: key in arrived)
def KEYED(payload, key):
    """A recipient who can be asked what it has."""
    answer(payload, key)


@deliverer("tiny.mute")
def MUTE(payload, key):
    """A recipient who cannot be asked."""
    answer(payload, key)


class Tiny(Plugin):
    name = "tiny"
    deliverers = (KEYED, MUTE)


@pytest.fixture
def plugins():
    calls.clear(), answers.clear(), arrived.clear()
    return [Tiny]


@pytest.fixture
def worker(app):
    return Worker(app)


def fresh(row):
    return Delivery.get_by_id(row.id)


def let_time_pass():
    past = utcnow() - timedelta(seconds=1)
    Delivery.update(run_at=past, lease_until=past).execute()


def mails(config):
    paths = sorted((config.data / "mail").glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


def test_what_is_put_is_delivered_once(worker):
    row = put("tiny.keyed", {"dossier": 12}, key="dossier:12:1")
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert (fresh(row).state, calls) == ("done", ["dossier:12:1"])
    assert fresh(row).delivered_at


def test_what_is_rolled_back_is_never_delivered(worker):
    with pytest.raises(ZeroDivisionError), write_transaction():
        put("tiny.keyed", {}, key="a")
        raise ZeroDivisionError
    assert (worker.drain(), calls) == (0, [])


def test_the_same_key_is_the_same_delivery(worker):
    assert put("tiny.keyed", {"a": 1}, key="a").id == put("tiny.keyed", {"a": 1}, key="a").id
    with pytest.raises(Refused, match="« a »"):
        put("tiny.keyed", {"a": 2}, key="a")
    assert worker.drain() == 1


def test_nobody_delivers_it(app):
    with pytest.raises(LookupError, match=r"tiny\.unknown"):
        put("tiny.unknown", {}, key="a")


def test_a_recipient_who_is_away_is_tried_again_and_the_others_of_the_kind_wait(worker):
    first, second = put("tiny.mute", {}, key="a"), put("tiny.mute", {}, key="b")
    answers.append(Unreachable())
    assert worker.drain() == 1
    assert (fresh(first).state, fresh(second).state) == ("pending", "pending")
    assert utcnow() < fresh(second).run_at <= utcnow() + outbox.PAUSE
    let_time_pass()
    worker.drain()
    assert (fresh(first).state, fresh(second).state, calls) == ("done", "done", ["a", "a", "b"])


def test_an_unreachable_recipient_is_found_again_within_a_minute(worker):
    row = put("tiny.mute", {}, key="a")
    for _attempt in range(20):
        answers.append(Unreachable())
        let_time_pass()
        worker.drain()
        assert fresh(row).run_at <= utcnow() + timedelta(seconds=60)
    assert fresh(row).state == "pending"


def test_after_three_days_without_recipient_it_is_refused(worker):
    row = put("tiny.mute", {}, key="a")
    Delivery.update(created_at=utcnow() - timedelta(days=4)).execute()
    answers.append(Unreachable())
    worker.drain()
    assert (fresh(row).state, fresh(row).error) == ("refused", "unreachable")


def test_what_was_not_answered_is_looked_up_before_it_is_sent_again(worker):
    row = put("tiny.keyed", {}, key="a")
    answers.append(Unanswered())
    worker.drain()
    assert fresh(row).state == "unknown"
    let_time_pass()
    worker.drain()
    assert (fresh(row).state, calls) == ("done", ["a"])


def test_what_did_not_arrive_is_sent_again_with_its_key(worker):
    row = put("tiny.keyed", {}, key="a")
    answers.append(Unanswered())
    worker.drain()
    arrived.clear()
    let_time_pass()
    worker.drain()
    assert (fresh(row).state, calls) == ("done", ["a", "a"])


def test_without_a_way_to_ask_it_is_left_to_a_person(worker, user_with, sign_in):
    mender = user_with("core.job.read", "core.job.edit")
    row = put("tiny.mute", {}, key="a")
    answers.append(Unanswered())
    worker.drain()
    let_time_pass()
    worker.drain()
    assert (fresh(row).state, calls) == ("blocked", ["a"])
    client = sign_in(mender)
    assert f"/envois/{row.id}/relancer" in client.get("/taches").text
    assert "tiny.mute" in client.get("/avis").text
    client.post(f"/envois/{row.id}/relancer")
    worker.drain()
    assert (fresh(row).state, calls) == ("done", ["a", "a"])


def test_a_worker_that_died_while_sending_leaves_it_unknown(worker):
    keyed, mute = put("tiny.keyed", {}, key="a"), put("tiny.mute", {}, key="b")
    Delivery.update(state="sending", lease_until=utcnow() - timedelta(1), attempts=1).execute()
    arrived.add("a")
    worker.drain()
    assert (fresh(keyed).state, fresh(mute).state, calls) == ("done", "blocked", [])


def test_the_next_moment_is_that_of_a_wait_or_of_a_lease(worker):
    assert outbox.next_moment() is None
    waiting, sending = put("tiny.keyed", {}, key="a"), put("tiny.keyed", {}, key="b")
    soon, later = utcnow() + timedelta(seconds=10), utcnow() + timedelta(seconds=20)
    Delivery.update(run_at=later).where(Delivery.id == waiting.id).execute()
    Delivery.update(state="sending", lease_until=soon).where(Delivery.id == sending.id).execute()
    assert outbox.next_moment() == soon
    Delivery.update(state="done").where(Delivery.id == sending.id).execute()
    assert outbox.next_moment() == later


def test_a_refusal_is_final(worker):
    row = put("tiny.keyed", {}, key="a")
    answers.append(Refused("Dossier fermé."))
    worker.drain()
    let_time_pass()
    assert worker.drain() == 0
    assert (fresh(row).state, fresh(row).error) == ("refused", "Dossier fermé.")


def test_a_faulty_deliverer_stops_nobody_and_keeps_its_words_to_itself(worker):
    bad, good = put("tiny.keyed", {}, key="a"), put("tiny.keyed", {}, key="b")
    answers.append(ZeroDivisionError("Maëlle Cyr"))
    worker.drain()
    assert (fresh(bad).state, fresh(bad).error, fresh(good).state) == ("unknown", "ZeroDivisionError", "done")


def test_a_lease_lost_while_sending_writes_nothing(worker, monkeypatch):
    row = put("tiny.keyed", {}, key="a")

    def slow(row, sure):
        Delivery.update(attempts=7).execute()
        return {"state": "done"}

    monkeypatch.setattr(outbox, "_deliver", slow)
    outbox.deliver_next()
    assert fresh(row).state == "sending"


def test_a_mail_goes_to_the_person_in_her_language(app, config, worker, user_with):
    person = user_with(name="Rosalie")
    User.update(language="en").where(User.id == person.id).execute()
    send_later(person, _("Avis"), key="notice:1", link="/mes/12", lines=(_("Bonjour."), _("Relancer")))
    worker.drain()
    (sent,) = mails(config)
    assert sent["To"] == person.email
    assert sent["Message-ID"] == message_id("notice:1")
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "/mes/12" in sent.get_content()


def test_a_mail_sent_twice_is_recognisable(config, worker, user_with):
    row = send_later(user_with(), "Avis", key="notice:1")
    worker.drain()
    Delivery.update(state="sending", lease_until=utcnow() - timedelta(1)).execute()
    worker.drain()
    first, second = mails(config)
    assert first["Message-ID"] == second["Message-ID"]
    assert fresh(row).state == "done"


def test_an_account_that_was_closed_gets_no_mail(config, worker, user_with):
    person = user_with()
    send_later(person, "Avis", key="a")
    User.update(active=False).execute()
    worker.drain()
    assert mails(config) == []


def test_an_office_gets_its_mail(config, worker):
    send_later("regie@exemple.test", "Avis\nBcc: x@exemple.test", key="a")
    worker.drain()
    (sent,) = mails(config)
    assert (sent["To"], sent["Subject"], sent["Bcc"]) == ("regie@exemple.test", "Avis Bcc: x@exemple.test", None)


def test_the_payload_of_a_mail_holds_no_address_of_a_person(worker, user_with):
    person = user_with()
    assert person.email not in str(send_later(person, "Avis", key="a").payload)


@pytest.mark.parametrize(("fault", "state"), [
    (ConnectionRefusedError(), "pending"), (TimeoutError(), "pending"), (smtplib.SMTPServerDisconnected(), "pending"),
    (smtplib.SMTPAuthenticationError(535, b"no"), "pending"),
    (smtplib.SMTPRecipientsRefused({"a": (451, b"later")}), "pending"),
    (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), "refused"),
])
def test_what_a_mail_server_may_answer(worker, user_with, monkeypatch, fault, state):
    def send(message):
        raise fault

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    row = send_later(user_with(), "Avis", key="a")
    worker.drain()
    assert fresh(row).state == state


def test_a_full_disk_keeps_the_mail_for_later(config, worker, user_with):
    (config.data / "mail").write_text("no folder")
    row = send_later(user_with(), "Avis", key="a")
    worker.drain()
    (config.data / "mail").unlink()
    let_time_pass()
    worker.drain()
    assert (fresh(row).state, len(mails(config))) == ("done", 1)


def test_the_servers_that_a_url_can_name():
    assert server_of("smtp://mail.test")["MAIL_PORT"] == 25
    told = server_of("smtp+tls://marelle:p%40ss@mail.test")
    assert (told["MAIL_PORT"], told["MAIL_USE_TLS"], told["MAIL_USERNAME"], told["MAIL_PASSWORD"]) \
        == (587, True, "marelle", "p@ss")
    assert server_of("smtps://mail.test:2465")["MAIL_PORT"] == 2465
    for bad in ("http://mail.test", "smtp:", "mail.test"):
        with pytest.raises(SettingError):
            server_of(bad)


class Server:
    """A mail server that fails when it is greeted, or when it is given a mail."""

    def __init__(self, greeting=None, answer=None):
        self.greeting, self.answer, self.taken, self.closed = greeting, answer, [], 0

    def open(self):
        if self.greeting:
            raise self.greeting

    def send_messages(self, messages):
        if self.answer:
            raise self.answer
        self.taken += messages

    def close(self):
        self.closed += 1
        raise smtplib.SMTPServerDisconnected


@pytest.mark.words
@pytest.mark.parametrize(("server", "verdict"), [
    (Server(greeting=ConnectionRefusedError()), Unreachable), (Server(greeting=TimeoutError()), Unreachable),
    (Server(answer=TimeoutError()), Unanswered), (Server(answer=smtplib.SMTPServerDisconnected()), Unanswered),
    (Server(answer=smtplib.SMTPDataError(451, b"later")), Unreachable),
    (Server(answer=smtplib.SMTPDataError(554, b"spam")), Refused),
    (Server(answer=smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")})), Refused),
    (Server(answer=smtplib.SMTPRecipientsRefused({"a": (450, b"later")})), Unreachable)])
def test_a_letter_that_did_not_leave_is_told_apart_from_one_that_may_have(app, monkeypatch, server, verdict):
    monkeypatch.setattr(mail.EmailMessage, "get_connection", lambda _message: server)
    with pytest.raises(verdict):
        mail.post(mail.Letter("a@b.test", "Objet", "Texte"), "key")
    assert server.taken == [] and server.closed == (server.greeting is None)


@pytest.mark.words
def test_a_letter_bears_a_name_and_where_answers_go(config, app):
    mail.post(mail.Letter("a@b.test", "Un\r\nobjet", "Texte é", "Rive-Basse, « Été »", "reponse@b.test"), "key")
    letter = mails(config)[0]
    assert letter["From"].addresses[0].display_name == "Rive-Basse, « Été »"
    assert (letter["From"].addresses[0].addr_spec, letter["Reply-To"]) == (mail.our_address(), "reponse@b.test")
    assert (letter["Subject"], letter.get_content().strip()) == ("Un objet", "Texte é")
    assert letter["Message-ID"] == message_id("key")
