"""The electronic signature in step 5: who may, who is told, what removes it, and the transmission that follows."""

from __future__ import annotations

import pytest

from core import journal
from core.errors import Refused
from core.notify import Notice
from plugins.mes import signature
from plugins.mes.checklist import lost_signature
from plugins.mes.documents import remove
from plugins.mes.form.filling import fill
from plugins.mes.models import Request
from tests.mes.pages import Window

pytestmark = pytest.mark.words

NAMES = {"first_name": "Geneviève", "last_name": "Arsenault", "title": "Directrice"}


def address(request: Request, page: str = "verification") -> str:
    return f"/mes/demandes/{request.id}/{page}"


def test_mes_r53_signing_then_transmitting_from_step_5(world, planted):
    request, window = world.complete(), Window(planted, world.signer)
    assert 'action="' + address(request, "signer") in window.get(address(request))
    answer = window.post(address(request, "signer"), **NAMES, version=str(request.version))
    assert answer.location.endswith("/verification#transmettre")
    page = window.get(address(request))
    assert "Signée par Geneviève Arsenault, Directrice" in page and "Transmettre" in page
    signed = Request.get_by_id(request.id)
    window.post(page_action(page), confirmed="1", version=str(signed.version))
    assert Request.get_by_id(request.id).state == "submitted"


def page_action(page: str) -> str:
    """Where the button that transmits leads."""
    return page.partition('id="transmettre"')[2].partition('action="')[2].partition('"')[0]


@pytest.mark.parametrize("missing", list(NAMES))
def test_mes_r54_first_name_last_name_and_function_are_all_required(world, planted, missing):
    request = world.complete()
    answer = Window(planted, world.signer).post(address(request, "signer"), 400, **NAMES | {missing: " "})
    assert "Ce champ est obligatoire" in answer.text and Request.get_by_id(request.id).signed_at is None
    assert "<title>Erreur" in answer.text


def test_mes_r55_who_may_not_sign_sees_who_may_and_whom_to_ask(world, planted):
    request = world.complete()
    page = Window(planted, world.editor).get(address(request))
    assert "Vous n’avez pas le droit de signer." in page and "Personnes autorisées" in page and "Signer Essai" in page
    assert "responsable des services électroniques" in page and "Rse Essai" in page
    assert 'name="first_name"' not in page and address(request, "signer") not in page
    Window(planted, world.editor).post(address(request, "signer"), 403, **NAMES)
    assert Request.get_by_id(request.id).signed_at is None


def test_mes_r55_the_rse_of_the_service_is_named_before_those_above_it(world):
    request = world.draft()
    assert [person.first_name for person in signature.access_managers(request)] == ["Rse"]


def test_mes_r56_the_names_are_asked_for_once_every_other_line_is_met(world, planted):
    request, window = world.draft(), Window(planted, world.signer)
    page = window.get(address(request))
    assert "La signature vient en dernier" in page and 'name="first_name"' not in page
    answer = window.post(address(request, "signer"), 409, **NAMES)
    assert "n’est pas possible" in answer.text and Request.get_by_id(request.id).signed_at is None


@pytest.mark.parametrize("change", ["form", "attach", "remove"])
def test_mes_r57_any_change_removes_the_signature_and_the_page_says_so(world, planted, change):
    request = world.sign(world.complete())
    assert lost_signature(request) is None
    if change == "form":
        request = fill(request, world.editor, {"contact": "Une autre"}).request
    elif change == "attach":
        world.attach(request, "service_plan")
    else:
        remove(request, world.editor, request.documents.get().id)
    said = str(lost_signature(request))
    assert ("le formulaire a changé" if change == "form" else "les documents ont changé") in said
    assert "Editor Essai" in said
    for page in ("verification", "pieces"):
        assert "La signature électronique est retirée" in Window(planted, world.signer).get(address(request, page))


def test_mes_r57_a_request_sent_back_did_not_lose_its_signature_to_anybody(world):
    assert lost_signature(world.returned()) is None
    assert lost_signature(world.draft()) is None


def test_mes_r57_what_is_signed_is_what_was_shown(world, planted):
    request = world.complete()
    shown = str(request.version)
    fill(request, world.editor, {"contact": "Une autre"})
    answer = Window(planted, world.signer).post(address(request, "signer"), 409, **NAMES, version=shown)
    assert "a changé depuis que cette page est ouverte" in answer.text
    assert Request.get_by_id(request.id).signed_at is None


def test_mes_r58_an_old_password_is_asked_again_before_signing(world, planted):
    request, window = world.complete(), Window(planted, world.signer, fresh=False)
    page = window.get(address(request))
    assert "Confirmer mon mot de passe" in page and 'name="first_name"' not in page
    assert "/verify" in window.client.get(address(request, "signer")).location
    assert "/verify" in window.post(address(request, "signer"), 302, **NAMES).location
    assert Request.get_by_id(request.id).signed_at is None


def test_signers_are_told_once_that_a_request_is_ready(world, planted):
    request, window = world.complete(), Window(planted, world.editor)
    assert "Prévenir que la demande est prête à signer" in window.get(address(request))
    window.post(address(request, "prete"))
    (notice,) = Notice.select()
    assert notice.user == world.signer and notice.nature == "ask" and notice.link == address(request)
    assert request.number in notice.sentence and str(request.child) not in notice.sentence
    assert "Les signataires sont prévenus depuis" in window.get(address(request))
    with pytest.raises(Refused, match="déjà prévenus"):
        signature.tell_signers(request, world.editor)
    assert Notice.select().count() == 1 and journal.history(request)[0].action == signature.READY


def test_signers_are_told_again_of_another_content(world):
    request = world.complete()
    signature.tell_signers(request, world.editor)
    request = fill(request, world.editor, {"contact": "Une autre"}).request
    assert signature.told(request) is None
    signature.tell_signers(request, world.editor)
    assert Notice.select().count() == 2


def test_nobody_is_told_of_a_request_that_is_not_ready(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    assert "Quand les autres lignes seront remplies" in window.get(address(request))
    window.post(address(request, "prete"))
    assert Notice.select().count() == 0
    assert "n’est pas prête à signer" in window.get(address(request))


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("agent", 403), ("stranger", 404)])
def test_only_those_who_fill_in_tell_the_signers(world, planted, who, status):
    request = world.complete()
    Window(planted, world.named[who]).post(address(request, "prete"), status)
    assert Notice.select().count() == 0


def test_a_reader_is_not_led_where_she_may_not_go(world, planted):
    request = world.draft()
    page = Window(planted, world.reader).get(address(request))
    assert "/formulaire/" not in page and address(request, "pieces") not in page
