"""What is announced: agreements about to end, children about to be of school age (1.5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.notify import Notice
from core.records import today
from plugins.agreements import ServiceAgreement
from plugins.families import Child
from plugins.icsge import reminders


def told(user) -> list[str]:
    """The sentences for somebody."""
    return [each.sentence for each in Notice.select().where(Notice.user == user.id).order_by(Notice.id)]


@pytest.mark.parametrize(("days", "count"), [(60, 1), (30, 1), (7, 1), (8, 0), (0, 0)])
def test_an_agreement_is_told_sixty_thirty_and_seven_days_before_its_end(world, days, count):
    world.child()
    ServiceAgreement.update(ends_on=today() + timedelta(days=days)).execute()
    assert reminders.remind_of_ends() == count
    assert len(told(world.clerk)) == count and told(world.stranger) == []


def test_an_agreement_that_is_over_is_not_told(world):
    world.child()
    ServiceAgreement.update(ends_on=today() + timedelta(days=30), state="terminated").execute()
    assert reminders.remind_of_ends() == 0


# ICSGE-R54
@pytest.mark.parametrize(("day", "count"), [(date(2026, 6, 1), 1), (date(2026, 6, 2), 0)])
def test_icsge_r54_school_age_is_announced_on_the_first_of_june(world, monkeypatch, day, count):
    older = world.child()
    world.child()
    Child.update(birth_date=date(2021, 9, 30)).where(Child.id == older.child_id).execute()
    ServiceAgreement.update(ends_on=date(2026, 12, 18)).execute()
    monkeypatch.setattr(reminders, "today", lambda: day)
    assert reminders.remind_of_school() == count
    assert [each[-2:] for each in told(world.clerk)] == ["1."] * count


def test_an_agreement_that_ends_in_august_is_not_announced(world, monkeypatch):
    file = world.child()
    Child.update(birth_date=date(2021, 9, 30)).where(Child.id == file.child_id).execute()
    ServiceAgreement.update(ends_on=date(2026, 8, 31)).execute()
    monkeypatch.setattr(reminders, "today", lambda: date(2026, 6, 1))
    assert reminders.remind_of_school() == 0
