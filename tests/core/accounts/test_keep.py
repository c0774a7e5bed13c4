"""What was typed survives: a session that ended in the middle of a form, and the question for the password."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from core.accounts import keep
from core.accounts.models import KeptForm, Role, User
from core.accounts.stepup import fresh
from core.journal import Entry
from core.testing import signed_in
from tests.core.accounts.conftest import PASSWORD, person

pytestmark = pytest.mark.words
TYPED = {"first_name": "Odile", "last_name": "Marchand « dite » <b>Odette</b>", "language": "fr", "theme": "sombre"}
START = "2026-11-23T14:00:00Z"


def page_token(client, path: str) -> str:
    """The token written in a page's form."""
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(path).text)[1]


def fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}">(.*?)</form>', page, re.S)[1]
    return {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def resume(client, number: int = 1):
    """Send a kept form again, as a browser does: to our page, then wherever it is sent on."""
    action = f"/comptes/reprise/{number}"
    again = fields(client.get("/comptes/reprise").text, action)
    answer = client.post(action, data=again)
    assert answer.status_code == 307
    return client.post(answer.location, data=again)


@pytest.fixture
def expired(app, parent):
    """A browser whose session ended while its form was open, and the form's token."""
    with time_machine.travel(START, tick=False) as clock:
        client = app.test_client()
        client.sends_token = False
        login = page_token(client, "/login")
        client.post("/login", data={"email": parent.email, "password": PASSWORD, "csrf_token": login})
        token = page_token(client, "/comptes/moi")
        clock.shift(timedelta(minutes=61))
        yield client, token, clock


def send(client, token: str, **more):
    return client.post("/comptes/moi", data=TYPED | {"csrf_token": token}, **more)


def sign_in_again(client, user, then: str = ""):
    token = page_token(client, "/login")
    return client.post(f"/login{then}", data={"email": user.email, "password": PASSWORD, "csrf_token": token})


def test_the_text_survives_an_expired_session(expired, parent):
    client, token, _clock = expired
    answer = send(client, token)
    assert answer.location == "/login?next=/comptes/reprise"
    page = client.get(answer.location).text
    assert "Votre séance a expiré après 60 minutes" in page and "est gardé" in page
    assert sign_in_again(client, parent, "?next=/comptes/reprise").location == "/comptes/reprise"
    page = client.get("/comptes/reprise").text
    assert "&lt;b&gt;Odette&lt;/b&gt;" in page and "<b>Odette" not in page
    assert User.get_by_id(parent.id).theme == "appareil"
    assert resume(client).status_code == 302
    after = User.get_by_id(parent.id)
    assert (after.theme, after.last_name) == ("sombre", TYPED["last_name"])
    assert KeptForm.select().count() == 0
    assert client.get("/comptes/reprise").location == "/"


def test_it_waits_even_when_the_sign_in_was_asked_for_elsewhere(expired, parent):
    client, token, _clock = expired
    send(client, token)
    assert sign_in_again(client, parent).location == "/comptes/arrivee"
    assert client.get("/comptes/arrivee").location == "/comptes/reprise"


def test_it_is_encrypted_in_the_table(expired):
    client, token, _clock = expired
    send(client, token)
    row = KeptForm.get()
    assert "Odette" not in row.fields and "Marchand" not in row.fields


def test_nobody_else_gets_it(expired):
    client, token, _clock = expired
    send(client, token)
    other = person("suivante@exemple.test", staff=False)
    sign_in_again(client, other)
    assert client.get("/comptes/reprise").location == "/"
    assert client.post("/comptes/reprise/1", data={"csrf_token": page_token(client, "/comptes/moi")}).status_code == 404
    assert KeptForm.select().count() == 1


def test_no_other_browser_of_the_same_person_gets_it(app, expired, parent):
    client, token, _clock = expired
    send(client, token)
    elsewhere = signed_in(app, parent)
    assert elsewhere.get("/comptes/reprise").status_code == 302
    assert elsewhere.post("/comptes/reprise/1").status_code == 404


@pytest.mark.parametrize("change", [
    {"token": ""}, {"token": "ImFiYyI.aaaaaa.bbbbb"}, {"headers": {"Origin": "https://ailleurs.test"}},
    {"headers": {"Sec-Fetch-Site": "cross-site"}}])
def test_what_our_page_did_not_send_is_not_kept(expired, change):
    client, token, _clock = expired
    answer = send(client, change.get("token", token), headers=change.get("headers"))
    assert answer.location == "/login?next=/"
    assert KeptForm.select().count() == 0


def test_a_visitor_without_a_session_leaves_nothing(client):
    assert client.post("/comptes/moi", data=TYPED).location == "/login?next=/"
    assert KeptForm.select().count() == 0


def test_after_an_hour_it_is_gone(expired, parent):
    client, token, clock = expired
    send(client, token)
    clock.shift(timedelta(minutes=61))
    sign_in_again(client, parent)
    assert client.get("/comptes/reprise").location == "/"
    assert keep.purge() == 1


def test_a_reading_comes_back_to_its_page_and_says_why(expired, parent):
    client, _token, _clock = expired
    answer = client.get("/comptes/seances?x=1")
    assert answer.location == "/login?next=/comptes/seances?x%3D1"
    assert "Votre séance a expiré" in client.get("/login").text


def test_machines_are_told_plainly(expired):
    client, token, _clock = expired
    answer = client.post("/comptes/moi", data={"csrf_token": token}, headers={"Accept": "application/json"})
    assert answer.status_code == 401 and "error" in answer.json
    answer = client.get("/comptes/moi", headers={"HX-Request": "true"})
    assert answer.status_code == 204 and answer.headers["HX-Redirect"].startswith("/login")


@pytest.fixture
def administrator(app, user_with):
    """Somebody with a password who may change the one role there is."""
    Role(name="lecture", label="Lecture", permissions=["core.user.read"]).save()
    user = user_with("core.user.read", "core.user.edit", "core.role.read", "core.role.edit")
    User.update(password=person("modele@exemple.test", staff=True).password).where(User.id == user.id).execute()
    return user


@pytest.fixture
def stale(app, administrator):
    """Her browser, in which she gave her password long ago."""
    return signed_in(app, administrator, fresh=False)


def change_role(client):
    role = Role.get(Role.name == "lecture")
    return client.post(f"/administration/roles/{role.id}", data={
        "label": "Lecture et journal", "permissions": ["core.user.read", "core.journal.read"], "version": role.version,
        "csrf_token": client.token()}, headers={"Referer": f"http://localhost/administration/roles/{role.id}"})


def test_a_grave_act_asks_for_the_password_and_nothing_typed_is_lost(stale):
    assert change_role(stale).location == "/verify?next=/comptes/reprise"
    assert Role.get(Role.name == "lecture").permissions == ["core.user.read"]
    assert stale.post("/verify?next=/comptes/reprise", data={"password": PASSWORD}).location == "/comptes/reprise"
    page = stale.get("/comptes/reprise").text
    assert "Lecture et journal" in page and 'href="/administration/roles/1"' in page
    assert "Écrit dans\u00a0: Rôles." in page
    again = re.findall(r'<input type="hidden" name="permissions" value="([^"]+)">', page)
    assert again == ["core.user.read", "core.journal.read"]
    role = Role.get(Role.name == "lecture")
    answer = stale.post("/comptes/reprise/1", data={"label": "Lecture et journal", "permissions": again,
                                                    "version": role.version})
    assert answer.status_code == 307
    stale.post(answer.location, data={"label": "Lecture et journal", "permissions": again, "version": role.version})
    assert set(Role.get(Role.name == "lecture").permissions) == {"core.user.read", "core.journal.read"}


def test_a_wrong_password_does_not_help(stale):
    change_role(stale)
    assert stale.post("/verify", data={"password": "faux"}).status_code == 200
    assert change_role(stale).location == "/verify?next=/comptes/reprise"


def test_a_grave_page_asks_before_it_shows_its_form(stale):
    answer = stale.get("/administration/utilisateurs/nouveau")
    assert answer.location == "/verify?next=/administration/utilisateurs/nouveau"
    answer = stale.post(answer.location, data={"password": PASSWORD})
    assert answer.location == "/administration/utilisateurs/nouveau"
    assert stale.get(answer.location).status_code == 200


def test_freshness_lasts_a_quarter_of_an_hour_and_does_not_leak(app, administrator):
    """Flask-Security's own pages must not make every later check pass."""
    with time_machine.travel(START, tick=False) as clock:
        stale = signed_in(app, administrator, fresh=False)
        stale.post("/verify", data={"password": PASSWORD})
        stale.get("/tf-setup")
        stale.get("/mf-recovery-codes")
        clock.shift(timedelta(minutes=14))
        assert stale.get("/administration/roles/nouveau").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert stale.get("/administration/roles/nouveau").status_code == 302
        assert stale.get("/tf-setup").status_code == 302


def test_machines_are_told_that_the_password_is_needed(stale):
    answer = stale.post("/administration/roles/1", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_a_text_may_be_thrown_away(stale):
    change_role(stale)
    assert stale.post("/comptes/reprise/1/oublier").status_code == 302
    assert KeptForm.select().count() == 0


def test_passwords_tokens_and_files_are_not_kept(app, parent):
    @fresh()
    def act():
        return "done"

    app.view_functions["account.mine"].policy, act.policy = (app.view_functions["account.mine"].policy,) * 2
    app.view_functions["account.mine"] = act
    client = signed_in(app, parent, fresh=False)
    client.post("/comptes/moi", data={"reason": "longue explication", "password": "secret", "new_password": "secret",
                                      "csrf_token": client.token(), "document": (__file__, "nom.txt")})
    with app.test_request_context(), client.session_transaction() as session:
        token = session["kept"]
    with app.test_request_context() as context:
        context.session["kept"] = token
        (kept,) = keep.waiting(parent)
    assert kept.fields == [("reason", "longue explication")] and kept.files


def test_at_most_five_texts_wait_for_a_person(stale):
    for _number in range(8):
        change_role(stale)
    assert KeptForm.select().count() == 5


def test_nothing_is_journalled_before_it_is_sent(stale):
    before = Entry.select().count()
    change_role(stale)
    assert Entry.select().count() == before
