"""The rules of billing, each by its number: who pays which day (BIL-R01…R07, R27), and cases 1, 2, 3 and 5."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core import journal
from core.database import db
from core.errors import Forbidden, Refused, Stale
from plugins.activities.conditions import judge_all
from plugins.activities.facts import Cell, Facts
from plugins.activities.weeks import WeekCriterion, days_of, monday
from plugins.billing.archiving import consequences
from plugins.billing.holes import warnings
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.months import payers
from plugins.billing.panels import lines, paid_by
from plugins.billing.paying import among, payers_of
from plugins.billing.rules import Change, Terms, change_rule, delete_rule, pairs_of, stop_rule
from plugins.billing.spans import Span, first_shared, mirrored
from plugins.billing.splitting import Split, carry_out, plan
from plugins.families import archive
from tests.activities.conftest import FIRST, LAST
from tests.billing.conftest import EVEN, ODD
from tests.cases import tries
from tests.mes.counting import statements

WEDNESDAY = date(2026, 9, 16)
DAY = timedelta(days=1)


def test_bil_r01_a_rule_belongs_to_an_adult_and_pays_for_the_services_of_her_children(town):
    lea, claire, _pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea, services=("midi", "soir")), ends_on=WEDNESDAY)
    paid = payers_of([lea.id], [each.id for each in town.services.values()], date(2026, 9, 15), date(2026, 9, 18))
    assert {(cell.service, cell.day.day): name for cell, name in paid.items()} == {
        (town.services[name].id, day): "Claire Martin" for name in ("midi", "soir") for day in (15, 16)}
    assert [each.action for each in journal.history(rule)] == ["billing.rule.created"]
    with pytest.raises(Refused, match="Aucune prestation n’est cochée"):
        town.rule(claire, [])


def test_bil_r01_only_who_holds_the_right_where_the_adult_lives_writes_and_reads_rules(town):
    lea, claire, _pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea))
    for user in (town.staff, town.stranger):
        assert not BillingRule.visible_to(user).exists() and not BillingRuleTarget.visible_to(user).exists()
        with pytest.raises(Forbidden, match="de Claire Martin"):
            stop_rule(rule, WEDNESDAY, user)
    assert BillingRule.visible_to(town.clerk).get() == rule


def test_bil_r02_the_criterion_is_none_one_week_in_two_or_a_list_of_weeks(town):
    lea, claire, pierre = town.parents()
    anchor = WeekCriterion("anchor", FIRST)
    for weeks, wanted in ((EVEN, {36, 38, 40}), (ODD, {37, 39}), (anchor, {36, 38, 40}),
                          (WeekCriterion("list", None, frozenset({(2026, 37), (2026, 38)})), {37, 38})):
        rule = town.rule(pierre, town.pairs(lea), weeks)
        paid = town.paying(lea, FIRST, date(2026, 10, 4))
        assert {day.isocalendar().week for day in paid} == wanted
        delete_rule(rule, town.clerk)
    with pytest.raises(Refused, match="Aucune des semaines choisies n’est dans la période"):
        town.rule(claire, town.pairs(lea), WeekCriterion("list", None, frozenset({(2026, 30)})))


def test_bil_r03_a_rule_is_deleted_or_stopped_at_a_date(town):
    lea, claire, _pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea))
    with pytest.raises(Refused, match="ne commence que le 1er septembre 2026"):
        stop_rule(rule, FIRST - DAY, town.clerk)
    stop_rule(rule, WEDNESDAY, town.clerk)
    assert max(town.paying(lea, FIRST, LAST)) == WEDNESDAY  # case 3: in the middle of a week
    with pytest.raises(Refused, match="s’arrête déjà le 16 septembre 2026"):
        stop_rule(rule, WEDNESDAY + DAY, town.clerk)
    delete_rule(rule, town.clerk)
    assert not BillingRule.select().exists() and not BillingRuleTarget.select().exists()


def test_bil_r03_what_was_invoiced_from_is_stopped_only_and_not_before(town):
    lea, claire, pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea))
    town.booking(lea, "soir", date(2026, 9, 25), invoice_line=8)
    town.booking(lea, "midi", date(2026, 9, 18), invoice_line=7)
    for act in (lambda: delete_rule(rule, town.clerk), lambda: stop_rule(rule, WEDNESDAY, town.clerk),
                lambda: change_rule(rule, Change(pierre), town.clerk)):
        with pytest.raises(Refused, match="facturées.* jusqu’au 18 septembre 2026"):
            act()
    stop_rule(rule, date(2026, 9, 18), town.clerk)
    assert rule.ends_on == date(2026, 9, 18)


def test_bil_r04_a_rule_is_transferred_whole_or_from_a_day_on(town):
    lea, claire, pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea))
    change_rule(rule, Change(pierre), town.clerk)
    assert set(town.paying(lea, FIRST, LAST).values()) == {"Pierre Blanc"}
    new = change_rule(rule, Change(claire, since=WEDNESDAY), town.clerk)
    assert (new.payer, new.starts_on, pairs_of(new)) == (claire, WEDNESDAY, town.pairs(lea))
    paid = town.paying(lea, FIRST, LAST)
    assert (paid[WEDNESDAY - DAY], paid[WEDNESDAY], len(paid)) == ("Pierre Blanc", "Claire Martin", 305)
    with pytest.raises(Refused, match="ne court pas le 16 septembre 2026"):
        change_rule(rule, Change(claire, since=WEDNESDAY), town.clerk)


def test_bil_r05_a_co_payer_stands_beside_and_the_payer_stays(town):
    lea, claire, pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea))
    with pytest.raises(Refused, match="Claire Martin paie déjà"):
        change_rule(rule, Change(claire, claire), town.clerk)
    change_rule(rule, Change(claire, pierre), town.clerk)
    assert (rule.payer, rule.co_payer) == (claire, pierre)
    assert set(town.paying(lea, FIRST, LAST).values()) == {"Claire Martin"}
    change_rule(rule, Change(claire), town.clerk)
    assert rule.co_payer is None
    assert len(journal.history(rule)) == 3


def split(town, lea, adults, weeks=EVEN, **values) -> Split:
    """Claire and Pierre part after Wednesday."""
    return Split(tuple(values.pop("pairs", None) or town.pairs(lea)), WEDNESDAY, *adults, weeks, **values)


def test_bil_r06_case_1_the_assistant_gives_each_day_one_payer_also_after_53_weeks(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea, services=("midi", "soir")))
    asked = split(town, lea, (claire, pierre))
    found = plan(asked, town.clerk)
    assert BillingRule.select().count() == 1, "a preview writes nothing"
    carry_out(asked, found.seen, town.clerk)
    paid = town.paying(lea, FIRST, LAST)
    assert sorted(paid) == list(days_of(FIRST, LAST)), "no day without a payer"
    assert {day for day, name in paid.items() if name == "Pierre Blanc"} == {
        day for day in days_of(WEDNESDAY + DAY, LAST) if day.isocalendar().week % 2}
    jump = [paid[date.fromisocalendar(*week, 1)] for week in ((2026, 52), (2026, 53), (2027, 1), (2027, 2))]
    assert jump == ["Claire Martin", "Pierre Blanc", "Pierre Blanc", "Claire Martin"]
    assert set(town.paying(lea, FIRST, LAST, "soir").values()) == {"Claire Martin"}, "what was not ticked goes on"
    assert len(town.paying(lea, FIRST, LAST, "soir")) == len(paid)


def test_bil_r06_from_an_anchor_weeks_alternate_without_a_jump(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea))
    asked = split(town, lea, (claire, pierre), WeekCriterion("anchor", WEDNESDAY))
    carry_out(asked, plan(asked, town.clerk).seen, town.clerk)
    paid = town.paying(lea, WEDNESDAY, LAST)
    mondays = [name for day, name in sorted(paid.items()) if day == monday(day)]
    assert all(one != other for one, other in zip(mondays, mondays[1:], strict=False)) and len(mondays) > 40


def test_bil_r06_case_2_a_list_of_weeks_is_mirrored_until_its_end(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea))
    roster = WeekCriterion("list", None, frozenset({(2026, 39), (2026, 40), (2026, 43)}))
    with pytest.raises(Refused, match="Une liste de semaines a besoin d’une fin"):
        plan(split(town, lea, (pierre, claire), roster), town.clerk)
    asked = split(town, lea, (pierre, claire), roster, ends_on=date(2026, 10, 30))
    carry_out(asked, plan(asked, town.clerk).seen, town.clerk)
    paid = town.paying(lea, WEDNESDAY, LAST)
    assert {day.isocalendar().week for day, name in paid.items() if name == "Pierre Blanc"} == {39, 40, 43}
    assert max(paid) == date(2026, 10, 30) and len(paid) == 45


def test_bil_r06_one_parent_alone_may_pay_and_rules_to_come_are_replaced(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea), ends_on=date(2026, 12, 31))
    town.rule(claire, town.pairs(lea), starts_on=date(2027, 1, 1))
    asked = split(town, lea, (pierre, None), WeekCriterion())
    found = plan(asked, town.clerk)
    assert ([each.starts_on for each in found.stopped], [each.starts_on for each in found.gone]) == (
        [FIRST], [date(2027, 1, 1)])
    carry_out(asked, found.seen, town.clerk)
    assert sorted((str(each.payer), each.starts_on, each.ends_on) for each in BillingRule.select()) == [
        ("Claire Martin", FIRST, WEDNESDAY), ("Pierre Blanc", WEDNESDAY + DAY, None)]


def test_bil_r06_nothing_is_done_when_a_rule_changed_since_the_preview_or_belongs_elsewhere(town):
    lea, claire, pierre = town.parents()
    rule, asked = town.rule(claire, town.pairs(lea)), split(town, lea, (claire, pierre))
    seen = plan(asked, town.clerk).seen
    stop_rule(rule, date(2026, 12, 18), town.clerk)
    with pytest.raises(Stale, match="rien n’a été fait"):
        carry_out(asked, seen, town.clerk)
    claire.household.organisation = town.places["elsewhere"]
    claire.household.save()
    with pytest.raises(Forbidden, match="autre collectivité"):
        plan(split(town, lea, (pierre, None), WeekCriterion()), town.clerk)
    assert BillingRule.select().count() == 1


def test_bil_r06_the_calendar_shows_each_day_in_the_letter_of_who_pays(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea))
    asked = split(town, lea, (claire, pierre), ends_on=date(2026, 10, 30))
    facts = Facts.load([lea], [town.services["midi"]], FIRST, date(2026, 11, 6))
    drawn = payers(plan(asked, town.clerk).spans, facts)
    days = {each.day: each for month in drawn.months for _week, seven in month.weeks for each in seven if each}
    assert [(letter, name) for _look, letter, name in drawn.legend] == [("A", "Claire Martin"), ("B", "Pierre Blanc")]
    assert [days[date(2026, 9, day)].sign for day in (14, 15, 16, 17, 18, 21, 28)] == ["A", "A", "", "A", "A", "B", "A"]
    assert days[date(2026, 11, 3)].look == "nobody" and drawn.counts == {"nobody": 4, "several": 0}


def test_bil_r07_an_overlap_names_the_other_rule_and_its_first_days(town):
    lea, claire, pierre = town.parents()
    town.rule(claire, town.pairs(lea), EVEN)
    town.rule(pierre, town.pairs(lea), ODD)
    with pytest.raises(Refused) as refusal:
        town.rule(pierre, town.pairs(lea, services=("soir", "midi")), starts_on=date(2026, 9, 7))
    assert str(refusal.value.message).replace("\xa0", " ") == (
        "Claire Martin paie déjà « Cantine » pour Léa Martin, par la règle qui court depuis le 1er septembre 2026 : "
        "notamment 14 sept. 2026, 15 sept. 2026, 16 sept. 2026.")
    assert BillingRule.select().count() == 2 and "midi" in town.services


def test_bil_r07_a_hole_is_a_warning_with_its_days(town):
    lea, claire, _pierre = town.parents()
    pairs = town.pairs(lea, services=("midi", "soir"))
    town.rule(claire, pairs, EVEN, ends_on=date(2026, 10, 2))
    said = [str(each) for each in warnings(pairs, FIRST, date(2026, 10, 9))]
    assert said == ["Personne ne paie pour Léa Martin (Cantine, Garderie du soir) : du 7 sept. 2026 au 11 sept. 2026, "
                    "du 21 sept. 2026 au 25 sept. 2026, du 5 oct. 2026 au 9 oct. 2026."]
    assert warnings(town.pairs(lea), FIRST, date(2026, 9, 5)) == []


def test_por_r12_the_condition_someone_pays_is_shown_and_never_refuses_in_two_queries(town):
    lea, claire, _pierre = town.parents()
    town.rule(claire, town.pairs(lea), EVEN)
    for day, met in ((date(2026, 9, 3), True), (date(2026, 9, 7), False)):
        cell = Cell(lea.id, town.services["midi"].id, day)
        verdict = next(each for each in judge_all(Facts.load([lea], [cell.service], day, day), cell, town.clerk)
                       if each.condition.name == "payer")
        assert (verdict.met, verdict.refuses) == (met, False)
    people = [lea, *(town.child(f"Tom Roux{rank}") for rank in range(5))]
    town.rule(claire, town.pairs(*people[1:], services=("midi", "soir")))
    with statements() as sent:
        paid = payers_of([each.id for each in people], [each.id for each in town.services.values()], FIRST, LAST)
    assert len(sent) == 1 and len(paid) > 3000


def test_the_card_of_an_adult_costs_as_many_queries_for_ten_children_as_for_one(town):
    lea, claire, pierre = town.parents()
    change_rule(town.rule(claire, town.pairs(lea)), Change(claire, pierre), town.clerk)
    counts = []
    for _each in range(2):
        with statements() as sent:
            found = lines(paid_by(claire), town.clerk)
            assert [str(who) for line in found for who in line.services] and found[0].rule.co_payer == pierre
        counts.append(len(sent))
        town.rule(claire, town.pairs(*(town.child(f"Tom Roux{rank}", parent=claire) for rank in range(9))))
    assert counts == [2, 2] and len(lines(paid_by(claire), town.clerk)) == 3


def test_case_5_a_teacher_who_eats_pays_by_a_rule_of_her_own(town):
    hugo = town.adult()
    town.rule(hugo.guardian, town.pairs(hugo, services=("adulte",)))
    assert set(town.paying(hugo, FIRST, FIRST, "adulte").values()) == {"Claire Blanc"}
    assert warnings(town.pairs(hugo, services=("adulte",)), FIRST) == []


def test_bil_r27_archiving_an_adult_stops_her_rules_and_says_so_before(town):
    lea, claire, pierre = town.parents()
    rule = town.rule(claire, town.pairs(lea), starts_on=FIRST - DAY)
    later = town.rule(claire, town.pairs(lea, services=("soir",)), starts_on=WEDNESDAY)
    beside = change_rule(town.rule(pierre, town.pairs(lea, services=("matin",))), Change(pierre, claire), town.clerk)
    assert [str(each) for each in consequences(claire, FIRST)] == [
        "2 règles de facturation sont arrêtées : plus personne ne paie ce qu’elles couvraient.",
        "1 règle de facturation perd son tiers solidaire."]
    archive(claire, town.clerk)
    assert BillingRule.get_by_id(rule.id).ends_on == FIRST - DAY
    assert BillingRule.get_or_none(id=later.id) is None
    assert BillingRule.get_by_id(beside.id).co_payer is None
    assert consequences(claire, FIRST) == []
    with pytest.raises(Refused, match="est dans les archives"):
        town.rule(claire, town.pairs(lea))


weeks = st.one_of(
    st.sampled_from([WeekCriterion(), EVEN, ODD]),
    st.dates(FIRST, LAST).map(lambda day: WeekCriterion("anchor", day)),
    st.sets(st.dates(FIRST, LAST), min_size=1, max_size=6).map(
        lambda days: WeekCriterion("list", None, frozenset(tuple(day.isocalendar()[:2]) for day in days))))
dates = st.dates(FIRST, LAST + timedelta(days=400))
spans = st.builds(lambda first, length, meant: Span(first, length and first + timedelta(days=length), meant), dates,
                  st.one_of(st.none(), st.integers(1, 500)), weeks)


@settings(max_examples=tries(60), deadline=None, derandomize=True, database=None)
@given(one=spans, other=spans)
def test_bil_r07_two_rules_share_exactly_the_days_that_both_cover(one, other):
    horizon = FIRST + timedelta(days=366 * 11)
    naive = [day for day in one.within(FIRST, horizon) if other.covers(day)]
    assert first_shared(one, other, 3) == naive[:3]


@settings(max_examples=tries(60), deadline=None, derandomize=True, database=None)
@given(meant=weeks.filter(lambda each: each.kind != "none"), first=st.dates(FIRST, LAST), length=st.integers(1, 500))
def test_bil_r06_weeks_and_their_mirror_cover_each_day_once(meant, first, length):
    last = first + timedelta(days=length)
    left = mirrored(meant, first, last)
    shares = [Span(first, last, each) for each in (meant, left) if each is not None]
    assert all(sum(each.covers(day) for each in shares) == 1 for day in days_of(first, last))


acts = st.tuples(st.sampled_from(("add", "add", "add", "stop", "transfer", "split")), weeks, st.dates(FIRST, LAST),
                 st.one_of(st.none(), st.integers(1, 200)), st.booleans())


@settings(max_examples=tries(12), deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(life=st.lists(acts, min_size=3, max_size=10))
def test_bil_r07_whatever_clerks_do_no_day_has_two_payers(town, life):
    with db.atomic() as example:
        lea, claire, pierre = town.parents()
        pairs = town.pairs(lea, services=("midi", "soir"))
        for verb, meant, day, length, whose in life:
            try:
                with db.atomic():
                    act(town, verb, (claire, pierre) if whose else (pierre, claire),
                        (Terms(day, length and day + timedelta(days=length), meant), pairs))
            except Refused:
                pass
            for found in among(pairs, FIRST).values():
                assert all(not first_shared(one, other, 1) for rank, one in enumerate(found)
                           for other in found[rank + 1:])
        example.rollback()


def act(town, verb, adults, asked) -> None:
    """One thing that a clerk may do."""
    terms, pairs = asked
    rule = BillingRule.select().order_by(BillingRule.id.desc()).first()
    if verb == "add":
        town.rule(adults[0], pairs, terms.weeks, starts_on=terms.starts_on, ends_on=terms.ends_on)
    elif verb == "split":
        wanted = Split(tuple(pairs[:1]), terms.starts_on, *adults, terms.weeks, terms.ends_on and terms.ends_on + DAY)
        carry_out(wanted, plan(wanted, town.clerk).seen, town.clerk)
    elif rule is not None and verb == "stop":
        stop_rule(rule, terms.starts_on, town.clerk)
    elif rule is not None:
        change_rule(rule, Change(adults[1], since=terms.starts_on), town.clerk)
