"""Reminders: each once, in words that name a request by its number and never a child (MES-R78, 1.11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.notify import Notice
from core.outbox import Delivery
from core.records import at, today, utcnow
from plugins.mes.departures import child_left
from plugins.mes.form.filling import fill
from plugins.mes.jobs import send_reminders
from plugins.mes.models import Reminder, Request, YearTerms
from plugins.mes.reminders import once, remind
from plugins.mes.signature import tell_signers
from plugins.mes.years import ReferenceYear
from tests.cases import tries

pytestmark = pytest.mark.words
YEAR = ReferenceYear.of(today())


def told(user) -> list[str]:
    return [notice.sentence for notice in Notice.select().where(Notice.user == user).order_by(Notice.id)]


def later(days: int) -> dict[str, int]:
    """What the daily job does so many days from now."""
    with at(utcnow() + timedelta(days=days)):
        return send_reminders(None)


def on(day: date) -> dict[str, int]:
    """What the daily job does on a day."""
    with at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        return send_reminders(None)


# Comments without an answer


def test_comments_without_an_answer_are_recalled_after_ten_and_twenty_days_once_each(world):
    request = world.returned()
    said = f"La demande {request.number} attend vos corrections depuis "
    counts = []
    for days in (9, 10, 11, 19, 20, 21, 60):
        later(days)
        counts.append([text.removeprefix(said) for text in told(world.editor) if text.startswith(said)])
    assert counts == [[], *[["10 jours."]] * 3, *[["10 jours.", "20 jours."]] * 3]
    assert told(world.signer)[-1] == told(world.editor)[-1] and not any(said in text for text in told(world.reader))


def test_whoever_was_away_for_twenty_days_is_told_once_not_twice(world):
    request = world.returned()
    later(25)
    recalled = [text for text in told(world.editor) if "attend vos corrections" in text]
    assert recalled == [f"La demande {request.number} attend vos corrections depuis 20 jours."]


def test_another_round_is_another_reminder(world):
    request = world.returned("general")
    later(10)
    Request.update(round=2, state_since=utcnow()).where(Request.id == request.id).execute()
    later(10)
    assert len([text for text in told(world.editor) if "attend vos corrections" in text]) == 2


def test_what_was_transmitted_again_is_not_recalled(world):
    world.submitted()
    assert later(40)["unanswered_comments"] == 0


# Drafts of a year that ends


@pytest.mark.parametrize(("before", "told_at_all"), [
    (31, False), (30, True), (1, True), (0, True), (-1, True), (-400, True)])
def test_mes_r78_a_draft_is_warned_of_thirty_days_before_its_year_ends(world, before, told_at_all):
    draft = world.draft()
    for _again in range(2):
        on(YEAR.last_day - timedelta(days=before))
    found = [text for text in told(world.editor) if "brouillon" in text]
    assert len(found) == told_at_all and all(draft.number in text for text in found)
    if told_at_all:
        assert ("terminée le" in found[0]) == (before < 0)


def test_mes_r78_no_draft_is_ever_deleted(world):
    draft = world.draft()
    for days in (0, 40, 400, 4000):
        on(YEAR.last_day + timedelta(days=days))
    assert Request.get_by_id(draft.id).state == "draft"


def test_a_draft_of_the_next_year_is_left_in_peace(world):
    draft = world.draft()
    Request.update(reference_year=YEAR.start + 1).where(Request.id == draft.id).execute()
    assert on(YEAR.last_day)["ending_drafts"] == 0


# Ready to sign


def test_a_draft_that_lacks_nothing_but_the_signature_is_told_to_the_signers_once(world):
    request = world.complete()
    assert later(0)["waiting_signatures"] == 0
    later(2)
    later(5)
    said = f"La demande {request.number} est prête à signer."
    assert told(world.signer).count(said) == 1 and told(world.editor) == []
    assert Notice.select().where(Notice.user == world.signer).get().link == f"/mes/demandes/{request.id}/verification"


def test_a_changed_content_is_told_again_and_one_already_told_is_not(world):
    request = world.complete()
    later(2)
    with at(utcnow() + timedelta(days=3)):
        fill(request, world.editor, {"contact": "Une autre"})
    later(6)
    assert len(told(world.signer)) == 2
    other = world.complete()
    tell_signers(other, world.editor)
    before = len(told(world.signer))
    later(3)
    assert len(told(world.signer)) == before


def test_an_incomplete_or_signed_request_is_not_told(world):
    world.draft()
    world.sign(world.complete())
    assert later(3)["waiting_signatures"] == 0


# Calls for requests


def call(**days) -> YearTerms:
    terms = YearTerms(reference_year=YEAR.start, **days)
    terms.save()
    return terms


def test_a_call_is_told_when_it_opens_and_before_it_closes_once_each(world):
    opens = date(YEAR.start, 7, 2)
    call(first_opens_on=opens, first_closes_on=opens + timedelta(days=60))
    for days in (-1, 0, 1, 52, 53, 54, 60, 61, 200):
        on(opens + timedelta(days=days))
    found = [text for text in told(world.editor) if "appel de demandes" in text]
    assert len(found) == 2 and "est ouvert jusqu’au" in found[0] and "se termine le" in found[1]
    assert len(told(world.stranger)) == 2 and told(world.reader) == told(world.director) == []


def test_the_two_calls_of_a_year_are_two(world):
    opens = date(YEAR.start, 7, 2)
    call(first_opens_on=opens, first_closes_on=opens + timedelta(days=20),
         second_opens_on=opens + timedelta(days=100), second_closes_on=opens + timedelta(days=120))
    on(opens)
    on(opens + timedelta(days=100))
    assert len(told(world.editor)) == 2


@pytest.mark.parametrize("days", [
    {}, {"first_opens_on": date(YEAR.start, 7, 2)}, {"first_closes_on": date(YEAR.start, 7, 9)}])
def test_a_call_without_its_days_is_not_told(world, days):
    call(**days)
    assert on(date(YEAR.start, 7, 5))["calls"] == 0


# Once, and without a name


def test_a_mark_and_its_notices_are_written_together_or_neither(world):
    with pytest.raises(ValueError):
        once("essai", [world.editor], "Texte", link="https://ailleurs.example")
    assert not Reminder.select().exists() and told(world.editor) == []
    assert once("essai", [world.editor], "Texte", link="/") == 1
    assert once("essai", [world.editor], "Texte", link="/") == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=tries(25), deadline=None)
@given(moments=st.lists(st.integers(0, 500), max_size=6))
def test_however_often_and_whenever_the_job_runs_nothing_is_said_twice(world, moments):
    if not Request.select().exists():
        world.returned()
        world.complete(world.child(name="Autre Enfant"))
        opens = date(YEAR.start, 7, 2)
        call(first_opens_on=opens, first_closes_on=opens + timedelta(days=60))
    for days in moments:
        later(days)
    for user in (world.editor, world.signer):
        assert len(set(told(user))) == len(told(user))


def test_no_notice_or_mail_ever_says_the_name_of_a_child(world):
    name = "Zéphirine Confidentielle"
    requests = [world.returned(child=world.child(name=name)), world.complete(world.child(name=name)),
                world.compliant(world.child(name=name))]
    for request in requests:
        child_left(request.child, world.greve, today())
    later(25)
    on(YEAR.last_day)
    texts = [row.text + row.link for row in Notice.select()] + [str(row.payload) for row in Delivery.select()]
    assert len(texts) > 10 and not any(word in text for text in texts for word in (*name.split(), "zéphirine"))
    assert sum(dict(remind()).values()) == 0
