"""Every route × method × role answers as the reviewed policy says (SEC-01).

`policy.csv` is written and reviewed by people: a route that is not in it, or asks for something else, fails.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.app import role_templates
from core.cli import routes_of
from core.database import is_sqlite
from core.policy import ANYONE, SIGNED_IN
from tests.cases import EVERYTHING
from tests.matrix.arguments import own_address, plausible, view_of
from tests.matrix.duties import HOLDS
from tests.matrix.planting import PEOPLE, PLANTED_FILTERS

FILE = Path(__file__).with_name("policy.csv")


def reviewed() -> dict[str, tuple[str, str]]:
    """What each endpoint asks for and which records it touches, as people wrote it down."""
    with FILE.open(newline="") as lines:
        return {row["endpoint"]: (row["permission"], row["scope"]) for row in csv.DictReader(lines)}


def declared(world) -> dict[str, tuple[str, str]]:
    """The same as the application declares it."""
    return {row["endpoint"]: (row["permission"], row["scope"]) for row in routes_of(world.app)}


def test_every_route_is_reviewed(world):
    """Before you add a line here, ask who may call it and which records it touches."""
    known, found = reviewed(), declared(world)
    different = [f"{name},{','.join(found[name])}  (reviewed: {known.get(name, 'never')})" for name in sorted(found)
                 if known.get(name) != found[name]]
    assert not different, "\n".join([f"Review, then write in {FILE.name}:", *different])
    assert not sorted(set(known) - set(found)), f"{FILE.name} names routes that are gone"


EMPTY = {
    # endpoints that answer « not found » to who may call them, and why
    "account.send_again": "no text is kept", "account.end_session": "no session has this digest",
    "administration.index": "a role may open none of its pages", "core_plugins.let_back": "no module is set aside",
    "mes_rights.one": "the first place of a side is no service", "mes_rights.change": "likewise (see tests/mes)",
    "activities_week.why": "no cell is named", "activities_moving.index": "no year is named",
    "activities_importing.index": "no year is named",
    "families_wizard.begin": "no town is planted (see tests/families)", "families_wizard.step": "likewise",
    "core_journeys.index": "a role may see no file of it", "preferences.organisation": "a person may have no role",
}


IN_FEW_WORDS = {"Accept": "application/json"}
"""A refusal as JSON costs less than a page. The readings of a signer are refused as pages, and those of a visitor, whom
they send to sign in."""


def test_every_role_has_its_person(world):
    given = {role for key in HOLDS for role, _place in PEOPLE.get(key, ())}
    assert not {template.name for template in role_templates(world.app)} - given


def test_each_role_is_proposed_with_what_its_duties_ask_and_nothing_else(world):
    """Before you write another right in duties.py, read 1.9b: the matrix below believes it."""
    proposed = {template.name: set(template.permissions) for template in role_templates(world.app)}
    for key, held in HOLDS.items():
        for role, _place in PEOPLE.get(key, ()):
            assert proposed.get(role, set()) == held, (key, proposed.get(role, set()) ^ held)


ON_BOTH = ("signer", "head", "director")
"""Whose answers are asked of both databases: together they open every page that reads files. Of the others a right
decides, before anything is read; so do the refusals of these, which are asked of the first database alone."""


@pytest.mark.parametrize("key", ON_BOTH)
def test_each_role_is_let_in_where_it_may_and_nowhere_else(world, key):
    let_in(world, key)


@pytest.mark.words
@pytest.mark.parametrize("key", [key for key in HOLDS if key not in ON_BOTH])
def test_the_other_roles_are_let_in_where_they_may_and_nowhere_else(world, key):
    let_in(world, key)


def let_in(world, key: str) -> None:
    """Every route with each of its methods answers a person as her rights say."""
    who, policy, held, wrong = world.people.get(key, world.visitor), reviewed(), HOLDS[key], []
    asked: set[tuple[str, str]] = set()
    for rule, method in calls(world.app, policy):
        wanted = policy[rule.endpoint][0]
        may = wanted == ANYONE or (key != "visitor" and (wanted == SIGNED_IN or wanted in held))
        if not may and key not in ON_BOTH and (wanted, method) in asked and not EVERYTHING:
            continue  # the same right was asked by the same method, and is declared by every route of it
        if not may and not is_sqlite() and not EVERYTHING:
            continue
        asked.add((wanted, method))
        data = plausible(world, rule.endpoint, key) if method != "GET" else None
        reply = who.open(own_address(world, rule, key), method, data=data,
                         headers={} if may or (method == "GET" and key in ("signer", "visitor")) else IN_FEW_WORDS)
        if fault := fault_of(rule.endpoint, reply, key, may=may and exports_what_it_reads(rule.endpoint, held)):
            wrong.append(f"{method} {rule.rule}: {fault} ({reply.status})")
    assert not wrong, "\n".join(wrong)


def calls(app, known) -> list[tuple]:
    """Every reviewed rule with each of its methods."""
    return [(rule, method) for rule in app.url_map.iter_rules() for method in sorted(rule.methods)
            if method not in ("HEAD", "OPTIONS") and rule.endpoint in known]


def exports_what_it_reads(endpoint: str, held: set[str]) -> bool:
    """An export asks for the right to export, and for the right to read what it exports."""
    view = view_of(endpoint)
    return view is None or not endpoint.endswith(".export") or view.permission("read") in held


def fault_of(endpoint: str, reply, key: str, *, may: bool) -> str:
    """What is wrong with an answer, if anything is."""
    if reply.status >= 500:
        return "broke"
    sent_away = reply.to_sign_in and not endpoint.startswith("security.")
    if not may:
        return "" if reply.status in (401, 403) or (key == "visitor" and reply.to_sign_in) else "let in"
    if reply.refused or sent_away:
        return "refused"
    return "not found" if reply.status in (401, 403, 404) and endpoint not in EMPTY and offered(endpoint) else ""


def offered(endpoint: str) -> bool:
    """Whether a view of records offers a page; it declares them all, and those it does not offer nobody finds."""
    view, page = view_of(endpoint), endpoint.partition(".")[2]
    if view is None:
        return True
    asked = {"create": view.can_create, "edit": view.can_edit, "delete": view.can_delete and not view.archives,
             "archive": view.can_delete and view.archives, "export": view.can_export,
             "lookup": any(each.kind == "relation" for each in view.filters), "index_of": bool(view.lists[0].name),
             "forget_filter": view.key == PLANTED_FILTERS}
    of_workflow = ("fire", "confirm", "why", "bulk", "bulk_run", "bulk_file")
    return view.tracked if page in of_workflow else asked.get(page, True)
