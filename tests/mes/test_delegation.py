"""Delegation during an absence: what one holds, to a colleague, until a day; ended early or by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st

from core.accounts.models import Membership, Role, User
from core.errors import Forbidden, Refused
from core.journal import Entry
from core.notify import Notice
from core.records import at, today, utcnow
from core.workflow.engine import fire
from plugins.mes import delegation
from plugins.mes.delegation import Delegation, delegate, end, settle
from plugins.mes.models import Request
from tests.cases import tries
from tests.mes.pages import Window
from tests.mes.world import gather
from tests.planted import undone

pytestmark = pytest.mark.words
PAGE = "/mes/delegations/"


def again(user: User) -> User:
    """The same person, her rights asked anew."""
    return User.get_by_id(user.id)


def role(name: str) -> Role:
    return Role.get(Role.name == name)


def lent(world, *, days: int = 7, starts: int = 0, to: User | None = None, name: str = "min_director") -> Delegation:
    """The direction of the East lends its role to the agent, from so many days on, for so many days."""
    first = today() + timedelta(days=starts)
    return delegate(again(world.director), to or world.elsewhere, role(name), world.east, starts_on=first,
                    ends_on=first + timedelta(days=days))


def test_the_colleague_examines_there_until_the_last_day_and_no_longer(world):
    request = world.submitted()
    assert not Request.visible_to(again(world.elsewhere)).where(Request.id == request.id).exists()
    lent(world)
    assert again(world.elsewhere).can("mes.request.declare_compliant", request)
    with at(utcnow() + timedelta(days=7)):
        assert again(world.elsewhere).can("mes.request.declare_compliant", request)
    with at(utcnow() + timedelta(days=8)):
        assert not again(world.elsewhere).can("mes.request.declare_compliant", request)
    assert fire(request, "declare_compliant", again(world.elsewhere)).state == "compliant"


def test_a_delegation_of_the_future_gives_nothing_before_its_day_and_then_begins_by_itself(world):
    made, request = lent(world, starts=3), world.submitted()
    assert made.begun_at is None and not again(world.elsewhere).can("mes.request.review", request)
    assert settle() == {"begun": 0, "ended": 0}
    with at(utcnow() + timedelta(days=3)):
        assert settle() == {"begun": 1, "ended": 0}
        assert settle() == {"begun": 0, "ended": 0}
        assert again(world.elsewhere).can("mes.request.review", request)


@pytest.mark.parametrize("who", ["director", "elsewhere"])
def test_either_ends_it_early_and_the_other_is_told(world, who):
    made, request = lent(world), world.submitted()
    end(again(world.named[who]), made)
    assert not again(world.elsewhere).can("mes.request.review", request)
    other = world.elsewhere if who == "director" else world.director
    assert any("met fin" in notice.sentence for notice in Notice.select().where(Notice.user == other.id))
    with pytest.raises(Refused, match="déjà finie"):
        end(again(world.named[who]), Delegation.get_by_id(made.id))
    acts = {entry.action for entry in Entry.select().where(Entry.kind == "mes.delegation")}
    assert acts == {"mes.delegation.created", "mes.delegation.ended"}


def test_nobody_else_ends_it(world):
    made = lent(world)
    with pytest.raises(Forbidden):
        end(again(world.agent), made)
    end(again(world.admin), made)


@pytest.mark.parametrize("name", ["min_admin", "administrator", "sdg_signer", "committee"])
def test_what_one_does_not_hold_is_not_lent(world, name):
    with pytest.raises(Forbidden, match="n’en avez pas vous-même"):
        lent(world, name=name)


def test_neither_elsewhere_nor_above_nor_without_the_right(world):
    for user, name, place in (
            (world.director, "min_director", world.montreal), (world.agent, "min_agent", world.east),
            (world.director, "min_director", world.ministry), (world.signer, "min_agent", world.east)):
        with pytest.raises(Forbidden):
            delegate(again(user), world.elsewhere, role(name), place, starts_on=today(), ends_on=today())
    assert not Delegation.select().exists()


def test_what_was_lent_is_not_lent_on(world):
    lent(world)
    assert {place.id for _role, place in delegation.lendable(again(world.elsewhere))} == {world.montreal.id}
    with pytest.raises(Forbidden):
        delegate(again(world.elsewhere), world.agent, role("min_director"), world.east, starts_on=today(),
                 ends_on=today())


def test_only_a_colleague_of_the_ministry_and_not_oneself(world):
    for to in (world.signer, world.rse, world.director):
        with pytest.raises(Refused, match="collègue"):
            lent(world, to=to)
    User.update(archived_at=utcnow()).where(User.id == world.elsewhere.id).execute()
    with pytest.raises(Refused, match="collègue"):
        lent(world)


@pytest.mark.parametrize(("starts", "days", "words"), [
    (-1, 5, "passé"), (3, -1, "avant de commencer"), (0, 366, "un an au plus")])
def test_days_that_cannot_be(world, starts, days, words):
    with pytest.raises(Refused, match=words):
        lent(world, starts=starts, days=days)


def test_it_does_not_outlive_the_rights_of_who_lends(world):
    Membership.update(ends_on=today() + timedelta(days=3)).where(Membership.user == world.director.id).execute()
    with pytest.raises(Refused, match="Vos propres droits finissent"):
        lent(world, days=7)
    lent(world, days=3)


def test_twice_the_same_is_refused_and_what_one_holds_already_too(world):
    lent(world)
    with pytest.raises(Refused, match="déjà cette délégation"):
        lent(world, starts=5)
    other = User(email="deux@exemple.test", first_name="Deux", last_name="Directions")
    other.save()
    Membership(user=other, role=role("min_director"), organisation=world.east).save()
    with pytest.raises(Refused, match="déjà ces droits"):
        lent(world, to=other)


def test_a_second_one_follows_the_first(world):
    lent(world, days=2)
    lent(world, starts=3, days=2)
    with at(utcnow() + timedelta(days=4)):
        assert settle() == {"begun": 1, "ended": 0}
        assert again(world.elsewhere).can("mes.request.review", world.gaspesie)
    with at(utcnow() + timedelta(days=6)):
        assert not again(world.elsewhere).can("mes.request.review", world.gaspesie)


def test_it_ends_when_who_lent_it_holds_it_no_more(world):
    lent(world)
    Membership.update(ends_on=today() - timedelta(days=1)).where(Membership.user == world.director.id).execute()
    assert settle() == {"begun": 0, "ended": 1}
    assert not again(world.elsewhere).can("mes.request.review", world.gaspesie)


@settings(max_examples=tries(30), deadline=None)
@given(first=st.integers(0, 20), length=st.integers(0, 20), day=st.integers(0, 50))
def test_the_rights_hold_on_exactly_the_days_that_were_said(planted, first, length, day):
    with undone(*planted):
        world = gather()
        lent(world, starts=first, days=length)
        for each in range(day + 1):
            with at(utcnow() + timedelta(days=each)):
                settle()
        with at(utcnow() + timedelta(days=day)):
            held = again(world.elsewhere).can("mes.request.review", world.gaspesie)
        assert held == (first <= day <= first + length)


def test_the_pages_of_both_say_it_and_end_it(planted, world):
    window, other = Window(planted, world.director), Window(planted, world.elsewhere)
    key = f"{role('min_director').id}.{world.east.id}"
    assert f'value="{key}"' in window.get(PAGE)
    window.post(f"{PAGE}nouvelle", what=key, to=str(world.elsewhere.id), starts_on=today().isoformat(),
                ends_on=(today() + timedelta(days=5)).isoformat(), reason="Vacances")
    assert "En vigueur" in window.get(PAGE) and "Vacances" in window.get(PAGE)
    assert "Director Essai" in other.get(PAGE) and "En vigueur" in other.get(PAGE)
    assert "a délégué" in other.get("/mes/examen/") and "a délégué" in window.get("/mes/examen/")
    made = Delegation.get()
    other.post(f"{PAGE}{made.id}/finir")
    assert "Finie le" in window.get(PAGE) and "a délégué" not in window.get("/mes/examen/")


def test_the_page_asks_for_an_end_and_refuses_with_words(planted, world):
    window = Window(planted, world.director)
    key = f"{role('min_director').id}.{world.east.id}"
    sent = {"what": key, "to": str(world.elsewhere.id), "starts_on": today().isoformat(), "ends_on": ""}
    assert "Ce champ est obligatoire" in window.post(f"{PAGE}nouvelle", 400, **sent).text
    page = window.client.post(f"{PAGE}nouvelle", data=sent | {"ends_on": "2020-01-01"})
    assert page.status_code in (400, 409, 422) and "finit avant de commencer" in page.text
    forged = window.client.post(f"{PAGE}nouvelle", data=sent | {"what": f"{role('min_admin').id}.{world.ministry.id}",
                                                                "ends_on": today().isoformat()})
    assert forged.status_code == 400 and not Delegation.select().exists()


def test_who_may_not_delegate_sees_no_form_and_a_stranger_s_delegation_is_not_found(planted, world):
    made = lent(world)
    agent = Window(planted, world.agent)
    assert "Déléguer mes droits" not in agent.get(PAGE)
    assert agent.client.post(f"{PAGE}nouvelle").status_code == 403
    assert agent.client.post(f"{PAGE}{made.id}/finir").status_code == 404
    Window(planted, world.signer).get(PAGE, 403)
