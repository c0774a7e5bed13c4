"""The generated page of the workflow and « Parcours » say table 1.12.1, line for line."""

from __future__ import annotations

import re

import pytest

from core import reference
from core.cli import cli
from plugins.mes.plugin import Mes
from plugins.mes.workflow import RequestFlow
from tests.mes.pages import Window
from tests.mes.table import CHANGES, MARELLE, OURS, STATES, STAYS
from tests.mes.world import PEOPLE

pytestmark = pytest.mark.words

OTHERS = {"stranger", "elsewhere", "administrator"}
"""Who holds a role of the table elsewhere, or the administrator’s, who holds what is asked of her."""

NAMED = {label: name for name, label in STATES.items()} | {"—": "", "(deleted)": ""}


@pytest.fixture
def section(planted) -> str:
    """What docs/reference/workflows.md says of requests, generated anew: tests/test_docs.py proves the file current."""
    page = reference.pages(planted[0], cli)["reference/workflows.md"]
    found = re.search(r"## `mes\.request`.*?(?=\n## |\Z)", page, re.S)
    assert found
    return found.group().replace("\xa0", " ")


def lines(section: str) -> list[tuple[list[str], str, str, str]]:
    """The lines of its table: from, to, transition, who."""
    after = section.partition("| From | To |")[2]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in after.splitlines()
            if line.startswith("| ")]
    return [([NAMED[each.strip()] for each in row[0].split(",")], row[1], row[2].split("`")[1], row[3].strip("`"))
            for row in rows if row[0] != "---"]


def holders(permission: str) -> set[str]:
    """The people of the world whose role holds a permission at the start."""
    roles = {role.name for role in Mes.roles if permission in role.permissions}
    return {who for who, (role, _place) in PEOPLE.items() if role in roles}


def test_the_states_are_those_of_the_table(section):
    assert re.findall(r"^\| \d \| `(\w+)` \| ([^|]+?) \|", section, re.M) == list(STATES.items())


def test_each_change_of_state_is_a_line_of_the_table_and_each_line_a_change(section):
    said = {(source, NAMED[to], name) for sources, to, name, _who in lines(section) if to != "(stays)"
            for source in sources}
    assert said == {(source, target, name) for source, target, name, _who in CHANGES}


def test_what_stays_is_apart_that_of_the_table_and_ours(section):
    said = {(state, name) for states, to, name, _who in lines(section) if to == "(stays)" for state in states}
    told = {(state, name) for state, name, _who in (*STAYS, *OURS)}
    assert said == told
    assert not {name for _state, name, _who in OURS} & {name for _source, _target, name, _who in CHANGES}


def test_those_who_may_are_those_of_the_table(section):
    """Of all its origins together: a guard keeps the Ministry's alone what is not compliant yet."""
    wanted: dict[str, set[str]] = {}
    for *_where, name, who in (*CHANGES, *STAYS, *OURS):
        wanted.setdefault(name, set()).update(who)
    for _sources, _to, name, permission in lines(section):
        assert (MARELLE if permission == "Marelle" else holders(permission) - OTHERS) == wanted[name], name


def test_the_diagram_of_the_page_draws_the_same_arrows(section):
    drawn = re.findall(r"^    (\S+) --> (\S+) : (.+)$", section, re.M)
    labels = {name: str(each.label).replace("\xa0", " ") for name, each in RequestFlow.transitions.items()}
    spelled = {(source, to, words.replace("#58;", ":")) for source, to, words in drawn}
    changes = {(source or "[*]", target or "[*]", labels[name]) for source, target, name, _who in CHANGES}
    stays = {(state, state, labels[name]) for state, name, _who in (*STAYS, *OURS)}
    assert {each for each in spelled if each[0] != each[1]} == changes
    assert {each for each in spelled if each[0] == each[1]} == stays


@pytest.mark.parametrize("who", ["reader", "director"])
def test_the_live_diagram_draws_each_change_of_state_and_no_other(world, planted, who):
    """/parcours/mes.request: the squares of the table, its arrows between two states, nothing that stays."""
    page = Window(planted, world.named[who]).get("/parcours/mes.request")
    drawing = page[page.index('class="m-hop-ways"'):]
    drawing = drawing[:drawing.index("</svg>")]
    drawn = [each.replace("\xa0", " ").replace("&#39;", "’") for each in re.findall(r"<title>([^<]+)</title>", drawing)]
    labels = {name: str(each.label).replace("\xa0", " ") for name, each in RequestFlow.transitions.items()}
    assert re.findall(r'data-state="(\w+)"', drawing) == list(STATES)
    pairs: dict[tuple[str, str], list[str]] = {}
    for source, target, name, _who in CHANGES:
        if source and target:
            pairs.setdefault((source, target), []).append(labels[name])
    assert sorted(drawn) == sorted(", ".join(names) for names in pairs.values())
