"""The electronic signature in step 5: who may, who is told, what removes it, and the transmission that follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import journal
from core.accounts.models import Membership, Role
from core.errors import Refused
from core.i18n import prose_moment
from core.notify import Notice
from core.outbox import Delivery
from core.records import at, utcnow
from plugins.mes import rights, signature
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
    assert named(request, world.editor) == ["Rse"]
    assert named(request, world.rse) == ["Administrator"]


def named(request: Request, asker) -> list[str]:
    return [person.first_name for person in signature.access_managers(request, asker)]


def test_mes_r55_only_those_who_can_grant_the_right_are_named(world):
    """The Ministry's administration manages accounts, and may not give what it does not hold."""
    Membership.delete().where(Membership.user == world.rse).execute()
    assert named(world.draft(), world.editor) == ["Administrator"]
    Role.update(name="sdg_other").where(Role.name == "sdg_signer").execute()
    assert named(world.draft(), world.editor) == []


def test_mes_r55_the_rse_is_asked_for_the_right_and_the_page_says_when(world, planted):
    request, window = world.complete(), Window(planted, world.editor)
    assert "Demander ce droit" in window.get(address(request))
    window.post(address(request, "demander-le-droit"))
    (notice,) = Notice.select()
    assert notice.user == world.rse and notice.nature == "ask"
    assert notice.sentence == f"Editor Essai demande le droit « Saisie – Signature » pour la demande {request.number}."
    (mail,) = Delivery.select()
    assert mail.payload["user"] == world.rse.id and request.number in str(mail.payload)
    assert "Maëlle" not in str(mail.payload) + notice.text
    page = window.get(address(request))
    assert "1 personne est prévenue que vous demandez le droit de signer." in page
    entry = journal.history(request)[0]
    assert entry.action == signature.ASKED and entry.actor == world.editor.id
    assert f"Demandé le {prose_moment(entry.at)}." in page and "Demander ce droit" not in page
    assert "Saisie – Signature" in Window(planted, world.rse).get(notice.link)


def test_mes_r55_the_right_is_asked_once_a_day_by_a_person_for_a_request(world, planted):
    request, other = world.complete(), world.draft()
    now = utcnow().replace(hour=15)
    with at(now):
        signature.ask_for_right(request, world.editor)
        with pytest.raises(Refused, match="déjà demandé ce droit aujourd’hui"):
            signature.ask_for_right(request, world.editor)
        signature.ask_for_right(request, world.reader)
        signature.ask_for_right(other, world.editor)
        assert Notice.select().count() == 3
    with at(now + timedelta(days=1)):
        page = Window(planted, world.editor).get(address(request))
        assert "Demandé le" in page and "Demander ce droit" in page
        signature.ask_for_right(request, world.editor)
    assert Notice.select().count() == 4


def test_mes_r55_the_right_is_not_asked_where_it_is_held_or_of_no_use(world, planted):
    request, sent = world.complete(), world.submitted()
    window = Window(planted, world.signer)
    assert "Demander ce droit" not in window.get(address(request))
    window.post(address(request, "demander-le-droit"))
    assert "Vous avez déjà le droit de signer." in window.get(address(request))
    with pytest.raises(Refused, match="ne se signe plus"):
        signature.ask_for_right(sent, world.editor)
    assert "Demander ce droit" not in Window(planted, world.editor).get(address(sent))
    Membership.delete().where(Membership.user << [world.rse, world.administrator]).execute()
    assert "Demander ce droit" not in Window(planted, world.editor).get(address(request))
    with pytest.raises(Refused, match="Personne ne peut accorder ce droit"):
        signature.ask_for_right(request, world.editor)
    assert not signature.asked(request, world.editor) and not signature.asked(request, world.signer)
    assert not Notice.select().where(Notice.link.startswith("/mes/droits")).exists()


def test_mes_r55_the_notice_leads_to_the_service_for_one_who_has_no_role_in_it(world):
    assert rights.page_of(world.galets, world.editor) == f"/mes/droits/{world.galets.id}/{world.editor.id}"
    assert rights.page_of(world.galets, world.agent) == "/mes/droits/?service=30002000"


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("rse", 403), ("stranger", 404)])
def test_mes_r55_who_does_not_see_the_draft_asks_for_nothing(world, planted, who, status):
    request = world.complete()
    Window(planted, world.named[who]).post(address(request, "demander-le-droit"), status)
    assert Notice.select().count() == 0


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
