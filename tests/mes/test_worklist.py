"""« À examiner »: its parts and their counts, the oldest first, whose a request is, what is proposed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.accounts.models import Membership, Role, User
from core.errors import Refused, Stale
from core.journal import Entry
from core.notify import Notice
from core.records import utcnow
from core.workflow.engine import fire
from plugins.mes import worklist
from plugins.mes.comments import add_comment
from plugins.mes.models import Request
from tests.mes.counting import statements
from tests.mes.pages import Window

WORK = "/mes/examen/"


def later(request: Request, days: int) -> Request:
    """The same, standing where it is for so many days more."""
    Request.update(state_since=Request.get_by_id(request.id).state_since - timedelta(days=days)).where(
        Request.id == request.id).execute()
    return Request.get_by_id(request.id)


def colleague(world, role: str = "min_agent", place: str = "east") -> User:
    """One more person of the Ministry."""
    user = User(email=f"autre{User.select().count()}@exemple.test", first_name="Autre", last_name="Collègue")
    user.save()
    Membership(user=user, role=Role.get(Role.name == role), organisation=world.named[place]).save()
    return User.get_by_id(user.id)


def numbers(page: str) -> list[str]:
    """The numbers of the rows, from top to bottom."""
    return re.findall(r">(\d{4}-\d\d-\d{3})</a>", page.partition("<tbody>")[2])


@pytest.fixture
def work(world):
    """One request in each part, and one of another direction."""
    again = world.corrected(world.returned("general"))
    again = fire(world.sign(again), "resubmit", world.signer)
    found = {"received": world.submitted(), "again": again, "proposed": world.submitted(),
             "returned": world.returned(), "compliant": world.compliant(), "draft": world.draft(),
             "elsewhere": world.submitted(installation=world.laurier)}
    fire(found["proposed"], "propose", world.agent)
    fire(found["returned"], "take", world.agent)
    return found


def test_each_part_holds_what_it_says_and_the_counts_say_as_much(planted, world, work):
    held = {"a-examiner": {"received", "again", "proposed"}, "recues": {"received", "proposed"},
            "retransmises": {"again"}, "a-conformer": {"proposed"}, "en-attente": {"returned"}, "a-moi": {"returned"}}
    window, counts = Window(planted, world.agent), worklist.counts(world.agent)
    for name, wanted in held.items():
        shown = numbers(window.get(WORK if name == "a-examiner" else f"{WORK}liste/{name}"))
        assert set(shown) == {work[each].number for each in wanted}, name
        assert counts[name] == len(wanted), name


def test_a_direction_sees_its_regions_only_and_a_service_nothing(planted, world, work):
    assert numbers(Window(planted, world.elsewhere).get(WORK)) == [work["elsewhere"].number]
    assert work["elsewhere"].number in numbers(Window(planted, world.admin).get(WORK))
    for who in (world.signer, world.rse, world.committee):
        Window(planted, who).get(WORK, 403)


def test_the_oldest_stand_first_and_say_how_late_they_are(planted, world, work):
    later(work["again"], 40)
    later(work["proposed"], 12)
    page = Window(planted, world.director).get(WORK)
    assert numbers(page) == [work[name].number for name in ("again", "proposed", "received")]
    assert "40\xa0j" in page and "En retard de 10\xa0j" in page
    late = Window(planted, world.director).get(f"{WORK}?tab=late")
    assert numbers(late) == [work["again"].number]


def test_region_direction_type_and_holder_filter_the_list(planted, world, work):
    window = Window(planted, world.admin)
    assert numbers(window.get(f"{WORK}?region=06")) == [work["elsewhere"].number]
    assert numbers(window.get(f"{WORK}?direction={world.montreal.id}")) == [work["elsewhere"].number]
    assert len(numbers(window.get(f"{WORK}?direction={world.east.id}&direction={world.montreal.id}"))) == 4
    assert numbers(window.get(f"{WORK}?type=transfer")) == []
    fire(work["received"], "take", world.agent)
    assert numbers(window.get(f"{WORK}?assigned_to={world.agent.id}")) == [work["received"].number]
    assert len(numbers(window.get(f"{WORK}?direction=abc&region=99"))) == 4


def test_the_list_is_sought_page_by_page_whatever_stands_level(planted, world):
    made = [world.submitted().number for _rank in range(3)]
    moment = utcnow() - timedelta(days=3)
    Request.update(state_since=moment).where(Request.number << made).execute()
    window, path, seen = Window(planted, world.director), f"{WORK}?page_size=25", []
    page = window.get(path)
    seen += numbers(page)
    assert sorted(seen) == sorted(made) and seen == sorted(seen)
    mark = f"{Request.get(Request.number == made[0]).id}.{moment.isoformat()}".replace("+", "%2B")
    assert numbers(window.get(f"{WORK}?after={mark}")) == made[1:]


@pytest.mark.parametrize(("lang", "words"), [("fr", "Prendre la demande"), ("en", "Take request")])
def test_each_free_request_has_its_own_button(planted, world, work, lang, words):
    window = Window(planted, world.agent)
    window.post("/langue", 302, language=lang, next="/")
    page = window.get(WORK)
    for name in ("received", "again", "proposed"):
        each = work[name]
        assert page.count(f'formaction="/mes/demandes/{each.id}/prendre" aria-label="{words} {each.number}"') == 1
    assert page.count("/prendre") == 3


def test_a_page_costs_the_same_whatever_it_lists(planted, world):
    window = Window(planted, world.director)
    world.submitted()
    window.get(WORK)
    with statements() as few:
        window.get(WORK)
    for _rank in range(4):
        fire(world.submitted(), "take", world.agent)
    with statements() as many:
        window.get(WORK)
    assert len(many) == len(few) <= 14, "\n".join(many)
    with statements() as counting:
        worklist.counts(world.director)
    assert len(counting) <= 2


def test_taking_is_written_in_the_history_and_a_colleague_is_told_who_was_faster(planted, world):
    request, second = world.submitted(), colleague(world)
    Window(planted, world.agent).post(f"/mes/demandes/{request.id}/prendre")
    assert Request.get_by_id(request.id).assigned_to_id == world.agent.id
    assert Entry.select().where(Entry.action == "mes.request.take", Entry.record == request.id).count() == 1
    window = Window(planted, second)
    window.post(f"/mes/demandes/{request.id}/prendre")
    assert "Cette demande est confiée à Agent Essai." in window.get(WORK)
    assert Request.get_by_id(request.id).assigned_to_id == world.agent.id


def test_an_agent_hands_over_her_own_and_the_direction_anybody_s(planted, world):
    request, second = fire(world.submitted(), "take", world.agent), colleague(world)
    with pytest.raises(Refused, match="confiée à Agent Essai"):
        fire(request, "assign", second, assignee=str(second.id))
    window = Window(planted, world.agent)
    assert "Autre Collègue" in window.get(f"/mes/demandes/{request.id}/confier")
    window.post(f"/mes/demandes/{request.id}/confier", assignee=str(second.id))
    assert Request.get_by_id(request.id).assigned_to_id == second.id
    told = Notice.get(Notice.user == second.id)
    assert request.number in told.sentence and "Maëlle" not in told.sentence
    entry = Entry.get(Entry.action == "mes.request.assign")
    assert entry.note == "Autre Collègue"
    fire(Request.get_by_id(request.id), "assign", world.director, assignee="0")
    assert Request.get_by_id(request.id).assigned_to_id is None


@pytest.mark.parametrize("typed", ["", "-1", "999999", "x", "1 or 1=1"])
def test_nobody_who_does_not_examine_there_gets_a_request(planted, world, typed):
    request, window = world.submitted(), Window(planted, world.director)
    for given in (typed, str(world.signer.id), str(world.elsewhere.id)):
        answer = window.client.post(f"/mes/demandes/{request.id}/confier", data={"assignee": given})
        assert answer.status_code in (400, 409, 422), given
    assert Request.get_by_id(request.id).assigned_to_id is None


def test_two_who_take_at_once_are_not_both_told_that_it_is_theirs(world):
    request, second = world.submitted(), colleague(world)
    mine, theirs = Request.get_by_id(request.id), Request.get_by_id(request.id)
    fire(mine, "take", world.agent)
    with pytest.raises(Stale):
        fire(theirs, "take", second)
    assert Request.get_by_id(request.id).assigned_to_id == world.agent.id


def test_an_agent_proposes_and_the_direction_is_told_and_decides(world):
    request = world.submitted()
    with pytest.raises(Refused, match="droit"):
        fire(request, "propose", world.director)
    fire(request, "propose", world.agent)
    assert (request.proposed_by_id, request.state) == (world.agent.id, "submitted")
    assert request.number in Notice.get(Notice.user == world.director.id, Notice.nature == "ask").sentence
    with pytest.raises(Refused, match="déjà proposée"):
        fire(request, "propose", world.agent)
    with pytest.raises(Refused, match="droit"):
        fire(request, "declare_compliant", world.agent)
    fire(request, "declare_compliant", world.director)
    assert request.state == "compliant"


def test_mes_r74_what_has_a_comment_is_not_proposed_and_what_goes_back_is_proposed_no_more(world):
    request = world.submitted()
    fire(request, "propose", world.agent)
    add_comment(request, world.director, anchor="general", text="À corriger.")
    fire(request, "return_with_comments", world.director)
    assert request.proposed_at is None and request.proposed_by_id is None
    other = world.submitted()
    add_comment(other, world.agent, anchor="general", text="À corriger.")
    with pytest.raises(Refused, match="commentaire"):
        fire(other, "propose", world.agent)


def test_the_days_with_the_ministry_are_added_up_over_the_rounds(world):
    request = world.submitted()
    Request.update(submitted_at=request.submitted_at - timedelta(days=9)).where(Request.id == request.id).execute()
    request = Request.get_by_id(request.id)
    add_comment(request, world.agent, anchor="general", text="À corriger.")
    fire(request, "return_with_comments", world.agent)
    request = fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    assert request.answer_days == 9
    Request.update(submitted_at=request.submitted_at - timedelta(days=4)).where(Request.id == request.id).execute()
    assert fire(Request.get_by_id(request.id), "declare_compliant", world.director).answer_days == 13


def test_several_are_taken_at_once(planted, world):
    made, window = [world.submitted() for _rank in range(2)], Window(planted, world.agent)
    ids = ",".join(str(each.id) for each in made)
    answer = window.client.post(f"{WORK}lot/faire", data={"action": "take", "list": "a-examiner", "ids": ids})
    assert answer.status_code == 200, answer.text[:500]
    assert {Request.get_by_id(each.id).assigned_to_id for each in made} == {world.agent.id}


def test_the_next_one_follows_the_order_of_the_list_and_goes_round(world):
    first, second, third = (later(world.submitted(), days) for days in (9, 5, 1))
    assert worklist.after(first, world.agent) == second.id
    assert worklist.after(third, world.agent) == first.id
    assert worklist.after(first, world.elsewhere) is None
