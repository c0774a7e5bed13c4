"""What an answer changes (ICSGE-R10, R15, R77, R78, R87)."""

from __future__ import annotations

from core import journal
from core.sentences import unpack
from core.workflow.engine import fire
from plugins.families import Child, ParentChildFile
from plugins.icsge.sync.following import follow
from plugins.icsge.sync.models import Message, Result
from plugins.icsge.sync.selecting import selected
from tests.icsge.csg_double import said
from tests.icsge.test_prechecking import save


def test_icsge_r10_an_assigned_necsg_is_written_back_and_journalled(world):
    """Special case 12: born abroad, no number."""
    file = world.child(agreement=False, nirec=None, born_elsewhere=True)
    world.synchronise()
    child = Child.get_by_id(file.child_id)
    assert child.necsg == "900000001"
    entry = next(each for each in journal.history(child) if each.action == "families.child.numbered")
    assert '"necsg":"900000001"' in entry.after and entry.actor_name == "Marelle"
    assert selected(world.component) == [], "what the Ministry wrote is no change of ours"


def test_icsge_r10_a_necsg_of_another_child_is_not_written(world):
    other = world.child(agreement=False, necsg="900000002")
    file = world.child(agreement=False, nirec=None, born_elsewhere=True)
    world.synchronise()
    assert Child.get_by_id(file.child_id).necsg is None
    assert Child.get_by_id(other.child_id).necsg == "900000002"
    assert "CSG051A" in world.codes(file)


def test_the_ministrys_file_number_is_kept(world):
    file = world.child()
    world.synchronise()
    assert ParentChildFile.get_by_id(file.id).csg_number == "P0000001"
    assert follow(world.component) == 0
    assert next(iter(world.csg.bodies.values()))[1]["numeroDossier"] == ""
    _operation, body = world.csg.bodies[world.dossier(world.agreement(file)).last_key]
    assert body["numeroDossier"] == "P0000001"


def test_icsge_r87_warnings_accept_errors_refuse(world):
    file = world.child(agreement=False)
    world.csg.judge = lambda operation, body: [said("CSG033A"), said("CSG046A")]
    assert world.synchronise().state == "done_warn"
    assert (world.dossier(file).state, world.dossier(file).warnings) == ("accepted_warn", 2)
    save(file.child, first_name="Maëlie")
    world.csg.judge = lambda operation, body: [said("CSG033A"), said("CSG042ET")]
    run = world.synchronise()
    assert (run.state, world.outcomes(run)) == ("done_errors", ["rejected"])
    assert world.codes(file) == ["CSG042ET", "CSG033A"]
    dossier = world.dossier(file)
    assert (dossier.state, dossier.errors, dossier.warnings) == ("rejected", 1, 1)
    assert Message.select().where(Message.dossier == dossier.id, Message.archived).count() >= 2


def test_icsge_r87_a_server_that_says_accepted_with_an_error_refused_it(world):
    file = world.child(agreement=False)
    send = world.csg.send
    world.csg.send = lambda identity, sent: type(send(identity, sent))(True, "P1", "", (said("CSG042E"),))
    world.synchronise()
    assert world.dossier(file).state == "rejected"
    assert ParentChildFile.get_by_id(file.id).csg_number == ""


def test_icsge_r78_a_refused_file_blocks_its_agreement_until_it_is_accepted(world):
    file = world.child()
    world.csg.judge = lambda operation, body: [said("CSG042E")] if "enfant" in body else []
    run = world.synchronise()
    assert world.outcomes(run) == ["rejected", "blocked"]
    assert world.codes(world.agreement(file)) == ["CSG017E"]
    assert unpack(Message.get(Message.code == "CSG017E").text).startswith("L’entente ne peut être traitée")
    world.csg.judge = lambda operation, body: []
    run = world.synchronise()
    assert world.outcomes(run) == ["accepted", "accepted"]
    assert run.state == "done"


def test_icsge_r15_a_lost_file_number_is_found_again_and_sent_anew(world):
    """Special case 22: the agreement names a number that is not right any more."""
    file = world.child()
    world.synchronise()
    ParentChildFile.update(csg_number="P9999999", version=ParentChildFile.version + 1).execute()
    save(world.agreement(file), csss=False, is_replacement=True)
    world.csg.judge = lambda operation, body: [said("CSG015E")] if body["numeroDossier"] == "P9999999" else []
    run = world.synchronise()
    assert run.state == "done"
    assert ParentChildFile.get_by_id(file.id).csg_number == "P0000001"
    assert Result.select().where(Result.run == run, Result.repaired).count() == 1
    assert world.codes(file) == [] and world.states() == {"in_sync": 2}


def test_icsge_r15_a_number_that_nobody_knows_is_refused_with_its_message(world):
    file = world.child()
    world.synchronise()
    save(world.agreement(file), is_replacement=True)
    world.csg.files.clear()
    world.csg.judge = lambda operation, body: [said("CSG015E")]
    run = world.synchronise()
    assert (run.state, world.outcomes(run)) == ("done_errors", ["rejected"])
    assert world.codes(world.agreement(file)) == ["CSG015E"]


def test_icsge_r15_a_file_that_the_ministry_lost_is_added_anew(world):
    file = world.child(agreement=False)
    world.synchronise()
    save(file.child, first_name="Maëlie")
    world.csg.files.clear()
    world.csg.judge = lambda operation, body: [said("CSG015E")] if body["numeroDossier"] else []
    assert world.synchronise().state == "done"
    assert world.csg.sent() == ["DossierParentEnfantAjouts", "DossierParentEnfantModifications",
                                "DossierParentEnfantAjouts"]
    assert ParentChildFile.get_by_id(file.id).csg_number == "P0000002"


def test_icsge_r77_what_is_changed_back_is_a_version_of_its_own(world):
    """A, then B, then A again: under the first key of A the server would keep B."""
    file = world.child(agreement=False)
    world.synchronise()
    first = file.child.first_name
    for name in ("Mélie", first, "Mélie", first):
        save(Child.get_by_id(file.child_id), first_name=name)
        world.synchronise()
        assert list(world.csg.bodies.values())[-1][1]["enfant"]["prenom"] == name
    assert len(world.csg.applied) == 5


def test_icsge_r77_the_same_payload_twice_has_the_same_key(world):
    file = world.child(agreement=False)
    save(file.child, necsg="900000123")
    file.csg_number = "P0000055"
    file.save()
    world.synchronise()
    fire(world.dossier(file), "force", world.clerk, reason="Encore")
    world.synchronise()
    keys = [key for _operation, key in world.csg.log]
    assert len(keys) == 2 and len(set(keys)) == 1 and len(world.csg.applied) == 1


def test_what_is_changed_while_it_is_on_its_way_goes_again(world):
    file = world.child(agreement=False)
    world.csg.before_answer = lambda: save(Child.get_by_id(file.child_id), first_name="Mélie")
    world.synchronise()
    dossier = world.dossier(file)
    assert dossier.state == "pending" and dossier.ever_accepted
    world.csg.before_answer = lambda: None
    world.synchronise()
    assert list(world.csg.bodies.values())[-1][1]["enfant"]["prenom"] == "Mélie"
    assert world.dossier(file).state == "in_sync"


def test_icsge_r93_the_log_keeps_digests_and_codes_the_content_encrypted(world):
    file = world.child(agreement=False)
    run = world.synchronise()
    row = Result.get(Result.run == run)
    assert row.payload_hash and row.key.endswith(row.payload_hash[:32])
    assert row.body and "Cyr" not in row.body
    assert not any("Maëlle" in str(entry.after) + str(entry.before) + entry.note
                   for entry in journal.history(world.dossier(file), None))
