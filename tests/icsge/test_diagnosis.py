"""The diagnosis of a connection (ICSGE-R85): a line each with its verdict, the clock measured."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plugins.icsge.exchange.address import Address
from plugins.icsge.exchange.diagnosis import PHONE, Asked, examine
from plugins.icsge.exchange.envelope import Identity
from plugins.icsge.simulator.serving import context_of
from tests.icsge.certificates import authority
from tests.icsge.simulated import serving

TITLES = ["Nom du serveur", "Connexion", "Certificat", "Reconnaissance par CSG", "Heure", "Adresse publique",
          "Numéro de division", "Numéro d’installation", "Code d’accès", "Dernière réussite",
          "Incidents connus de CSG"]


def told(asked: Asked, at: Address, **more) -> dict[str, tuple[str, str]]:
    """The verdict and the sentence of each line, by its title."""
    return {str(each.label): (each.verdict, str(each.text)) for each in examine(asked, at=at, **more)}


@pytest.fixture
def asked(csg):
    return Asked(csg.identity)


def test_icsge_r85_each_thing_has_its_line_and_its_verdict(csg, asked, app):
    found = told(replace(asked, last_success=datetime(2026, 11, 20, 19, 2, tzinfo=UTC)), csg.transport.address)
    assert list(found) == TITLES
    assert {verdict for verdict, _text in found.values()} == {"ok"}
    assert found["Adresse publique"][1] == "127.0.0.1"
    assert found["Dernière réussite"][1].startswith("20 nov. 2026 à 14")
    assert PHONE == "1 855 336-8568"


@pytest.mark.parametrize(("seconds", "verdict", "said"), [
    (420, "ko", "retarde de "), (-420, "ko", "avance de "), (120, "ok", "retarde de ")])
def test_icsge_r84_r85_the_clock_is_measured_though_the_refusal_says_nothing(csg, asked, seconds, verdict, said):
    """Special case 23: seven minutes off, the same answer as a wrong code."""
    csg.disturb(horloge=seconds)
    found = told(asked, csg.transport.address)
    assert found["Reconnaissance par CSG"] == (("ko", "Accès refusé.") if verdict == "ko"
                                               else ("ok", "La composante est reconnue."))
    assert found["Heure"][0] == verdict and said in found["Heure"][1]
    minutes = int(found["Heure"][1].split(said)[1].split()[0])
    assert minutes in (abs(seconds) // 60 - 1, abs(seconds) // 60)


def test_icsge_r85_a_wrong_code_looks_the_same_but_the_clock_is_right(csg, asked):
    found = told(replace(asked, identity=replace(csg.identity, access_code="x" * 36)), csg.transport.address)
    assert found["Reconnaissance par CSG"] == ("ko", "Accès refusé.")
    assert found["Heure"][0] == "ok"


def test_icsge_r85_numbers_and_code_are_looked_at_without_the_server(csg, asked):
    wrong = Identity("3000-2000", "1234567", "trop court ")
    found = told(replace(asked, identity=wrong, incidents=("CSG est en panne.",)), csg.transport.address)
    assert [found[title][0] for title in TITLES[6:11]] == ["ko", "ko", "ko", "unknown", "ko"]
    assert "collez-le" in found["Code d’accès"][1]


def test_icsge_r85_nobody_there_and_no_such_name(csg, asked):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = told(asked, Address("http", "127.0.0.1", port, ""))
    assert [nobody[title][0] for title in TITLES[:6]] == ["ok", "ko", "unknown", "unknown", "unknown", "unknown"]
    nameless = told(asked, Address("https", "csg.invalid", 443, ""))
    assert [nameless[title][0] for title in TITLES[:3]] == ["ko", "unknown", "unknown"]


def test_icsge_r85_a_wrong_certificate_is_named(csg, asked, simulator_address, tmp_path):
    trusted, files = authority(tmp_path, "localhost")
    with serving(simulator_address[0], context_of(*files)) as port:
        here = Address("https", "localhost", port, "")
        assert told(asked, here, context=trusted)["Reconnaissance par CSG"][0] == "ok"
        found = told(asked, here, context=ssl.create_default_context())
    assert [found[title][0] for title in TITLES[:4]] == ["ok", "ok", "ko", "unknown"]


def test_icsge_r85_in_maintenance_the_service_says_so(csg, asked):
    csg.disturb(maintenance=1)
    assert told(asked, csg.transport.address)["Reconnaissance par CSG"] == (
        "ko", "Le service est momentanément indisponible.")


def test_icsge_r85_without_an_address_the_rest_is_told(app, asked):
    found = [str(each.label) for each in examine(asked)]
    assert found == ["Adresse de CSG", *TITLES[6:]]
