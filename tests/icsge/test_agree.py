"""The local rules and the simulator agree: every E of the server is foretold, none is invented here (ICSGE-R92)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, seed, settings

from core.records import today
from plugins.icsge.exchange.bodies import agreement_body, file_body
from plugins.icsge.rules.facts import ComponentFacts, Known
from plugins.icsge.rules.gathering import facts_beside, facts_of_file
from plugins.icsge.rules.judge import ONLY_THE_MINISTRY, judge_agreement, judge_file
from plugins.icsge.simulator import agreements, files, register
from plugins.icsge.simulator.models import Component, Period, Person, store
from plugins.icsge.simulator.seed import add_person
from tests.icsge.dossiers import Dossier, dossiers

PARTS, EXAMPLES = (10, 1_000) if os.environ.get("SLOW") else (1, 150)
"""In parts: hypothesis remembers each example of one."""
ONLY_ANSWERS = {"CSG050A"}
"""What a server says that judges nothing."""


class Undone(Exception):
    """Nothing of an example stays."""


@contextmanager
def ministry(said: Dossier) -> Iterator[Component]:
    """A Ministry that knows the component, its periods and the child's entry; forgotten after the block."""
    try:
        with store.atomic():
            component = Component.create(division="1", installation="1", name="Biscuit", places=500,
                                         evening="eve" in said.care, night="night" in said.care)
            if said.entry is not None:
                add_person(**said.entry)
            for rank, each in enumerate(said.periods):
                Period.create(component=component, number=f"P{rank}", starts_on=each.starts_on, ends_on=each.ends_on,
                              days_per_week=each.days_per_week, places=each.places, age_code=each.age_code)
            yield component
            raise Undone
    except Undone:
        pass


def codes(found) -> set[str]:
    return {each.code for each in found}


def received(answer) -> set[str]:
    return {each["code"] for each in answer.messages} - ONLY_ANSWERS


def known_of(said: Dossier, child) -> Known:
    """What the Ministry knows beside what it is sent."""
    return Known(register.by_nirec(child.nirec), register.by_necsg(child.necsg) if child.necsg.strip(" 0") else None)


@pytest.fixture
def at_the_ministry(csg, simulator_address):
    """The simulator's own application, in this process."""
    with simulator_address[0].app_context():
        Person.delete().execute()
        yield


def test_what_the_server_refuses_was_foretold_and_nothing_else(at_the_ministry):
    seen: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(said=dossiers())
    def one(said):
        with ministry(said) as component:
            accepted = []
            for file in said.files:
                seen.update(agree_on_file(component, said, file, accepted))
            for agreement in said.agreements:
                if agreement.file in accepted:
                    seen.update(agree_on_agreement(component, said, agreement, accepted))

    for part in range(PARTS):
        seed(today().toordinal() * PARTS + part)(one)()
    assert seen["accepted"] > PARTS * EXAMPLES / 20
    assert len(seen) > 20, "the examples try most of the rules"


def agree_on_file(component: Component, said: Dossier, file, accepted: list) -> set[str]:
    """The server says of a file what we say, and what only it can know."""
    facts = facts_of_file(file, day=today())
    there = {each.guardian_a_id for each in accepted}
    facts = replace(facts, others=tuple(each for each in facts.others if int(each.reference) in there))
    ours = judge_file(facts)
    theirs = judge_file(replace(facts, known=known_of(said, facts.child)))
    assert codes(ours) == codes(each for each in theirs if each.rule.name not in ONLY_THE_MINISTRY)
    answer = files.add(component, file_body(file, day=today()))
    assert received(answer) == codes(theirs)
    assert answer.accepted is not any(each.severity == "E" for each in theirs)
    if answer.accepted:
        file.csg_number = answer.csg_number
        accepted.append(file)
    return received(answer) | ({"accepted"} if answer.accepted else set())


def agree_on_agreement(component: Component, said: Dossier, agreement, accepted: list) -> set[str]:
    """The server says of an agreement what we say, beside those that it has."""
    near: dict[int, list] = {}
    for each in getattr(component, "kept", []):
        near.setdefault(each.file_id, []).append(each)
    around = ComponentFacts("cpe", said.care, frozenset(), tuple(said.periods))
    for other in accepted:
        other.sibling_id = None if other.custody == "none" or len(accepted) < 2 else 3 - other.id
    ours = judge_agreement(facts_beside(agreement, around, near, today()))
    answer = agreements.receive(component, agreement_body(agreement, day=today()))
    assert received(answer) == codes(ours)
    if answer.accepted:
        component.kept = [*getattr(component, "kept", []), agreement]
    return received(answer) | ({"accepted"} if answer.accepted else set())
