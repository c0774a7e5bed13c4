"""What a request says, as data, and the digests that signatures are tied to."""

from decimal import Decimal

import pytest

from core.workflow.engine import fire
from plugins.mes.content import FIELDS, content_digest, digest, form_content, form_digest, full_content, identity
from plugins.mes.models import Request


def test_identity_comes_from_the_family_s_file_and_the_service_s(world):
    request = world.complete()
    said = identity(request)
    assert said["child"] == "Maëlle Cyr-Poirier" and said["guardian"] == "Josiane Poirier"
    assert said["address"] == "147, rue des Capelans, Carleton-sur-Mer (Québec) G0C 1J0"
    assert (said["division"], said["installation"]) == ("30002000", "30002001")


@pytest.mark.parametrize("written", [Decimal("4.50"), Decimal("4.5"), 4.5, "4.5"])
def test_a_decimal_is_written_without_trailing_zeros_however_it_was_given(written):
    assert form_content(Request(hours_per_day=written))["hours_per_day"] == "4.5"


@pytest.mark.parametrize("written", [10, Decimal(10), Decimal("1E+1")])
def test_a_round_number_is_written_in_full(written):
    assert form_content(Request(planned_days=10, hours_per_day=written))["hours_per_day"] == "10"


def test_every_field_of_the_form_is_in_the_content():
    assert set(FIELDS) <= set(form_content(Request()))


def test_the_digest_is_the_same_after_reading_the_request_again(world):
    request = world.complete()
    fire(request, "edit", world.editor, changes={"hours_per_day": 4, "days_per_week": Decimal("5.0")})
    assert content_digest(request) == content_digest(Request.get_by_id(request.id))


def test_the_order_of_keys_does_not_change_the_digest():
    assert digest({"a": 1, "é": [1, 2]}) == digest({"é": [1, 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


CHANGES = {"contact": "Une autre", "hours_per_day": Decimal(5), "days_per_week": Decimal(4), "planned_days": 100,
           "planned_days_reason": "Parce que", "retraite_quebec": False}


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_of_the_form_changes_both_digests(world, name):
    request = world.complete()
    before = form_digest(request), content_digest(request)
    fire(request, "edit", world.editor, changes={name: CHANGES[name]})
    assert form_digest(request) != before[0] and content_digest(request) != before[1]


def test_a_document_changes_the_content_but_not_the_printed_form(world):
    request = world.complete()
    before = form_digest(request), content_digest(request)
    world.attach(request, "service_plan")
    assert form_digest(request) == before[0] and content_digest(request) != before[1]


@pytest.mark.parametrize(("of", "name", "value"), [
    ("child", "last_name", "Cyr"), ("guardian", "cell_phone", "418 555-0199"), ("household", "street", "1, rue Neuve")])
def test_a_change_of_the_family_s_file_changes_the_digest(world, of, name, value):
    request = world.complete()
    before = content_digest(request)
    record = {"child": request.child, "guardian": request.guardian, "household": request.guardian.household}[of]
    setattr(record, name, value)
    record.save()
    assert content_digest(Request.get_by_id(request.id)) != before


def test_the_archived_content_stays_when_the_family_s_file_changes(world):
    request = world.submitted()
    version = request.versions.get()
    request.child.last_name = "Autrement"
    request.child.save()
    assert version.content["identity"]["child"] == "Maëlle Cyr-Poirier"
    assert full_content(Request.get_by_id(request.id))["identity"]["child"] == "Maëlle Autrement"
