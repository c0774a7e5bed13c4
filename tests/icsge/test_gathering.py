"""Records read into bodies and facts: many for a few queries, and what counts beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.records import today
from plugins.families import ParentChildFile
from plugins.icsge.csss import CsssPeriod, bounds
from plugins.icsge.exchange.bodies import agreement_body, file_body
from plugins.icsge.exchange.gathering import with_files, with_people
from plugins.icsge.rules.csss import financial_year
from plugins.icsge.rules.facts import ComponentFacts
from plugins.icsge.rules.gathering import facts_of_agreements, facts_of_component, facts_of_file
from plugins.icsge.rules.judge import judge_agreement, judge_file
from tests.icsge.conftest import START
from tests.mes.counting import statements


@pytest.mark.parametrize("count", [1, 6])
def test_files_cost_as_many_queries_for_six_as_for_one(world, count):
    """ICSGE-R92: a prevalidation is linear, and asks the database for hundreds at once."""
    rows = [ParentChildFile.get_by_id(world.child(agreement=False).id) for _each in range(count)]
    with statements() as sent:
        for file in with_people(rows):
            file_body(file, day=today())
            assert judge_file(facts_of_file(file)) == []
    assert len(sent) == 7


@pytest.mark.parametrize("count", [1, 6])
def test_agreements_cost_as_many_queries_for_six_as_for_one(world, count):
    """ICSGE-R92."""
    rows = [type(each).get_by_id(each.id) for each in (world.agreement(world.child()) for _each in range(count))]
    with statements() as sent:
        for agreement, facts in zip(rows, facts_of_agreements(rows, ComponentFacts()), strict=True):
            agreement_body(agreement, day=today())
            assert judge_agreement(facts) == []
    assert len(sent) == 10


def test_the_facts_of_a_file_are_those_of_its_people(world):
    """ICSGE-R23: parent A of another file of the child, of the same place and time, is a neighbour."""
    file = world.child(agreement=False, necsg="100000001")
    father = file.guardian_b
    facts = facts_of_file(file)
    assert (facts.adult.role, facts.second.role, facts.child.necsg) == ("mere", "pere", "100000001")
    past = ParentChildFile(child=file.child, installation=file.installation, guardian_a=father,
                           starts_on=START - timedelta(days=400), ends_on=START - timedelta(days=1))
    past.save()
    assert judge_file(facts_of_file(ParentChildFile.get_by_id(file.id))) == []
    past.ends_on = None
    past.save()
    assert [each.code for each in judge_file(facts_of_file(ParentChildFile.get_by_id(file.id)))] == ["CSG021E"]


def test_an_agreement_remembers_the_nursery_of_the_one_it_was_copied_from(world):
    """ICSGE-R31."""
    original = world.agreement(world.child())
    original.infant, original.infant_last_day = True, START
    original.save()
    copy = type(original)(file=original.file, number="00000900", starts_on=original.ends_on + timedelta(days=1),
                          ends_on=original.ends_on + timedelta(days=30), schedule=original.schedule, infant=True,
                          copied_from=original, signed_on=START, state="signed")
    copy.save()
    facts, = facts_of_agreements([type(copy).get_by_id(copy.id)], ComponentFacts())
    assert "CSG064E" in [each.code for each in judge_agreement(facts)]
    assert with_files([copy])[0].kept_infant_day == START


@pytest.mark.parametrize(("state", "counts"), [("draft", False), ("pending", True), ("accepted", True),
                                               ("rejected", False), ("withdrawn", False), ("amended", True)])
def test_icsge_r58_r78_a_period_that_goes_before_the_agreement_counts(world, state, counts):
    """Special case 20: once its period is confirmed, an agreement goes in the same run, after it."""
    first, last = bounds(financial_year(START))
    CsssPeriod(component=world.component, starts_on=first, ends_on=last, places=3, age_code="18-59", state=state).save()
    assert len(facts_of_component(world.component).periods) == counts
