"""The archives: who refuses, what follows, and that nothing is written there (FAM-R11…R18)."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Forbidden, Refused
from core.hookspecs import hookimpl
from core.journal import Entry
from core.records import today
from core.running import running
from core.workflow.obstacles import Obstacle
from plugins.families import (
    Child,
    Criterion,
    CriterionValue,
    EmergencyContact,
    FamilyQuotient,
    Guardian,
    Household,
    Insurance,
    InsurancePolicy,
    Placement,
    add_guardian,
    archive,
    move,
    set_registrations,
    tie,
    unarchive,
)
from plugins.families.life import consequences, proposed


class Billing:
    """A plugin that holds a debt, bookings, and remembers what it is told."""

    name = "billing"

    def __init__(self):
        self.debtors, self.told = [], []

    @hookimpl
    def transition_obstacle(self, record, transition, user):
        if transition.full_name == "families.guardian.archive" and record in self.debtors:
            return Obstacle("Une facture de 12,40 € n’est pas payée.", "Soldez-la.", link="/factures/7")
        if transition.full_name == "families.guardian.close_registrations" and record in self.debtors:
            return "Des repas sont réservés."
        return None

    @hookimpl
    def transition_done(self, record, transition, user):
        if transition.full_name.startswith("families."):
            self.told.append((transition.full_name, str(record)))

    @hookimpl(optionalhook=True)
    def archive_consequences(self, person, day):
        return [f"14 réservations à partir du {day:%d/%m/%Y} sont supprimées."] if isinstance(person, Child) else None


@pytest.fixture
def billing(places):
    """Such a plugin, for one test."""
    plugin, host = Billing(), running().host
    host.plugins["billing"] = plugin
    host.manager.register(plugin, name="billing")
    yield plugin
    host.manager.unregister(plugin)
    del host.plugins["billing"]


def test_fam_r11_what_is_archived_leaves_the_household_and_comes_back(home, agent):
    made = home()
    noe = made.children.get()
    archive(noe, agent)
    assert Child.get_by_id(noe.id).archived_at and Entry.get(Entry.action == "families.child.archived")
    with pytest.raises(Refused, match="déjà dans les archives"):
        archive(noe, agent)
    unarchive(noe, agent)
    assert Child.get_by_id(noe.id).archived_at is None and Entry.get(Entry.action == "families.child.restored")
    with pytest.raises(Refused, match="n’est pas dans les archives"):
        unarchive(noe, agent)


def test_fam_r11_who_may_not_archives_nothing(home, somebody):
    noe = home().children.get()
    with pytest.raises(Forbidden, match="Archiver"):
        archive(noe, somebody(editor="rocheville"))
    assert Child.get_by_id(noe.id).archived_at is None


def test_fam_r12_an_unpaid_invoice_refuses_and_is_named(home, agent, billing):
    made = home()
    alix = made.guardians.get()
    billing.debtors.append(alix)
    with pytest.raises(Refused, match="12,40 €") as refused:
        archive(alix, agent, proposed(alix))
    assert refused.value.obstacles[0].link == "/factures/7"
    assert not Child.select().where(Child.archived_at.is_null(False)).exists(), "all or nothing"
    billing.debtors.clear()
    archive(alix, agent)
    assert Guardian.get_by_id(alix.id).archived_at


def test_fam_r13_nothing_is_written_on_what_is_archived_nor_beside_it(home, agent, places):
    made = home()
    alix, noe = made.guardians.get(), made.children.get()
    criterion = Criterion(organisation=places["rocheville"], label="Quartier", values="Nord\nSud")
    insurance = Insurance(organisation=places["rocheville"], label="MAE")
    contact = EmergencyContact(child=noe, name="Mamie", phone="06")
    for each in (criterion, insurance, contact):
        each.save()
    archive(alix, agent, proposed(alix))
    contact.phone = "07"
    writes = [
        EmergencyContact(child=noe, name="x", phone="1").save, contact.save, contact.delete_instance,
        CriterionValue(child=noe, criterion=criterion, value="Nord").save,
        InsurancePolicy(guardian=alix, insurance=insurance).save,
        FamilyQuotient(household=made, amount=70000).save,
        Placement(child=noe, installation=places["école de rocheville"]).save,
        lambda: tie(noe, alix, "mother", agent),
        lambda: move(alix, home("Loïc Gwernig", child=""), today(), agent),
        lambda: add_guardian(Household.get_by_id(made.id), {"first_name": "A", "last_name": "B"}, agent),
    ]
    for model, record in ((Guardian, alix), (Child, noe), (Household, made)):
        again = model.get_by_id(record.id)
        again.folded = "x"
        writes.append(again.save)
    contact.child = Child.get_by_id(noe.id)
    for act in writes:
        for each in (alix, noe, made):
            each.__data__["archived_at"] = type(each).get_by_id(each.id).archived_at
        with pytest.raises(Refused, match="dans les archives"):
            act()


def test_fam_r15_unarchiving_takes_the_household_out_and_asks_for_the_address(home, agent, billing):
    made = home(email="alix@exemple.test")
    alix = made.guardians.get()
    archive(alix, agent, proposed(alix))
    other = home("Loïc Gwernig", child="", email="alix@exemple.test").guardians.get()
    alix = Guardian.get_by_id(alix.id)
    with pytest.raises(Refused, match="maintenant celle de Loïc Gwernig"):
        unarchive(alix, agent)
    assert Household.get_by_id(made.id).archived_at
    other.email = ""
    other.save()
    unarchive(Guardian.get_by_id(alix.id), agent)
    assert Household.get_by_id(made.id).archived_at is None and Guardian.get_by_id(alix.id).mail_key
    assert Child.get().archived_at, "the child is taken out by herself"
    assert billing.told[-2:] == [("families.household.unarchive", "Foyer Lerouet"),
                                 ("families.guardian.unarchive", "Alix Lerouet")]


def test_fam_r16_the_consequences_are_counted_before_and_the_plugins_are_told(home, agent, billing):
    noe = home().children.get()
    assert consequences(noe, date(2026, 11, 23)) == ["14 réservations à partir du 23/11/2026 sont supprimées."]
    archive(noe, agent)
    assert billing.told == [("families.child.archive", "Noé Lerouet")]


def test_fam_r17_the_last_adult_proposes_the_household_and_the_children_left_alone(home, agent):
    made = home()
    alix, noe = made.guardians.get(), made.children.get()
    assert proposed(alix) == [noe, made]
    loic = home("Loïc Gwernig", child="").guardians.get()
    tie(noe, loic, "father", agent)
    assert proposed(alix) == [made], "the child has another adult"
    second = add_guardian(made, {"first_name": "Yann", "last_name": "Tanguy"}, agent)
    assert proposed(alix) == []
    with pytest.raises(Refused, match="n’est pas proposée"):
        archive(alix, agent, [made])
    with pytest.raises(Refused, match="y habite encore"):
        archive(made, agent)
    archive(second, agent)
    archive(alix, agent, proposed(alix))
    assert Household.get_by_id(made.id).archived_at and Child.get_by_id(noe.id).archived_at is None


def test_fam_r18_registration_is_opened_and_not_closed_while_something_is_booked(home, agent, billing):
    maud = home("Maud Teacher", child="").guardians.get()
    set_registrations(maud, True, agent)
    assert Guardian.get_by_id(maud.id).registrations_open
    billing.debtors.append(maud)
    with pytest.raises(Refused, match="Des repas sont réservés"):
        set_registrations(maud, False, agent)
    assert Guardian.get_by_id(maud.id).registrations_open
    billing.debtors.clear()
    set_registrations(maud, False, agent)
    assert not Guardian.get_by_id(maud.id).registrations_open
