"""A role may let its holders give other roles at their places: to others, never to themselves, and nothing beyond."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.accounts import access
from core.accounts.models import Membership, Role, User
from core.accounts.roles import sync_roles
from core.journal import Entry
from core.organisations import Organisation
from core.records import today
from core.testing import signed_in

pytestmark = pytest.mark.words
PEOPLE, ROLES = "/administration/utilisateurs", "/administration/roles"
MANAGE = ("core.user.read", "core.user.edit", "core.role.read")


@pytest.fixture
def tree(place):
    made = {"root": place}
    for name in ("north", "south"):
        made[name] = Organisation(kind="division", name=f"Division {name}", code=name, parent=place)
        made[name].save()
    made["crib"] = Organisation(kind="installation", name="Pomme", code="crib", parent=made["north"])
    made["crib"].save()
    return made


def role(name: str, *permissions: str, may_grant: tuple[str, ...] = ()) -> Role:
    made = Role(name=name, label=name.capitalize(), permissions=list(permissions), may_grant=list(may_grant))
    made.save()
    return made


@pytest.fixture
def signer(app):
    return role("signature", "core.export", "core.dashboard")


@pytest.fixture
def manager(tree, user_with, signer):
    """She gives « Signature » in the north, and holds none of its rights."""
    user = user_with("core.role.read", at=tree["north"], name="Rodrigue")
    Membership(user=user, role=role("acces", *MANAGE, may_grant=("signature",)), organisation=tree["north"]).save()
    return User.get_by_id(user.id)


@pytest.fixture
def clerk(tree, user_with):
    return user_with("core.role.read", at=tree["crib"], name="Agente")


def give(client, user: User, given: Role, where: str, ends_on: str = ""):
    return client.post(f"{PEOPLE}/{user.id}/roles/", data={"role": str(given.id), "organisation": where,
                                                           "ends_on": ends_on})


def text(answer) -> str:
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "’")


def test_she_gives_what_she_does_not_hold_until_a_day_and_takes_it_away(app, manager, clerk, signer, tree):
    client, until = signed_in(app, manager), today() + timedelta(days=60)
    assert not manager.can("core.export")
    assert "Signature" in client.get(f"{PEOPLE}/{clerk.id}").text

    assert give(client, clerk, signer, "crib", until.isoformat()).status_code == 302
    held = Membership.get(Membership.user == clerk, Membership.role == signer)
    assert held.ends_on == until and held.organisation_id == tree["crib"].id
    assert User.get_by_id(clerk.id).can("core.export", tree["crib"])
    entry = Entry.get(Entry.action == "core.membership.created", Entry.note != "")
    assert entry.actor == manager.id and entry.note == "Signature, Pomme"

    later = until + timedelta(days=1)
    assert client.post(f"{PEOPLE}/{clerk.id}/roles/{held.id}", data={"ends_on": str(later)}).status_code == 302
    assert client.post(f"{PEOPLE}/{clerk.id}/roles/{held.id}/retirer").status_code == 302
    assert not User.get_by_id(clerk.id).can("core.export")


def test_only_at_her_places_and_below(app, manager, clerk, signer, tree):
    client = signed_in(app, manager)
    for where in ("south", "Ministère", f"id:{tree['south'].id}"):
        assert give(client, clerk, signer, where).status_code == 200
    assert not Membership.select().where(Membership.role == signer).exists()
    assert access.grantable(manager, tree["south"]) == access.grantable(manager, tree["root"]) == set()
    assert access.grantable(manager, tree["crib"]) == {"signature"}


def test_where_she_gives_follows_from_the_role_that_lets_her(app, manager, clerk, signer, tree):
    """She manages people in the south too, by a role that lets her give nothing."""
    Membership(user=manager, role=role("autre", *MANAGE), organisation=tree["south"]).save()
    Membership(user=clerk, role=role("lecture", "core.role.read"), organisation=tree["south"]).save()
    answer = give(signed_in(app, manager), clerk, signer, "south")
    assert answer.status_code == 403 and "que vous n’avez pas vous-même à « Division south »" in text(answer)
    assert not Membership.select().where(Membership.role == signer).exists()


def test_never_to_herself(app, manager, signer):
    answer = give(signed_in(app, manager), manager, signer, "north")
    assert answer.status_code == 403 and "Personne ne se donne un rôle" in answer.text
    assert not User.get_by_id(manager.id).can("core.export")


def test_nobody_prolongs_her_own_role_but_may_give_it_up(app, manager, signer, tree):
    mine = Membership(user=manager, role=signer, organisation=tree["north"], ends_on=today() + timedelta(days=1))
    mine.save()
    client = signed_in(app, manager)
    answer = client.post(f"{PEOPLE}/{manager.id}/roles/{mine.id}", data={"ends_on": ""})
    assert answer.status_code == 403 and "ne prolonge le sien" in answer.text
    assert Membership.get_by_id(mine.id).ends_on == today() + timedelta(days=1)
    assert client.post(f"{PEOPLE}/{manager.id}/roles/{mine.id}/retirer").status_code == 302
    assert not Membership.get_by_id(mine.id).is_in_force


def test_who_edits_all_roles_may_give_herself_one(app, tree, user_with, signer):
    head = user_with(*MANAGE, "core.role.edit", at=tree["root"])
    assert give(signed_in(app, head), head, signer, "north").status_code == 302


def test_a_role_that_gives_more_than_hers_is_not_given(app, manager, clerk, tree):
    """The same rights as her own, and two more roles to give: the way round through a second person is shut."""
    wider = role("large", *MANAGE, may_grant=("signature", "direction"))
    same = role("pareil", *MANAGE, may_grant=("signature",))
    client = signed_in(app, manager)
    page = client.get(f"{PEOPLE}/nouveau").text
    assert ">Pareil<" in page and ">Large<" not in page
    assert give(client, clerk, wider, "crib").status_code == 200
    assert "permet de donner des rôles" in str(access.why_not_give(manager, wider, tree["crib"]))
    assert give(client, clerk, same, "crib").status_code == 302


def test_a_role_that_ended_lets_nobody_give(app, manager, clerk, signer):
    Membership.update(ends_on=today() - timedelta(days=1)).where(
        Membership.user == manager, Membership.role == Role.get(Role.name == "acces")).execute()
    assert access.grantable(User.get_by_id(manager.id)) == set()
    assert give(signed_in(app, manager), clerk, signer, "crib").status_code == 403


def test_giving_a_right_is_not_taking_the_account_that_has_it(app, manager, clerk, signer, tree):
    """Whoever changes an address takes the account over: a signer's is not hers to change once it is used."""
    Membership(user=clerk, role=signer, organisation=tree["crib"]).save()
    data = {"first_name": "A", "last_name": "B", "email": "vol@exemple.test", "is_staff": "1", "language": "fr"}
    client = signed_in(app, manager)
    assert client.post(f"{PEOPLE}/{clerk.id}", data=data | {"version": clerk.version}).status_code == 302

    User.update(password="x").where(User.id == clerk.id).execute()
    fresh = User.get_by_id(clerk.id)
    answer = client.post(f"{PEOPLE}/{clerk.id}", data=data | {"email": "vol2@exemple.test", "version": fresh.version})
    assert answer.status_code == 403 and "pas changer le compte" in text(answer)
    for path in ("/archiver", "/invitation", "/second-facteur", "/seances"):
        assert client.post(f"{PEOPLE}/{clerk.id}{path}", data={"typed": fresh.email}).status_code == 403
    assert User.get_by_id(clerk.id).email == "vol@exemple.test"


def test_what_a_role_may_give_is_ticked_on_its_page_and_said_in_words(app, tree, user_with, signer, manager):
    head, access_role = user_with(*MANAGE, "core.role.edit"), Role.get(Role.name == "acces")
    client = signed_in(app, head)
    assert 'name="may_grant" value="signature" checked' in client.get(f"{ROLES}/{access_role.id}").text
    data = {"label": "Accès", "description": "", "staff": "y", "permissions": list(MANAGE), "may_grant": ["acces"],
            "version": str(access_role.version)}
    assert client.post(f"{ROLES}/{access_role.id}", data=data).status_code == 302
    assert Role.get_by_id(access_role.id).may_grant == ["acces"]
    assert '"may_grant":["signature"]' in Entry.get(Entry.action == "core.role.edited").before.replace(" ", "")
    reader = signed_in(app, manager)
    page = text(reader.get(f"{ROLES}/{access_role.id}"))
    assert "Qui a ce rôle peut donner à d’autres, à ses lieux et plus bas : Accès." in page
    assert "may_grant" not in page
    assert reader.post(f"{ROLES}/{access_role.id}", data=data | {"may_grant": ["signature"]}).status_code == 403
    assert Role.get_by_id(access_role.id).may_grant == ["acces"]


def test_a_role_that_does_not_exist_is_not_ticked(app, user_with, signer):
    client, before = signed_in(app, user_with(*MANAGE, "core.role.edit")), signer.may_grant
    data = {"label": "Signature", "permissions": signer.permissions, "may_grant": ["tout"], "version": signer.version}
    assert client.post(f"{ROLES}/{signer.id}", data=data).status_code == 200
    assert Role.get_by_id(signer.id).may_grant == before


def test_the_next_role_of_a_deleted_one_s_name_is_not_given(app, user_with, signer):
    giving = role("acces", *MANAGE, may_grant=("signature", "acces"))
    client = signed_in(app, user_with(*MANAGE, "core.role.edit"))
    assert client.post(f"{ROLES}/{signer.id}/supprimer").status_code == 302
    assert Role.get_by_id(giving.id).may_grant == ["acces"]
    assert Entry.get(Entry.action == "core.role.edited").record == giving.id


def test_the_numbers_of_a_role_s_holders_are_of_the_places_one_sees(app, tree, user_with, signer):
    for where in ("north", "south"):
        Membership(user=user_with("core.dashboard", at=tree[where]), role=signer, organisation=tree[where]).save()
    northern = signed_in(app, user_with(*MANAGE, at=tree["north"]))
    row = northern.get(f"{ROLES}/").text.partition(">Signature<")[2]
    assert re.findall(r'<td class="is-number"[^>]*>(\d+)</td>', row)[:2] == ["2", "1"]
    page = northern.get(f"{ROLES}/{signer.id}").text
    assert "1 personne a ce rôle" in text(northern.get(f"{ROLES}/{signer.id}")) and "Historique" not in page


def test_the_first_roles_bring_what_they_may_give(app):
    sync_roles(app)
    assert Role.get(Role.name == "administrator").may_grant == []


def test_a_page_offers_only_what_would_be_done(app, manager, clerk, signer, tree):
    """No form for her own roles, and no button beside a role that she may not take away."""
    strong = Membership(user=clerk, role=role("forte", "core.export"), organisation=tree["crib"])
    weak = Membership(user=clerk, role=signer, organisation=tree["crib"])
    strong.save()
    weak.save()
    client, base = signed_in(app, manager), f"{PEOPLE}/{clerk.id}/roles"
    page, own = client.get(f"{PEOPLE}/{clerk.id}").text, client.get(f"{PEOPLE}/{manager.id}").text
    assert f'action="{base}/{weak.id}"' in page and f"{base}/{weak.id}/retirer" in page
    assert f"{base}/{strong.id}" not in page and "Donner un rôle" in page
    assert "Donner un rôle" not in own and 'name="ends_on"' not in own and "/retirer" in own


def test_a_parent_is_not_told_who_works_there(app, place, user_with):
    user_with("core.setting.edit", at=place, name="Irène")
    parent = user_with("core.dashboard", at=place, staff=False)
    page = signed_in(app, parent).get("/administration/reglages/").text
    assert "Irène" not in page and "Demandez ce droit à la personne qui gère les accès." in page
