"""What a request says, as data, and the digests that signatures are tied to."""

from decimal import Decimal

import pytest

from plugins.mes.content import content_digest, digest, form_content, form_digest, full_content, identity
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Request
from tests.mes.world import answers

pytestmark = pytest.mark.words


def test_identity_comes_from_the_family_s_file_and_the_service_s(world):
    request = world.complete()
    said = identity(request)
    assert said["child"] == "Maëlle Cyr-Poirier" and said["guardian"] == "Josiane Poirier"
    assert said["address"] == "147, rue des Capelans, Carleton-sur-Mer (Québec) G0C 1J0"
    assert (said["division"], said["installation"]) == ("30002000", "30002001")


@pytest.mark.parametrize("written", [Decimal("4.50"), Decimal("4.5"), 4.5, "4.5", "4,5", " 4,50 "])
def test_a_decimal_is_written_without_trailing_zeros_however_it_was_given(world, written):
    request = fill(world.draft(), world.editor, {"hours_per_day": written}).request
    assert said(request)["hours_per_day"] == "4.5" and request.hours_per_day == Decimal("4.5")


@pytest.mark.parametrize("written", ["10", Decimal(10), Decimal("1E+1")])
def test_a_round_number_is_written_in_full(world, written):
    request = fill(world.draft(), world.editor, {"hours_per_day": written, "planned_days": "10"}).request
    assert (said(request)["hours_per_day"], said(request)["planned_days"]) == ("10", 10)


def said(request: Request) -> dict:
    """The answers in the content of a request."""
    return form_content(request)["answers"]


def test_every_field_of_the_form_is_in_the_content_once_it_is_answered(world):
    assert set(said(everything(world))) == set(FIELDS)


def everything(world) -> Request:
    """A transfer to an office, where every field of the form is asked, each answered."""
    child = world.child(world.office)
    world.past(world.laurier, child)
    request = world.draft(child, world.office, type="transfer")
    given = {name: another(field, None) for name, field in FIELDS.items()}
    return fill(request, world.editor, given | answers(request) | ASKED).request


ASKED = {"deficiency": ["motor", "other"], "attestation": "professional", "risk": "yes"}
"""The answers that make the form ask for all the rest."""


def another(field, value):
    """An answer to a field that is not this one."""
    if field.kind == "choices":
        return ["hearing", "other"]
    if field.kind == "yes_no":
        return "no" if value else "yes"
    if field.options:
        return next(name for name in field.options if name != value)
    return {"date": "2020-10-02", "decimal": "3", "integer": "100"}.get(
        field.kind, "Autre chose" if value != "Autre chose" else "Encore autre chose")


def test_the_digest_is_the_same_after_reading_the_request_again(world):
    request = world.complete()
    request = fill(request, world.editor, {"hours_per_day": 4, "days_per_week": Decimal("5.0")}).request
    assert content_digest(request) == content_digest(Request.get_by_id(request.id))


def test_the_order_of_keys_does_not_change_the_digest():
    assert digest({"a": 1, "é": [1, 2]}) == digest({"é": [1, 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.on_paper])
def test_each_field_of_the_form_changes_both_digests(world, name):
    request = everything(world)
    before = form_digest(request), content_digest(request)
    filled = fill(request, world.editor, {name: another(FIELDS[name], said(request)[name])})
    assert list(filled.saved) == [name]
    assert form_digest(filled.request) != before[0] and content_digest(filled.request) != before[1]


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.on_paper])
def test_mes_r45_the_days_written_on_paper_change_the_content_but_not_what_was_printed(world, name):
    request = everything(world)
    before = form_digest(request), content_digest(request)
    request = fill(request, world.editor, {name: "2020-11-03"}).request
    assert form_digest(request) == before[0] and content_digest(request) != before[1]


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
