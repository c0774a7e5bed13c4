"""Facts that break no rule: what the tests of the rules change one value of."""

from __future__ import annotations

from datetime import date

from plugins.agreements import Day, Facts, Schedule
from plugins.icsge.rules.facts import Address, Adult, FileFacts, Named, PeriodFacts

TODAY = date(2026, 11, 22)
CHILD = Named("Cyr", "Maëlle", date(2023, 5, 2), "F", "1202305020017")
SOUND = FileFacts(CHILD, Adult("Cyr", "Josiane", "mere", "1"), Address("147 rue des Capelans", "Carleton-sur-Mer",
                                                                       "G0C 1J0"),
                  starts_on=date(2024, 9, 3), day=TODAY)

FULL, OFF = Day(frozenset({"am", "pm"}), begins=480, ends=990), Day()
WEEK = Schedule(((FULL,) * 5 + (OFF,) * 2,))
YEAR = PeriodFacts(date(2026, 4, 1), date(2027, 3, 31), 5, 4, "18-59", permit_places=80)
ALONE = Facts(starts_on=date(2026, 9, 7), ends_on=date(2027, 3, 31), schedule=WEEK, birth_date=date(2023, 5, 2),
              csss=True, signed=True)


def file_said(**changes) -> dict:
    """The body of the sound file, with some of its parts said otherwise; `child`, `adult`, `address` change theirs."""
    child, adult, address = (changes.pop(name, {}) for name in ("child", "adult", "address"))
    return {
        "numeroDossier": "", "debut": "2024-09-03", "fin": None, "gardePartagee": "aucune", "rsg": "",
        "enfant": {"reference": "7", "nom": CHILD.last_name, "prenom": CHILD.first_name,
                   "dateNaissance": "2023-05-02", "sexe": "F", "neHorsProvince": False, "nirec": CHILD.nirec,
                   "necsg": "0", "typePlace": "pcr", "besoinsParticuliers": [], "distinct": False} | child,
        "parentA": {"reference": "1", "nom": "Cyr", "prenom": "Josiane", "role": "mere", "adresse": {
            "rue": "147 rue des Capelans", "ville": "Carleton-sur-Mer", "province": "QC",
            "codePostal": "G0C 1J0"} | address} | adult,
        "parentB": None} | changes


FULL_SAID, OFF_SAID = {"plages": ["am", "pm"], "de": 480, "a": 990}, {"plages": []}
WEEK_SAID = [*[FULL_SAID] * 5, *[OFF_SAID] * 2]


def agreement_said(number: str, **changes) -> dict:
    """The body of a sound agreement of the file of this number."""
    return {"numeroDossier": number, "numero": "00000001", "debut": "2026-09-07", "fin": "2027-03-31",
            "remplacant": False, "frequentationVariable": False, "ecp": None, "protocole": False,
            "mesureTransitoire": False, "poupon": False, "finPoupon": None, "finPouponAnterieure": None, "motif": "",
            "signature": {"date": "2026-09-01", "conforme": True}, "horaire": [WEEK_SAID]} | changes


PERIOD_SAID = {"numero": "", "debut": "2026-04-01", "fin": "2027-03-31", "joursParSemaine": 5, "places": 4,
               "codeAge": "18-59"}
CLOSURE_SAID = {"date": "2026-12-25", "annee": 2026, "plages": ["am", "pm"], "administrationOuverte": False,
                "gardeOuverte": False, "raison": "prevue"}
