"""Rights whose object belongs to no place: held below the top of a tree, they open nothing."""

from __future__ import annotations

import pytest

from core.accounts.models import Membership, Role, User
from core.accounts.permissions import CORE_PERMISSIONS
from core.jobs import Job
from core.journal import write
from core.notify import everywhere
from core.organisations import Organisation
from core.testing import signed_in

GLOBAL = ("core.role.edit", "core.setting.edit", "core.job.read", "core.job.edit", "core.plugin.edit")
PAGES = {
    "core.role.edit": [("GET", "/administration/roles/nouveau"), ("POST", "/administration/roles/nouveau")],
    "core.setting.edit": [("GET", "/administration/reglages/"), ("POST", "/administration/reglages/core")],
    "core.job.edit": [("POST", "/taches/{job}/relancer"), ("POST", "/envois/1/relancer")],
    "core.plugin.edit": [("GET", "/administration/modules/"), ("POST", "/administration/modules/remettre")],
}


@pytest.fixture
def division(place):
    found = Organisation(kind="division", name="Division", parent=place)
    found.save()
    return found


@pytest.fixture
def job(app):
    row = Job(name="core.tidy", status="failed")
    row.save()
    return row


def test_these_are_all_that_belong_to_no_place():
    """Of the others, users, organisations, journal, exports and « Pourquoi pas ? » are asked for at a place."""
    assert {each.name for each in CORE_PERMISSIONS if each.everywhere} == set(GLOBAL)


@pytest.mark.parametrize("permission", PAGES)
def test_held_below_the_top_it_opens_nothing(app, division, user_with, job, permission):
    client = signed_in(app, user_with(permission, "core.dashboard", "core.role.read", at=division))
    for method, path in PAGES[permission]:
        answer = client.open(path.format(job=job.id), method=method)
        assert answer.status_code == 403, path
        assert "à la tête de chaque organisation" in answer.text.replace("\u00a0", " ")
    assert Job.get_by_id(job.id).status == "failed"


@pytest.mark.parametrize("permission", PAGES)
def test_held_at_the_top_it_opens(app, place, user_with, job, permission):
    client = signed_in(app, user_with(permission, "core.job.read", at=place))
    assert all(client.open(path.format(job=job.id), method=method).status_code not in (401, 403)
               for method, path in PAGES[permission])


def test_with_two_trees_it_must_be_held_at_the_top_of_both(app, place, user_with):
    town = Organisation(kind="town", name="Ville")
    town.save()
    user = user_with(*GLOBAL, at=place)
    assert not any(user.can(name) for name in GLOBAL)
    Membership(user=user, role=Role.get(Role.name == "role1"), organisation=town).save()
    assert all(User.get_by_id(user.id).can(name) for name in GLOBAL)
    town.archived_at = town.created_at
    town.save()
    assert all(user_with(*GLOBAL, at=place).can(name) for name in GLOBAL)


def test_jobs_below_the_top_are_one_s_own(app, division, place, user_with, job):
    mine = Job(name="core.seal", created_by=user_with("core.job.read", at=division))
    mine.save()
    assert {row.id for row in Job.visible_to(mine.created_by)} == {mine.id}
    assert {row.id for row in Job.visible_to(user_with("core.job.read", at=place))} == {mine.id, job.id}


def test_who_sees_no_jobs_is_not_told_of_one_that_failed(app, division, place, user_with):
    user_with("core.job.read", at=division)
    top = user_with("core.job.read", at=place)
    assert [each.id for each in everywhere("core.job.read")] == [top.id]


def test_the_entrance_offers_only_what_opens(app, division, place, user_with):
    below = signed_in(app, user_with(*GLOBAL, "core.user.read", at=division)).get("/administration/").text
    above = signed_in(app, user_with(*GLOBAL, "core.user.read", at=place)).get("/administration/").text
    for path in ("/administration/reglages/", "/administration/modules/", '"/taches"'):
        assert path not in below and path in above


def test_acts_of_no_place_are_read_by_who_reads_every_tree(app, place, user_with):
    write(None, "core.setting.changed", note="réglage secret")
    reader = user_with("core.journal.read", at=place)
    assert "réglage secret" in signed_in(app, reader).get("/administration/journal/").text
    Organisation(kind="town", name="Ville").save()
    assert "réglage secret" not in signed_in(app, User.get_by_id(reader.id)).get("/administration/journal/").text


def test_a_refusal_names_the_right_and_who_has_it(app, place, division, user_with):
    user_with("core.setting.edit", at=place, name="Irène")
    page = signed_in(app, user_with("core.dashboard", at=division)).get("/administration/reglages/").text
    page = page.replace("\u00a0", " ")
    assert "Votre rôle ne comprend pas « Modifier les réglages »." in page and "Peuvent le faire : Irène" in page
    assert "core.setting.edit" not in page
