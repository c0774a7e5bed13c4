"""The pages of accounts answer, for who may see them."""

from __future__ import annotations

import pytest

EVERYTHING = ("core.user.read", "core.user.edit", "core.role.read", "core.role.edit", "core.dashboard")


@pytest.mark.parametrize("path", [
    "/comptes/moi", "/comptes/seances", "/administration/", "/administration/utilisateurs/",
    "/administration/utilisateurs/nouveau", "/administration/utilisateurs/1", "/administration/utilisateurs/1/archiver",
    "/administration/roles/", "/administration/roles/nouveau", "/administration/roles/1",
    "/administration/roles/1/permissions/core.user.read/retirer", "/change", "/verify", "/tf-setup",
    "/mf-recovery-codes",
])
def test_an_administrator_opens_each_page(app, user_with, sign_in, path):
    first = user_with(*EVERYTHING)
    user_with(*EVERYTHING)
    browser = sign_in(user_with(*EVERYTHING))
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    assert first
