"""The roles' pages, action by action, and the roles that an installation starts with (ADM-R01)."""

from __future__ import annotations

import json
import re

import pytest

from core.accounts.models import Membership, Role, SessionRow, User
from core.accounts.permissions import CORE_PERMISSIONS, CORE_ROLES
from core.accounts.roles import free_name, sync_roles
from core.journal import Entry
from core.organisations import Organisation
from core.testing import signed_in

pytestmark = pytest.mark.words
ROLES = "/administration/roles"
ALL = ("core.user.read", "core.user.edit", "core.role.read", "core.role.edit")


@pytest.fixture
def head(user_with):
    return user_with(*ALL)


@pytest.fixture
def reading(app):
    role = Role(name="lecture", label="Lecture", permissions=["core.user.read", "core.journal.read"])
    role.save()
    return role


def save(client, role: Role | None, permissions=(), **more):
    data = {"label": "Lecture", "description": "", "staff": "y", "permissions": list(permissions),
            "version": str(role.version) if role else ""}
    return client.post(f"{ROLES}/{role.id}" if role else f"{ROLES}/nouveau", data=data | more)


def test_the_list_shows_each_role_and_how_many_hold_it(app, head, reading, user_with, place):
    for _number in range(2):
        Membership(user=user_with("core.dashboard"), role=reading, organisation=place).save()
    page = signed_in(app, head).get(f"{ROLES}/").text
    row = page[page.index(">Lecture<"):]
    assert re.findall(r'<td class="is-number"[^>]*>(\d+)</td>', row)[:2] == ["2", "2"]


def test_the_page_has_every_permission_by_category_ticked_or_not(app, head, reading):
    page = signed_in(app, head).get(f"{ROLES}/{reading.id}").text
    for permission in CORE_PERMISSIONS:
        assert f'value="{permission.name}"' in page and str(permission.label) in page.replace("&#39;", "'")
    assert page.count(" checked") == 2 + 1  # two permissions, and « rôle du personnel »
    assert ">Administration<" in page


def test_permissions_are_ticked_one_by_one(app, head, reading):
    client = signed_in(app, head)
    assert save(client, reading, ["core.user.read", "core.export"], description="Pour lire").status_code == 302
    after = Role.get_by_id(reading.id)
    assert after.permissions == ["core.user.read", "core.export"] and after.description == "Pour lire"
    entry = Entry.get(Entry.action == "core.role.edited")
    assert json.loads(entry.before)["permissions"] == ["core.user.read", "core.journal.read"]
    assert "Rôle modifié" in client.get(f"{ROLES}/{reading.id}").text


def test_a_tick_counts_from_the_next_page_and_renews_the_sessions(app, head, reading, user_with, place):
    user = user_with("core.dashboard")
    Membership(user=user, role=reading, organisation=place).save()
    hers = signed_in(app, user)
    assert hers.get("/administration/utilisateurs/").status_code == 200
    before = hers.get_cookie("marelle").value
    save(signed_in(app, head), reading, ["core.journal.read"])
    assert hers.get("/administration/utilisateurs/").status_code == 403
    assert hers.get_cookie("marelle").value != before


def test_an_unknown_permission_is_refused(app, head, reading):
    assert save(signed_in(app, head), reading, ["core.user.read", "tout"]).status_code == 200
    assert Role.get_by_id(reading.id).permissions == reading.permissions


def test_the_ticks_of_a_missing_plugin_are_kept(app, head, reading):
    reading.permissions = ["core.user.read", "absent.record.read"]
    reading.save()
    save(signed_in(app, head), reading, ["core.journal.read", "absent.record.read"])
    assert Role.get_by_id(reading.id).permissions == ["core.journal.read", "absent.record.read"]


def test_the_second_editor_is_told(app, head, reading):
    client = signed_in(app, head)
    save(client, reading, ["core.export"])
    assert "entre-temps" in save(client, reading, ["core.user.read"]).text
    assert Role.get_by_id(reading.id).permissions == ["core.export"]


def test_one_permission_is_taken_away_after_a_question_that_names_it(app, head, reading):
    client = signed_in(app, head)
    path = f"{ROLES}/{reading.id}/permissions/core.journal.read/retirer"
    assert f'href="{path}"' in client.get(f"{ROLES}/{reading.id}").text
    page = client.get(path).text
    assert "Lire le journal" in page and "Lecture" in page and "dès leur prochaine page" in page
    assert Role.get_by_id(reading.id).permissions == reading.permissions
    assert client.post(path).location == f"{ROLES}/{reading.id}"
    assert Role.get_by_id(reading.id).permissions == ["core.user.read"]
    assert Entry.select().where(Entry.action == "core.role.permission_removed").count() == 1
    assert client.post(path).status_code == 404


def test_a_role_is_created_with_a_name_of_its_own(app, head):
    client = signed_in(app, head)
    answer = save(client, None, ["core.user.read"], label="Élève & maître")
    role = Role.get(Role.label == "Élève & maître")
    assert answer.location == f"{ROLES}/{role.id}" and role.name == "eleve_maitre"
    assert "Un rôle porte déjà ce nom." in save(client, None, label="Élève & maître").text
    assert free_name("Élève & maître") == "eleve_maitre_2"
    assert "Donnez un nom au rôle." in save(client, None, label=" ").text


def test_a_role_that_was_held_stays_and_another_is_deleted_after_a_question(app, head, reading):
    client = signed_in(app, head)
    held = head.memberships.get().role
    assert client.get(f"{ROLES}/{held.id}/supprimer").status_code == 409
    assert client.post(f"{ROLES}/{held.id}/supprimer").status_code == 409
    assert "Lecture" in client.get(f"{ROLES}/{reading.id}/supprimer").text
    assert Role.get_or_none(Role.id == reading.id)
    assert client.post(f"{ROLES}/{reading.id}/supprimer").location == f"{ROLES}/"
    assert Role.get_or_none(Role.id == reading.id) is None
    assert Entry.get(Entry.action == "core.role.deleted").actor == head.id


def test_nobody_takes_the_last_administrator_her_rights(app, head):
    role = head.memberships.get().role
    client = signed_in(app, head)
    assert save(client, role, ["core.user.read"], label="Numéro un").status_code == 409
    assert client.post(f"{ROLES}/{role.id}/permissions/core.role.edit/retirer").status_code == 409
    assert Role.get_by_id(role.id).permissions == list(ALL)


def test_roles_are_changed_from_the_top_only(app, place, user_with, reading):
    below = Organisation(kind="division", name="Division", parent=place)
    below.save()
    client = signed_in(app, user_with(*ALL, at=below))
    assert client.get(f"{ROLES}/{reading.id}").status_code == 200
    assert "Enregistrer" not in client.get(f"{ROLES}/{reading.id}").text
    for path in (f"{ROLES}/{reading.id}", f"{ROLES}/nouveau", f"{ROLES}/{reading.id}/supprimer",
                 f"{ROLES}/{reading.id}/permissions/core.user.read/retirer"):
        assert client.post(path).status_code == 403
    assert Role.get_by_id(reading.id).permissions == reading.permissions


def test_readers_read(app, user_with, reading):
    client = signed_in(app, user_with("core.role.read"))
    assert client.get(f"{ROLES}/").status_code == client.get(f"{ROLES}/{reading.id}").status_code == 200
    assert save(client, reading).status_code == 403


def test_holders_of_a_role_that_becomes_staff_must_use_a_second_factor(app, head, user_with, place, reading):
    reading.staff = False
    reading.save()
    user = user_with("core.dashboard", staff=False)
    Membership(user=user, role=reading, organisation=place).save()
    hers = signed_in(app, user)
    save(signed_in(app, head), reading, reading.permissions)
    assert User.get_by_id(user.id).is_staff
    assert hers.get("/comptes/moi").status_code == 302
    assert SessionRow.select().where(SessionRow.user == user.fs_uniquifier).count() == 0


def test_the_first_roles_are_made_once_and_never_changed_again(app):
    assert sync_roles(app) == [template.name for template in CORE_ROLES]
    role = Role.get(Role.name == "administrator")
    assert set(role.permissions) == {each.name for each in CORE_PERMISSIONS}
    role.permissions = ["core.user.read"]
    role.save()
    assert sync_roles(app) == []
    assert Role.get(Role.name == "administrator").permissions == ["core.user.read"]


@pytest.mark.parametrize("path", ["/0", "/999999", "/99999999999999999999", "/-1", "/x"])
def test_a_role_that_does_not_exist_is_not_found(app, head, path):
    assert signed_in(app, head).get(ROLES + path).status_code == 404
