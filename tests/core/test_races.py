"""Many at once on the same records: one winner each, the others told why, numbers without gaps (REL-04)."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from peewee import CharField, ForeignKeyField, IntegerField

from core.accounts.models import SYSTEM
from core.database import connection, db, write_transaction
from core.errors import Refused, Stale
from core.i18n import _
from core.jobs import Job, claim_job, enqueue, job
from core.journal import Entry
from core.numbering import next_number
from core.organisations import Organisation
from core.outbox import Delivery, deliverer, put
from core.plugin import Plugin
from core.records import Tracked
from core.worker import Worker
from core.workflow.counters import StateCount
from core.workflow.declare import State, Transition, Workflow
from core.workflow.engine import fire

delivered = []


class Bill(Tracked):
    """A bill that gets its number when it is validated."""

    number = IntegerField(null=True, unique=True)
    note = CharField(default="")
    place = ForeignKeyField(Organisation)
    belongs_to = "place"

    class Meta:
        table_name = "race_bill"


def give_number(bill, user, inputs):
    """Take the next number."""
    bill.number = next_number("race.bill")


def tell_outside(bill, user, inputs):
    """Put down what must happen outside, once."""
    put("race.tell", {"bill": bill.id}, key=f"bill:{bill.id}")


class BillFlow(Workflow):
    """From draft to valid."""

    model = Bill
    draft = State(_("Brouillon"), "neutre", "pencil")
    valid = State(_("Validée"), "vert", "badge-check", final=True)
    validate = Transition(draft, valid, _("Valider"), effects=[tell_outside, give_number])


@deliverer("race.tell", repeatable=True)
def TELL(payload, key):
    """Note what arrives."""
    delivered.append(key)


@job("race.nothing", title=_("Rien"))
def nothing(progress):
    """Do nothing."""


class Race(Plugin):
    """The plugin of these tests."""

    name = "race"
    models = (Bill,)
    workflows = (BillFlow,)
    deliverers = (TELL,)
    jobs = (nothing,)


@pytest.fixture
def plugins():
    return [Race]


@pytest.fixture
def crowd(app, place):
    """A function that fires `validate` on so many bills, four times each, from so many threads."""
    delivered.clear()
    db.create_tables([Bill])

    def run(threads, bills):
        with write_transaction():
            drafts = [Bill(place=place, state="draft") for _number in range(bills)]
            for each in drafts:
                each.save()
            StateCount.insert(workflow="race.bill", place=place.path, state="draft", count=bills).execute()
        ids = [each.id for each in drafts for _again in range(4)]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda number: validate(app, number), ids))

    return run


def validate(app, number):
    """What one person gets who validates a bill: the outcome, and how long it took."""
    began = time.perf_counter()
    with app.app_context(), connection():
        try:
            fire(Bill.get_by_id(number), "validate", SYSTEM)
            outcome = "won"
        except (Stale, Refused) as told:
            outcome = type(told).__name__
    return outcome, time.perf_counter() - began


@pytest.mark.parametrize(("threads", "bills"), [(8, 40), (50, 200)])
def test_one_winner_each_and_numbers_without_gaps(crowd, threads, bills):
    outcomes = crowd(threads, bills)
    counts = Counter(outcome for outcome, _seconds in outcomes)
    assert counts["won"] == bills
    assert counts["Stale"] + counts["Refused"] == 3 * bills
    assert sorted(row.number for row in Bill.select()) == list(range(1, bills + 1))
    assert {row.state for row in Bill.select()} == {"valid"}
    assert Entry.select().where(Entry.action == "race.bill.validate").count() == bills
    assert {(row.state, row.count) for row in StateCount.select()} == {("draft", 0), ("valid", bills)}
    assert Delivery.select().count() == bills


def test_what_they_put_down_is_delivered_once_by_workers_at_once(app, crowd):
    crowd(8, 30)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _worker: Worker(app).drain(), range(4))) == 30
    assert Counter(delivered) == Counter(f"bill:{row.id}" for row in Bill.select())


def test_a_key_used_by_fifty_at_once_is_one_job(app):
    def ask(_number):
        with app.app_context(), connection():
            return enqueue("race.nothing", key="once").id

    with ThreadPoolExecutor(50) as pool:
        assert len(set(pool.map(ask, range(50)))) == 1
    assert Job.select().where(Job.name == "race.nothing").count() == 1


def test_eight_workers_never_claim_the_same_job(app):
    with write_transaction():
        for _number in range(80):
            enqueue("race.nothing")

    def claim_all(number):
        taken = []
        with app.app_context(), connection():
            while row := claim_job(f"worker {number}"):
                taken.append(row.id)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [each for part in pool.map(claim_all, range(8)) for each in part]
    assert sorted(taken) == sorted(row.id for row in Job.select())
