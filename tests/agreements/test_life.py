"""The life of an agreement: table 1.12.4, through the engine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.models import SYSTEM
from core.errors import Refused
from core.jobs import Job
from core.records import at, today, utcnow
from core.workflow.engine import create, fire
from plugins.agreements import following
from plugins.agreements.jobs import turn
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.schedule import Day, Schedule
from plugins.agreements.workflow import AgreementFlow
from tests.agreements.conftest import FULL, IDLE, NEXT_MONDAY, OFF, WEEK

TABLE = {
    # transition: from, to, by whom — 1.12.4 of the specification
    "create": ((None,), "draft", False), "copy": ((None,), "draft", False),
    "print": (("draft",), "to_sign", False), "edit": (("to_sign",), "draft", False),
    "sign": (("to_sign",), "signed", False), "start": (("signed",), "active", True),
    "replace": (("signed", "active"), "superseded", False), "terminate": (("active",), "terminated", False),
    "expire": (("active",), "expired", True), "cancel": (("signed",), "cancelled", False),
    "renew": (("expired", "terminated"), "stay", False),
}


def test_the_workflow_is_table_1_12_4():
    found = {}
    for name, each in AgreementFlow.transitions.items():
        sources = (None,) if each.creates else tuple(state.name for state in each.sources)
        found[name] = (sources, "stay" if each.stays else each.target.name, each.system)
    assert found == TABLE


def signed(world, **values) -> ServiceAgreement:
    """An agreement that the mother signed."""
    agreement = create(world.agreement(**values), "create", world.clerk)
    fire(agreement, "print", world.clerk)
    return fire(agreement, "sign", world.clerk, signed_on=today(), signed_by="a")


def in_force(world, **values) -> ServiceAgreement:
    """An agreement whose first day has come."""
    return fire(signed(world, **{"starts_on": today()} | values), "start", SYSTEM)


def test_printing_gives_the_number_and_fixes_the_content(world):
    agreement = create(world.agreement(), "create", world.clerk)
    assert (agreement.state, agreement.number) == ("draft", "")
    fire(agreement, "print", world.clerk)
    assert (agreement.state, agreement.number) == ("to_sign", "00000001") and agreement.printed_hash
    fire(agreement, "edit", world.clerk)
    assert (agreement.state, agreement.number, agreement.printed_hash) == ("draft", "00000001", "")
    fire(agreement, "print", world.clerk)
    second = fire(create(world.agreement(starts_on=NEXT_MONDAY + timedelta(days=181), ends_on=NEXT_MONDAY + timedelta(
        days=200)), "create", world.clerk), "print", world.clerk)
    assert (agreement.number, second.number) == ("00000001", "00000002")


@pytest.mark.words
@pytest.mark.parametrize(("values", "said"), [
    ({"ends_on": None}, "La date de fin de l’entente est obligatoire."),
    ({"schedule": []}, "L’horaire est vide."),
    ({"varies": True}, "L’indicateur de remplaçant est requis pour cette fréquentation."),
])
def test_icsge_r41_what_breaks_a_rule_is_not_printed_and_says_which(world, values, said):
    agreement = create(world.agreement(**values), "create", world.clerk)
    with pytest.raises(Refused) as told:
        fire(agreement, "print", world.clerk)
    assert said in [str(each.text) for each in told.value.obstacles]


def test_icsge_r28_r38_an_agreement_that_overlaps_is_neither_begun_nor_printed(world):
    first = signed(world)
    with pytest.raises(Refused, match="en chevauche une autre"):
        following.copy(first, world.clerk, first.ends_on)
    second = following.copy(first, world.clerk)
    second.starts_on, second.ends_on = first.ends_on, first.ends_on + timedelta(days=9)
    second.save()
    with pytest.raises(Refused) as told:
        fire(second, "print", world.clerk)
    assert "L’entente en chevauche une autre (00000001)." in [str(each.text) for each in told.value.obstacles]


def test_icsge_r40_what_changed_since_its_printing_is_not_signed(world):
    agreement = fire(create(world.agreement(), "create", world.clerk), "print", world.clerk)
    world.file.custody = "half_days"
    world.file.save()
    with pytest.raises(Refused, match="L’entente a changé depuis son impression"):
        fire(ServiceAgreement.get_by_id(agreement.id), "sign", world.clerk, signed_on=today(), signed_by="a")


@pytest.mark.words
@pytest.mark.parametrize(("inputs", "said"), [
    ({"signed_on": today() + timedelta(days=1), "signed_by": "a"}, "jour à venir"),
    ({"signed_on": today(), "signed_by": "b"}, "pas de parent B")])
def test_a_signature_has_a_signer_and_a_day_that_came(world, inputs, said):
    world.file.guardian_b = None
    world.file.save()
    agreement = fire(create(world.agreement(), "create", world.clerk), "print", world.clerk)
    with pytest.raises(Refused, match=said):
        fire(agreement, "sign", world.clerk, **inputs)
    assert ServiceAgreement.get_by_id(agreement.id).signed_on is None


def test_the_calendar_starts_and_ends_agreements(world, monkeypatch):
    agreement = signed(world)
    run = lambda: turn(type("Progress", (), {"step": lambda self, *_said: None})())  # noqa: E731
    assert run() == {"start": 0, "expire": 0, "refused": []}
    with at(utcnow() + timedelta(days=8)):
        assert run()["start"] == 1
    assert ServiceAgreement.get_by_id(agreement.id).state == "active"
    with at(utcnow() + timedelta(days=300)):
        assert run()["expire"] == 1
        assert run() == {"start": 0, "expire": 0, "refused": []}
    assert ServiceAgreement.get_by_id(agreement.id).state == "expired"


def test_icsge_r29_the_next_agreement_starts_where_this_one_is_closed(world):
    agreement = in_force(world)
    last, day = agreement.ends_on, today() + timedelta(days=30)
    new = following.replace(agreement, world.clerk, starts_on=day, cause="schedule")
    assert (agreement.state, agreement.ends_on) == ("superseded", day - timedelta(days=1))
    assert (new.state, new.starts_on, new.ends_on, new.copied_from) == ("draft", day, last, agreement)
    assert (new.number, new.printed_hash, new.signed_on, new.schedule) == ("", "", None, agreement.schedule)
    fire(new, "print", world.clerk)


def test_icsge_r29_a_refused_replacement_changes_nothing(world):
    agreement = in_force(world)
    with pytest.raises(Refused, match="La suivante commence après le début"):
        following.replace(agreement, world.clerk, starts_on=agreement.starts_on, cause="schedule")
    assert ServiceAgreement.select().count() == 1 and ServiceAgreement.get().state == "active"


def test_icsge_r38_a_copy_says_all_but_dates_and_signature(world):
    agreement = signed(world, ecp=True, group="Les Hérons")
    copy = following.copy(agreement, world.clerk)
    assert copy.starts_on == agreement.ends_on + timedelta(days=1)
    assert (copy.ecp, copy.group, copy.schedule) == (True, "Les Hérons", agreement.schedule)
    assert (copy.ends_on, copy.signed_on, copy.signed_by, copy.number) == (None, None, None, "")


def test_a_terminated_agreement_ends_within_itself_and_is_renewed(world):
    agreement = in_force(world)
    with pytest.raises(Refused, match="Le dernier jour n’est pas dans l’entente"):
        fire(agreement, "terminate", world.clerk, end_type="by_parent", reason="Déménagement.",
             ends_on=today() - timedelta(days=1))
    fire(agreement, "terminate", world.clerk, end_type="by_parent", ends_on=today(), reason="Déménagement.")
    assert (agreement.state, agreement.ends_on, agreement.end_type) == ("terminated", today(), "by_parent")
    new = following.renew(agreement, world.clerk, NEXT_MONDAY)
    assert (new.state, new.starts_on, ServiceAgreement.get_by_id(agreement.id).state) == (
        "draft", NEXT_MONDAY, "terminated")


def test_only_the_direction_cancels_and_only_before_the_first_day(world):
    agreement = signed(world)
    with pytest.raises(Refused, match="Vous n’avez pas le droit"):
        fire(agreement, "cancel", world.clerk, reason="Erreur.")
    fire(agreement, "cancel", world.director, reason="Erreur.")
    begun = signed(world, starts_on=today())
    with pytest.raises(Refused, match="L’entente a commencé"):
        fire(begun, "cancel", world.director, reason="Erreur.")


def test_an_agreement_belongs_to_an_open_file(world):
    world.file.ends_on = NEXT_MONDAY - timedelta(days=1)
    world.file.save()
    with pytest.raises(Refused, match="Le dossier parent-enfant n’est pas ouvert"):
        create(world.agreement(), "create", world.clerk)


def test_icsge_r49_r50_the_other_parent_s_weeks_are_his(world):
    his_file = world.shared()
    mine = create(world.agreement(), "create", world.clerk)
    mine.plan(Schedule((WEEK, IDLE)))
    mine.save()
    fire(mine, "print", world.clerk)
    his = create(world.agreement(file=his_file), "create", world.clerk)
    his.plan(Schedule(((FULL, *(OFF,) * 6), WEEK)))
    his.save()
    with pytest.raises(Refused) as told:
        fire(his, "print", world.clerk)
    assert [str(each.text) for each in told.value.obstacles] == [
        "Conflit d’horaire entre les deux dossiers de garde partagée : lundi de la semaine 1, AM PM."]
    his.plan(Schedule((IDLE, WEEK)))
    his.save()
    fire(his, "print", world.clerk)


def test_icsge_r45_no_evening_where_none_is_offered(world):
    agreement = create(world.agreement(), "create", world.clerk)
    agreement.plan(Schedule(((Day(frozenset({"eve1"})), *(OFF,) * 6),)))
    agreement.save()
    with pytest.raises(Refused, match="Cette plage n’est pas offerte par l’installation : Soir 1"):
        fire(agreement, "print", world.clerk)
    assert Job.select().count() == 0
