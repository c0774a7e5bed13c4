"""The people's pages: whoever gives a right holds it, manages only her places, and leaves a trace of every act."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.accounts import links
from core.accounts.models import Membership, Role, SessionRow, User
from core.journal import Entry
from core.organisations import Organisation
from core.outbox import Delivery
from core.records import today
from core.testing import signed_in

pytestmark = pytest.mark.words
PEOPLE = "/administration/utilisateurs"
MANAGE = ("core.user.read", "core.user.edit")


@pytest.fixture
def tree(place):
    """The root, two divisions below it, and an installation below the first."""
    made = {"root": place}
    for name, parent in (("north", place), ("south", place)):
        made[name] = Organisation(kind="division", name=f"Division {name}", code=f"{len(made)}00", parent=parent)
        made[name].save()
    made["crib"] = Organisation(kind="installation", name="Installation Pomme", code="101", parent=made["north"])
    made["crib"].save()
    return made


@pytest.fixture
def head(tree, user_with):
    """Who manages the accesses everywhere, roles too."""
    return user_with(*MANAGE, "core.role.read", "core.role.edit", "core.journal.read", at=tree["root"], name="Tête")


@pytest.fixture
def northern(tree, user_with):
    """Who manages the accesses of the northern division only, and reads the journal there."""
    return user_with(*MANAGE, "core.journal.read", at=tree["north"], name="Nord")


def role(name: str, *permissions: str, staff: bool = True) -> Role:
    made = Role(name=name, label=name.capitalize(), permissions=list(permissions), staff=staff)
    made.save()
    return made


def new(client, role_id: int, where: str, **more):
    return client.post(f"{PEOPLE}/nouveau", data={
        "first_name": "Rosa", "last_name": "Ibanez", "email": "Rosa@Exemple.test", "is_staff": "1", "language": "fr",
        "role": str(role_id), "organisation": where, "ends_on": ""} | more)


def acts() -> list[str]:
    return [entry.action for entry in Entry.select().order_by(Entry.id)]


def test_a_person_is_created_with_a_role_and_invited(app, head, tree):
    reading = role("lecture", "core.user.read")
    client = signed_in(app, head)
    answer = new(client, reading.id, "101")
    user = User.get(User.email == "rosa@exemple.test")
    assert answer.location == f"{PEOPLE}/{user.id}"
    membership = user.memberships.get()
    assert (membership.role_id, membership.organisation_id, membership.ends_on) == (reading.id, tree["crib"].id, None)
    assert acts() == ["core.user.created", "core.membership.created", "core.membership.created", "core.user.invited"]
    assert Delivery.get().payload == {"address": "rosa@exemple.test", "purpose": "invitation"}
    assert user.password is None
    page = client.get(answer.location).text
    assert "Rosa Ibanez" in page and "Installation Pomme" in page and "Compte créé" in page
    assert links.owner(links.path(user, "invitation").rpartition("/")[2]) == user


@pytest.mark.parametrize("where", ["id:4", "101", "Installation Pomme", "installation pomme", "pomme"])
def test_a_place_is_found_by_its_line_number_or_name(app, head, tree, where):
    assert tree["crib"].id == 4
    new(signed_in(app, head), role("lecture", "core.user.read").id, where)
    assert Membership.select().join(User).where(User.email == "rosa@exemple.test").get().organisation_id == 4


@pytest.mark.parametrize("where", ["", "division", "id:9999", "inconnue", "id:99999999999999", "' or 1=1"])
def test_a_place_that_means_none_or_two_is_refused(app, head, tree, where):
    answer = new(signed_in(app, head), role("lecture", "core.user.read").id, where)
    assert answer.status_code == 200 and "à corriger" in answer.text
    assert User.get_or_none(User.email == "rosa@exemple.test") is None


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("first_name", " ", "Écrivez le prénom."), ("email", "rosa", "pas complète"),
    ("email", "personne1@exemple.test", "a déjà un compte"), ("ends_on", "2020-01-01", "Ce jour est passé"),
    ("role", "999", "à corriger")])
def test_a_refused_form_keeps_what_was_typed(app, head, tree, field, value, sentence):
    page = new(signed_in(app, head), role("lecture", "core.user.read").id, "101", **{field: value}).text
    assert sentence in page and "Ibanez" in page
    assert User.get_or_none(User.email == "rosa@exemple.test") is None


def test_nobody_gives_a_right_that_she_has_not(app, northern, tree):
    client = signed_in(app, northern)
    strong, same = role("forte", *MANAGE, "core.setting.edit"), role("pareille", *MANAGE)
    page = client.get(f"{PEOPLE}/nouveau").text
    assert "Pareille" in page and "Forte" not in page
    assert new(client, strong.id, "100").status_code == 200
    assert User.get_or_none(User.email == "rosa@exemple.test") is None
    assert new(client, same.id, "100").status_code == 302


def test_nobody_gives_a_right_where_she_has_it_not(app, northern, tree):
    client, same = signed_in(app, northern), role("pareille", *MANAGE)
    for where in ("200", "Ministère", f"id:{tree['south'].id}", f"id:{tree['root'].id}"):
        assert new(client, same.id, where).status_code == 200
    assert User.get_or_none(User.email == "rosa@exemple.test") is None


def test_a_right_held_in_one_place_is_not_given_in_another(app, tree, user_with):
    """She edits users in both divisions, but reads the journal in the north only."""
    user = user_with(*MANAGE, at=tree["north"])
    Membership(user=user, role=Membership.get(Membership.user == user).role, organisation=tree["south"]).save()
    journal = role("journal", "core.journal.read")
    Membership(user=user, role=journal, organisation=tree["north"]).save()
    client = signed_in(app, user)
    assert new(client, journal.id, "200").status_code == 403
    assert new(client, journal.id, "100").status_code == 302


def test_who_edits_roles_at_the_top_gives_any_role(app, head, tree):
    assert new(signed_in(app, head), role("forte", "core.setting.edit").id, "100").status_code == 302


def test_who_edits_roles_in_one_place_only_does_not(app, tree, user_with):
    user = user_with(*MANAGE, "core.role.edit", at=tree["north"])
    assert new(signed_in(app, user), role("forte", "core.setting.edit").id, "100").status_code == 200


def test_people_elsewhere_do_not_exist(app, northern, tree, user_with):
    stranger = user_with("core.user.read", at=tree["south"], name="Secrète")
    client = signed_in(app, northern)
    assert "Secrète" not in client.get(f"{PEOPLE}/").text
    assert "Secrète" not in client.get(f"{PEOPLE}/?q=secr").text
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/archiver"), ("POST", "/archiver"), ("POST", "/rouvrir"),
                         ("POST", "/invitation"), ("POST", "/second-facteur"), ("POST", "/seances"),
                         ("POST", "/roles/"), ("POST", f"/roles/{stranger.memberships.get().id}"),
                         ("GET", f"/roles/{stranger.memberships.get().id}/retirer")):
        assert client.open(f"{PEOPLE}/{stranger.id}{path}", method=method).status_code == 404, path
    assert User.get_by_id(stranger.id).archived_at is None


def test_somebody_with_more_rights_is_seen_but_not_touched(app, northern, tree, head):
    """Changing the address of a stronger person would be taking her account."""
    Membership(user=head, role=role("lecture", "core.user.read"), organisation=tree["north"]).save()
    client = signed_in(app, northern)
    page = client.get(f"{PEOPLE}/{head.id}").text
    assert "Ce compte se gère plus haut" in page and "Vous ne gérez pas les accès" in page
    data = {"first_name": "X", "last_name": "Y", "email": "vol@exemple.test", "is_staff": "1", "language": "fr",
            "version": str(head.version)}
    assert client.post(f"{PEOPLE}/{head.id}", data=data).status_code == 403
    for path in ("/archiver", "/invitation", "/second-facteur", "/seances"):
        assert client.post(f"{PEOPLE}/{head.id}{path}", data={"typed": head.email}).status_code == 403
    assert User.get_by_id(head.id).email == head.email


def test_what_somebody_does_elsewhere_is_not_told(app, northern, tree, head, clerk):
    """Neither the role, nor the place, nor the act that gave it."""
    secret = role("secrète", "core.user.read")
    signed_in(app, head).post(f"{PEOPLE}/{clerk.id}/roles/", data={"role": str(secret.id), "organisation": "200"})
    assert Membership.select().where(Membership.role == secret).exists()
    client = signed_in(app, northern)
    for path in (f"{PEOPLE}/", f"{PEOPLE}/{clerk.id}"):
        page = client.get(path).text
        assert clerk.name in page and "Division south" not in page
        assert "Secrète</t" not in page and "Secrète, " not in page and "Rôle donné" not in page
    assert "Secrète" in signed_in(app, head).get(f"{PEOPLE}/").text


def test_a_stronger_role_at_the_same_place_is_not_taken_away(app, northern, tree, user_with):
    stronger = user_with(*MANAGE, "core.setting.edit", at=tree["north"])
    membership = stronger.memberships.get()
    client = signed_in(app, northern)
    assert client.post(f"{PEOPLE}/{stronger.id}/roles/{membership.id}/retirer").status_code == 403
    assert client.post(f"{PEOPLE}/{stronger.id}/roles/{membership.id}", data={"ends_on": ""}).status_code == 403
    assert Membership.get_by_id(membership.id).is_in_force


def edit(client, user: User, **changes):
    data = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email, "language": "fr",
            "is_staff": "1" if user.is_staff else "", "version": str(user.version)}
    return client.post(f"{PEOPLE}/{user.id}", data=data | changes)


@pytest.fixture
def clerk(tree, user_with):
    """Somebody of the north whom the northern administrator manages."""
    return user_with("core.user.read", at=tree["crib"], name="Agente")


def test_a_person_is_edited_and_the_journal_has_both_sides(app, northern, clerk):
    assert edit(signed_in(app, northern), clerk, last_name="Nouveau", email="Nouvelle@exemple.test").status_code == 302
    after = User.get_by_id(clerk.id)
    assert (after.last_name, after.email) == ("Nouveau", "nouvelle@exemple.test")
    entry = Entry.get(Entry.action == "core.user.edited")
    assert json.loads(entry.before)["email"] == clerk.email and entry.actor_name == northern.name


def test_what_the_form_does_not_offer_is_not_changed(app, northern, clerk):
    before = User.get_by_id(clerk.id)
    edit(signed_in(app, northern), clerk, password="x", active="", fs_uniquifier="x", tf_totp_secret="x", id="1",
         archived_at="2020-01-01", tf_counter="1", folded="x")
    after = User.get_by_id(clerk.id)
    for name in ("password", "active", "fs_uniquifier", "tf_totp_secret", "archived_at", "tf_counter", "id"):
        assert getattr(before, name) == getattr(after, name)


def test_the_second_editor_sees_what_the_first_wrote(app, northern, head, clerk):
    edit(signed_in(app, head), clerk, last_name="Premier")
    page = edit(signed_in(app, northern), clerk, last_name="Second").text
    assert "entre-temps" in page and "Premier" in page and 'value="Second"' in page
    assert User.get_by_id(clerk.id).last_name == "Premier"
    fresh = User.get_by_id(clerk.id)
    assert edit(signed_in(app, northern), fresh, last_name="Second").status_code == 302


def test_staff_with_a_staff_role_stay_staff(app, northern, clerk):
    assert edit(signed_in(app, northern), clerk, is_staff="").status_code == 409
    assert User.get_by_id(clerk.id).is_staff


def test_archiving_asks_for_the_address_and_keeps_the_name(app, northern, clerk):
    hers, client = signed_in(app, clerk), signed_in(app, northern)
    page = client.get(f"{PEOPLE}/{clerk.id}/archiver").text
    assert f"Pour confirmer, écrivez {clerk.email}" in page and "Ses séances se terminent" in page
    assert "rien n’a été fait" in client.post(f"{PEOPLE}/{clerk.id}/archiver", data={"typed": "autre"}).text
    assert User.get_by_id(clerk.id).active
    assert client.post(f"{PEOPLE}/{clerk.id}/archiver", data={"typed": clerk.email}).location == f"{PEOPLE}/"
    after = User.get_by_id(clerk.id)
    assert not after.active and after.archived_at is not None and after.name == clerk.name
    assert hers.get("/comptes/moi").status_code == 302
    assert SessionRow.select().where(SessionRow.user == clerk.fs_uniquifier).count() == 0
    assert f"Le compte de {clerk.name} est archivé" in client.get(f"{PEOPLE}/").text
    assert clerk.name not in client.get(f"{PEOPLE}/").text
    assert clerk.name in client.get(f"{PEOPLE}/?archives=1").text
    assert client.post(f"{PEOPLE}/{clerk.id}/rouvrir").status_code == 302
    assert User.get_by_id(clerk.id).active
    assert [act for act in acts() if act.startswith("core.user")] == ["core.user.archived", "core.user.restored"]


def test_nobody_archives_herself(app, northern):
    assert signed_in(app, northern).post(f"{PEOPLE}/{northern.id}/archiver",
                                         data={"typed": northern.email}).status_code == 409


def test_the_last_administrator_stays(app, head, tree, user_with):
    client, membership = signed_in(app, head), head.memberships.get()
    assert client.post(f"{PEOPLE}/{head.id}/roles/{membership.id}/retirer").status_code == 409
    assert Membership.get_by_id(membership.id).is_in_force
    second = user_with(*MANAGE, "core.role.edit", "core.role.read", at=tree["root"])
    assert signed_in(app, head).post(f"{PEOPLE}/{second.id}/archiver", data={"typed": second.email}).status_code == 302
    assert not User.get_by_id(second.id).active


def test_a_role_is_given_prolonged_and_taken_away(app, northern, tree, clerk):
    client, journal = signed_in(app, northern), role("journal", "core.journal.read")
    until = today() + timedelta(days=30)
    answer = client.post(f"{PEOPLE}/{clerk.id}/roles/", data={
        "role": str(journal.id), "organisation": "101", "ends_on": until.isoformat()})
    assert answer.status_code == 302
    given = Membership.get(Membership.user == clerk, Membership.role == journal)
    assert given.ends_on == until
    client.post(f"{PEOPLE}/{clerk.id}/roles/{given.id}", data={"ends_on": (until + timedelta(days=5)).isoformat()})
    assert Membership.get_by_id(given.id).ends_on == until + timedelta(days=5)
    assert client.post(f"{PEOPLE}/{clerk.id}/roles/{given.id}", data={"ends_on": "2020-01-01"}).status_code == 409
    assert client.post(f"{PEOPLE}/{clerk.id}/roles/{given.id}", data={"ends_on": "pas un jour"}).status_code == 409
    page = client.get(f"{PEOPLE}/{clerk.id}/roles/{given.id}/retirer").text
    assert "Retirer le rôle « Journal »" in page.replace("\u00a0", " ") and "Installation Pomme" in page
    assert Membership.get_by_id(given.id).is_in_force
    client.post(f"{PEOPLE}/{clerk.id}/roles/{given.id}/retirer")
    assert not Membership.get_by_id(given.id).is_in_force
    assert not User.get_by_id(clerk.id).can("core.journal.read")
    page = client.get(f"{PEOPLE}/{clerk.id}").text
    assert "Rôle retiré" in page and "Journal, Installation Pomme" in page
    client.post(f"{PEOPLE}/{clerk.id}/roles/", data={"role": str(journal.id), "organisation": "101", "ends_on": ""})
    assert Membership.get_by_id(given.id).ends_on is None
    assert Membership.select().where(Membership.user == clerk).count() == 2


def test_a_membership_of_another_person_is_not_reached_through_this_one(app, northern, clerk, user_with, tree):
    other = user_with("core.user.read", at=tree["crib"])
    client = signed_in(app, northern)
    assert client.post(f"{PEOPLE}/{clerk.id}/roles/{other.memberships.get().id}/retirer").status_code == 404
    assert other.memberships.get().is_in_force


def test_a_lost_telephone_is_forgotten(app, northern, clerk):
    User.update(tf_totp_secret="x", tf_primary_method="authenticator").where(User.id == clerk.id).execute()
    hers = signed_in(app, clerk)
    assert signed_in(app, northern).post(f"{PEOPLE}/{clerk.id}/second-facteur").status_code == 302
    assert not User.get_by_id(clerk.id).has_second_factor
    assert hers.get("/comptes/moi").status_code == 302


def test_sessions_of_another_are_ended(app, northern, clerk):
    hers = signed_in(app, clerk)
    assert signed_in(app, northern).post(f"{PEOPLE}/{clerk.id}/seances").status_code == 302
    assert hers.get("/comptes/moi").status_code == 302


def test_the_secret_fields_are_not_in_the_journal(app, northern, clerk):
    User.update(tf_totp_secret="graine-secrète", tf_primary_method="authenticator").where(User.id == clerk.id).execute()
    signed_in(app, northern).post(f"{PEOPLE}/{clerk.id}/second-facteur")
    for entry in Entry.select():
        assert "graine" not in entry.before + entry.after and clerk.fs_uniquifier not in entry.before + entry.after


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=99999999999999999999", "page=x", "q=%00", "q='", "q=%25",
                                   "archives=x", "page=2", "q=" + "a" * 500, "sort=nimporte"])
def test_absurd_addresses_of_the_list_are_answered(app, northern, query):
    assert signed_in(app, northern).get(f"{PEOPLE}/?{query}").status_code == 200


def test_the_list_is_read_page_by_page_and_searched(app, head, tree):
    reading = role("lecture", "core.user.read")
    for number in range(60):
        user = User(email=f"p{number:02}@exemple.test", first_name="Zoé", last_name=f"Personne {number:02}")
        user.save()
        Membership(user=user, role=reading, organisation=tree["crib"]).save()
    client = signed_in(app, head)
    first = client.get(f"{PEOPLE}/?q=zoe").text
    assert "1 à 25" in first and "60 personnes" in first and "Personne 24" in first and "Personne 25" not in first
    last = client.get(f"{PEOPLE}/?q=zoe&page=3").text
    assert "Personne 59" in last and "page=2" in last and "page=4" not in last


def test_places_are_proposed_within_what_one_manages(app, northern, tree):
    client = signed_in(app, northern)
    assert [each["label"] for each in client.get(f"{PEOPLE}/lieux?q=division").json] == ["Division north"]
    assert client.get(f"{PEOPLE}/lieux?q=").json == []
    found = client.get(f"{PEOPLE}/lieux?q=pomme").json
    assert found == [{"id": "id:4", "label": "Installation Pomme", "detail": "101"}]


def test_readers_see_no_buttons_and_do_nothing(app, tree, user_with, clerk):
    client = signed_in(app, user_with("core.user.read", at=tree["root"]))
    page = client.get(f"{PEOPLE}/{clerk.id}").text
    assert "Archiver" not in page and "Donner ce rôle" not in page and "Enregistrer" not in page
    assert client.get(f"{PEOPLE}/nouveau").status_code == 403
    assert client.post(f"{PEOPLE}/{clerk.id}").status_code == 403


def test_names_are_escaped(app, head, tree, clerk):
    edit(signed_in(app, head), clerk, last_name="<script>alert(1)</script>")
    client = signed_in(app, head)
    for path in (f"{PEOPLE}/", f"{PEOPLE}/{clerk.id}", f"{PEOPLE}/{clerk.id}/archiver"):
        page = client.get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_holding_a_permission_everywhere_means_at_each_root(app, place, user_with):
    user = user_with("core.role.edit", at=place)
    assert user.can("core.role.edit")
    Organisation(kind="town", name="Ville").save()
    assert not User.get_by_id(user.id).can("core.role.edit")


def test_a_nul_sign_harms_nothing(app, head, tree, clerk):
    client = signed_in(app, head)
    assert edit(client, clerk, last_name="Roy\x00").status_code == 302
    assert User.get_by_id(clerk.id).last_name == "Roy"
    assert new(client, role("lecture", "core.user.read").id, "101\x00", email="a\x00b@exemple.test").status_code == 302
    for path in (f"{PEOPLE}/lieux?q=%00", f"{PEOPLE}/?q=%00", "/administration/roles/1/permissions/%00/retirer",
                 "/reset/%00"):
        assert client.get(path).status_code < 500
    assert client.post("/comptes/seances/%00/fin").status_code == 404
    assert client.post("/reset", data={"email": "\x00@exemple.test"}).status_code == 302
