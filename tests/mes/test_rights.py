"""« Droits d’accès »: the RSE grants the three rights with an end, to others only, and reads no request (1.9b, R55)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.models import Membership, Role, User
from core.errors import Forbidden, Refused
from core.records import today
from plugins.mes import rights
from tests.mes.counting import statements
from tests.mes.pages import Window

pytestmark = pytest.mark.words

GRANTED = rights.GRANTED


def role(name: str) -> Role:
    return Role.get(Role.name == name)


def held(user: User, name: str, place) -> Membership | None:
    return Membership.get_or_none(user=user, role=role(name), organisation=place)


def may(user: User, permission: str, record) -> bool:
    return User.get_by_id(user.id).can(permission, record)


def newcomer(world) -> User:
    """Somebody of the service without any right of MES in force."""
    user = User(email="nouvelle@exemple.test", first_name="Nouvelle", last_name="Venue")
    user.save()
    ended = today() - timedelta(days=9)
    Membership(user=user, role=role("sdg_reader"), organisation=world.galets, ends_on=ended).save()
    return user


def address(world, user: User, name: str = "") -> str:
    return f"/mes/droits/{world.galets.id}/{user.id}" + (f"/{name}" if name else "")


# Granting


@pytest.mark.parametrize("name", GRANTED)
def test_the_rse_grants_each_right_that_she_does_not_hold_herself(world, planted, name):
    user, day = newcomer(world), today() + timedelta(days=200)
    Window(planted, world.rse).post(address(world, user, name), 303, acte="accorder", ends_on=day.isoformat())
    assert held(user, name, world.galets).ends_on == day and may(user, "mes.request.read", world.galets)
    assert may(user, "mes.request.sign", world.galets) == (name == "sdg_signer")
    assert not may(world.rse, "mes.request.read", world.galets)


def test_a_right_is_prolonged_shortened_and_made_endless(world):
    user = newcomer(world)
    for day in (today(), today() + timedelta(days=90), None, today() + timedelta(days=3)):
        rights.grant(world.rse, user, role("sdg_editor"), service=world.galets, ends_on=day)
        assert held(user, "sdg_editor", world.galets).ends_on == day
    assert Membership.select().where(Membership.user == user, Membership.role == role("sdg_editor")).count() == 1


def test_a_right_is_taken_away_at_once_and_its_history_stays(world, planted):
    request = world.submitted()
    Window(planted, world.rse).post(address(world, world.editor, "sdg_editor"), 303, acte="retirer")
    assert held(world.editor, "sdg_editor", world.galets).ends_on == today() - timedelta(days=1)
    assert not may(world.editor, "mes.request.read", request)
    with pytest.raises(Refused, match="déjà terminé"):
        rights.take_away(world.rse, world.editor, role("sdg_editor"), service=world.galets)


def test_she_grants_nothing_to_herself(world, planted):
    window = Window(planted, world.rse)
    assert "Personne ne s’accorde un droit" in window.get(address(world, world.rse))
    for name in GRANTED:
        answer = window.post(address(world, world.rse, name), 403, acte="accorder", ends_on="")
        assert "Personne ne s’accorde un droit" in answer.text and held(world.rse, name, world.galets) is None


def test_she_reads_no_request_by_this_right(world, planted):
    request, window = world.submitted(), Window(planted, world.rse)
    for path in ("", "/formulaire/1", "/imprimer"):
        window.get(f"/mes/demandes/{request.id}{path}", 403)
    assert request.number not in window.get("/mes/droits/")


@pytest.mark.parametrize("name", ["sdg_access_manager", "min_director", "administrator", "rien"])
def test_no_other_role_is_granted_here(world, planted, name):
    user = newcomer(world)
    Window(planted, world.rse).post(address(world, user, name), 404, acte="accorder", ends_on="")
    if Role.get_or_none(Role.name == name):
        with pytest.raises(Refused, match="ne s’accorde pas ici"):
            rights.grant(world.rse, user, role(name), service=world.galets, ends_on=None)


def test_she_grants_nothing_in_another_service(world, planted):
    window = Window(planted, world.rse)
    for path in (f"/mes/droits/{world.bourgeons.id}/{world.stranger.id}", address(world, world.stranger)):
        window.get(path, 404)
    with pytest.raises(Forbidden):
        rights.grant(world.rse, world.stranger, role("sdg_reader"), service=world.bourgeons, ends_on=None)
    window.get("/mes/droits/?service=30201800", 404)
    window.get(f"/mes/droits/{world.greve.id}/{world.editor.id}", 404)


@pytest.mark.parametrize("who", ["signer", "editor", "agent", "director"])
def test_nobody_without_that_role_opens_the_page(world, planted, who):
    window = Window(planted, world.named[who])
    window.get("/mes/droits/", 403)
    window.post(address(world, world.reader, "sdg_signer"), 403, acte="accorder", ends_on="")
    assert held(world.reader, "sdg_signer", world.galets) is None


@pytest.mark.parametrize("typed", ["hier", "2026-02-31", "31/12/2030"])
def test_a_day_that_is_none_is_refused_and_nothing_changes(world, planted, typed):
    user = newcomer(world)
    answer = Window(planted, world.rse).post(address(world, user, "sdg_editor"), 400, acte="accorder", ends_on=typed)
    assert "m-error" in answer.text and held(user, "sdg_editor", world.galets) is None


def test_a_past_day_is_refused(world, planted):
    user, day = newcomer(world), today() - timedelta(days=1)
    answer = Window(planted, world.rse).post(address(world, user, "sdg_editor"), 409, acte="accorder",
                                             ends_on=day.isoformat())
    assert "Ce jour est passé" in answer.text and held(user, "sdg_editor", world.galets) is None


def test_the_password_is_asked_again_before_a_right_changes(world, planted):
    answer = Window(planted, world.rse, fresh=False).client.post(address(world, world.reader, "sdg_signer"),
                                                                 data={"acte": "accorder", "ends_on": ""})
    assert answer.status_code == 302 and "verify" in answer.location
    assert held(world.reader, "sdg_signer", world.galets) is None


# What is shown


def test_the_page_lists_the_people_of_the_service_with_their_rights(world, planted):
    page = Window(planted, world.rse).get("/mes/droits/")
    for user in (world.reader, world.editor, world.signer, world.rse):
        assert user.email in page
    assert world.stranger.email not in page and world.director.email not in page


@pytest.mark.parametrize(("days", "why"), [(0, "finit bientôt"), (60, "finit bientôt"), (61, ""), (-1, ""),
                                           (None, "sans fin")])
def test_rights_without_an_end_or_near_it_are_to_review(world, days, why):
    user = newcomer(world)
    membership = held(user, "sdg_reader", world.galets)
    membership.ends_on = None if days is None else today() + timedelta(days=days)
    membership.save()
    found = [right.why_review for holder, right in rights.to_review(rights.people(world.galets))
             if holder.user.id == user.id]
    assert found == ([why] if why else [])


def test_the_soonest_end_is_reviewed_first(world):
    for user, days in ((world.reader, 40), (world.editor, 5), (world.signer, None)):
        membership = Membership.get(user=user)
        membership.ends_on = today() + timedelta(days=days) if days else None
        membership.save()
    assert [holder.user for holder, _right in rights.to_review(rights.people(world.galets))] == [
        world.editor, world.reader, world.signer]


def test_a_right_in_an_installation_only_is_named_apart(world, planted):
    user = newcomer(world)
    Membership(user=user, role=role("sdg_signer"), organisation=world.greve).save()
    page = Window(planted, world.rse).get(address(world, user))
    assert "Dans une installation seulement" in page and "Pas accordé." in page


def test_what_was_done_is_in_the_journal_of_the_page(world, planted):
    user, window = newcomer(world), Window(planted, world.rse)
    window.post(address(world, user, "sdg_editor"), 303, acte="accorder", ends_on="")
    window.post(address(world, user, "sdg_editor"), 303, acte="accorder", ends_on=today().isoformat())
    window.post(address(world, user, "sdg_editor"), 303, acte="retirer")
    assert [(str(line.act), line.whom, line.who) for line in rights.acts(world.galets)] == [
        (act, user.name, world.rse.name) for act in ("Droit retiré", "Fin changée", "Droit accordé")]
    assert "Droit retiré" in window.get("/mes/droits/")
    assert rights.acts(world.bourgeons) == []


def test_people_and_their_rights_are_read_in_one_query(world):
    with statements() as sent:
        found = rights.people(world.galets)
        assert len(found) == 4 and rights.to_review(found)
    assert len(sent) == 1
