"""Sessions: opaque, revocable, rotated, short; nothing in a cookie or a table signs anybody in after the end."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from core.accounts import memberships, sessions
from core.accounts.models import Role, SessionRow, User
from core.database import db
from core.records import utcnow
from core.testing import close, make_app
from tests.core.accounts.conftest import PASSWORD, code_of, give_code, give_password, is_in, person, value_of


def thief(app, value: str):
    """Another browser with a stolen cookie."""
    client = app.test_client()
    client.set_cookie("marelle", value)
    return client


def test_visitors_cost_no_row(app):
    for _number in range(50):
        app.test_client().get("/login")
    assert SessionRow.select().count() == 0


def test_the_table_keeps_the_digest_and_never_the_id(client, parent):
    give_password(client, parent.email)
    row, value = SessionRow.get(), value_of(client)
    assert row.digest == hashlib.sha256(value.encode()).hexdigest()
    assert value not in row.data and len(value) >= 43


def test_a_cookie_given_beforehand_does_not_become_the_session(app, client, parent):
    client.get("/login")
    before = client.get_cookie("marelle")
    planted = thief(app, before.value if before else "planted")
    give_password(client, parent.email)
    assert is_in(client) and not is_in(planted)


def test_an_id_chosen_by_somebody_else_is_never_taken(app, parent):
    client = thief(app, "A" * 43)
    give_password(client, parent.email)
    assert value_of(client) != "A" * 43
    assert not is_in(thief(app, "A" * 43))


def test_the_id_changes_after_the_password_and_after_the_code(app, client, clerk):
    give_password(client, clerk.email)
    between = value_of(client)
    give_code(client, code_of(clerk))
    assert value_of(client) != between
    assert not is_in(thief(app, between))


def test_the_id_changes_when_the_password_is_confirmed(app, client, parent):
    give_password(client, parent.email)
    before = value_of(client)
    assert client.post("/verify", data={"password": PASSWORD}).status_code == 302
    assert value_of(client) != before
    assert is_in(client) and not is_in(thief(app, before))


def test_the_id_changes_when_a_role_is_given(app, client, parent, place):
    give_password(client, parent.email)
    before = value_of(client)
    role = Role(name="lecture", label="Lecture", permissions=["core.user.read"], staff=False)
    role.save()
    memberships.give(None, parent, role, place)
    assert is_in(client)
    assert value_of(client) != before
    assert not is_in(thief(app, before))


def end_by_logout(client, user):
    client.post("/logout")


def end_by_disabling(client, user):
    User.update(active=False).where(User.id == user.id).execute()


def end_by_password(client, user):
    new = "trois tabourets de zinc"
    client.post("/change", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})


def end_by_ending_all(client, user):
    client.post("/comptes/seances/fin")


@pytest.mark.parametrize("end", [end_by_logout, end_by_disabling, end_by_password, end_by_ending_all])
def test_a_stolen_session_is_worth_nothing_afterwards(app, parent, end):
    victim = app.test_client()
    give_password(victim, parent.email)
    stolen = thief(app, value_of(victim))
    other = app.test_client()
    give_password(other, parent.email)
    assert is_in(stolen) and is_in(other)
    end(other if end in (end_by_password, end_by_ending_all) else victim, parent)
    assert [is_in(stolen) for _number in range(25)] == [False] * 25


def test_who_changes_her_password_or_ends_the_others_stays(client, parent):
    give_password(client, parent.email)
    end_by_password(client, parent)
    assert is_in(client)
    end_by_ending_all(client, parent)
    assert is_in(client)
    assert SessionRow.select().count() == 1


def test_a_role_that_ends_counts_from_the_next_request(user_with, sign_in):
    user = user_with("core.user.read")
    browser = sign_in(user)
    assert browser.get("/administration/utilisateurs/").status_code == 200
    user.memberships.get().delete_instance()
    assert browser.get("/administration/utilisateurs/").status_code == 403


def test_somebody_who_becomes_staff_starts_anew(client, parent, place):
    give_password(client, parent.email)
    role = Role(name="agente", label="Agente", permissions=["core.user.read"], staff=True)
    role.save()
    memberships.give(None, parent, role, place)
    assert not is_in(client)
    assert User.get_by_id(parent.id).is_staff
    assert give_password(client, parent.email).location == "/tf-setup"


@pytest.mark.parametrize(("staff", "minutes"), [(True, 30), (False, 60)])
def test_an_idle_session_ends(app, staff, minutes):
    user = person("oisive@exemple.test", staff=staff)
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
        clock.shift(timedelta(minutes=minutes - 1))
        assert is_in(client)
        clock.shift(timedelta(minutes=minutes - 1))
        assert is_in(client)
        clock.shift(timedelta(minutes=minutes + 1))
        assert not is_in(client)


def test_a_busy_session_ends_after_twelve_hours(app, parent):
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False) as clock:
        client = app.test_client()
        give_password(client, parent.email)
        for _number in range(24):
            clock.shift(timedelta(minutes=29))
            assert is_in(client)
        client.post("/verify", data={"password": PASSWORD})
        clock.shift(timedelta(minutes=29))
        assert not is_in(client)


def test_a_password_without_its_code_is_good_for_ten_minutes(app, clerk):
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        client = app.test_client()
        give_password(client, clerk.email)
        clock.shift(timedelta(minutes=11))
        assert give_code(client, code_of(clerk)).location == "/login"
        assert not is_in(client)


def test_last_seen_is_written_once_a_minute_at_most(app, parent):
    with time_machine.travel("2026-11-23T14:00:00Z", tick=False) as clock:
        client = app.test_client()
        give_password(client, parent.email)
        client.get("/comptes/moi")
        first = SessionRow.get().seen_at
        clock.shift(timedelta(seconds=59))
        client.get("/comptes/moi")
        assert SessionRow.get().seen_at == first
        clock.shift(timedelta(seconds=2))
        client.get("/comptes/moi")
        assert SessionRow.get().seen_at == utcnow()


def test_a_session_ended_during_a_request_stays_ended(client, parent, monkeypatch):
    give_password(client, parent.email)
    monkeypatch.setattr("core.accounts.preferences.remember", lambda *_args: SessionRow.delete().execute())
    assert client.post("/langue", data={"language": "en"}).status_code == 302
    assert SessionRow.select().count() == 0
    assert not is_in(client)


def test_a_forged_or_old_visitors_cookie_is_as_none(app, client, parent):
    signer = app.session_interface.get_signing_serializer(app)
    forged = thief(app, signer.dumps({"_user_id": parent.fs_uniquifier, "tf_user_id": parent.fs_uniquifier}))
    assert not is_in(forged)
    assert thief(app, "a.b.c").get("/login").status_code == 200
    assert thief(app, "é\x00").get("/login").status_code == 200


def test_static_files_ask_the_database_nothing(app, client, parent, monkeypatch):
    give_password(client, parent.email)
    asked = []
    monkeypatch.setattr(SessionRow, "get_or_none", lambda *args: asked.append(args))
    with client.get("/static/favicon.svg") as answer:
        assert answer.status_code == 200
    assert asked == []


def test_over_https_the_cookie_is_bound_to_the_host(config):
    app = make_app(replace(config, public_url="https://marelle.exemple.test"), [])
    with app.app_context():
        db.connect(reuse_if_open=True)
        user, client = person("loin@exemple.test", staff=False), app.test_client()
        answer = client.post("/login", data={"email": user.email, "password": PASSWORD}, base_url="https://localhost")
        cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-marelle="))
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        close()


def test_the_cookie_is_hidden_from_scripts_and_dies_with_the_browser(client, parent):
    answer = give_password(client, parent.email)
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Expires" not in cookie and "Max-Age" not in cookie


def test_signed_in_pages_are_never_kept(client, parent):
    give_password(client, parent.email)
    for path in ("/comptes/moi", "/comptes/seances", "/verify", "/change"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_my_sessions_show_the_devices_and_end_one(app, parent):
    here, there = app.test_client(), app.test_client()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    give_password(here, parent.email)
    give_password(there, parent.email, headers={"User-Agent": agent})
    page = here.get("/comptes/seances").text
    assert "Firefox, Linux" in page and "Cette séance" in page
    digest = sessions.digest(value_of(there))
    assert here.post(f"/comptes/seances/{digest}/fin").status_code == 302
    assert is_in(here) and not is_in(there)
    assert here.post(f"/comptes/seances/{digest}/fin").status_code == 404


def test_nobody_ends_the_session_of_another(app, parent):
    mine, hers = app.test_client(), app.test_client()
    give_password(mine, parent.email)
    other = person("autre@exemple.test", staff=False)
    give_password(hers, other.email)
    assert mine.post(f"/comptes/seances/{sessions.digest(value_of(hers))}/fin").status_code == 404
    assert is_in(hers)


def test_what_ended_long_ago_is_forgotten(app, parent):
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False) as clock:
        give_password(app.test_client(), parent.email)
        clock.shift(timedelta(hours=20))
        assert sessions.purge() == 0
        clock.shift(timedelta(hours=20))
        assert sessions.purge() == 1
