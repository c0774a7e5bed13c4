"""The screen of the source: three components, seven lines, the closure days of 2016, both reserved periods."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

from core.api import SYSTEM, Membership, Organisation, Role, _, create, fire
from plugins.agreements import ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.closures import ClosureDay
from plugins.icsge.components import Component, open_component, set_code
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.demo.people import Family, make_file, sign
from plugins.icsge.sync.following import follow
from plugins.icsge.workflows.closures import batch_for

REGION, SCREEN = "03", 20160925
HOUSES = (
    ("Bureau coordonnateur", "office", "70007110", "70054051", datetime(2016, 9, 25, 13, 52, 53, tzinfo=UTC)),
    ("CPE Biscuit 1", "cpe", "53236600", "30054568", datetime(2016, 9, 25, 13, 54, 59, tzinfo=UTC)),
    ("CPE Biscuit 2", "cpe", "53236601", "53236600", None),
)
CASES = ("CPE Biscuit 3", "cpe", "53236602", "30054569", None)
OFFICE = ("Les Biscuits à la maison", "office", "70007111", "70054052", None)
PEOPLE = (("solange.hamel@biscuit.example", "Solange Hamel", "icsge_director"),
          ("denis.boily@biscuit.example", "Denis Boily", "icsge_clerk"),
          ("lise.ouimet@biscuit.example", "Lise Ouimet", "icsge_support"))
LINES = (
    # number, child, sex, NIREC, parent, from, to
    (1, "Verret", "William", "M", "1201404200001", ("Carl", "Verret", "father"), (6, 1), (8, 31)),
    (13, "Bégin", "Alexandre", "M", "1201404101002", ("André", "Bégin", "father"), (6, 1), (8, 31)),
    (18, "Dubois", "Leonie", "F", "1201404101007", ("Alex", "Dubois", "father"), (6, 1), (8, 31)),
    (33, "Allard", "Nicolas", "M", "1201404101022", ("Michael", "Allard", "father"), (6, 1), (8, 31)),
    (46, "Allardzzz", "Lailazzz", "F", "1201404101035", ("Ismael", "Allard", "father"), (6, 1), (7, 31)),
    (60, "Allardzzz", "Lailazzz", "F", "1201404101035", ("Ismael", "Allard", "father"), (8, 1), (9, 30)),
    (61, "Vachon", "Philippe", "M", "1201404101031", ("Jake", "Vachon", "father"), (8, 1), (9, 30)),
)
MISTAKEN = {"1201404200001": date(2014, 4, 2)}
"""What we believe, where the register knows better: the birth date of the first line (CSG042E)."""
CLOSED = ((2016, 1, 1), (2016, 3, 25), (2016, 3, 28), (2016, 5, 23), (2016, 6, 24), (2016, 7, 1), (2016, 9, 5),
          (2016, 10, 10), (2016, 10, 13), (2016, 12, 25), (2017, 10, 17))
LOCKED_OUT = date(2016, 6, 24)
PERIODS = ((date(2016, 4, 1), date(2016, 10, 31), 5, "0-17"), (date(2016, 5, 1), date(2016, 10, 31), 4, "18-59"))


def houses(demo) -> str:
    """The components with their numbers and codes, and the people who work there."""
    region = Organisation.get(Organisation.kind == "region", Organisation.code == REGION)
    divisions, chance = [], random.Random(SCREEN)  # noqa: S311 (the simulator is told them)
    for name, nature, division_no, installation_no, sent_at in (*HOUSES, CASES, OFFICE):
        division = Organisation(kind="division", nature=nature, name=name, code=division_no, parent=region,
                                email="info@biscuit.example", phone="418 555-0170", postal_code="G1K 2B4",
                                address="12, rue du Four, Biscuitville (Québec)")
        division.save()
        house = Organisation(kind="installation", nature=nature, name=name, code=installation_no, parent=division,
                             address=division.address, postal_code=division.postal_code, phone=division.phone)
        house.save()
        divisions.append(division)
        component = open_component(house, SYSTEM)
        set_code(component, access_code(chance), SYSTEM)
        component.permit_places_0_17, component.permit_places_18_59 = 60, 140
        component.last_sent_at = sent_at
        component.save()
    for email, name, role in PEOPLE:
        person = demo.account(email, name, role=role, place=divisions[0])
        for division in divisions[1:]:
            Membership(user=person, role=Role.get(Role.name == role), organisation=division).save()
    return _("%(count)s composantes", count=Component.select().count())


def access_code(chance: random.Random) -> str:
    """Thirty-six signs, as the Ministry gives them."""
    signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789@"
    return "".join(chance.choices(signs, k=36))


def biscuit() -> Component:
    """The component whose data the source shows."""
    return Component.get(Component.organisation == Organisation.get(Organisation.name == HOUSES[1][0],
                                                                    Organisation.kind == "installation"))


def lines(demo) -> str:
    """The seven lines: agreements of 2016, signed then, to be sent now."""
    house, files = biscuit().organisation, {}
    for number, last, first, sex, nirec, parent, starts, ends in LINES:
        born = MISTAKEN.get(nirec, date(int(nirec[1:5]), int(nirec[5:7]), int(nirec[7:9])))
        begins = date(2016, *starts)
        if nirec not in files:
            files[nirec] = make_file(house, Family(last, first, born, sex, nirec, (parent,)), begins)
        agreement = sign(demo, files[nirec], begins, date(2016, *ends))
        ServiceAgreement.update(number=f"{number:08d}").where(ServiceAgreement.id == agreement.id).execute()
    demo.next_number_is(f"agreement:{house.id}", LINES[-1][0] + 1)
    return _("%(count)s ententes à synchroniser", count=len(LINES))


def calendar(demo) -> str:
    """The closure days of 2016, with one of the year after, and both reserved periods."""
    component = biscuit()
    batch = batch_for(component, 2016)
    rows = [ClosureDay(component=component, batch=batch, day=date(*day), am=True, pm=True,
                       reason="lock_out" if date(*day) == LOCKED_OUT else "planned") for day in CLOSED]
    fire(batch, "add", SYSTEM, rows=rows)
    for starts_on, ends_on, places, age_code in PERIODS:
        create(CsssPeriod(component=component, starts_on=starts_on, ends_on=ends_on, places=places, days_per_week=5,
                          age_code=age_code), "create", SYSTEM)
    return _("%(days)s jours de fermeture, %(periods)s périodes réservées", days=len(CLOSED), periods=len(PERIODS))


def followed(demo) -> str:
    """What is to be sent is known from the first page on."""
    for component in Component.select():
        follow(component)
    return _("%(count)s dossiers suivis", count=ParentChildFile.select().where(
        ParentChildFile.installation << Component.select(Component.organisation)).count())


