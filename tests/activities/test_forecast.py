"""Meals by day, establishment and diet, and their order by mail at the closing time (ACT-R22)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import Refused
from core.i18n import in_zone
from core.jobs import Job
from core.outbox import Delivery
from core.records import at
from core.sentences import unpack
from plugins.activities import mass
from plugins.activities.forecast import FORECASTS, ORDER, due, forecast
from plugins.activities.models import Booking
from plugins.families import Child, Guardian
from tests.mes.counting import statements

FIRST, LAST = date(2026, 9, 7), date(2026, 9, 8)


@pytest.fixture
def meals(town):
    """Two children of a school, one of another, a teacher: each eats on Monday and Tuesday."""
    lea, tom, zoe = town.child("Léa Martin"), town.child("Tom Petit", "CE1"), town.child("Zoé Roux", "CM1")
    Child.update(diet="no_meat").where(Child.id == tom.child_id).execute()
    hugo = town.adult()
    Guardian.update(diet="no_pork").where(Guardian.id == hugo.guardian_id).execute()
    week = mass.Week(FIRST, LAST)
    mass.book([lea.id, tom.id, zoe.id], [town.services["midi"].id], week, town.clerk)
    mass.book([hugo.id], [town.services["adulte"].id], week, town.clerk)
    return {"lea": lea, "tom": tom, "zoe": zoe, "hugo": hugo}


def rows(found):
    return [(row.establishment, row.diet, row.total) for row in found.rows]


def test_meals_are_counted_by_day_establishment_and_diet_act_r22(town, meals):
    found = forecast(town.clerk, town.places["town"], FIRST, LAST)
    assert rows(found) == [("Adultes", "no_pork", 2), ("École Jules-Verne", "standard", 2),
                           ("École Jules-Verne", "no_meat", 2), ("École Marie-Curie", "standard", 2)]
    assert (found.days, found.totals[FIRST], found.total) == ([FIRST, LAST], 4, 8)
    assert [number for _label, number in found.by_diet()] == [4, 2, 2]


def test_only_those_who_eat_are_counted(town, meals):
    Booking.update(state="absent").where(Booking.participant == meals["lea"]).execute()
    Booking.update(state="waiting").where(Booking.participant == meals["tom"]).execute()
    Booking.update(state="present").where(Booking.participant == meals["zoe"], Booking.day == FIRST).execute()
    town.booking(meals["lea"], "soir", FIRST)
    found = forecast(town.clerk, town.places["town"], FIRST, LAST)
    assert rows(found) == [("Adultes", "no_pork", 2), ("École Marie-Curie", "standard", 2)]


def test_a_school_sees_its_own_meals_only(town, meals):
    assert {row.establishment for row in forecast(town.staff, town.places["town"], FIRST, LAST).rows} == {
        "École Jules-Verne"}
    assert forecast(town.stranger, town.places["town"], FIRST, LAST).rows == []
    only = forecast(town.clerk, town.places["curie"], FIRST, LAST, [town.services["midi"]])
    assert rows(only) == [("École Marie-Curie", "standard", 2)]


@pytest.mark.words
def test_a_forecast_costs_few_queries_and_refuses_dates_that_cannot_be(town, meals):
    with statements() as sent:
        forecast(town.clerk, town.places["town"], FIRST, LAST)
    assert len(sent) <= 4
    for last in (FIRST - timedelta(1), FIRST + timedelta(500)):
        with pytest.raises(Refused, match="400 jours"):
            forecast(town.clerk, town.places["town"], FIRST, last)


def test_the_supplier_is_told_once_when_bookings_close_act_r22(town, meals):
    service = town.services["midi"]
    service.supplier_email, service.booking_days, service.booking_time = "cuisine@traiteur.test", 1, "10:00"
    service.save()
    for minute, days in ((59, [date(2026, 9, 6)]), (61, [date(2026, 9, 6), FIRST])):
        with at(datetime(2026, 9, 6, 7, tzinfo=UTC) + timedelta(minutes=minute)), in_zone(None):
            assert [day for _service, day in due()] == days, "ten o’clock in Paris"
    ORDER(None, service=service.id, day=FIRST.isoformat())
    ORDER(None, service=service.id, day=FIRST.isoformat())
    (mail,) = Delivery.select().where(Delivery.kind == "core.mail")
    assert mail.payload["address"] == "cuisine@traiteur.test"
    assert unpack(mail.payload["subject"]) == "Lundi 7 septembre 2026, Cantine : 3 repas"
    assert [unpack(line) for line in mail.payload["lines"]] == [
        "École Jules-Verne : 2 repas (1 standard, 1 sans viande).", "École Marie-Curie : 1 repas (1 standard)."]


def test_the_clock_puts_each_day_down_once_and_a_day_without_meals_sends_nothing(town, meals):
    service = town.services["midi"]
    service.supplier_email, service.booking_days = "cuisine@traiteur.test", 7
    service.save()
    for _time in range(2):
        FORECASTS(None)
    put = {each.arguments["day"] for each in Job.select().where(Job.name == ORDER.name)}
    assert put == {(date(2026, 9, 1) + timedelta(step)).isoformat() for step in range(7)}
    assert ORDER(None, service=service.id, day="2026-09-02") == {"meals": 0}
    assert not Delivery.select().where(Delivery.kind == "core.mail").exists()
