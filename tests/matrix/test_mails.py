"""Mails and printed documents: to the right people, with nothing of anybody else (SEC-02)."""

from __future__ import annotations

import email
from email import policy

import pytest

from core.outbox import Delivery, deliver_next
from core.render import Renderer
from core.running import running
from plugins.mes.models import Request, Version
from plugins.mes.printouts import PRINTOUTS
from tests.matrix.arguments import ids
from tests.matrix.printing import pdf_text
from tests.matrix.test_canaries import may_see
from tests.matrix.tokens import SIDES, found_in


@pytest.fixture
def mails(world):
    """Every mail that the planted lives asked for, delivered into a folder."""
    while deliver_next():
        pass
    assert not Delivery.select().where(Delivery.state != "done").count()
    folder = running().config.data / "mail"
    found = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    for path in folder.glob("*.eml"):
        path.unlink()
    return found


def test_mails_go_to_who_may_see_the_file_and_name_it_by_number_only(world, mails):
    """The direction's mailbox is its officers'."""
    keys = {user.email: key for key, user in world.users.items()} | {
        f"{side.word('lieu', 'direction')}@exemple.test": key
        for side, key in zip(SIDES, ("director", "elsewhere"), strict=True)}
    assert len(mails) > 40
    for mail in mails:
        text = f"{mail['Subject']} {mail.get_body().get_content()}"
        for token in found_in(text):
            assert may_see(keys[mail["To"]], token), (mail["To"], token)
            assert token.detail.isdigit() or token.detail.count("-") == 2, f"more than a number: {token}"


@pytest.mark.words
@pytest.mark.parametrize("kind", PRINTOUTS)
def test_a_printed_request_holds_its_own_words_only(world, kind, monkeypatch):
    """By the true renderer."""
    monkeypatch.setattr(running(), "renderer", Renderer())
    own = ids(world, Request, "A", "")[1]
    reply = world["signer"].post(f"/mes/demandes/{own}/imprimer/{kind}")
    found = found_in(pdf_text(reply.data))
    assert {token.letter for token in found} == {"A"} and "dossier" in {token.kind for token in found}
    assert not {token for token in found if not may_see("signer", token)}


def test_an_archived_version_holds_its_own_words_only(world):
    for version in Version.select():
        letter = "A" if version.request.id in ids(world, Request, "A", "") else "B"
        reply = world["admin"].get(f"/mes/demandes/{version.request_id}/versions/{version.id}")
        found = found_in(pdf_text(reply.data))
        assert {token.letter for token in found} == {letter}, version.id
        assert "attente" not in {token.kind for token in found}
