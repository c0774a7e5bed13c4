"""How requests end or come back: withdrawal, departure, transfer, reopening; what is said then (MES-R75 to R82)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from core import journal
from core.errors import Forbidden, Refused
from core.notify import Notice
from core.records import at, today, utcnow
from core.workflow.engine import fire
from plugins.families import Placement
from plugins.mes.departures import child_left
from plugins.mes.models import Request, YearTerms
from plugins.mes.rates import amount, estimate
from plugins.mes.withdrawal import grant_withdrawal
from plugins.mes.years import ReferenceYear
from tests.mes.pages import Window

pytestmark = pytest.mark.words
YEAR = ReferenceYear.of(today()).start


def told(user) -> list[str]:
    return [notice.sentence for notice in Notice.select().where(Notice.user == user).order_by(Notice.id)]


def last_link(user) -> str:
    return Notice.select().where(Notice.user == user).order_by(Notice.id.desc()).get().link


# Withdrawal


def asked(world) -> Request:
    return fire(world.submitted(), "ask_withdrawal", world.signer, reason="Une erreur dans les heures.")


def test_mes_r79_the_service_asks_with_a_reason_and_the_ministry_is_told(world):
    request = asked(world)
    assert request.state == "submitted" and request.withdrawal_asked_at is not None
    said = f"Le service de garde demande le retrait de la demande {request.number}."
    assert told(world.director)[-1] == told(world.agent)[-1] == said and said not in told(world.elsewhere)


def test_mes_r79_a_reason_is_needed_and_it_is_asked_once(world):
    with pytest.raises(Refused, match="manque"):
        fire(world.submitted(), "ask_withdrawal", world.signer, reason=" ")
    with pytest.raises(Refused, match="demandé depuis"):
        fire(asked(world), "ask_withdrawal", world.signer, reason="Encore.")


def test_mes_r79_the_ministry_returns_it_with_a_comment_that_says_so(world):
    request = grant_withdrawal(asked(world), world.agent)
    comment = request.comments.get()
    assert (request.state, request.round, comment.round) == ("returned", 1, 1)
    assert "Retrait" in comment.text and "Une erreur dans les heures." in comment.text
    assert Request.get_by_id(request.id).withdrawal_asked_at is None


def test_mes_r79_without_a_wish_nothing_is_returned(world):
    with pytest.raises(Refused, match="n’est pas demandé"):
        grant_withdrawal(world.submitted(), world.agent)


def test_mes_r79_when_it_cannot_be_returned_no_comment_is_left(world):
    request = asked(world)
    with pytest.raises(Forbidden):
        grant_withdrawal(request, world.elsewhere)
    assert not request.comments.exists() and Request.get_by_id(request.id).state == "submitted"


@pytest.mark.parametrize("end", ["declare_compliant", "close_departure"])
def test_mes_r79_whatever_the_ministry_decides_answers_the_wish(world, end):
    inputs = {"departure_on": today(), "reason": "Retrait."} if end == "close_departure" else {}
    request = fire(asked(world), end, world.director, **inputs)
    assert (Request.get_by_id(request.id).withdrawal_asked_at, request.withdrawal_reason) == (None, "")


def test_the_journal_has_the_reason_as_what_was_said_not_as_a_value(world):
    request = asked(world)
    assert not any("erreur dans les heures" in entry.before + entry.after
                   for entry in journal.history(request, None))


def test_mes_r79_the_ministry_accepts_on_the_request_s_page(world, planted):
    request = asked(world)
    page = Window(planted, world.agent).get(f"/mes/demandes/{request.id}")
    assert "Accepter le retrait" in page and "Une erreur dans les heures." in page
    Window(planted, world.agent).post(f"/mes/demandes/{request.id}/retrait", 303)
    assert Request.get_by_id(request.id).state == "returned"
    window = Window(planted, world.agent)
    window.post(f"/mes/demandes/{request.id}/retrait", 303)
    assert "n’est pas demandé" in window.get(f"/mes/demandes/{request.id}")


# « Modifier » is absent


@pytest.mark.parametrize(("state", "sentence"), [
    ("submitted", "Cette demande a été transmise"), ("compliant", "Cette demande est conforme"),
    ("closed", "Cette demande est terminée")])
def test_mes_r81_a_sentence_says_why_the_request_cannot_be_changed(world, planted, state, sentence):
    request = getattr(world, state)()
    for who in ("reader", "editor", "signer"):
        page = Window(planted, world.named[who]).get(f"/mes/demandes/{request.id}")
        assert sentence in page and f"/mes/demandes/{request.id}/formulaire" not in page
    assert sentence not in Window(planted, world.director).get(f"/mes/demandes/{request.id}")


@pytest.mark.parametrize("state", ["complete", "returned"])
def test_mes_r81_nothing_is_said_while_it_can_be_changed(world, planted, state):
    page = Window(planted, world.editor).get(f"/mes/demandes/{getattr(world, state)().id}")
    assert "ne peut plus être modifiée" not in page and "Modifier la demande" in page


# Departure


def test_mes_r77_a_departure_proposes_closing_to_those_who_can(world, planted):
    request, day = world.compliant(), today() - timedelta(days=3)
    assert child_left(request.child, world.greve, day) == [request]
    assert "quitte l’installation" in told(world.signer)[-1] and request.number in told(world.signer)[-1]
    link = last_link(world.signer)
    page = Window(planted, world.signer).get(link)
    assert f'value="{day.isoformat()}"' in page and "Pourquoi pas ?" not in page
    Window(planted, world.signer).post(link.partition("?")[0], 303, departure_on=day.isoformat(), reason="Parti.")
    stored = Request.get_by_id(request.id)
    assert (stored.state, stored.departure_on, stored.end_reason) == ("closed", day, "departure")


def test_mes_r77_the_end_of_attendance_recorded_in_the_family_tells_who_can_close(world, planted):
    request, day = world.compliant(), today() + timedelta(days=3)
    window = Window(planted, world.editor)
    done = window.post(f"/familles/departs/{request.child_id}", installation=world.greve.id, last_day=day.isoformat())
    assert f"Une demande de soutien est concernée ({request.number})" in window.get(done.location)
    assert request.number in told(world.signer)[-1] and last_link(world.signer).endswith(day.isoformat())
    assert Request.get_by_id(request.id).state == "compliant"


def test_mes_r77_the_same_departure_tells_once_and_a_new_day_again(world):
    request = world.compliant()
    count = len(told(world.signer))
    for _time in range(3):
        child_left(request.child, world.greve, today())
    assert len(told(world.signer)) == count + 1
    child_left(request.child, world.greve, today() + timedelta(days=1))
    assert len(told(world.signer)) == count + 2


def test_mes_r77_before_compliance_it_is_the_ministry_that_is_told(world):
    request = world.submitted()
    before = len(told(world.signer))
    child_left(request.child, world.greve, today())
    assert "quitte l’installation" in told(world.director)[-1] and len(told(world.signer)) == before


def test_mes_r77_a_draft_is_proposed_for_deletion_and_what_is_over_or_elsewhere_is_left(world):
    draft = world.draft()
    assert child_left(draft.child, world.greve, today()) == [draft]
    assert "supprimez-le" in told(world.editor)[-1] and last_link(world.editor) == f"/mes/demandes/{draft.id}"
    assert Request.get_by_id(draft.id).state == "draft"
    closed = world.closed()
    assert child_left(closed.child, world.greve, today()) == []
    assert child_left(draft.child, world.barachois, today()) == []


@pytest.mark.parametrize("typed", ["", "hier", "2026-02-31", "9999-99-99"])
def test_a_day_that_is_none_gives_today(world, planted, typed):
    page = Window(planted, world.signer).get(f"/mes/demandes/{world.compliant().id}/depart?jour={typed}")
    assert f'value="{today().isoformat()}"' in page


def test_the_page_of_departure_keeps_what_was_typed_and_says_what_is_wrong(world, planted):
    request = world.compliant()
    answer = Window(planted, world.signer).post(f"/mes/demandes/{request.id}/depart", 400, departure_on="", reason="X")
    assert "Ce champ est obligatoire." in answer.text and "X</textarea>" in answer.text
    assert "Pourquoi pas ?" in Window(planted, world.signer).get(f"/mes/demandes/{world.submitted().id}/depart")


# Transfer and reopening, whole paths


def test_mes_r18_a_compliant_transfer_ends_the_earlier_request(world):
    earlier = world.compliant(installation=world.laurier)
    Placement(child=earlier.child, installation=world.greve, starts_on=today() - timedelta(days=20),
              allowance_from=today() - timedelta(days=20)).save()
    household = earlier.child.household
    household.organisation = world.galets
    household.save()
    transfer = world.submitted(earlier.child, world.greve, type="transfer")
    assert transfer.previous == earlier and Request.get_by_id(earlier.id).state == "compliant"
    fire(transfer, "declare_compliant", world.director)
    stored = Request.get_by_id(earlier.id)
    assert (stored.state, stored.end_reason) == ("closed", "replaced") and stored.closed_at is not None
    assert f"La demande {earlier.number} est terminée." in told(world.stranger)


def test_a_request_closed_by_mistake_is_reopened_and_may_be_closed_again(world):
    request = fire(world.closed(), "reopen", world.director, reason="Erreur d’enfant.")
    assert (request.state, request.closed_at, request.end_reason, request.departure_on) == ("compliant", None, "", None)
    fire(request, "close_departure", world.signer, departure_on=today(), reason="Cette fois, oui.")
    assert Request.get_by_id(request.id).end_reason == "departure"


def test_a_request_of_a_year_that_is_over_is_not_reopened(world):
    request = world.closed()
    with at(utcnow() + timedelta(days=400)), pytest.raises(Refused, match="terminée"):
        fire(request, "reopen", world.director, reason="Trop tard.")


# The estimate


def test_mes_r82_no_amount_without_a_rate(world, planted):
    request = world.compliant()
    assert estimate(request) is None
    assert "Montant estimé" not in Window(planted, world.signer).get(f"/mes/demandes/{request.id}")


def test_mes_r82_the_estimate_is_hours_times_days_times_rate(world, planted):
    request = world.compliant()
    YearTerms(reference_year=request.reference_year, hourly_rate=2417).save()
    assert estimate(request) == round(Decimal("4.5") * 203 * 2417)
    page = Window(planted, world.signer).get(f"/mes/demandes/{request.id}")
    assert "Montant estimé" in page and "estimation, rien n’est accordé" in page
    assert estimate(world.draft()) is None


@given(quarters=st.integers(1, 32), days=st.integers(1, 366), rate=st.integers(1, 50000))
def test_mes_r82_an_estimate_is_exact_to_half_a_cent(quarters, days, rate):
    hours = Decimal(quarters) / 4
    assert abs(amount(hours, days, rate) - hours * days * rate) <= Decimal("0.5")


def test_mes_r82_the_ministry_writes_the_rate_and_empties_it(world, planted):
    window = Window(planted, world.admin)
    window.post("/mes/tarifs/", 303, **{f"{YEAR}-rate": "24,17"})
    assert YearTerms.get(YearTerms.reference_year == YEAR).hourly_rate == 2417
    assert 'value="24,17"' in window.get("/mes/tarifs/")
    window.post("/mes/tarifs/", 303, **{f"{YEAR}-rate": ""})
    assert YearTerms.get(YearTerms.reference_year == YEAR).hourly_rate is None


@pytest.mark.parametrize("typed", ["0", "-3", "24,175", "mille", "9999", "NaN", "1e400"])
def test_mes_r82_a_rate_that_is_none_is_refused(world, planted, typed):
    answer = Window(planted, world.admin).post("/mes/tarifs/", 400, **{f"{YEAR}-rate": typed})
    assert "m-error" in answer.text and not YearTerms.select().exists()


@pytest.mark.parametrize("who", ["signer", "director", "rse", "reader"])
def test_mes_r82_nobody_else_writes_rates(world, planted, who):
    Window(planted, world.named[who]).get("/mes/tarifs/", 403)
