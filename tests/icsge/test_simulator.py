"""The simulator over HTTP: register, numbers, neighbours, periods, closure days; the special cases as it sees them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from plugins.icsge.exchange.envelope import (
    ADD_CLOSURE,
    ADD_PERIOD,
    CHANGE_AGREEMENT,
    CHANGE_FILE,
    CHANGE_PERIOD,
    DELETE_AGREEMENT,
    DELETE_CLOSURE,
    DELETE_PERIOD,
)
from plugins.icsge.exchange.transport import RefusedAccess, Unanswered
from plugins.icsge.simulator import codes as access, register
from plugins.icsge.simulator.models import Agreement, Closure, Component, File, Period, Person, writing
from plugins.icsge.simulator.seed import SEED, add_person, sow
from tests.icsge.simulated import DIVISION, INSTALLATION, codes
from tests.icsge.sound import CLOSURE_SAID, FULL_SAID, OFF_SAID, PERIOD_SAID, WEEK_SAID, agreement_said, file_said

FATHER = {"reference": "2", "nom": "Roy", "prenom": "Mathieu", "role": "pere"}
HIS = {"adult": FATHER, "gardePartagee": "semaines"}
MORNING, AFTERNOON = ([*[{"plages": [slot]}] * 5, *[OFF_SAID] * 2] for slot in ("am", "pm"))
IDLE = [OFF_SAID] * 7


def refused(csg, body: dict) -> list[str]:
    """The codes of a file that is not accepted; nothing of it is kept."""
    outcome = csg.file(body)
    assert not outcome.accepted and File.select().count() == 0
    return codes(outcome)


@pytest.mark.parametrize(("said", "code"), [
    ({"child": {"nirec": ""}}, "CSG040E"), ({"child": {"nirec": "12023O5020017"}}, "CSG041E"),
    ({"child": {"nirec": "1202305029999"}}, "CSG044E"), ({"child": {"sexe": "M"}}, "CSG042E"),
    ({"child": {"dateNaissance": "2023-05-03"}}, "CSG042E"), ({"child": {"nom": "Roy"}}, "CSG045E"),
    ({"child": {"necsg": "999"}}, "CSG051E"), ({"child": {"sexe": ""}}, "CSG010E"),
    ({"debut": "2037-01-01"}, "CSG011E"), ({"adult": {"role": ""}}, "CSG020E"), ({"address": {"rue": ""}}, "CSG030E"),
    ({"address": {"rue": "C.P. 12"}}, "CSG031E"), ({"address": {"codePostal": ""}}, "CSG032E"),
    ({"address": {"rue": "2-147 rue des Patriotes"}}, "CSG034E"),
    ({"gardePartagee": "semaines", "parentB": FATHER}, "CSG021E")])
def test_the_server_judges_a_file_by_the_same_table(csg, said, code):
    """ICSGE-R01, R02, R04, R05, R06, R11, R13, R14, R16, R17, R18, R19, R21, R23 as the server says them."""
    assert code in refused(csg, file_said(**said))


def test_special_case_12_a_child_born_abroad_without_number_is_given_one_once(csg):
    """ICSGE-R10."""
    body = file_said(child={"nirec": "", "neHorsProvince": True})
    outcome = csg.file(body)
    assert (outcome.accepted, outcome.necsg, codes(outcome)) == (True, "100000001", ["CSG050A"])
    again = csg.send(CHANGE_FILE, body | {"numeroDossier": outcome.csg_number, "fin": "2027-06-30"})
    assert again.necsg == "100000001" and Person.select().where(Person.necsg.is_null(False)).count() == 1


def test_icsge_r12_numbers_of_two_children(csg):
    add_person(last_name="Roy", first_name="Léo", birth_date="2022-01-08", sex="M", nirec="1202201080011",
               necsg="100000777")
    assert refused(csg, file_said(child={"necsg": "100000777"})) == ["CSG052E"]


def test_icsge_r08_one_number_for_two_children(csg):
    csg.file(file_said())
    other = {"reference": "8", "nom": "Roy", "prenom": "Léo", "dateNaissance": "2022-01-08", "sexe": "M"}
    assert "CSG047E" in codes(csg.file(file_said(child=other)))


def test_icsge_r25_other_signers_need_another_file(csg):
    number = csg.file(file_said()).csg_number
    changed = csg.send(CHANGE_FILE, file_said(numeroDossier=number, parentB=FATHER))
    assert codes(changed) == ["CSG022E"]
    assert csg.file(file_said(debut="2026-01-01", parentB=FATHER)).csg_number == "D00000002"


def test_icsge_r77_a_file_that_is_there_keeps_its_number_though_the_sender_lost_it(csg):
    first = csg.file(file_said()).csg_number
    assert csg.file(file_said(fin="2027-06-30")).csg_number == first
    assert File.select().count() == 1


def test_special_cases_1_and_2_alternate_weeks(csg):
    """ICSGE-R49, R50: equal starts, then one week apart."""
    hers = csg.file(file_said(gardePartagee="semaines")).csg_number
    his = csg.file(file_said(**HIS)).csg_number
    assert csg.agreement(agreement_said(hers, horaire=[WEEK_SAID, IDLE])).accepted
    second = agreement_said(his, numero="00000002", horaire=[IDLE, WEEK_SAID])
    assert csg.agreement(second).accepted
    assert codes(csg.agreement(second | {"debut": "2026-09-14"})) == ["CSG081E"]
    assert set(codes(csg.agreement(second | {"horaire": [WEEK_SAID, IDLE]}))) == {"CSG080E", "CSG083A"}


def test_special_cases_3_and_4_half_days(csg):
    """ICSGE-R51: each parent has a half; both in the morning is refused."""
    shared = {"gardePartagee": "demi-journees"}
    hers = csg.file(file_said(**shared)).csg_number
    his = csg.file(file_said(adult=FATHER, **shared)).csg_number
    assert csg.agreement(agreement_said(hers, horaire=[MORNING])).accepted
    second = agreement_said(his, numero="00000002", horaire=[AFTERNOON])
    assert csg.agreement(second).accepted
    assert set(codes(csg.agreement(second | {"horaire": [MORNING]}))) == {"CSG082E"}


@pytest.mark.parametrize(("start", "accepted"), [("2026-11-04", False), ("2026-11-05", True)])
def test_special_case_7_one_ends_the_fourth_the_next_begins_the_fifth(csg, start, accepted):
    """ICSGE-R28."""
    number = csg.file(file_said()).csg_number
    assert csg.agreement(agreement_said(number, fin="2026-11-04")).accepted
    outcome = csg.agreement(agreement_said(number, numero="00000002", debut=start))
    assert outcome.accepted is accepted and codes(outcome) == ([] if accepted else ["CSG062E"])


@pytest.mark.parametrize(("said", "code"), [
    ({"fin": None}, "CSG060E"), ({"fin": "2026-09-01"}, "CSG061E"), ({"finPouponAnterieure": "2025-01-01"}, "CSG064E"),
    ({"frequentationVariable": True}, "CSG066E"), ({"signature": {"date": None, "conforme": True}}, "CSG068E"),
    ({"horaire": [IDLE]}, "CSG070E"), ({"horaire": [WEEK_SAID, WEEK_SAID]}, "CSG071E"),
    ({"horaire": [[{"plages": [], "demi": True}, *[FULL_SAID] * 4, *[OFF_SAID] * 2]]}, "CSG072E"),
    ({"horaire": [[{"plages": ["am", "soir1"]}, *[FULL_SAID] * 4, *[OFF_SAID] * 2]]}, "CSG073E"),
    ({"debut": "2027-08-30", "fin": "2028-09-01"}, "CSG110E"), ({"mesureTransitoire": True}, "CSG111E"),
    ({"protocole": True}, "CSG090E")])
def test_the_server_judges_an_agreement_by_the_same_table(csg, said, code):
    """ICSGE-R26, R27, R31, R34, R39, R42, R43, R44, R45, R54, R55, R58; special cases 6, 8, 10, 20, 25."""
    outcome = csg.agreement(agreement_said(csg.file(file_said()).csg_number, **said))
    assert code in codes(outcome) and not outcome.accepted and not Agreement.select().exists()


def test_special_case_9_the_transitional_measure_has_its_year(csg):
    """ICSGE-R55: from 1 September of the five years to 31 August, with the allowance attested."""
    add_person(last_name="Cyr", first_name="Jade", birth_date="2021-05-02", sex="F", nirec="1202105020011")
    child = {"reference": "9", "prenom": "Jade", "dateNaissance": "2021-05-02", "nirec": "1202105020011",
             "besoinsParticuliers": [{"du": "2025-01-01", "au": None}]}
    number = csg.file(file_said(child=child)).csg_number
    year = agreement_said(number, debut="2026-09-01", fin="2027-08-31", mesureTransitoire=True)
    assert csg.agreement(year).accepted
    assert codes(csg.agreement(year | {"fin": "2027-09-01"})) == ["CSG111E"]


def test_special_case_27_two_agreements_on_consecutive_periods(csg):
    number = csg.file(file_said()).csg_number
    for rank, (start, end) in enumerate((("2026-06-01", "2026-07-31"), ("2026-08-01", "2026-09-30"))):
        assert csg.agreement(agreement_said(number, numero=f"0000004{rank}", debut=start, fin=end)).accepted
    assert Agreement.select().count() == 2


def test_icsge_r94_a_deleted_agreement_leaves_room_and_may_be_deleted_twice(csg):
    number = csg.file(file_said()).csg_number
    csg.agreement(agreement_said(number))
    gone = {"numeroDossier": number, "numero": "00000001"}
    assert csg.send(DELETE_AGREEMENT, gone).accepted and csg.send(DELETE_AGREEMENT, gone, "again").accepted
    assert csg.agreement(agreement_said(number, numero="00000002")).accepted


def test_an_agreement_that_is_changed_is_no_neighbour_of_itself(csg):
    number = csg.file(file_said()).csg_number
    csg.agreement(agreement_said(number))
    assert csg.send(CHANGE_AGREEMENT, agreement_said(number, fin="2027-02-28")).accepted
    assert Agreement.select().count() == 1


def test_special_case_20_a_protocol_agreement_after_its_period(csg):
    """ICSGE-R58, R64, R78: refused without, accepted with, refused at another age."""
    number = csg.file(file_said()).csg_number
    wanted = agreement_said(number, protocole=True)
    assert codes(csg.agreement(wanted)) == ["CSG090E"]
    period = csg.send(ADD_PERIOD, PERIOD_SAID)
    assert period.csg_number == "P000001"
    assert csg.agreement(wanted).accepted
    assert csg.send(CHANGE_PERIOD, PERIOD_SAID | {"numero": "P000001", "codeAge": "0-17"}).accepted
    assert codes(csg.agreement(wanted | {"motif": "x"})) == ["CSG096E"]
    assert csg.send(DELETE_PERIOD, PERIOD_SAID | {"numero": "P000001"}).accepted and not Period.select().exists()


@pytest.mark.parametrize(("said", "codes_said"), [
    ({"places": 0, "codeAge": "0-17"}, ["CSG091E"]), ({"fin": "2027-04-01"}, ["CSG092E"]), ({}, ["CSG093E", "CSG094A"]),
    ({"codeAge": "0-17"}, ["CSG094A"]), ({"debut": None}, ["CSG091E"])])
def test_the_server_judges_a_period_by_the_same_table(csg, said, codes_said):
    """ICSGE-R59, R60, R61, R62."""
    csg.send(ADD_PERIOD, PERIOD_SAID)
    changed = PERIOD_SAID | said
    if "fin" in said:
        changed |= {"codeAge": "0-17", "places": 1}
        codes_said = [*codes_said, "CSG094A"]
    assert codes(csg.send(ADD_PERIOD, changed, "second")) == codes_said


def test_icsge_r63_more_children_than_places(csg):
    csg.send(ADD_PERIOD, PERIOD_SAID | {"places": 1})
    for rank in range(2):
        born = {"reference": str(rank), "nirec": "", "neHorsProvince": True, "prenom": f"Enfant {rank}"}
        number = csg.file(file_said(child=born)).csg_number
        assert csg.agreement(agreement_said(number, numero=f"0000000{rank}", protocole=True)).accepted
    again = csg.send(CHANGE_PERIOD, PERIOD_SAID | {"numero": "P000001", "places": 1})
    assert codes(again) == ["CSG095A"]


@pytest.mark.parametrize(("said", "codes_said"), [
    ({}, []), ({"plages": []}, ["CSG102E"]), ({"annee": 2025}, ["CSG103A"]), ({"date": "2026-12-27"}, ["CSG103A"]),
    ({"gardeOuverte": True}, ["CSG105E"]), ({"raison": "tempete"}, ["CSG104A"])])
def test_the_server_judges_a_day_of_closure_by_the_same_table(csg, said, codes_said):
    """ICSGE-R67, R69, R70, R71."""
    csg.agreement(agreement_said(csg.file(file_said()).csg_number))
    assert codes(csg.send(ADD_CLOSURE, CLOSURE_SAID | said)) == codes_said


def test_icsge_r66_a_date_is_kept_once_and_can_be_withdrawn(csg):
    for reason in ("prevue", "greve"):
        assert csg.send(ADD_CLOSURE, CLOSURE_SAID | {"raison": reason}).accepted
    assert [row.content["raison"] for row in Closure.select()] == ["greve"]
    assert csg.send(DELETE_CLOSURE, CLOSURE_SAID, "gone").accepted and not Closure.select().exists()


def test_special_case_21_an_office_has_one_code_and_no_closure_days(csg):
    """ICSGE-R65."""
    Component.update(nature="office").execute()
    assert codes(csg.send(ADD_CLOSURE, CLOSURE_SAID)) == ["CSG100E"]
    assert csg.file(file_said(rsg="Une responsable")).accepted


def test_a_code_is_issued_rotated_and_revoked(csg):
    """ICSGE-R83: only its digest is kept, and the one before opens nothing any more."""
    component = Component.get()
    first = access.issue(component)
    assert 30 <= len(first) <= 64 and first not in str(list(Component.select().dicts()))
    recognised = csg.identity.__class__(DIVISION, INSTALLATION, first)
    assert csg.transport.state(recognised).open
    second = access.issue(component)
    with pytest.raises(RefusedAccess):
        csg.transport.state(recognised)
    access.revoke(component)
    for code in (second, ""):
        with pytest.raises(RefusedAccess):
            csg.transport.state(csg.identity.__class__(DIVISION, INSTALLATION, code))


def test_all_refusals_are_one_answer(csg):
    """ICSGE-R84: the bytes are the same whatever is wrong, so that nobody learns which part is right."""
    def asked(**headers) -> tuple[int, bytes]:
        sent = {"X-Csg-Division": DIVISION, "X-Csg-Installation": INSTALLATION, "X-Csg-Code-Acces": "non",
                "X-Csg-Heure": "2026-11-22T12:00:00+00:00"} | headers
        with pytest.raises(urllib.error.HTTPError) as found:
            urllib.request.urlopen(urllib.request.Request(f"{csg.address}/csg/v1/etat", headers=sent))
        with found.value as answer:
            return answer.code, answer.read()

    answers = {asked(), asked(**{"X-Csg-Division": "0"}), asked(**{"X-Csg-Code-Acces": csg.identity.access_code}),
               asked(**{"X-Csg-Heure": "hier"})}
    (status, content), = answers
    assert status == 403 and json.loads(content) == {"messages": [
        {"code": "CSG001E", "texte": "Accès refusé.", "champ": ""}]}


@pytest.mark.parametrize("body", [{}, {"debut": 3}, file_said() | {"enfant": {}}, file_said() | {"debut": "hier"},
                                  file_said(gardePartagee="x"), file_said(child={"nirec": None})])
def test_a_record_that_is_not_in_the_form_of_the_exchange_changes_nothing(csg, body):
    with pytest.raises(Unanswered, match="400"):
        csg.file(body)
    assert File.select().count() == csg.applied() == 0


@pytest.mark.parametrize("week", [[FULL_SAID] * 6, [{"plages": ["midi"]}] * 7, [{"plages": ["am"], "de": 3}] * 7, "x"])
def test_a_schedule_that_is_none_changes_nothing(csg, week):
    number = csg.file(file_said()).csg_number
    with pytest.raises(Unanswered, match="400"):
        csg.agreement(agreement_said(number, horaire=[week]))


def test_an_unknown_operation_is_nothing(csg):
    with pytest.raises(Unanswered, match="400"):
        csg.send("Autre", file_said())


def test_the_register_invents_children_with_numbers_of_the_right_form(csg):
    with writing():
        made = register.fill(50, seed=7)
    assert len({each.nirec for each in made}) == 50
    for each in made:
        assert len(each.nirec) == 13 and each.nirec[1:9] == each.birth_date.strftime("%Y%m%d")
    assert csg.file(file_said(child={
        "reference": "50", "nom": made[0].last_name, "prenom": made[0].first_name, "sexe": made[0].sex,
        "dateNaissance": made[0].birth_date.isoformat(), "nirec": made[0].nirec})).accepted


def test_a_new_simulator_knows_whom_the_demonstration_names(csg, tmp_path):
    said = {"components": [{"division": "70007110", "installation": "70054051", "name": "Bureau coordonnateur",
                            "nature": "office", "code": "c" * 36, "care": ["eve"]}],
            "register": [{"last_name": "Roy", "first_name": "Léo", "birth_date": "2022-01-08", "sex": "M",
                          "nirec": "1202201080011", "necsg": ""}]}
    (tmp_path / SEED).write_text(json.dumps(said))
    sow(tmp_path)
    assert Component.select().count() == 1, "it already knew somebody"
    Component.delete().execute()
    sow(tmp_path)
    office = Component.get()
    assert (office.nature, office.care) == ("office", frozenset({"eve"}))
    assert register.by_nirec("1202201080011").first_name == "Léo"
    assert csg.transport.state(csg.identity.__class__("70007110", "70054051", "c" * 36)).open
