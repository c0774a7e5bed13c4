"""Two people at once on MES: nothing twice, no gap, nobody told a lie."""

from __future__ import annotations

import threading

import pytest

from core import journal
from core.accounts.models import User
from core.accounts.roles import sync_roles
from core.database import db
from core.errors import MarelleError, Refused
from core.notify import Notice
from core.workflow import counters
from core.workflow.engine import create, fire
from plugins.mes import signature
from plugins.mes.models import Request
from plugins.mes.workflow import RequestFlow
from tests.mes.world import gather, plant


@pytest.fixture
def crowd(app):
    """The world in a database of its own, where several people write at once."""
    sync_roles(app)
    plant()
    return gather()


def at_once(app, *acts) -> list:
    """What each act answers or raises, all started together, each with a connection of its own."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act) -> None:
        with app.app_context(), db.connection_context():
            gate.wait()
            try:
                answers[place] = act()
            except MarelleError as reason:
                answers[place] = reason

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_mes_r09_two_people_creating_the_same_request_make_one(app, crowd):
    for _again in range(5):
        child = crowd.child()
        twins = [(crowd.unborn(child), User.get_by_id(who.id)) for who in (crowd.editor, crowd.signer)]
        made = at_once(app, *(lambda one=one, who=who: create(one, "create", who) for one, who in twins))
        assert sum(isinstance(each, Request) for each in made) == 1, made
        assert Request.select().where(Request.child == child).count() == 1


def test_mes_r55_asking_for_the_right_to_sign_twice_at_once_tells_the_rse_once(app, crowd):
    request, asker = crowd.draft(), crowd.editor.id
    answers = at_once(app, *[lambda: signature.ask_for_right(Request.get_by_id(request.id), User.get_by_id(asker))] * 4)
    assert sorted(map(str, answers))[0] == "1" and sum(isinstance(each, Refused) for each in answers) == 3, answers
    assert Notice.select().where(Notice.user == crowd.rse).count() == 1
    assert sum(each.action == signature.ASKED for each in journal.history(request)) == 1


def test_mes_r19_numbers_have_no_gap_when_many_create_and_some_are_refused(app, crowd):
    twin = crowd.child()
    children = [crowd.child(), twin, crowd.child(), twin, crowd.child(), twin]
    requests = [crowd.unborn(child) for child in children]
    made = at_once(app, *(lambda each=each: create(each, "create", User.get_by_id(crowd.editor.id))
                          for each in requests))
    numbers = sorted(int(each.number[-3:]) for each in made if isinstance(each, Request))
    assert numbers == [1, 2, 3, 4]


def test_one_decision_wins_and_the_other_is_told(app, crowd):
    request = crowd.submitted()
    copies = [Request.get_by_id(request.id) for _each in range(3)]
    director = [User.get_by_id(crowd.director.id) for _each in range(3)]
    answers = at_once(
        app, lambda: fire(copies[0], "declare_compliant", director[0]),
        lambda: fire(copies[1], "close_departure", director[1], departure_on=request.created_at.date(), reason="R"),
        lambda: fire(copies[2], "declare_compliant", director[2]))
    assert sum(isinstance(each, Request) for each in answers) == 1
    assert all(isinstance(each, Request | MarelleError) for each in answers), answers
    assert counters.rebuild(RequestFlow) == 0
