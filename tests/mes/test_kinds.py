"""Which type of request is proposed, what asks for a reason, and what changing one’s mind does (MES-R10 to R18)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core import journal
from core.errors import Refused
from core.records import today, utcnow
from core.workflow.engine import create, fire
from plugins.mes import kinds, rules
from plugins.mes.content import form_content
from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS, PAGE_OF_FIELD
from plugins.mes.form.prefill import released
from plugins.mes.models import TYPES, Request
from tests.mes.world import answers


def received(world, child, place, years=1, **given) -> Request:
    """A request of an earlier year that was compliant, with its whole form."""
    past = world.past(place, child, years)
    Request.update(state="draft").where(Request.id == past.id).execute()
    past = Request.get_by_id(past.id)
    insider = world.editor if place.parent == world.galets else world.stranger
    past = fill(past, insider, answers(past) | given).request
    Request.update(state="closed").where(Request.id == past.id).execute()
    return Request.get_by_id(past.id)


@pytest.mark.parametrize(("where", "years", "proposed", "usual"), [
    ("", 1, "new", ("new",)), ("greve", 1, "renewal", ("renewal", "renewal_change")),
    ("greve", 0, "renewal_change", ("renewal_change",)), ("laurier", 1, "transfer", ("transfer",)),
    ("laurier", 2, "new", ("new",)), ("greve", 2, "new", ())])
def test_mes_r15_the_type_that_suits_the_history_is_proposed_and_said_why(world, where, years, proposed, usual):
    child = world.child()
    if where:
        world.past(world.named[where], child, years=years)
    found = kinds.proposal(world.unborn(child))
    assert (found.type, found.usual) == (proposed, usual) and str(found.because)


@pytest.mark.parametrize("kind", TYPES)
def test_mes_r15_another_type_needs_a_reason_that_is_kept(world, kind):
    child = world.child()
    if kind != "new":
        world.past(world.greve, child, years=3)
    else:
        world.past(world.laurier, child)
    with pytest.raises(Refused, match="type"):
        create(world.unborn(child, type=kind), "create", world.editor)
    made = create(world.unborn(child, type=kind, form_data={"type_reason": "Décidé avec la direction."}), "create",
                  world.editor)
    assert kinds.type_reason(Request.get_by_id(made.id)) == "Décidé avec la direction."
    assert kinds.type_reason(fill(made, world.editor, {"contact": "Annick"}).request) == "Décidé avec la direction."


def test_mes_r14_in_a_first_year_what_does_not_suit_is_a_warning(world):
    world.greve.created_at = utcnow()
    request = world.draft(type="renewal")
    request.installation.created_at = utcnow()
    assert ["n’a pas reçu la mesure ici" in str(each) for each in rules.warnings(request)] == [True]
    request.installation.created_at = utcnow().replace(year=today().year - 3)
    assert rules.warnings(request) == []


def test_changing_the_type_of_a_draft_keeps_what_was_typed(world):
    child = world.child()
    world.past(world.laurier, child)
    request = fill(world.draft(child, type="transfer"), world.editor, {"changes": "Elle marche."}).request
    with pytest.raises(Refused, match="n’est pas celui qui est proposé"):
        fire(request, "retype", world.editor, type="new")
    assert Request.get_by_id(request.id).type == "transfer"
    fire(request, "retype", world.editor, type="new", reason="Le premier service n’avait rien reçu.")
    stored = Request.get_by_id(request.id)
    assert (stored.type, stored.previous) == ("new", None)
    assert Answers(stored).raw["changes"] == "Elle marche." and "changes" not in form_content(stored)["answers"]
    entry = journal.history(stored)[0]
    assert (entry.action, entry.note) == ("mes.request.retype", "Le premier service n’avait rien reçu.")
    with pytest.raises(Refused, match="quatre types"):
        fire(stored, "retype", world.editor, type="other", reason="Essai.")


def test_changing_the_type_removes_the_signature(world):
    request = world.sign(world.complete())
    fire(request, "retype", world.editor, type="transfer", reason="Erreur de type.")
    assert Request.get_by_id(request.id).signed_at is None


def test_mes_r17_a_renewal_without_change_takes_over_pages_2_to_5_locked_but_for_dates(world):
    child = world.child()
    past = received(world, child, world.greve, attestation="professional", professional="Ana Roy, ergothérapeute")
    request = world.draft(child, type="renewal")
    kept, before = Answers(request), Answers(past)
    carried = [name for name, field in FIELDS.items() if PAGE_OF_FIELD[name].carried and before.raw[name]
               and before.shown(field)]
    assert request.previous == past and {"deficiency", "attestation", "plan_date", "need_meal"} < set(carried)
    for name in carried:
        assert kept.raw[name] == before.raw[name]
        assert kept.locked(FIELDS[name]) is (FIELDS[name].kind != "date")
    assert kept.raw["contact"] in ("", None) and not kept.raw["support_from"] and not kept.raw["signed_guardian"]
    assert (request.hours_per_day, request.days_per_week) == (Decimal("4.5"), 5)
    typed = {"incapacities": "Autre chose", "plan_date": "2026-09-01", "contact": "Annick"}
    filled = fill(request, world.editor, typed)
    assert set(filled.saved) == {"plan_date", "contact"} and set(filled.locked) == {"incapacities"}
    assert Answers(filled.request).raw["incapacities"] == before.raw["incapacities"]


def test_mes_r17_what_was_missing_last_year_is_open_only_where_it_must_be_filled(world):
    child = world.child()
    received(world, child, world.greve, results="", means="")
    request = world.draft(child, type="renewal")
    filled = fill(request, world.editor, {"means": "Coin calme.", "results": "Elle parle.", "need_nap": "Dort peu."})
    assert set(filled.saved) == {"means"} and set(filled.locked) == {"results", "need_nap"}


def test_mes_r17_a_renewal_with_change_takes_over_the_same_open(world):
    child = world.child()
    past = received(world, child, world.greve)
    request = world.draft(child, type="renewal_change")
    assert Answers(request).raw["incapacities"] == past.form_data["values"]["incapacities"]
    assert not any(Answers(request).locked(field) for field in FIELDS.values())
    assert fill(request, world.editor, {"incapacities": "Marche avec un appareil."}).saved


def test_mes_r18_a_transfer_takes_the_hours_alone_and_shows_when_the_other_ended(world):
    child = world.child()
    past = received(world, child, world.laurier)
    request = world.draft(child, type="transfer")
    said = {name for name, raw in Answers(request).raw.items() if raw not in (None, "", [])}
    assert request.previous == past and said == {"hours_per_day"}
    assert released(request) == (Decimal("4.5"), past.year.last_day)
    past.departure_on = date(2026, 3, 2)
    request.previous = past
    assert released(request) == (Decimal("4.5"), date(2026, 3, 2))


def test_mes_r17_turning_a_draft_into_a_renewal_fills_what_is_empty_and_locks_only_what_it_took(world):
    child = world.child()
    past = received(world, child, world.greve)
    request = world.draft(child, type="renewal_change", form_data={})
    request = fill(request, world.editor, {"incapacities": "Tapé ici.", "means": ""}).request
    fire(request, "retype", world.editor, type="renewal")
    kept = Answers(Request.get_by_id(request.id))
    assert kept.raw["incapacities"] == "Tapé ici." and not kept.locked(FIELDS["incapacities"])
    assert kept.raw["means"] == past.form_data["values"]["means"] and kept.locked(FIELDS["means"])
    fire(request, "retype", world.editor, type="renewal_change")
    assert not any(Answers(Request.get_by_id(request.id)).locked(field) for field in FIELDS.values())
