"""Signing in through HTTP: password, second factor, recovery, and what a visitor may learn from it."""

from __future__ import annotations

from core.accounts.models import SessionRow, User
from core.journal import Entry
from tests.core.accounts.conftest import code_of, give_code, give_password, is_in, value_of


def test_a_parent_is_in_after_her_password(client, parent):
    answer = give_password(client, "Parent@Exemple.test ")
    assert answer.status_code == 302
    assert is_in(client)
    assert User.get_by_id(parent.id).last_login_at is not None
    assert [entry.action for entry in Entry.select()] == ["core.user.signed_in"]


def test_staff_are_nobody_until_their_code(client, clerk):
    assert give_password(client, clerk.email).location.startswith("/tf-validate")
    assert not is_in(client)
    before = value_of(client)
    assert give_code(client, code_of(clerk)).status_code == 302
    assert is_in(client)
    assert value_of(client) not in ("", before)
    assert SessionRow.select().count() == 1
