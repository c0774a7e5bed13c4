"""Signing in through HTTP: password, second factor, recovery, and what a visitor may learn from it."""

from __future__ import annotations

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from flask import current_app
from flask_security import hash_password

from core import database
from core.accounts.models import RecoveryCode, SessionRow, User
from core.accounts.second_factor import OnceTotp, seed_keys
from core.app import create_app
from core.database import db
from core.journal import Entry
from core.testing import close, make_app
from tests.core.accounts.conftest import (
    PASSWORD,
    code_of,
    give_code,
    give_password,
    is_in,
    person,
    value_of,
    with_factor,
)

pytestmark = pytest.mark.words


def actions() -> list[str]:
    return [entry.action for entry in Entry.select().order_by(Entry.id)]


def factory():
    return current_app.extensions["security"].totp_factory


def in_threads(app, number: int, act) -> list:
    """What `act(client)` gives in so many threads at once, each with a browser and a connection of its own."""
    def one(_number):
        with app.app_context(), database.connection():
            return act(app.test_client())

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_a_parent_is_in_after_her_password(client, parent):
    assert give_password(client, "Parent@Exemple.test ").status_code == 302
    assert is_in(client)
    assert User.get_by_id(parent.id).last_login_at is not None
    assert actions() == ["core.user.signed_in"]


def test_staff_are_nobody_until_their_code(client, clerk):
    assert give_password(client, clerk.email).location.startswith("/tf-validate")
    assert not is_in(client)
    before = value_of(client)
    assert give_code(client, code_of(clerk)).status_code == 302
    assert is_in(client)
    assert value_of(client) not in ("", before)
    assert SessionRow.select().count() == 1


def test_staff_without_a_factor_must_set_one_up_and_are_nobody_meanwhile(client):
    user = person("nouvelle@exemple.test", staff=True)
    assert give_password(client, user.email).location == "/tf-setup"
    assert not is_in(client)
    assert client.get("/tf-setup").status_code == 200
    assert client.post("/tf-setup", data={"setup": "authenticator"}).status_code == 200
    with client.session_transaction() as session:
        seed = session["tf_totp_secret"]
    wrong = give_code(client, "000000")
    assert wrong.status_code == 200 and not is_in(client)
    assert give_code(client, factory()._totp.from_source(seed).generate().token).status_code == 302
    assert is_in(client)
    assert User.get_by_id(user.id).has_second_factor


def test_staff_cannot_set_the_factor_aside(client, clerk):
    give_password(client, clerk.email)
    give_code(client, code_of(clerk))
    client.post("/tf-setup", data={"setup": "disable"})
    assert User.get_by_id(clerk.id).has_second_factor


def test_a_parent_may_set_one_up_and_take_it_away(client, parent):
    give_password(client, parent.email)
    page = client.post("/tf-setup", data={"setup": "authenticator"}).text
    path = re.search(r'action="(/tf-setup/[^"]+)"', page)[1]
    with client.session_transaction() as session:
        seed = session["tf_totp_secret"]
    assert client.post(path, data={"code": factory()._totp.from_source(seed).generate().token}).status_code == 302
    assert User.get_by_id(parent.id).has_second_factor
    client.post("/tf-setup", data={"setup": "disable"})
    assert not User.get_by_id(parent.id).has_second_factor
    assert actions()[-2:] == ["core.user.second_factor_set", "core.user.second_factor_removed"]


def test_the_seed_is_encrypted_and_read_with_an_old_key_after_a_change(app, config, clerk):
    seed = User.get_by_id(clerk.id).tf_totp_secret
    assert factory()._totp.from_source(seed).base32_key not in seed
    changed = replace(config, secret_key="another key of thirty-two characters, or more",
                      old_secret_keys=(config.secret_key,))
    later = OnceTotp(seed_keys(changed), "Marelle")
    assert later.verify_totp(code_of(clerk), seed, User.get_by_id(clerk.id))
    assert seed_keys(changed)[next(iter(seed_keys(changed)))] != seed_keys(config)[next(iter(seed_keys(config)))]


def test_a_code_works_once(app, clerk):
    code = code_of(clerk)
    first, second = app.test_client(), app.test_client()
    give_password(first, clerk.email)
    give_password(second, clerk.email)
    assert give_code(first, code).status_code == 302
    assert give_code(second, code).status_code == 200
    assert not is_in(second)
    assert give_code(second, code_of(clerk, 1)).status_code == 302


@pytest.mark.words
def test_a_code_is_not_accepted_again_in_a_thousand_tries(app, clerk):
    code, seed = code_of(clerk), clerk.tf_totp_secret
    assert factory().verify_totp(code, seed, User.get_by_id(clerk.id), 30)
    again = [factory().verify_totp(code, seed, User.get_by_id(clerk.id), 30) for _number in range(1000)]
    assert sum(again) == 0


@pytest.mark.slow
def test_of_fifty_simultaneous_uses_of_a_code_one_succeeds(app, clerk):
    code, seed = code_of(clerk), clerk.tf_totp_secret

    def use(_client):
        return factory().verify_totp(code, seed, User.get_by_id(clerk.id), 30)

    assert sum(in_threads(app, 50, use)) == 1


def test_of_four_browsers_with_one_code_one_is_in(app, clerk):
    code = code_of(clerk)

    def sign_in(client):
        give_password(client, clerk.email)
        return give_code(client, code).status_code

    assert sorted(in_threads(app, 4, sign_in)) == [200, 200, 200, 302]


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "1234567", "１２３４５６", "-12345", "12 34 5", "0" * 5000])
def test_what_is_no_code_is_refused(client, clerk, code):
    give_password(client, clerk.email)
    assert give_code(client, code).status_code == 200
    assert not is_in(client)


def codes_of(client) -> list[str]:
    page = client.post("/mf-recovery-codes").text
    return re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", page)


def test_recovery_codes_are_shown_once_kept_hashed_and_used_once(app, client, clerk):
    give_password(client, clerk.email)
    give_code(client, code_of(clerk))
    codes = codes_of(client)
    assert len(set(codes)) == 10
    kept = {row.digest for row in RecoveryCode.select()}
    assert not kept & set(codes) and len(kept) == 10
    assert not any(code in client.get("/mf-recovery-codes?show_codes=1").text for code in codes)
    other = app.test_client()
    give_password(other, clerk.email)
    assert other.post("/mf-recovery", data={"code": codes[0].upper().replace("-", " ")}).status_code == 302
    assert is_in(other)
    third = app.test_client()
    give_password(third, clerk.email)
    assert third.post("/mf-recovery", data={"code": codes[0]}).status_code == 200
    assert not is_in(third)


def test_new_recovery_codes_annul_the_old_ones(app, client, clerk):
    give_password(client, clerk.email)
    give_code(client, code_of(clerk))
    old = codes_of(client)
    codes_of(client)
    other = app.test_client()
    give_password(other, clerk.email)
    assert other.post("/mf-recovery", data={"code": old[0]}).status_code == 200


def test_of_four_browsers_with_one_recovery_code_one_is_in(app, client, clerk):
    give_password(client, clerk.email)
    give_code(client, code_of(clerk))
    code = codes_of(client)[3]

    def recover(browser):
        give_password(browser, clerk.email)
        return browser.post("/mf-recovery", data={"code": code}).status_code

    assert sorted(in_threads(app, 4, recover)) == [200, 200, 200, 302]


def test_the_second_step_needs_the_first(client, clerk):
    assert give_code(client, code_of(clerk)).location == "/login"
    assert client.post("/mf-recovery", data={"code": "aaaa-bbbb-cccc"}).location == "/login"
    assert client.post("/tf-setup", data={"setup": "authenticator"}).location == "/login"
    assert not is_in(client)


def refusals(client, parent) -> dict[str, str]:
    """The pages that a wrong password, an unknown, an inactive and an archived person get."""
    asleep, gone = person("dort@exemple.test", staff=False), person("partie@exemple.test", staff=False)
    invited = person("invitee@exemple.test", staff=False)
    User.update(active=False).where(User.id == asleep.id).execute()
    User.update(archived_at="2026-01-01 00:00:00").where(User.id == gone.id).execute()
    User.update(password=None).where(User.id == invited.id).execute()
    pairs = [(parent.email, "un autre mot de passe"), ("personne@exemple.test", PASSWORD), (asleep.email, PASSWORD),
             (gone.email, PASSWORD), (invited.email, PASSWORD)]
    return {email: give_password(client, email, password) for email, password in pairs}


def test_every_refusal_has_the_same_status_and_words(client, parent):
    pages = set()
    for email, answer in refusals(client, parent).items():
        assert answer.status_code == 200
        text = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.text.replace(email, ""))
        assert "L’adresse ou le mot de passe ne convient pas" in text
        pages.add(text)
    assert len(pages) == 1
    assert actions() == ["core.user.sign_in_refused"] * 5


@pytest.mark.slow
def test_known_and_unknown_addresses_take_the_same_time(app, client):
    """With the true cost of the hash, in time of the processor; other pairs of the 200 are for the security run."""
    app.extensions["security"].pwd_context.update(argon2__memory_cost=19_456, argon2__time_cost=2)
    known = [person(f"p{number}@exemple.test", staff=False).email for number in range(20)]
    gaps = []
    for number, email in enumerate(known):
        spans = []
        for address in (email, f"inconnue{number}@exemple.test"):
            start = time.thread_time()  # by the clock it would be told apart by whatever else the machine does
            give_password(client, address, "ce n’est pas le mot de passe")
            spans.append(time.thread_time() - start)
        gaps.append(spans[0] - spans[1])
    assert abs(statistics.median(gaps)) <= 0.020


def test_the_hash_has_the_parameters_of_the_rule_and_is_raised_at_sign_in(app, client, parent):
    weak = User.get_by_id(parent.id).password
    assert "$argon2id$" in weak and "m=64" in weak
    app.extensions["security"].pwd_context.update(argon2__memory_cost=19_456, argon2__time_cost=2)
    assert give_password(client, parent.email).status_code == 302
    assert "m=19456,t=2,p=1" in User.get_by_id(parent.id).password


def test_a_new_application_hashes_at_full_cost(config):
    app = create_app(config, [])
    with app.app_context():
        assert hash_password("x" * 12).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("password", ["x" * 129, "x" * 5000, "é" * 3000, "a\x00b" * 10, ""])
def test_absurd_passwords_are_simply_wrong(client, parent, password):
    assert give_password(client, parent.email, password).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "x" * 400 + "@exemple.test", "a\x00@exemple.test", "' or 1=1 --",
                                   "<script>@exemple.test"])
def test_absurd_addresses_are_simply_wrong(client, email):
    answer = give_password(client, email)
    assert answer.status_code == 200
    assert "<script>@" not in answer.text


@pytest.mark.parametrize("target", [
    "https://ailleurs.test/", "//ailleurs.test/", "/\\ailleurs.test", "javascript:alert(1)", "///ailleurs.test",
    "https:ailleurs.test", "/\t/ailleurs.test", "\\\\ailleurs.test"])
def test_sign_in_sends_nobody_elsewhere(client, parent, target):
    answer = client.post("/login", query_string={"next": target}, data={"email": parent.email, "password": PASSWORD,
                                                                        "next": target})
    end = client.get(answer.location) if answer.location.startswith("/comptes") else answer
    assert end.status_code == 302
    assert urlsplit(urljoin("http://localhost/login", end.location)).netloc == "localhost"


def test_the_page_asked_for_comes_after_both_steps(client, clerk):
    asked = client.get("/comptes/seances")
    assert asked.location == "/login?next=/comptes/seances"
    second = client.post(asked.location, data={"email": clerk.email, "password": PASSWORD})
    first = client.post("/tf-validate", data={"code": code_of(clerk)})
    assert second.status_code == first.status_code == 302
    assert client.get(first.location).location == "/comptes/seances"


def test_nobody_is_remembered(client, parent):
    client.post("/login", data={"email": parent.email, "password": PASSWORD, "remember": "y"})
    assert client.get_cookie("remember_token") is None
    assert {cookie.key for cookie in client._cookies.values()} == {"marelle"}


def test_tokens_open_nothing(client, parent):
    token = parent.get_auth_token()
    assert client.get("/comptes/moi", headers={"Authentication-Token": token}).status_code == 302
    assert client.get(f"/comptes/moi?auth_token={token}").status_code == 302


def test_signing_out_is_a_post(client, parent):
    give_password(client, parent.email)
    assert client.get("/logout").status_code == 405
    assert is_in(client)
    assert client.post("/logout").location == "/login"
    assert not is_in(client)
    assert actions()[-1] == "core.user.signed_out"


def test_a_demonstration_lifts_the_obligation_and_says_so(tmp_path, config):
    app = make_app(replace(config, demo=True), [])
    with app.app_context():
        db.connect(reuse_if_open=True)
        client, user = app.test_client(), person("demo@exemple.test", staff=True)
        assert "inventés" in client.get("/login").text
        assert give_password(client, user.email).status_code == 302
        page = client.get("/comptes/moi")
        assert page.status_code == 200 and "second facteur facultatif" in page.text
        protected = with_factor(person("prudente@exemple.test", staff=True))
        other = app.test_client()
        assert give_password(other, protected.email).location.startswith("/tf-validate")
        close()


def test_the_pages_speak_the_language_of_the_person(client, parent):
    User.update(language="en").where(User.id == parent.id).execute()
    give_password(client, parent.email)
    assert '<html lang="en"' in client.get("/comptes/moi").text


def test_a_visitor_chooses_the_language_of_the_sign_in_page(client):
    assert '<html lang="fr"' in client.get("/login").text
    assert client.post("/langue", data={"language": "en", "next": "/login"}).location == "/login"
    assert '<html lang="en"' in client.get("/login").text


def test_codes_of_a_clock_half_a_minute_off_are_accepted_and_no_further(app, clerk):
    with time_machine.travel("2026-11-23T14:00:15Z", tick=False):
        user, seed = User.get_by_id(clerk.id), clerk.tf_totp_secret
        assert not factory().verify_totp(code_of(clerk, -2), seed, user, 30)
        assert not factory().verify_totp(code_of(clerk, 2), seed, user, 30)
        assert factory().verify_totp(code_of(clerk, -1), seed, user, 30)
        assert factory().verify_totp(code_of(clerk, 1), seed, User.get_by_id(clerk.id), 30)
