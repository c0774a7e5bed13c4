"""What is to be sent, and why (ICSGE-R73 to R76, R94)."""

from __future__ import annotations

from datetime import date

from core.accounts.models import SYSTEM
from core.records import utcnow
from core.workflow.engine import fire
from plugins.agreements import ServiceAgreement
from plugins.icsge.sync.following import follow
from plugins.icsge.sync.models import Dossier
from plugins.icsge.sync.selecting import counts, selected
from tests.icsge.conftest import add_agreement
from tests.icsge.csg_double import said


def reasons(world) -> list[tuple[str, str]]:
    return [(each.dossier.record_kind, each.reason) for each in selected(world.component)]


def test_icsge_r73_what_is_new_is_selected_then_only_what_changed(world):
    file = world.child()
    assert reasons(world) == [("file", "new"), ("agreement", "new")]
    assert counts(world.component).to_send == 2
    assert world.synchronise().state == "done"
    assert reasons(world) == []
    file.child.first_name = "Maëlie"
    file.child.save()
    assert reasons(world) == [("file", "changed")]


def test_icsge_r73_every_row_that_a_file_is_made_of_is_followed(world):
    file = world.child()
    world.synchronise()
    tie = file.child.guardianships.order_by("id").first()
    place = file.child.placements.first()
    changes = [(file, "home_provider", "RSG 12"), (file.guardian_a, "last_name", "Cyr-Dubé"),
               (file.guardian_b, "first_name", "Mathias"), (file.guardian_a.household, "street", "9 rue du Large"),
               (tie, "kind", "tutor"), (place, "allowance_from", date(2026, 10, 1))]
    for row, name, value in changes:
        row = type(row).get_by_id(row.id)
        setattr(row, name, value)
        row.save()
        assert reasons(world) == [("file", "changed")], name
        assert world.synchronise().state == "done"


def test_icsge_r73_what_was_refused_is_selected_at_every_run(world):
    file = world.child(agreement=False)
    world.csg.judge = lambda operation, body: [said("CSG042E")]
    for _run in range(2):
        assert world.synchronise().state == "done_errors"
        assert reasons(world) == [("file", "error")]
    world.csg.judge = lambda operation, body: []
    assert world.synchronise().state == "done"
    assert world.dossier(file).state == "in_sync"


def test_icsge_r74_what_is_archived_without_an_end_comes_first(world):
    """Special case 17."""
    world.child(agreement=False)
    file = world.child(agreement=False)
    world.synchronise()
    file = type(file).get_by_id(file.id)
    file.archived_at = utcnow()
    file.save()
    world.child(agreement=False)
    assert reasons(world) == [("file", "no_end"), ("file", "new")]
    assert str(selected(world.component)[0].why) == "Archivé sans date de fin : indiquez une date de fin"
    file.ends_on = date(2026, 11, 20)
    file.save()
    assert sorted(reasons(world)) == [("file", "changed"), ("file", "new")]


def test_icsge_r75_who_left_before_the_effective_date_is_left_out(world):
    """Special case 18."""
    file = world.child()
    file.ends_on = date(2016, 4, 29)
    file.save()
    agreement = world.agreement(file)
    agreement.starts_on, agreement.ends_on = date(2015, 9, 1), date(2016, 4, 29)
    agreement.save()
    assert reasons(world) == []
    assert world.states() == {"out_of_scope": 2}
    agreement.ends_on = date(2016, 6, 30)
    agreement.save()
    assert reasons(world) == [("agreement", "new")]


def test_icsge_r75_a_file_lasts_as_long_as_its_last_agreement(world):
    file = world.child(agreement=False)
    add_agreement(file, 1, starts_on=date(2014, 9, 1), ends_on=date(2015, 8, 31), state="expired")
    assert reasons(world) == []
    add_agreement(file, 2)
    assert sorted(reasons(world)) == [("agreement", "new"), ("file", "new")]


def test_icsge_r76_saving_without_a_change_sends_nothing(world):
    """Special case 19."""
    file = world.child()
    world.synchronise()
    for row in (file, file.child, file.guardian_a, world.agreement(file)):
        type(row).get_by_id(row.id).write({})
    assert follow(world.component) == 2
    assert reasons(world) == []
    before = len(world.csg.log)
    world.synchronise()
    assert len(world.csg.log) == before


def test_icsge_r76_what_is_changed_and_changed_back_is_not_sent(world):
    file = world.child(agreement=False)
    world.synchronise()
    child, first = type(file.child).get_by_id(file.child_id), file.child.first_name
    for name in ("Mélie", first):
        child.first_name = name
        child.save()
        follow(world.component)
    assert reasons(world) == []
    assert world.states() == {"in_sync": 1}


def test_icsge_r76_an_unchanged_record_can_be_forced(world):
    file = world.child(agreement=False)
    world.synchronise()
    fire(world.dossier(file), "force", world.clerk, reason="Le Ministère l’a perdu.")
    assert reasons(world) == [("file", "forced")]
    world.synchronise()
    assert world.csg.sent() == ["DossierParentEnfantAjouts", "DossierParentEnfantModifications"]
    assert world.dossier(file).state == "in_sync"
    assert world.dossier(file).forced_reason == ""


def test_icsge_r94_a_cancelled_agreement_is_taken_away_and_leaves_a_tombstone(world):
    file = world.child()
    world.synchronise()
    agreement = world.agreement(file)
    agreement.state = "cancelled"
    agreement.save()
    assert reasons(world) == [("agreement", "removed")]
    world.synchronise()
    assert world.csg.sent()[-1] == "EntenteServiceSuppressions"
    world.synchronise()
    tomb = world.dossier(agreement)
    assert (tomb.state, tomb.removed) == ("out_of_scope", True)
    assert world.csg.sent().count("EntenteServiceSuppressions") == 1


def test_icsge_r94_an_agreement_that_is_gone_is_taken_away_too(world):
    file = world.child()
    world.synchronise()
    ServiceAgreement.delete().where(ServiceAgreement.file == file).execute()
    assert reasons(world) == [("agreement", "removed")]
    world.synchronise()
    assert world.csg.sent()[-1] == "EntenteServiceSuppressions"
    assert Dossier.get(Dossier.record_kind == "agreement").agreement_id is None


def test_icsge_r94_what_the_ministry_never_had_is_only_forgotten(world):
    file = world.child()
    follow(world.component)
    agreement = world.agreement(file)
    agreement.state = "cancelled"
    agreement.save()
    assert reasons(world) == [("file", "new")]
    world.synchronise()
    assert world.csg.sent() == ["DossierParentEnfantAjouts"]


def test_a_draft_is_nobodys_business_yet(world):
    file = world.child(agreement=False)
    add_agreement(file, 1, state="draft")
    assert reasons(world) == [("file", "new")]


def test_zone_2_is_read_page_by_page(world):
    for _each in range(5):
        world.child()
    whole, rows, after = [each.dossier.id for each in selected(world.component)], [], None
    while page := selected(world.component, after=after, limit=3):
        rows += [each.dossier.id for each in page]
        after = page[-1].place
    assert rows == whole and len(whole) == 10


def test_a_component_sees_its_own_records_only(world):
    world.child()
    world.child(component=world.other)
    assert len(selected(world.component)) == 2
    assert Dossier.select().where(Dossier.component == world.other).count() == 0


def test_what_may_not_be_fired_by_a_person_is_fired_by_marelle_alone(world):
    file = world.child(agreement=False)
    follow(world.component)
    dossier = world.dossier(file)
    assert [name for name in dossier.workflow.transitions if not dossier.workflow.transitions[name].system] == ["force"]
    fire(dossier, "hold", SYSTEM)
    assert world.dossier(file).state == "held"
