"""The demonstration: what it promises is there, and nothing in it contradicts the rules."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
import time_machine
from flask_security.utils import verify_password

from core.accounts.models import User
from core.demo import ACCOUNTS, PHRASE, fill
from core.errors import Refused
from core.files import File
from core.journal import Entry
from core.numbering import Series
from core.organisations import Organisation
from core.outbox import Delivery
from core.records import today, utcnow
from core.running import running
from core.workflow import counters
from core.workflow.engine import create, fire
from plugins.families import Child, Placement
from plugins.mes.content import content_digest, digest
from plugins.mes.demo.pool import months
from plugins.mes.kinds import first_year
from plugins.mes.models import TYPES, Comment, Request, Version
from plugins.mes.rules import warnings
from plugins.mes.views.creating import draft
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear

pytestmark = pytest.mark.slow
YEAR = ReferenceYear.of(today()).start


@pytest.fixture
def config(config):
    return replace(config, demo=True)


def numbered(number: str) -> Request:
    return Request.get(Request.number == f"{YEAR}-11-{number}")


@pytest.mark.words
def test_the_demonstration_is_what_it_promises(app):
    said: list[str] = []
    fill(said.append, if_empty=True)
    _numbers_are_there(said)
    _guide_lists_are_carried_over()
    _lives_are_consistent()
    _accounts_open()
    _one_installation_is_in_its_first_year()
    fill(said.append, if_empty=True)
    assert said[-1] == "The data are kept." and Request.select().count() == 150
    with pytest.raises(Refused, match="There are data already"):
        fill(said.append, if_empty=False)


@pytest.mark.words
@time_machine.travel("2027-04-01 14:00Z", tick=False)
def test_on_the_first_day_of_a_reference_year_nothing_of_the_demonstration_lies_ahead(app):
    fill(lambda line: None, if_empty=True)
    late = [(request.number, request.updated_at) for request in Request.select() if request.updated_at > utcnow()]
    assert late == [] and Entry.select().where(Entry.at > utcnow()).count() == 0


def _numbers_are_there(said: list[str]) -> None:
    kinds = Counter(kind for (kind,) in Organisation.select(Organisation.kind).tuples())
    assert kinds == {"ministry": 1, "direction": 4, "region": 17, "division": 12, "installation": 20}
    natures = {row.nature for row in Organisation.select().where(Organisation.kind == "installation")}
    assert natures == {"cpe", "subsidised", "office", "unsubsidised"}
    assert (Child.select().count(), Request.select().count()) == (400, 150)
    assert {row.state for row in Request.select()} == set(RequestFlow.states)
    assert {row.reference_year for row in Request.select()} == {YEAR - 1, YEAR, YEAR + 1}
    assert len(said) == 6 and "150 requests" in said[4]
    notes = [row.note for row in Entry.select().where(Entry.action.startswith("core.demo.")).order_by(Entry.id)]
    assert len(notes) == 6 and notes[4] == "150 demandes, du brouillon à la fin" and notes[5].endswith(" comptes")


def _guide_lists_are_carried_over() -> None:
    assert [numbered(number).state for number in ("012", "026", "038")] == ["submitted", "returned", "submitted"]
    drafts = {"043": "new", "042": "new", "050": "new", "045": "renewal", "044": "new", "047": "new", "048": "new",
              "017": "renewal", "039": "new", "040": "new"}
    assert {number: (numbered(number).state, numbered(number).type) for number in drafts} == {
        number: ("draft", kind) for number, kind in drafts.items()}
    request = numbered("026")
    assert str(request.child) == "Maëlle Cyr-Poirier" and request.division.code == "30002000"
    assert (float(request.hours_per_day), float(request.days_per_week), request.planned_days) == (4.5, 5, 262)
    assert [comment.corrected for comment in request.comments.order_by(Comment.id)] == [True, False]
    assert {(paper.title, str(paper.nature)) for paper in request.documents} == {
        ("Plan d'intégration.pdf", "Plan d’intégration"), ("Signature des intervenants.pdf", "Signatures MES")}
    assert len(warnings(request)) == 1
    unsigned = RequestFlow.transitions["submit"].guards
    lacking = [guard.__name__ for guard in unsigned if guard(numbered("051"), None)]
    assert lacking == ["signed"]


def _lives_are_consistent() -> None:
    now = utcnow()
    for request in Request.select():
        versions = list(request.versions.order_by(Version.number))
        assert request.created_at <= request.state_since <= request.updated_at <= now
        assert bool(versions) == (request.state != "draft")
        assert all(version.digest == digest(version.content) for version in versions)
        if request.state in ("submitted", "compliant"):
            assert request.signed_hash == versions[-1].digest
        if request.state == "submitted":
            assert request.signed_hash == content_digest(request)
    assert counters.rebuild(RequestFlow) == 0
    fired = {action.rpartition(".")[2] for (action,) in Entry.select(Entry.action).distinct().tuples()}
    assert set(RequestFlow.transitions) - fired == {"delete", "retype", "unpropose"}
    for series in Series.select().where(Series.name.startswith("mes.")):
        _mes, year, region = series.name.split(".")
        highest = max(row.number for row in Request.select().where(Request.number.startswith(f"{year}-{region}-")))
        assert series.value == int(highest[-3:])
    assert not Delivery.select().where(Delivery.state != "done").exists()
    for file in File.select().where(File.id <= 5):
        assert running().store.verify(file.sha256) and file.size <= 3072


def _accounts_open() -> None:
    people = json.loads((running().config.data / ACCOUNTS).read_text())
    assert all(set(person) == {"email", "password", "role", "place", "name"} for person in people)
    assert len(PHRASE) == 24 and {person["password"] for person in people} == {PHRASE}
    for person in people:
        user = User.get(User.email == person["email"])
        assert verify_password(PHRASE, user.password) and user.name == person["name"]
    roles = {membership.role.name for user in User.select() for membership in user.memberships}
    assert roles == {"sdg_reader", "sdg_editor", "sdg_signer", "sdg_access_manager", "min_agent", "min_director",
                     "min_admin", "committee", "administrator"}
    assert User.select().where(User.password.is_null()).count() == User.select().count() - len(people)


def _one_installation_is_in_its_first_year() -> None:
    """MES-R14: its director can try all four types, for children who may have one."""
    young = [each for each in Organisation.select().where(Organisation.kind == "installation") if first_year(each)]
    assert [each.name for each in young] == ["Pavillon De Lorimier"]
    farida = User.get(User.email == "farida.benali@bourgeons.example")
    assert not Request.select().where(Request.installation == young[0], Request.reference_year < YEAR).exists()
    for kind, child in zip(TYPES, (each.child for each in free_places(young[0])), strict=False):
        unborn = draft(child, young[0], ReferenceYear(YEAR))
        unborn.type = kind
        made = create(unborn, "create", farida)
        assert (made.type, made.state) == (kind, "draft")
        fire(made, "delete", farida, number=made.number)


def free_places(installation: Organisation) -> list[Placement]:
    """The places there whose child the measure is for and has no request."""
    wanted = [place for place in Placement.select().where(Placement.installation == installation)
              if place.has_allowance(today()) and months(place.child.birth_date, today()) < 59
              and not Request.select().where(Request.child == place.child_id).exists()]
    assert len(wanted) >= len(TYPES)
    return wanted


def test_a_demonstration_that_was_interrupted_is_said_to_be(app):
    Organisation(kind="ministry", name="À moitié").save()
    Entry.insert(action="core.demo.part", mac=b"").execute()
    with pytest.raises(Refused, match="by half"):
        fill(lambda _line: None, if_empty=True)


def test_out_of_demonstration_mode_nothing_is_made(app, monkeypatch):
    monkeypatch.setattr(running(), "config", replace(running().config, demo=False))
    with pytest.raises(Refused, match="demonstration mode only"):
        fill(lambda _line: None, if_empty=True)
    assert Organisation.select().count() == 0
