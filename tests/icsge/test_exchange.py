"""The exchange over HTTP with the simulator: outcomes, look-up, faults, opacity, TLS, clock."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from datetime import timedelta

import pytest
import time_machine

from core.records import utcnow
from plugins.icsge.exchange.address import Address
from plugins.icsge.exchange.bodies import answered, digest, key_of
from plugins.icsge.exchange.client import HttpTransport
from plugins.icsge.exchange.envelope import ADD_AGREEMENT, ADD_FILE, CHANGE_FILE, OPERATIONS, ORDER, Identity, wrapped
from plugins.icsge.exchange.transport import Maintenance, RefusedAccess, Unanswered, Unreachable
from plugins.icsge.simulator.models import File
from plugins.icsge.simulator.serving import context_of
from tests.icsge.certificates import authority
from tests.icsge.simulated import ACCESS, DIVISION, INSTALLATION, codes, serving
from tests.icsge.sound import agreement_said, file_said


def test_a_file_is_accepted_and_numbered(csg):
    outcome = csg.file(file_said())
    assert outcome.accepted and outcome.csg_number == "D00000001" and not outcome.messages
    assert csg.transport.find_file(csg.identity, file_said()) == "D00000001"


def test_the_state_of_the_system_tells_its_clock_and_its_guide(csg):
    state = csg.transport.state(csg.identity)
    assert state.open and state.guide == "2026-1" and abs(state.skew_seconds) <= 2
    assert csg.transport.seen_as == "127.0.0.1"


def test_icsge_r77_the_same_record_sent_twice_is_applied_once_and_answered_alike(csg):
    first = csg.file(file_said())
    assert csg.file(file_said()) == first
    assert File.select().count() == csg.applied() == 1


def test_icsge_r77_a_key_is_that_of_one_content(csg):
    body = file_said()
    assert key_of("file", 7, body) == key_of("file", 7, dict(reversed(body.items())))
    assert key_of("file", 7, body) != key_of("file", 7, body | {"fin": "2027-01-01"})
    csg.file(body)
    with pytest.raises(Unanswered, match="409"):
        csg.send(ADD_FILE, body | {"fin": "2027-01-01"}, key_of("test", 1, body))


def test_icsge_r76_numbers_that_are_written_back_make_no_other_content(csg):
    """Special case 12: what the server assigned is known to it already."""
    body = file_said(child={"nirec": "", "neHorsProvince": True})
    outcome = csg.file(body)
    known = answered(body, outcome)
    assert (known["numeroDossier"], known["enfant"]["necsg"]) == ("D00000001", "100000001")
    assert digest(known) != digest(body)
    assert codes(csg.send(CHANGE_FILE, known)) == []


def test_the_age_is_sent_but_is_no_part_of_the_content(csg):
    sent = csg.sent(ADD_FILE, file_said())
    with time_machine.travel("2026-05-01 12:00 +0000", tick=False):
        early = wrapped(csg.identity, sent, utcnow(), version="1")
    with time_machine.travel("2026-05-02 12:00 +0000", tick=False):
        late = wrapped(csg.identity, sent, utcnow(), version="1")
    assert (early["enregistrement"]["ageEnvoi"], late["enregistrement"]["ageEnvoi"]) == (2, 3)
    assert ACCESS not in str(early)


def test_icsge_r78_files_come_first_then_periods_agreements_and_closure_days():
    names = ("DossierParentEnfantAjouts", "PeriodeProtocoleAjouts", "EntenteServiceAjouts", "JourFermetureAjouts",
             "PeriodeProtocoleSuppressions")
    ranks = [ORDER.index(name) for name in names]
    assert ranks == sorted(ranks) and set(ORDER) < set(OPERATIONS)


@pytest.mark.parametrize("fault", ["coupeAppliques", "demiReponses", "erreursAppliquees"])
def test_icsge_r80_what_was_applied_without_an_answer_is_looked_up(csg, fault):
    sent = csg.sent(ADD_FILE, file_said())
    csg.disturb(**{fault: 1})
    with pytest.raises(Unanswered):
        csg.transport.send(csg.identity, sent)
    assert csg.transport.look_up(csg.identity, sent).csg_number == "D00000001"
    assert csg.transport.send(csg.identity, sent).csg_number == "D00000001"
    assert csg.applied() == 1


@pytest.mark.parametrize("fault", ["coupeAu", "erreurs"])
def test_icsge_r80_what_was_not_applied_is_not_found(csg, fault):
    sent = csg.sent(ADD_FILE, file_said())
    csg.disturb(**{fault: 1})
    with pytest.raises(Unanswered):
        csg.transport.send(csg.identity, sent)
    assert csg.transport.look_up(csg.identity, sent) is None
    assert csg.transport.send(csg.identity, sent).accepted


def test_special_case_24_the_connection_is_cut_at_the_third_of_five_and_goes_on(csg):
    csg.disturb(coupeAu=3)
    bodies = [file_said(child={"reference": str(each), "nirec": "", "neHorsProvince": True}) for each in range(5)]
    done = []
    for body in bodies:
        try:
            done.append(csg.file(body).csg_number)
        except Unanswered:
            sent = csg.sent(ADD_FILE, body)
            assert csg.transport.look_up(csg.identity, sent) is None
            done.append(csg.transport.send(csg.identity, sent).csg_number)
    assert done == [f"D{rank:08d}" for rank in range(1, 6)] and File.select().count() == 5


def test_icsge_r90_in_maintenance_nothing_is_refused(csg):
    csg.disturb(maintenance=1)
    with pytest.raises(Maintenance):
        csg.file(file_said())
    csg.disturb(maintenance=0)
    assert csg.file(file_said()).accepted


def test_an_old_guide_is_warned_of_then_refused(csg):
    csg.disturb(guide=1)
    assert codes(csg.file(file_said())) == ["CSG004A"]
    csg.disturb(guide=2)
    with pytest.raises(Maintenance, match="version"):
        csg.file(file_said())


@pytest.mark.parametrize("wrong", [
    Identity(DIVISION, INSTALLATION, ACCESS.swapcase()), Identity(DIVISION, "00000000", ACCESS),
    Identity("", "", ""), Identity(INSTALLATION, DIVISION, ACCESS), Identity(DIVISION, INSTALLATION, "")])
def test_icsge_r81_r84_whoever_is_not_recognised_is_not_told_why(csg, wrong):
    with pytest.raises(RefusedAccess) as found:
        csg.transport.state(wrong)
    assert str(found.value.message) == "Accès refusé."
    assert not csg.applied()


@pytest.mark.parametrize(("seconds", "refused"), [(290, False), (-290, False), (420, True), (-420, True)])
def test_icsge_r84_a_clock_off_by_more_than_five_minutes_is_refused_and_measured(csg, seconds, refused):
    """Special case 23: seven minutes."""
    csg.disturb(horloge=seconds)
    if refused:
        with pytest.raises(RefusedAccess):
            csg.transport.state(csg.identity)
    else:
        csg.transport.state(csg.identity)
    assert abs(csg.transport.skew + seconds) <= 3


def test_latency_ends_in_a_look_up(csg):
    sent = csg.sent(ADD_FILE, file_said())
    csg.disturb(latence=400)
    impatient = HttpTransport(csg.transport.address, timeout=0.1)
    with pytest.raises(Unanswered):
        impatient.send(csg.identity, sent)
    csg.disturb(latence=0)
    assert csg.transport.send(csg.identity, sent).accepted
    impatient.close()


def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(csg):
    """SEC-24: a server that never ends holds no run."""
    def drip(listening: socket.socket) -> None:
        line, _address = listening.accept()
        with line, suppress(OSError):
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
            for _drop in range(5000):
                line.sendall(b" ")
                time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        with closing(HttpTransport(Address("http", "127.0.0.1", listening.getsockname()[1], ""), timeout=0.3)) as slow:
            began = time.monotonic()
            with pytest.raises(Unanswered):
                slow.state(csg.identity)
        assert time.monotonic() - began < 2
        thread.join()


def test_nobody_at_the_address_is_unreachable(csg):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = HttpTransport(Address("http", "127.0.0.1", port, ""), timeout=2)
    with pytest.raises(Unreachable):
        nobody.state(csg.identity)
    with pytest.raises(Unreachable, match="nom"):
        HttpTransport(Address("https", "csg.invalid", 443, ""), timeout=2).state(csg.identity)


def test_a_certificate_is_checked(csg, tmp_path, simulator_address):
    """SEC-24: one of an authority that is not known, or of another host, and nothing is sent."""
    trusted, files = authority(tmp_path, "localhost")
    with serving(simulator_address[0], context_of(*files)) as port:
        right, wrong = (Address("https", host, port, "") for host in ("localhost", "127.0.0.1"))
        with closing(HttpTransport(right, context=trusted, timeout=5)) as transport:
            assert transport.send(csg.identity, csg.sent(ADD_FILE, file_said())).accepted
        for address, context in ((right, ssl.create_default_context()), (wrong, trusted)):
            transport = HttpTransport(address, context=context, timeout=5)
            with closing(transport), pytest.raises(Unreachable, match="certificat"):
                transport.state(csg.identity)


def test_the_connection_is_kept_open(csg):
    for _time in range(3):
        csg.transport.state(csg.identity)
    pools = csg.transport.pool.pools
    pool, = (pools.get(key) for key in list(pools.keys()))  # noqa: SIM118 (it is no mapping)
    assert pool.num_connections == 1 and pool.num_requests == 3


def test_icsge_r15_a_lost_number_is_found_again(csg):
    """Special case 22: the server renumbered the file; by its child and parent it is found, and the agreement goes."""
    number = csg.file(file_said()).csg_number
    File.update(number="D77777777").where(File.number == number).execute()
    assert codes(csg.agreement(agreement_said(number))) == ["CSG015E"]
    assert codes(csg.send(CHANGE_FILE, file_said(numeroDossier=number))) == ["CSG015E"]
    found = csg.transport.find_file(csg.identity, file_said())
    assert csg.send(ADD_AGREEMENT, agreement_said(found)).accepted
    assert csg.transport.find_file(csg.identity, file_said(child={"reference": "9", "nirec": "", "nom": "Roy"})) is None


def test_a_key_of_the_future_is_not_there(csg):
    assert csg.transport.look_up(csg.identity, csg.sent(ADD_FILE, file_said())) is None
    assert timedelta(seconds=csg.transport.skew) < timedelta(seconds=3)
