"""Who sees which request (1.9b): two services in two regions, and nothing of one in the other."""

from __future__ import annotations

import pytest

from core.accounts import access
from core.accounts.memberships import give
from core.accounts.models import NOBODY, SYSTEM, Membership, Role, User
from core.errors import NotFound, Refused
from core.records import today
from core.workflow.engine import fire
from plugins.families import Child, find_children
from plugins.mes.comments import add_comment
from plugins.mes.models import Comment, Document, Request, Version
from tests.mes.world import PEOPLE

STATES = ("draft", "submitted", "returned", "compliant", "closed")
DECIDED = set(STATES) - {"draft"}
SEES = {
    # who: (states seen at CPE Les Galets, states seen at CPE Les Bourgeons)
    "reader": (set(STATES), set()), "editor": (set(STATES), set()), "signer": (set(STATES), set()),
    "rse": (set(), set()), "stranger": (set(), set(STATES)),
    "agent": (DECIDED, set()), "director": (DECIDED, set()), "elsewhere": (set(), DECIDED),
    "admin": (DECIDED, DECIDED), "committee": (DECIDED, DECIDED), "administrator": (set(), set()),
}


@pytest.fixture
def everywhere(world):
    """A request in each state, with documents, in two services of two regions: (service, state) and the request."""
    made = {}
    for service, place in (("galets", world.greve), ("bourgeons", world.laurier)):
        for state in STATES:
            child = world.child(place, name=f"Canari {service}")
            made[service, state] = bring(world, state, child, place)
    return made


def bring(world, state: str, child: Child, place) -> Request:
    """A request of this child in this state, by the people of the place."""
    if state == "draft":
        return world.complete(child, place)
    request = world.submitted(child, place)
    director = world.director if place == world.greve else world.elsewhere
    if state == "returned":
        add_comment(request, director, anchor="general", text=f"Canari {place.code}")
        fire(request, "return_with_comments", director)
    if state in ("compliant", "closed"):
        fire(request, "declare_compliant", director)
    if state == "closed":
        fire(request, "close_departure", director, departure_on=today(), reason="Départ.")
    return request


def expected(everywhere, who: str) -> set[int]:
    here, there = SEES[who]
    return {request.id for (service, state), request in everywhere.items()
            if state in (here if service == "galets" else there)}


def test_a_person_sees_the_requests_of_her_place_and_the_ministry_never_a_draft(world, everywhere):
    for who in PEOPLE:
        user, wanted = world.named[who], expected(everywhere, who)
        assert {request.id for request in Request.visible_to(user)} == wanted, who
        for request in everywhere.values():
            if request.id in wanted:
                assert Request.find_for(user, request.id) == request, who
            else:
                with pytest.raises(NotFound):
                    Request.find_for(user, request.id)


@pytest.mark.parametrize("model", [Document, Version, Comment])
def test_what_hangs_on_a_request_is_seen_with_it_and_not_without(world, everywhere, model):
    assert model.select().count() >= 2
    for who in PEOPLE:
        wanted = expected(everywhere, who)
        assert {row.id for row in model.visible_to(world.named[who])} == {
            row.id for row in model.select().where(model.request << list(wanted))}, who


@pytest.mark.parametrize("who", [who for who in PEOPLE if SEES[who][0] != set(STATES)])
def test_nobody_acts_on_a_request_she_does_not_see(world, who):
    here = SEES[who][0]
    for state in STATES:
        request = bring(world, state, world.child(), world.greve)
        for transition in request.workflow.transitions.values():
            if state in here or transition.creates:
                continue
            with pytest.raises(Refused):
                fire(Request.get_by_id(request.id), transition, world.named[who], departure_on=today(), reason="R",
                     first_name="A", last_name="B", title="C", comment=1)


def test_a_permission_elsewhere_does_not_open_what_one_sees_here(world, everywhere):
    """Who reads one division and edits another finds nothing to edit in the first."""
    user = User.create(email="deux@exemple.test", first_name="Deux", last_name="Places")
    for role, place in (("sdg_reader", world.galets), ("sdg_editor", world.bourgeons)):
        Membership(user=user, role=Role.get(Role.name == role), organisation=place).save()
    editable = {request.id for request in Request.visible_to(user, "mes.request.edit")}
    assert editable == {request.id for (service, _state), request in everywhere.items() if service == "bourgeons"}
    with pytest.raises(NotFound):
        Request.find_for(user, everywhere["galets", "draft"].id, "mes.request.edit")
    with pytest.raises(Refused):
        fire(everywhere["galets", "draft"], "edit", user, changes={"contact": "Moi"})


def test_a_membership_that_ended_shows_nothing(world, everywhere):
    Membership.update(ends_on=today().replace(year=today().year - 1)).where(
        Membership.user == world.signer).execute()
    signer = User.get_by_id(world.signer.id)
    assert Request.visible_to(signer).count() == 0


def test_nobody_sees_nothing_and_marelle_everything(world, everywhere):
    assert Request.visible_to(NOBODY).count() == Comment.visible_to(NOBODY).count() == 0
    assert Request.visible_to(SYSTEM).count() == len(everywhere)


@pytest.mark.parametrize("typed", ["", "abc", "1 or 1=1", "-1", "99999999999999999999", None, "1.5"])
def test_an_id_that_is_none_is_not_found(world, typed):
    with pytest.raises(NotFound):
        Request.find_for(world.admin, typed)


def test_comments_not_sent_are_seen_by_those_who_write_them_there(world):
    request = world.submitted()
    comment = add_comment(request, world.agent, anchor="general", text="Canari.")
    for who in PEOPLE:
        seen = [row.id for row in Comment.visible_to(world.named[who])]
        assert seen == ([comment.id] if who in ("agent", "director", "admin") else []), who


def test_mes_r02_children_are_found_in_ones_own_division_only(world):
    here = world.child(name="Canari Unique")
    there = world.child(world.laurier, name="Canari Unique")
    found = find_children(world.editor, last_name="unique", first_name="canari", birth_date=here.birth_date)
    assert found == [here]
    assert find_children(world.editor, nirec=there.nirec) == find_children(world.editor, necsg=there.necsg) == []
    assert find_children(world.stranger, nirec=there.nirec) == [there]


@pytest.mark.parametrize("who", ["rse", "agent", "director", "admin", "committee", "administrator"])
def test_the_files_of_families_are_not_the_ministry_s_nor_the_access_manager_s(world, who):
    child = world.child()
    assert find_children(world.named[who], nirec=child.nirec) == []
    assert Child.visible_to(world.named[who]).count() == 0


GIVEN = ("sdg_reader", "sdg_editor", "sdg_signer")


def roles_given(world, who, place) -> set[str]:
    """The names of the roles that she may give there to somebody else."""
    return {role.name for role in Role.select() if access.why_not_give(who, role, place) is None}


def test_the_access_manager_gives_the_three_rights_in_her_division_and_reads_no_request(world, everywhere):
    rse = world.rse
    for place in (world.galets, world.greve):
        assert roles_given(world, rse, place) == {*GIVEN, "sdg_access_manager"}
    for place in (world.bourgeons, world.gaspesie, world.east, world.ministry):
        assert roles_given(world, rse, place) == set()
    assert not Request.visible_to(rse).exists() and not Child.visible_to(rse).exists()
    for name in GIVEN:
        role = Role.get(Role.name == name)
        assert access.why_not_give_to(rse, rse, role, world.galets) and access.why_not_give_to(
            rse, world.reader, role, world.galets) is None
        assert not set(role.permissions) & {each for _path, held in rse.grants for each in held} - {"core.dashboard"}


def test_who_got_a_right_from_the_access_manager_signs_and_may_not_pass_it_on(world):
    role = Role.get(Role.name == "sdg_signer")
    give(world.rse, world.reader, role, world.galets, ends_on=today())
    reader = User.get_by_id(world.reader.id)
    assert reader.can("mes.request.sign", world.galets) and not reader.can("mes.request.sign", world.bourgeons)
    assert roles_given(world, reader, world.galets) == set()


def test_the_director_of_a_service_gives_nothing_by_signing(world):
    assert all(roles_given(world, world.named[who], world.galets) == set()
               for who in ("signer", "editor", "director", "agent", "committee"))
