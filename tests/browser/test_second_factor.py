"""The second factor from its key to a sign-in by a recovery code, each of its pages looked at."""

from __future__ import annotations

import base64
import re
import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import expect

from tests.browser import looks
from tests.browser.desk import GUARD_OF_ACCESS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def code_of(key: str) -> str:
    """The six digits that the application on the telephone shows now."""
    secret = base64.b32decode(re.sub("[^A-Z2-7]", "", key))
    return TOTP(secret, 6, SHA1(), 30, enforce_key_length=False).generate(int(time.time())).decode()


def test_a_second_factor_is_set_up_and_a_recovery_code_lets_in(desk):
    window = desk(GUARD_OF_ACCESS)
    page = window.open("/tf-setup")
    page.get_by_role("button", name="Utiliser une application de codes").click()
    key = page.get_by_text("Ou écrivez cette clé").inner_text().split(":")[-1]
    page.get_by_label("Code à 6 chiffres").fill(code_of(key))
    page.get_by_role("button", name="Terminer").click()
    code = recovery_codes(page)[0]
    sign_out(page)
    window.open("/login").get_by_label("Adresse courriel").fill(GUARD_OF_ACCESS)
    window.give_password("Continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le code à 6 chiffres")
    assert looks.faults(page) == {}
    page.get_by_role("link", name="utiliser un code de secours").click()
    assert looks.faults(page) == {}
    page.get_by_role("textbox").first.fill(code)
    page.get_by_role("button").filter(has_text=re.compile("connecter|Continuer")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour, Rodrigue")


def recovery_codes(page) -> list[str]:
    """The codes, shown once."""
    page.goto("/mf-recovery-codes")
    page.get_by_role("button", name=re.compile("codes")).first.click()
    expect(page.locator(".m-codes li").first).to_be_visible()
    found = page.locator(".m-codes li").all_inner_texts()
    assert looks.faults(page) == {}
    return found


def sign_out(page) -> None:
    """Leave by the user menu."""
    page.set_viewport_size(looks.SIZES["wide"])
    page.goto("/")
    page.locator(".m-user summary").click()
    page.locator(".m-user").get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile("/login"))
