"""Notices: for whom they are, in her language, with the act or not at all; the bell and its page."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask_babel import force_locale

from core.accounts.models import User
from core.database import db, write_transaction
from core.i18n import _
from core.notify import MOST, Notice, at, everywhere, mark_read, notify, unread
from core.organisations import Organisation
from core.outbox import Delivery
from core.plugin import Plugin
from core.sentences import pack, unpack
from core.worker import Worker


@pytest.fixture
def plugins(tmp_path):
    """A plugin that brings an English catalogue."""
    folder = tmp_path / "translations" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="en")
    catalogue.add("La demande %(number)s attend.", "Request %(number)s is waiting.")
    with (folder / "messages.mo").open("wb") as out:
        write_mo(out, catalogue)

    class Tiny(Plugin):
        name = "tiny"

    Tiny.folder = tmp_path
    return [Tiny]


@pytest.fixture
def division(place):
    made = Organisation(kind="division", name="Division 12", parent=place)
    made.save()
    return made


def test_those_who_hold_the_permission_there_are_told(user_with, place, division):
    other = Organisation(kind="division", name="Division 13", parent=place)
    other.save()
    above, there, elsewhere = (user_with("mes.review", at=where) for where in (place, division, other))
    without = user_with("mes.read", at=division)
    notify(at("mes.review", division.path), _("Bonjour."))
    told = {notice.user_id for notice in Notice.select()}
    assert told == {above.id, there.id}
    assert {user.id for user in everywhere("mes.review")} == {above.id, there.id, elsewhere.id}
    assert without.id not in told


def test_a_person_is_told_once_by_notice_and_mail(user_with):
    person = user_with("a", name="Rosalie")
    assert notify([person, person], _("Bonjour.")) == 1
    assert (Notice.select().count(), Delivery.select().count()) == (1, 1)


def test_nobody_to_tell_is_no_fault(app):
    assert notify(at("mes.review", "1."), _("Bonjour.")) == 0


def test_an_act_that_is_rolled_back_tells_nobody(user_with):
    person = user_with()
    with pytest.raises(ZeroDivisionError), write_transaction():
        notify([person], _("Bonjour."))
        raise ZeroDivisionError
    assert (Notice.select().count(), Delivery.select().count()) == (0, 0)


def test_an_office_is_told_each_time(app):
    notify([], _("Bonjour."), mailbox="direction@exemple.test")
    notify([], _("Bonjour."), mailbox="direction@exemple.test")
    assert Worker(app).drain() == 2


def test_the_text_keeps_its_values_and_is_worded_when_read(user_with):
    notify([user_with()], _("La demande %(number)s est %(state)s.", number="2026-11-012", state=_("transmise")))
    assert Notice.get().sentence == "La demande 2026-11-012 est transmise."


@pytest.mark.parametrize("text", ["", "Bonjour.", '{"text": 1', "« 50 % »", "%(number)s"])
def test_a_text_that_is_no_sentence_is_kept_as_it_is(app, text):
    assert unpack(pack(text)) == text


@pytest.mark.parametrize("link", ["https://ailleurs.test", "//ailleurs.test", "/\\ailleurs.test", "javascript:x"])
def test_a_link_leads_nowhere_else(user_with, link):
    with pytest.raises(ValueError, match="no address of ours"):
        notify([user_with()], _("Bonjour."), link=link)


def test_a_nature_must_be_known(user_with):
    with pytest.raises(ValueError, match="no kind"):
        notify([user_with()], _("Bonjour."), kind="loud")


def test_the_bell_counts_what_is_not_read_up_to_its_limit(user_with):
    person, other = user_with("a"), user_with("a")
    for _notice in range(3):
        notify([person, other], _("Bonjour."))
    assert mark_read(person, Notice.get(Notice.user == person)) == 1
    assert (unread(person), unread(other)) == (2, 3)
    assert mark_read(person) == 2
    assert (unread(person), unread(other)) == (0, 3)
    Notice.insert_many([{"user": person, "text": "x"} for _notice in range(MOST + 20)]).execute()
    assert unread(person) == MOST


def test_the_bell_costs_one_query_on_an_index(app, user_with):
    person = user_with()
    query, values = Notice.select(Notice.id).where(Notice.user == person.id, Notice.read_at.is_null()).limit(9).sql()
    if "?" in query:
        plan = str(db.execute_sql(f"EXPLAIN QUERY PLAN {query}", values).fetchall())
        assert "notice_user_id_read_at_id (user_id=? AND read_at=?)" in plan


def test_one_sees_and_reads_only_ones_own(user_with, sign_in):
    mine, theirs = user_with("core.dashboard"), user_with("core.dashboard")
    notify([theirs], _("La demande %(number)s attend.", number="2026-11-012"), link="/mes/1")
    foreign = Notice.get()
    client = sign_in(mine)
    assert "2026-11-012" not in client.get("/avis").text
    assert client.post(f"/avis/{foreign.id}").status_code == 404
    client.post("/avis/lus")
    assert unread(theirs) == 1


def test_following_a_notice_marks_it_read_and_leads_there(user_with, sign_in):
    person = user_with("core.dashboard")
    notify([person], _("La demande %(number)s attend.", number="2026-11-012"), link="/avis")
    notice = Notice.get()
    client = sign_in(person)
    page = client.get("/avis").text
    assert "2026-11-012" in page
    assert "1 avis non lu" in page
    assert unread(person) == 1
    answer = client.post(f"/avis/{notice.id}")
    assert answer.headers["Location"] == "/avis"
    assert unread(person) == 0


def test_a_notice_is_read_and_mailed_in_the_language_of_the_person(app, config, user_with):
    person = user_with("core.dashboard")
    User.update(language="en").where(User.id == person.id).execute()
    notify([person], _("La demande %(number)s attend.", number="12"))
    assert Notice.get().sentence == "La demande 12 attend."
    with force_locale("en"):
        assert Notice.get().sentence == "Request 12 is waiting."
    Worker(app).drain()
    (mail,) = (config.data / "mail").glob("*.eml")
    assert "Subject: Request 12 is waiting." in mail.read_text()


def test_a_long_list_is_read_page_by_page(user_with, sign_in):
    person = user_with("core.dashboard")
    Notice.insert_many([{"user": person, "text": f'"avis {number}."'} for number in range(35)]).execute()
    client = sign_in(person)
    first = client.get("/avis").text
    assert "avis 34." in first
    assert "avis 4." not in first
    assert "avis 4." in client.get(f"/avis?before={Notice.get(Notice.text == chr(34) + 'avis 5.' + chr(34)).id}").text
    assert client.get("/avis?before=" + "9" * 30).status_code == 200
