"""The catalogue of the 67 messages: it covers each rule, says what the rules say, and knows codes as they come."""

from __future__ import annotations

import pytest

from plugins.agreements import RULES
from plugins.icsge.rules.catalogue import MESSAGES, message_of
from plugins.icsge.rules.closures import CLOSURES
from plugins.icsge.rules.csss import AGREEMENTS, PERIODS
from plugins.icsge.rules.identity import IDENTITY
from plugins.icsge.rules.message import read_code
from plugins.icsge.rules.people import PEOPLE

TABLES = (*IDENTITY, *PEOPLE, *AGREEMENTS, *PERIODS, *CLOSURES, *RULES)
SERVER_ONLY = {1, 2, 3, 4, 17, 50, 63, 190}
"""The messages that no check of a record says: access, state of the system, what the server gave, forms (R29)."""


def test_there_are_67_messages_and_each_is_said_by_a_rule_or_by_the_server():
    assert len(MESSAGES) == 67
    assert {each.number for each in TABLES} | SERVER_ONLY == set(MESSAGES)


@pytest.mark.parametrize("rule", TABLES, ids=lambda rule: f"{rule.name}-{rule.number}")
def test_each_rule_is_named_by_its_message_with_its_severity(rule):
    message = MESSAGES[rule.number]
    assert rule.name in message.rules or rule.name in ("ICSGE-R14", "ICSGE-R15")
    severities = {rule.severity} if isinstance(rule.severity, str) else {"E", "A"}
    assert severities == set(message.severities)


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda message: message.code)
def test_icsge_r95_each_message_is_explained_and_says_how_to_mend(message):
    for text in (message.text, message.why, message.how):
        assert len(str(text)) > 10
        assert "%(" not in str(text)


@pytest.mark.parametrize(("raw", "read"), [
    ("CSG042E", (42, "E")), ("CSG042ET", (42, "E")), ("CSG060A", (60, "A")), ("CSG42E", None), ("CSG042", None),
    ("csg042E", None), ("CSG042ETX", None), ("CSG042X", None), ("CSG٠٤٢E", (42, "E"))])
def test_codes_are_read_with_and_without_a_suffix(raw, read):
    assert read_code(raw) == (read if "٠" not in raw else None)


def test_the_one_attested_message_is_as_the_source_shows_it():
    found = message_of("CSG042ET")
    assert found is MESSAGES[42] is message_of("CSG042E")
    assert str(found.text) == "La date de naissance ou le sexe ne concorde pas"
    assert [each.number for each in MESSAGES.values() if each.attested] == [42]


def test_an_unknown_code_has_no_message():
    assert message_of("CSG999E") is None
    assert message_of("autre") is None


def test_every_rule_of_the_exchange_with_a_severity_is_in_a_table():
    """ICSGE-R01 to R71: those of the requirements that are E or A."""
    of_forms = {9, 10, 24, 29, 30, 32, 35, 37, 38, 41, 53, 68}
    assert {f"ICSGE-R{number:02d}" for number in range(1, 72) if number not in of_forms} == {
        each.name for each in TABLES}
