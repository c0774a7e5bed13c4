"""The guards of a request, one by one, named for their rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from core.errors import Refused
from core.records import today, utcnow
from core.running import running
from core.workflow.engine import create, fire
from plugins.families import Placement
from plugins.mes import kinds, rules
from plugins.mes.comments import add_comment, answer_comment
from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import fill
from plugins.mes.models import Request
from plugins.mes.years import ReferenceYear

pytestmark = pytest.mark.words


def why(guard, request: Request, user) -> str:
    """What a guard answers: its sentence, or nothing."""
    answer = guard(request, user)
    return str(answer.text) if answer else ""


# Creating


def test_a_request_that_breaks_no_rule_is_created(world):
    assert world.draft().state == "draft"


def test_mes_r05_child_must_receive_the_allowance(world):
    request = world.unborn(world.child(allowance=False))
    with pytest.raises(Refused, match="ne reçoit pas l’allocation"):
        create(request, "create", world.editor)
    assert Request.select().count() == 0


def test_mes_r05_the_allowance_must_be_in_the_chosen_installation(world):
    request = world.unborn(world.child(world.barachois), world.greve)
    assert "dans cette installation" in why(rules.child_has_allowance, request, world.editor)


def test_mes_r05_an_allowance_that_has_ended_does_not_count(world):
    child = world.child()
    Placement.update(allowance_until=today() - timedelta(days=1)).where(Placement.child == child).execute()
    assert why(rules.child_has_allowance, world.unborn(child), world.editor)
    Placement.update(allowance_until=today()).where(Placement.child == child).execute()
    assert not why(rules.child_has_allowance, world.unborn(child), world.editor)


@pytest.mark.parametrize("place", ["greve", "office"])
def test_mes_r06_cpe_and_coordinating_office_hold_subsidised_places(world, place):
    installation = world.named[place]
    assert not why(rules.service_is_subsidised, world.unborn(installation=installation), world.editor)


def test_mes_r06_an_unsubsidised_daycare_is_refused(world):
    assert "places subventionnées" in why(rules.service_is_subsidised, world.unborn(installation=world.henri),
                                          world.stranger)


@pytest.mark.parametrize(("months", "accepted"), [(12, True), (59, True), (60, False), (70, False)])
def test_mes_r07_child_is_59_months_or_less(world, months, accepted):
    request = world.unborn(world.child(months=months))
    assert (why(rules.child_is_young_enough, request, world.editor) == "") is accepted


def test_mes_r07_the_day_of_the_60th_month_is_already_too_late(world):
    child = world.child()
    with time_machine.travel("2026-11-22 15:00Z"):
        child.birth_date = date(2021, 11, 22)
        assert "60 mois" in why(rules.child_is_young_enough, world.unborn(child), world.editor)
        child.birth_date = date(2021, 11, 23)
        assert not why(rules.child_is_young_enough, world.unborn(child), world.editor)


def test_mes_r07_age_is_taken_on_the_first_day_of_the_year_asked_for(world):
    child = world.child(months=59)
    request = world.unborn(child, reference_year=ReferenceYear.of(today()).start + 1)
    assert why(rules.child_is_young_enough, request, world.editor)


def test_mes_r07_the_limit_is_a_setting(world):
    running().settings.change("mes.max_age_months", 24)
    assert "24 mois" in why(rules.child_is_young_enough, world.unborn(world.child(months=30)), world.editor)


def test_mes_r08_installation_belongs_to_the_division(world):
    request = world.unborn(installation=world.laurier)
    request.division = world.galets
    assert "votre division" in why(rules.installation_is_ours, request, world.editor)


def test_mes_r09_one_live_request_per_child_installation_and_year(world):
    first = world.draft()
    second = world.unborn(first.child)
    answer = rules.no_other_live_request(second, world.editor)
    assert first.number in str(answer.text) and answer.link == f"/mes/demandes/{first.id}"


@pytest.mark.parametrize("state", ["compliant", "closed"])
def test_mes_r09_a_request_that_is_decided_lets_another_begin(world, state):
    done = getattr(world, state)()
    assert not why(rules.no_other_live_request, world.unborn(done.child), world.editor)


def test_mes_r09_another_installation_or_year_is_another_request(world):
    first = world.draft()
    assert not why(rules.no_other_live_request, world.unborn(first.child, world.barachois), world.editor)
    later = world.unborn(first.child, reference_year=first.reference_year + 1)
    assert not why(rules.no_other_live_request, later, world.editor)


def fitting(world, child) -> set[str]:
    """The types that the guard lets through for a child at CPE Les Galets."""
    return {kind for kind in rules.STARRED
            if not why(kinds.type_fits, world.unborn(child, type=kind), world.editor)}


def test_mes_r10_new_is_for_a_child_who_never_received_the_measure_here(world):
    child = world.child()
    assert fitting(world, child) == {"new"}
    world.past(world.greve, child, years=3)
    assert "new" not in fitting(world, child)


def test_mes_r11_renewal_is_for_a_child_who_received_it_here_last_year(world):
    child = world.child()
    world.past(world.barachois, child, years=1)
    assert fitting(world, child) == {"renewal", "renewal_change"}


def test_mes_r12_renewal_with_change_is_for_this_year_or_the_last(world):
    child = world.child()
    world.past(world.greve, child, years=0)
    assert fitting(world, child) == {"renewal_change"}
    older = world.child()
    world.past(world.greve, older, years=2)
    assert fitting(world, older) == set()


@pytest.mark.parametrize(("years", "types"), [(0, {"transfer"}), (1, {"transfer"}), (2, {"new"})])
def test_mes_r13_transfer_is_for_a_child_who_received_it_elsewhere_this_year_or_the_last(world, years, types):
    child = world.child()
    world.past(world.laurier, child, years=years)
    assert fitting(world, child) == types


def test_mes_r14_in_the_first_year_of_an_installation_all_types_are_open(world):
    world.greve.created_at = utcnow()
    child = world.child()
    for kind in rules.STARRED:
        assert not why(kinds.type_fits, world.unborn(child, world.greve, type=kind), world.editor)


def test_mes_r16_received_means_compliant_with_hours(world):
    child = world.child()
    past = world.past(world.greve, child)
    past.hours_per_day = Decimal(0)
    past.save()
    assert fitting(world, child) == {"new"}
    past.hours_per_day, past.compliant_at = Decimal(3), None
    past.save()
    assert fitting(world, child) == {"new"}


def test_mes_r19_numbers_follow_the_year_and_the_region(world):
    year = ReferenceYear.of(today()).start
    assert [world.draft().number, world.draft(world.child(world.office), world.office).number,
            world.draft(world.child(world.laurier), world.laurier).number] == [
        f"{year}-11-001", f"{year}-11-002", f"{year}-06-001"]


def test_mes_r19_a_number_is_never_used_again(world):
    first = world.draft()
    number = first.number
    fire(first, "delete", world.editor, number=number)
    assert world.draft().number > number


def test_mes_r20_a_year_that_is_not_open_is_refused(world):
    this = ReferenceYear.of(today())
    for start in (this.start - 1, this.start + 1):
        assert "n’est pas ouverte" in why(rules.year_is_open, world.unborn(reference_year=start), world.editor)
    running().settings.change("mes.next_year_opens_on", this.first_day.isoformat())
    assert not why(rules.year_is_open, world.unborn(reference_year=this.start + 1), world.editor)
    assert why(rules.year_is_open, world.unborn(reference_year=this.start + 2), world.editor)


# The form


def fields(request: Request) -> list[str]:
    """What stops the form from being complete."""
    return [problem.name for problem in Answers(request).problems()]


def filled(world, **given) -> Request:
    """A complete request in which these fields are then typed."""
    return fill(world.complete(), world.editor, given).request


def test_mes_r28_a_parent_and_the_address_are_needed(world):
    request = world.complete()
    assert fields(request) == []
    request.guardian.household.street = ""
    assert fields(request) == ["identity"]
    request.guardian = None
    assert fields(request) == ["identity"]


@pytest.mark.parametrize(("hours", "valid"), [
    ("0", False), ("-1", False), ("0,25", True), ("4.5", True), ("4.30", False), ("8", True), ("8.25", False),
    ("", False), ("4 h 30", False)])
def test_mes_r29_hours_a_day_go_by_quarters_from_a_quarter_to_eight(world, hours, valid):
    assert fields(filled(world, hours_per_day=hours)) == ([] if valid else ["hours_per_day"])


def test_mes_r29_the_limit_of_hours_is_a_setting(world):
    request = world.complete()
    running().settings.change("mes.max_hours_per_day", "4")
    assert fields(request) == ["hours_per_day"]


@pytest.mark.parametrize(("days", "valid"), [
    ("0", False), ("0.5", True), ("2,5", True), ("2.3", False), ("7", True), ("7.5", False), ("", False)])
def test_mes_r30_days_a_week_go_by_halves_from_a_half_to_seven(world, days, valid):
    assert fields(filled(world, days_per_week=days)) == ([] if valid else ["days_per_week"])


@pytest.mark.parametrize(("planned", "valid"), [
    ("0", False), ("1", True), ("262", True), ("366", True), ("367", False), ("", False), ("2,5", False)])
def test_mes_r33_planned_days_go_from_1_to_366(world, planned, valid):
    assert fields(filled(world, planned_days=planned)) == ([] if valid else ["planned_days"])


def test_mes_r34_an_integration_plan_of_more_than_a_year_is_a_warning(world):
    request = filled(world, plan_date=(today() - timedelta(days=366)).isoformat())
    assert ["plus d’un an" in str(each) for each in rules.warnings(request)] == [True]
    assert fields(request) == []
    request = fill(request, world.editor, {"plan_date": (today() - timedelta(days=365)).isoformat()}).request
    assert rules.warnings(request) == []


@pytest.mark.parametrize(("attestation", "missing"), [
    ("", ["attestation"]), ("professional", ["professional"]), ("retraite_quebec", []), ("other", ["attestation"])])
def test_mes_r35_a_professional_s_report_or_retraite_quebec_attests(world, attestation, missing):
    assert fields(filled(world, attestation=attestation)) == missing


def test_mes_r36_neither_concertation_nor_intervention_plan_is_a_warning(world):
    request = filled(world, plan_date=today().isoformat(), partners="", intervention_plan="none")
    assert ["partenaire" in str(each) for each in rules.warnings(request)] == [True]
    assert fields(request) == []


def test_mes_r37_a_missing_address_or_telephone_of_the_parent_is_a_warning(world):
    request = filled(world, plan_date=today().isoformat())
    assert rules.warnings(request) == []
    request.guardian.email, request.guardian.home_phone = "josiane", "555-0147"
    assert len(rules.warnings(request)) == 2
    assert fields(request) == []


def test_mes_r38_more_than_261_planned_days_is_a_warning_that_stops_nothing(world):
    request = filled(world, plan_date=today().isoformat(), planned_days="262")
    assert ["261" in str(each) for each in rules.warnings(request)] == [True]
    assert fields(request) == []


# The lines of the « Analyse de recevabilité »


def test_mes_r50_missing_fields_are_named_with_a_link_to_the_first(world):
    request = world.draft()
    answer = rules.form_complete(request, world.editor)
    assert str(answer.text) == f"Il reste {len(fields(request))} champs à remplir ou à corriger."
    assert "Personne à joindre" in str(answer.remedy) and "Type de déficience" in str(answer.remedy)
    assert answer.link == f"/mes/demandes/{request.id}/formulaire/1#champ-contact"


def test_mes_r51_comments_sent_back_must_be_corrected(world):
    request = world.returned("general", "documents")
    assert "2 commentaires" in why(rules.comments_corrected, request, world.signer)
    first, second = request.comments
    answer_comment(request, world.editor, first.id, reply="Fait.", corrected=True)
    assert "1 commentaire à" in why(rules.comments_corrected, request, world.signer)
    answer_comment(request, world.editor, second.id, reply="Fait.", corrected=True)
    assert not why(rules.comments_corrected, request, world.signer)


@pytest.mark.parametrize(("kind", "attested", "slots"), [
    ("new", False, ("plan", "report", "signatures")), ("new", True, ("plan", "signatures")),
    ("renewal", False, ("plan", "signatures")), ("renewal_change", False, ("plan", "report", "signatures")),
    ("transfer", False, ("plan", "report", "signatures")), ("transfer", True, ("plan", "signatures"))])
def test_mes_r41_the_starred_slots_depend_on_the_type(kind, attested, slots):
    attestation = "retraite_quebec" if attested else "professional"
    assert rules.mandatory_slots(Request(type=kind, attestation=attestation)) == slots


def test_mes_r52_each_missing_document_is_named(world):
    request = world.draft(attestation="professional")
    world.attach(request, "plan")
    answer = rules.documents_complete(request, world.editor)
    assert str(answer.text) == "Il manque 2 documents obligatoires."
    assert str(answer.remedy) == "Rapport d’un professionnel de la santé, Signatures MES."
    world.attach(request, "report")
    world.attach(request, "signatures")
    assert rules.documents_complete(request, world.editor) is None


def test_mes_r53_the_signature_is_a_line_of_the_checklist(world):
    request = world.complete()
    assert "manque" in why(rules.signed, request, world.editor)
    assert not why(rules.signed, world.sign(request), world.editor)


def test_mes_r55_who_may_sign_is_said_to_those_who_may_not(world):
    answer = rules.signed(world.complete(), world.editor)
    assert answer.who == (world.signer.name,)


@pytest.mark.parametrize("lacking", ["form", "documents", "comments"])
def test_mes_r56_signing_comes_last(world, lacking):
    if lacking == "comments":
        request = world.returned()
    else:
        request = world.complete()
        if lacking == "form":
            request = fill(request, world.editor, {"contact": ""}).request
        else:
            request.documents.get().delete_instance()
    with pytest.raises(Refused, match="« Signer » n’est pas possible"):
        world.sign(request)
    assert request.signed_at is None


# Reviewing and ending


def test_mes_r65_sending_back_needs_a_comment(world):
    request = world.submitted()
    with pytest.raises(Refused, match="Aucun commentaire"):
        fire(request, "return_with_comments", world.agent)


def test_mes_r74_compliance_needs_no_comment_left_open_or_unsent(world):
    request = world.submitted()
    add_comment(request, world.agent, anchor="general", text="Une question.")
    with pytest.raises(Refused, match="1 commentaire est encore ouvert"):
        fire(request, "declare_compliant", world.director)


def test_before_compliance_only_the_ministry_closes(world):
    request = world.submitted()
    answer = rules.ministry_before_compliance(request, world.signer)
    assert world.director.name in answer.who
    assert rules.ministry_before_compliance(request, world.director) is None
    assert rules.ministry_before_compliance(world.compliant(), world.signer) is None


def test_mes_r76_a_year_is_over_on_the_first_of_april_after_it(world):
    request = world.compliant()
    assert "n’est pas terminée" in why(rules.year_is_over, request, world.director)
    request.reference_year -= 1
    assert not why(rules.year_is_over, request, world.director)


def test_a_request_is_reopened_before_its_year_is_over(world):
    request = world.closed()
    assert not why(rules.same_year, request, world.director)
    request.reference_year += 1
    assert not why(rules.same_year, request, world.director)
    request.reference_year -= 2
    assert "ne peut plus être rouverte" in why(rules.same_year, request, world.director)


def test_mes_r73_reopening_never_makes_compliant_what_never_was(world):
    for request in (world.submitted(), world.returned()):
        fire(request, "close_departure", world.director, departure_on=today(), reason="Retrait.")
        with pytest.raises(Refused, match="jamais été déclarée conforme"):
            fire(request, "reopen", world.director, reason="Erreur.")
    assert not why(rules.was_compliant, world.closed(), world.director)
