"""Reserved periods: the grid, the machine 1.12.5, and the agreements that need them (ICSGE-R58 to R64)."""

from __future__ import annotations

from datetime import date

import pytest

from core.accounts.models import SYSTEM
from core.errors import Refused
from core.workflow.engine import create, fire
from plugins.icsge.csss import CsssPeriod, bounds, most_children, uncovered
from plugins.icsge.jobs import turn
from plugins.icsge.rules.csss import age_code, financial_year
from plugins.icsge.workflows.csss import CsssFlow, answered, to_send
from tests.icsge.conftest import START, add_agreement
from tests.icsge.test_closures import Told

TABLE = {
    ("", "draft", "create"), ("draft", "pending", "confirm"), ("pending", "accepted", "ack"),
    ("amended", "accepted", "ack"), ("pending", "rejected", "nack"), ("amended", "rejected", "nack"),
    ("rejected", "pending", "fix"), ("accepted", "amended", "edit"), ("accepted", "closed", "end"),
    ("draft", "", "delete"), ("rejected", "", "delete"), ("accepted", "withdrawn", "withdraw")}
FIRST, LAST = bounds(financial_year(START))
LINE = {"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat(), "days_per_week": "5", "places": "5",
        "age_code": "18-59"}


def test_the_machine_of_a_period_is_table_1_12_5():
    found = {(source.name if source else "", each.target.name if each.target else "", each.name)
             for each in CsssFlow.transitions.values() for source in (each.sources or (None,))}
    assert found == TABLE


def a_period(world, **values) -> CsssPeriod:
    """A period of the component, entered."""
    said = {"component": world.component, "starts_on": FIRST, "ends_on": LAST, "places": 5, "age_code": "18-59"}
    return create(CsssPeriod(**(said | values)), "create", world.clerk)


def accepted(world, **values) -> CsssPeriod:
    """A period that the Ministry accepted."""
    period = fire(a_period(world, **values), "confirm", world.director)
    period.sent_hash = "b" * 64
    answered(period, True, [])
    return CsssPeriod.get_by_id(period.id)


# ICSGE-R59 and R60
@pytest.mark.parametrize(("wrong", "said"), [
    ({"ends_on": date(FIRST.year, 3, 1)}, "CSG091E"), ({"days_per_week": 8}, "CSG091E"), ({"places": 0}, "CSG091E"),
    ({"age_code": "60"}, "CSG091E"), ({"ends_on": date(LAST.year, 4, 1)}, "CSG092E")])
def test_icsge_r59_r60_a_period_that_is_not_whole_is_not_entered(world, wrong, said):
    with pytest.raises(Refused, match=said):
        a_period(world, **wrong)
    assert not CsssPeriod.select().exists()


# ICSGE-R61
def test_icsge_r61_two_periods_of_one_age_do_not_overlap(world):
    a_period(world)
    a_period(world, age_code="0-17")
    with pytest.raises(Refused, match="CSG093E"):
        a_period(world, starts_on=date(FIRST.year, 9, 1))


# ICSGE-R62
def test_icsge_r62_more_than_one_place_in_twenty_is_confirmed_by_who_knows_it(world):
    world.component.permit_places_0_17, world.component.permit_places_18_59 = 20, 60
    world.component.save()
    period = a_period(world)
    with pytest.raises(Refused, match="5 %"):
        fire(period, "confirm", world.director)
    world.window(world.director).post(f"/icsge/protocole/periodes/{period.id}", data=LINE | {"over_share": "1"})
    assert fire(CsssPeriod.get_by_id(period.id), "confirm", world.director).state == "pending"


# ICSGE-R63
def test_icsge_r63_more_children_than_places_is_told_with_the_day(world):
    period = a_period(world, places=1)
    for _each in range(2):
        add_agreement(world.child(agreement=False), world.made, csss=True, ends_on=LAST)
    assert most_children(period) == (START, 2)
    page = world.window(world.clerk).get(
        f"/icsge/?composante={world.component.id}&volet=protocole&annee={FIRST.year}").text
    assert "CSG095A" in page


def test_the_grid_enters_a_period_and_tells_what_cannot_be_read(world):
    browser, here = world.window(world.clerk), f"/icsge/protocole/{world.component.id}"
    wrong = browser.post(here, data=LINE | {"places": "beaucoup", "annee": FIRST.year}, follow_redirects=True)
    assert "un nombre de 1 à 999" in wrong.text and not CsssPeriod.select().exists()
    assert 'value="beaucoup"' in wrong.text and f'value="{LAST.isoformat()}"' in wrong.text  # nothing is typed twice
    assert "beaucoup" not in browser.get(
        f"/icsge/?composante={world.component.id}&volet=protocole&annee={FIRST.year}").text
    browser.post(here, data=LINE)
    period = CsssPeriod.get()
    assert (period.state, period.places, period.age_code) == ("draft", 5, "18-59")
    title = browser.get(f"/icsge/?composante={world.component.id}&volet=protocole&annee={FIRST.year}").text
    assert f"{FIRST.year}-{FIRST.year + 1}" in title


def test_the_director_confirms_and_deletes_and_a_clerk_does_not(world):
    period = a_period(world)
    address = f"/icsge/protocole/periodes/{period.id}"
    assert world.window(world.clerk).post(f"{address}/confirm").status_code == 403
    director = world.window(world.director)
    director.post(f"{address}/confirm")
    assert to_send(world.component) == [period] and CsssPeriod.get().state == "pending"
    answered(CsssPeriod.get(), False, [{"code": "CSG092E", "text": "", "field": ""}])
    assert CsssPeriod.get().state == "rejected"
    page = director.get(f"/icsge/?composante={world.component.id}&volet=protocole&annee={FIRST.year}").text
    assert "CSG092E" in page and "répondu par le Ministère" in page
    director.post(f"{address}/delete")
    assert not CsssPeriod.select().exists()


# ICSGE-R58
def test_icsge_r58_a_change_that_uncovers_an_agreement_is_confirmed_or_not_made(world):
    period = accepted(world)
    add_agreement(world.child(agreement=False), world.made, csss=True, ends_on=LAST)
    shorter = LINE | {"ends_on": date(FIRST.year, 10, 31).isoformat()}
    browser, address = world.window(world.director), f"/icsge/protocole/periodes/{period.id}"
    refused = browser.post(address, data=shorter, follow_redirects=True)
    assert "n’auraient plus de période" in refused.text and CsssPeriod.get().state == "accepted"
    assert CsssPeriod.get().ends_on == LAST
    with pytest.raises(Refused, match="plus de période"):
        fire(CsssPeriod.get(), "withdraw", world.director)
    browser.post(address, data=shorter | {"confirmed": "1"})
    assert CsssPeriod.get().state == "amended" and len(uncovered(CsssPeriod.get())) == 1


def test_a_period_that_nobody_uses_is_withdrawn_and_forgotten_at_the_ministry(world):
    period = fire(accepted(world), "withdraw", world.director)
    assert to_send(world.component) == [period]
    answered(period, True, [])
    assert to_send(world.component) == [] and CsssPeriod.get().state == "withdrawn"


def test_a_period_ends_the_day_after_its_last(world, monkeypatch):
    period = accepted(world)
    for day, state in ((LAST, "accepted"), (date(LAST.year, 4, 1), "closed")):
        for module in ("plugins.icsge.jobs", "plugins.icsge.workflows.csss"):
            monkeypatch.setattr(f"{module}.today", lambda day=day: day)
        turn(Told())
        assert CsssPeriod.get_by_id(period.id).state == state
    with pytest.raises(Refused):
        fire(CsssPeriod.get_by_id(period.id), "end", SYSTEM)


# ICSGE-R64
def test_icsge_r64_the_age_code_turns_at_eighteen_months():
    born = date(2025, 3, 15)
    assert age_code(born, date(2026, 9, 14)) == "0-17"
    assert age_code(born, date(2026, 9, 15)) == "18-59"
