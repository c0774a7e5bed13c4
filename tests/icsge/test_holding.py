"""What waits: apart, with its age, reminded of (ICSGE-R91, R01, R19, R56)."""

from __future__ import annotations

from datetime import timedelta

from core.notify import Notice
from core.records import at, utcnow
from core.sentences import unpack
from plugins.icsge.sync.holding import holds, remind
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.selecting import counts, selected
from tests.icsge.test_prechecking import save


def test_icsge_r91_no_nirec_is_a_hold_and_no_error(world):
    """Special case 11: born in Québec, no NIREC, whatever was sworn."""
    file = world.child(agreement=False, nirec=None)
    assert precheck(world.component) == {"held": 1}
    hold, = holds(world.component)
    assert (hold.dossier.held_for, str(hold.reason), hold.days) == ("nirec", "NIREC attendu", 0)
    assert selected(world.component) == []
    assert (counts(world.component).held, counts(world.component).to_send) == (1, 0)
    world.synchronise()
    assert world.csg.log == []
    save(file.child, nirec="1202400000999")
    assert world.synchronise().state == "done"
    assert world.dossier(file).state == "in_sync"


def test_icsge_r91_no_postal_code_yet_is_a_hold(world):
    """Special case 15; a wrong one is an error."""
    file = world.child(agreement=False)
    save(file.guardian_a.household, postal_code="")
    assert precheck(world.component) == {"held": 1}
    assert world.dossier(file).held_for == "postal_code"
    save(file.guardian_a.household, postal_code="1234")
    assert precheck(world.component) == {"invalid_local": 1}
    assert world.dossier(file).held_since is None


def test_icsge_r91_a_sort_that_the_component_holds_waits(world):
    world.component.held_types = ["csss"]
    world.component.save()
    file = world.child()
    save(world.agreement(file), csss=True)
    precheck(world.component)
    assert world.dossier(world.agreement(file)).state in ("held", "invalid_local")
    world.component.held_types = ["transitional"]
    world.component.save()
    save(world.agreement(file), csss=False)
    assert precheck(world.component) == {"pending": 2}


def test_icsge_r91_an_error_beside_it_is_an_error(world):
    file = world.child(agreement=False, nirec=None)
    save(file.guardian_a.household, street="C.P. 12")
    assert precheck(world.component) == {"invalid_local": 1}


def test_icsge_r91_people_are_reminded_after_two_weeks_then_again(world):
    world.child(agreement=False, nirec=None)
    precheck(world.component)
    assert remind() == 0
    now = utcnow()
    with at(now + timedelta(days=15)):
        hold, = holds(world.component)
        assert hold.days == 15
        assert remind() == 1
        assert remind() == 0
    with at(now + timedelta(days=30)):
        assert remind() == 1
    texts = [unpack(notice.text) for notice in Notice.select().where(Notice.user == world.clerk)]
    assert texts == [f"galets-1 : 1 dossiers retenus, le plus ancien depuis {days} jours." for days in (15, 30)]


def test_a_file_on_hold_holds_its_agreement(world):
    """ICSGE-R78: the agreement of a file that is not accepted waits with CSG017E, and goes in the same run as it."""
    file = world.child(nirec=None)
    run = world.synchronise()
    assert world.outcomes(run) == ["blocked"]
    assert world.codes(world.agreement(file)) == ["CSG017E"]
    save(file.child, nirec="1202400000999")
    run = world.synchronise()
    assert world.outcomes(run) == ["accepted", "accepted"]
    assert world.codes(world.agreement(file)) == []
