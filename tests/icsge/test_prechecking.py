"""The essay without sending: the local rules on all that is selected (ICSGE-R92, R87)."""

from __future__ import annotations

from core.database import db
from plugins.icsge.sync.models import Dossier, Message
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.selecting import counts
from tests.icsge.conftest import add_agreement


def save(record, **values) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def test_icsge_r92_the_rules_judge_everything_and_nothing_is_sent(world):
    fine, wrong = world.child(), world.child()
    save(wrong.guardian_a.household, street="C.P. 12")
    found = precheck(world.component)
    assert found == {"pending": 3, "invalid_local": 1}
    assert world.codes(wrong) == ["CSG031E"]
    assert world.codes(fine) == []
    assert world.csg.log == []
    assert counts(world.component).errors == 1


def test_icsge_r92_a_correction_is_seen_at_once(world):
    file = world.child(agreement=False)
    save(file.guardian_a.household, street="C.P. 12")
    precheck(world.component)
    assert world.dossier(file).state == "invalid_local"
    save(file.guardian_a.household, street="12 rue du Quai")
    assert precheck(world.component) == {"pending": 1}
    assert world.dossier(file).state == "pending"
    assert world.codes(file) == []


def test_icsge_r92_a_cause_that_lies_elsewhere_is_judged_anew(world):
    """The agreement itself does not change when the other one, which it overlapped, does."""
    file = world.child()
    first = world.agreement(file)
    second = add_agreement(file, 77)
    precheck(world.component)
    assert world.dossier(first).state == world.dossier(second).state == "invalid_local"
    save(second, state="cancelled")
    precheck(world.component)
    assert world.dossier(first).state == "pending"


def test_icsge_r87_errors_are_listed_before_warnings(world):
    """A file with both: a post-office box, and a postal code of Ontario."""
    file = world.child(agreement=False)
    save(file.guardian_a.household, street="C.P. 12", postal_code="K1A 0B1")
    precheck(world.component)
    codes = world.codes(file)
    assert [code[6] for code in codes] == ["E", "A"]
    dossier = world.dossier(file)
    assert (dossier.errors, dossier.warnings) == (1, 1)


def test_icsge_r87_a_record_with_warnings_only_goes(world):
    file = world.child(agreement=False)
    save(file.guardian_a.household, postal_code="K1A 0B1")
    assert precheck(world.component) == {"pending": 1}
    assert world.codes(file) == ["CSG033A"]
    assert world.synchronise().state == "done"


def test_the_same_essay_twice_leaves_the_same(world):
    file = world.child()
    save(file.guardian_a.household, street="C.P. 12")
    precheck(world.component)
    kept = sorted(Message.select(Message.dossier, Message.code).tuples())
    precheck(world.component)
    assert sorted(Message.select(Message.dossier, Message.code).tuples()) == kept


def test_as_many_queries_for_many_records_as_for_few(world, monkeypatch):
    """One page of agreements, whatever their number (no query for each)."""
    for _each in range(5):
        world.child()
    few = queries(monkeypatch, lambda: precheck(world.component))
    for _each in range(25):
        world.child()
    precheck(world.component)
    assert queries(monkeypatch, lambda: precheck(world.component)) <= few


def queries(monkeypatch, act) -> int:
    """How many statements an act sends."""
    sent = []
    execute = db.obj.execute_sql
    monkeypatch.setattr(db.obj, "execute_sql", lambda *args, **kwargs: sent.append(args[0]) or execute(*args, **kwargs))
    act()
    monkeypatch.undo()
    return len(sent)


def test_progress_is_told_by_pages(world):
    for _each in range(3):
        world.child()
    told = []
    precheck(world.component, lambda *how_far: told.append(how_far))
    assert told == [(0, 3, "file"), (0, 3, "agreement"), (3, 6, "file"), (6, 6, "agreement")]


def test_what_has_no_dossier_any_more_is_left_alone(world):
    world.child()
    precheck(world.component)
    assert Dossier.select().where(Dossier.checked_at.is_null()).count() == 0
