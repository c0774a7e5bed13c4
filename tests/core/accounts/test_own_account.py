"""A person's own account: who she is, her password, her links, her preferences, where she works."""

from __future__ import annotations

import json
import re
import statistics
import time
from email import message_from_bytes

import pytest
import time_machine

from core import outbox
from core.accounts import links
from core.accounts.models import Membership, User
from core.accounts.redirects import local
from core.accounts.workplace import current_organisation
from core.journal import Entry
from core.organisations import Organisation
from core.outbox import Delivery
from tests.core.accounts.conftest import PASSWORD, give_password, is_in, person

pytestmark = pytest.mark.words
NEW = "trois tabourets de zinc"
WORKPLACE = ("organisation", "zone", "locale")


def test_her_name_language_and_theme_are_hers_to_change(client, parent):
    give_password(client, parent.email)
    client.post("/comptes/moi", data={"first_name": "Odette", "last_name": "Roy", "language": "en", "theme": "sombre",
                                      "email": "autre@exemple.test", "is_staff": "1", "active": "", "version": "99"})
    after = User.get_by_id(parent.id)
    assert (after.name, after.language, after.theme) == ("Odette Roy", "en", "sombre")
    assert (after.email, after.is_staff, after.active) == (parent.email, False, True)
    entry = Entry.select().where(Entry.action == "core.user.edited").get()
    assert json.loads(entry.before)["first_name"] == "Odile" and json.loads(entry.after)["first_name"] == "Odette"
    page = client.get("/comptes/moi").text
    assert '<html lang="en" data-theme="sombre"' in page


def test_an_empty_name_is_refused_with_a_summary(client, parent):
    give_password(client, parent.email)
    page = client.post("/comptes/moi", data={"first_name": " ", "last_name": "Roy", "language": "fr", "theme": "clair"})
    assert "1 champ est à corriger" in page.text and "Écrivez votre prénom." in page.text
    assert "<title>Erreur" in page.text


def change(client, present: str, new: str, again: str = ""):
    return client.post("/change", data={"password": present, "new_password": new, "new_password_confirm": again or new})


def test_the_password_is_changed_with_the_present_one(app, client, parent):
    give_password(client, parent.email)
    assert change(client, PASSWORD, NEW).location == "/comptes/moi"
    assert give_password(app.test_client(), parent.email).status_code == 200
    other = app.test_client()
    give_password(other, parent.email, NEW)
    assert is_in(other)
    assert "core.user.password_changed" in [entry.action for entry in Entry.select()]


@pytest.mark.parametrize(("present", "new", "again", "sentence"), [
    ("faux et archifaux", NEW, "", "Ce mot de passe ne convient pas."),
    (PASSWORD, "court", "", "il en faut au moins 12"),
    (PASSWORD, "motdepasse1234", "", "trop facile à deviner"),
    (PASSWORD, "Odile-Marchand-2026", "", "trop facile à deviner"),
    (PASSWORD, NEW, "autre chose", "Les deux mots de passe sont différents."),
    (PASSWORD, PASSWORD, "", "le même que l’ancien"),
    (PASSWORD, "k" * 129, "", "dépasse 128 caractères")])
def test_a_password_is_refused_in_words(client, parent, present, new, again, sentence):
    give_password(client, parent.email)
    assert sentence in change(client, present, new, again).text
    assert User.get_by_id(parent.id).password == parent.password


def deliver() -> None:
    while outbox.deliver_next():
        pass


def mailed(app) -> list[str]:
    """The links of the mails that were sent, oldest first."""
    folder = app.extensions["marelle"].config.data / "mail"
    mails = [message_from_bytes(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]
    texts = [mail.get_payload(decode=True).decode() for mail in mails]
    return [link for text in texts for link in re.findall(r"/reset/[\w.-]+", text)]


def ask(client, email: str):
    return client.post("/reset", data={"email": email})


def test_the_link_chooses_a_password_once(app, client, parent):
    assert ask(client, parent.email).location == "/login"
    deliver()
    (link,) = mailed(app)
    signed_in_elsewhere = app.test_client()
    give_password(signed_in_elsewhere, parent.email)
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": NEW, "password_confirm": NEW}).location == "/login"
    assert not is_in(signed_in_elsewhere) and not is_in(client)
    assert client.get(link).location == "/reset"
    assert client.post(link, data={"password": PASSWORD, "password_confirm": PASSWORD}).location == "/reset"
    give_password(client, parent.email, NEW)
    assert is_in(client)


def test_the_link_does_not_set_the_second_factor_aside(app, client, clerk):
    path = links.path(clerk, "forgot")
    strong = "quatre tabourets de zinc"
    client.post(path, data={"password": strong, "password_confirm": strong})
    assert give_password(client, clerk.email, strong).location.startswith("/tf-validate")
    assert not is_in(client)


def test_the_answer_is_the_same_for_every_address_and_says_nothing(app, parent):
    gone = person("partie@exemple.test", staff=False)
    User.update(archived_at="2026-01-01 00:00:00").where(User.id == gone.id).execute()
    pages = set()
    for email in (parent.email, "personne@exemple.test", gone.email, "n’importe quoi"):
        client = app.test_client()
        answer = ask(client, email)
        assert answer.location == "/login"
        pages.add(re.sub(r'nonce="[^"]*"|value="[^"]*"', "", client.get("/login").text))
    assert len(pages) == 1
    assert Delivery.select().count() == 4
    deliver()
    assert len(mailed(app)) == 1


def test_the_link_is_in_no_table(app, client, parent):
    ask(client, parent.email)
    deliver()
    (link,) = mailed(app)
    token = link.rpartition("/")[2]
    assert all(token not in json.dumps(row.payload) for row in Delivery.select())


def test_links_grow_old(app, client, parent):
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        forgot, invitation = links.path(parent, "forgot"), links.path(parent, "invitation")
        clock.shift(3601)
        assert client.get(forgot).location == "/reset"
        assert client.get(invitation).status_code == 200
        clock.shift(7 * 86_400)
        assert client.get(invitation).location == "/reset"


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "x" * 3000])
def test_a_forged_link_is_no_link(client, token):
    assert client.get(f"/reset/{token}").location == "/reset"


def test_a_link_of_another_kind_is_no_link(app, client, parent):
    token = links.path(parent, "forgot").rpartition("/")[2]
    body, stamp, sign = token.rsplit(".", 2)
    assert client.get(f"/reset/{body}.{stamp}.{sign[::-1]}").location == "/reset"


def test_a_weak_password_is_refused_on_the_link_too(client, parent):
    path = links.path(parent, "invitation")
    page = client.post(path, data={"password": "motdepasse1234", "password_confirm": "motdepasse1234"})
    assert page.status_code == 200 and "trop facile" in page.text


@pytest.fixture
def two_places(place, user_with):
    """Somebody with a role in two divisions of different zones."""
    far = Organisation(kind="division", name="Zèbre", parent=place, time_zone="Europe/Paris", locale="fr_FR")
    far.save()
    near = Organisation(kind="division", name="Abeille", parent=place, code="101")
    near.save()
    user = user_with("core.user.read", at=far)
    Membership(user=user, role=Membership.get(Membership.user == user).role, organisation=near).save()
    User.update(password=person("modele@exemple.test", staff=False).password, is_staff=False).where(
        User.id == user.id).execute()
    return user, near, far


def test_one_works_in_one_organisation_and_changes_it(client, two_places):
    user, near, far = two_places
    give_password(client, user.email)
    page = client.get("/comptes/moi").text
    assert "Abeille" in page and "Changer d’organisation" in page and "Division 101" in page
    with client.session_transaction() as session:
        assert [session[name] for name in WORKPLACE] == [near.id, "America/Toronto", "fr_CA"]
    client.post("/organisation", data={"organisation": str(far.id)})
    with client.session_transaction() as session:
        assert [session[name] for name in WORKPLACE] == [far.id, "Europe/Paris", "fr_FR"]


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999999999", "0", "1"])
def test_nobody_works_where_she_has_no_role(client, two_places, value):
    give_password(client, two_places[0].email)
    assert client.post("/organisation", data={"organisation": value}).status_code == 404


def test_a_role_that_ended_is_no_workplace(app, client, two_places):
    user, near, far = two_places
    give_password(client, user.email)
    Membership.update(ends_on="2020-01-01").where(Membership.organisation == near.id).execute()
    with app.test_request_context():
        assert current_organisation() is None
    assert "Abeille" not in client.get("/comptes/moi").text


def test_the_theme_is_kept_with_the_account(client, parent):
    give_password(client, parent.email)
    assert client.post("/theme", data={"theme": "sombre", "next": "/comptes/seances"}).location == "/comptes/seances"
    client.post("/theme", data={"theme": "arc-en-ciel"})
    assert User.get_by_id(parent.id).theme == "sombre"
    assert [entry.action for entry in Entry.select()].count("core.user.preference") == 1


@pytest.mark.parametrize("address", [
    None, "", "comptes", "https://x.test", "//x.test", "/\\x.test", "/\t/x.test", "/a\\b", "\\\\x.test", "/a b",
    "javascript:alert(1)", "/\x00"])
def test_only_paths_of_ours_are_followed(address):
    assert local(address, "/ici") == "/ici"


def test_paths_of_ours_are_followed():
    assert local("/mes/demandes/?q=é&page=2#x") == "/mes/demandes/?q=é&page=2#x"


@pytest.mark.slow
def test_asking_for_a_link_takes_the_same_time_for_every_address(app):
    known = [person(f"p{number}@exemple.test", staff=False).email for number in range(30)]
    gaps = []
    for number, email in enumerate(known):
        spans = []
        for address in (email, f"inconnue{number}@exemple.test"):
            client = app.test_client()
            client.token()
            start = time.perf_counter()
            ask(client, address)
            spans.append(time.perf_counter() - start)
        gaps.append(spans[0] - spans[1])
    assert abs(statistics.median(gaps)) <= 0.020
