"""docs/csg-exchange.yaml says what client and simulator do: written from the code, and held against what goes by."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import urllib3
from hypothesis import HealthCheck, given, settings

from core.records import today, utcnow
from plugins.icsge.exchange.bodies import agreement_body, deletion_body, file_body
from plugins.icsge.exchange.described import PAGE, RECORDS, REFUSALS, SCHEMAS, described, text, wrapped as envelope
from plugins.icsge.exchange.envelope import ADD_FILE, FIND_FILE, OPERATIONS, STATE, wrapped
from plugins.icsge.simulator.api import ACTS
from plugins.icsge.simulator.models import Exchange
from tests.icsge.dossiers import dossiers
from tests.icsge.sound import CLOSURE_SAID, PERIOD_SAID, agreement_said, file_said

KINDS = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict, "null": type(None)}


def faults(value: Any, schema: dict, at: str = "") -> list[str]:
    """Where a value is not as its schema says."""
    schema = SCHEMAS[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if type(value) not in [KINDS[each] for each in kinds]:
        return [f"{at}: {type(value).__name__}"]
    found = []
    if isinstance(value, dict):
        known = schema["properties"]
        found += [f"{at}.{name} is not known" for name in value.keys() - known.keys()]
        found += [f"{at}.{name} is missing" for name in set(schema["required"]) - value.keys()]
        for name in value.keys() & known.keys():
            found += faults(value[name], known[name], f"{at}.{name}")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**6):
            found.append(f"{at}: {len(value)} items")
        for each in value:
            found += faults(each, schema["items"], f"{at}[]")
    if isinstance(value, str):
        if value not in schema.get("enum", [value]) or not re.search(schema.get("pattern", ""), value):
            found.append(f"{at}: {value!r}")
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**6):
            found.append(f"{at}: {len(value)} signs")
    return found


def reread(lines: list[str], depth: int = 0) -> dict[str, Any]:
    """The values of our YAML: names by their depth, values in JSON."""
    found: dict[str, Any] = {}
    while lines and lines[0].startswith("  " * depth) and not lines[0].startswith("  " * (depth + 1)):
        name, value = re.fullmatch(r'\s*("[^"]+"|\w+):(?: (.*))?', lines.pop(0)).groups()
        found[name.strip('"')] = json.loads(value) if value else reread(lines, depth + 1)
    return found


def test_the_file_is_written_from_the_code_and_reads_as_it():
    assert PAGE.read_text(encoding="utf-8") == text(), "run: script/docs"
    assert reread(text().splitlines()[1:]) == json.loads(json.dumps(described()))


def test_each_operation_is_described_and_done_by_the_simulator():
    assert set(RECORDS) == set(ACTS) | {FIND_FILE} == set(OPERATIONS) - {STATE}
    paths = described()["paths"]
    assert set(paths) == {f"/csg/v1/{name}" for name in RECORDS} | {"/csg/v1/etat", "/csg/v1/resultats/{cle}"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=dossiers())
def test_what_we_say_of_any_record_is_as_described(said):
    for file in said.files:
        assert faults(file_body(file, day=today()), SCHEMAS["DossierParentEnfant"]) == []
    for each in said.agreements:
        assert faults(agreement_body(each, day=today()), SCHEMAS["EntenteService"]) == []


def test_a_whole_request_is_as_described(csg):
    sent = wrapped(csg.identity, csg.sent(ADD_FILE, file_said()), utcnow(), version="0.1")
    assert faults(json.loads(json.dumps(sent)), envelope("DossierParentEnfant")) == []
    assert faults(sent | {"accessCode": "x"}, envelope("DossierParentEnfant")) == [".accessCode is not known"]


@pytest.mark.parametrize(("schema", "body"), [
    ("SuppressionEntente", deletion_body("D1", "00000001")), ("PeriodeProtocole", PERIOD_SAID),
    ("JourFermeture", CLOSURE_SAID), ("EntenteService", agreement_said("D1")), ("DossierParentEnfant", file_said())])
def test_what_the_tests_send_is_as_described(schema, body):
    assert faults(body, SCHEMAS[schema]) == []


def test_what_the_simulator_answers_is_as_described(csg):
    csg.file(file_said())
    csg.file(file_said(child={"sexe": "M", "reference": "8"}))
    csg.file(file_said(child={"nirec": "", "neHorsProvince": True, "reference": "9"}))
    answers = [each.answer for each in Exchange.select()]
    assert [each["resultat"] for each in answers] == ["accepte", "refuse", "accepteAvecAvertissements"]
    assert [fault for each in answers for fault in faults(each, SCHEMAS["Resultat"])] == []


def test_the_refusals_are_those_that_the_simulator_gives(csg):
    given = {"403": {}, "503": {"maintenance": 1}}
    for status, trouble in given.items():
        csg.disturb(**({"maintenance": 0} | trouble))
        with urllib3.PoolManager() as pool:
            answer = pool.request("GET", f"{csg.address}/csg/v1/etat")
        assert (str(answer.status), faults(answer.json(), SCHEMAS["Refus"])) == (status, [])
    assert set(given) < set(REFUSALS)
