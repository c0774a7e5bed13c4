"""Reserved periods and closure days as the simulator judges and keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plugins.agreements import Period as Stay
from plugins.icsge.rules.csss import age_code, most_at_once
from plugins.icsge.rules.facts import ClosureFacts, PeriodFacts
from plugins.icsge.rules.judge import judge_closures, judge_period
from plugins.icsge.simulator.answer import Answer, judged
from plugins.icsge.simulator.models import Agreement, Closure, Component, File, Period, next_in
from plugins.icsge.simulator.reading import Unreadable, attends, closed_of, day, part, schedule_of


def receive_period(component: Component, body: Mapping[str, Any]) -> Answer:
    """PeriodeProtocoleAjouts and PeriodeProtocoleModifications: a period without number is given one."""
    number = part(body, "numero", str)
    others = [each for each in component.periods if each.number != number]
    said = PeriodFacts(day(body, "debut"), day(body, "fin"), part(body, "joursParSemaine", int, type(None)),
                       part(body, "places", int, type(None)), part(body, "codeAge", str))
    facts = PeriodFacts(
        said.starts_on, said.ends_on, said.days_per_week, said.places, said.age_code,
        tuple(PeriodFacts(each.starts_on, each.ends_on, each.days_per_week, each.places, each.age_code)
              for each in others), component.places, most_children(component, said))
    answer = Answer(judged(judge_period(facts)))
    if not answer.accepted:
        return answer
    kept = Period.get_or_none(Period.component == component, Period.number == number) if number else None
    kept = kept or Period(component=component, number=f"P{next_in('period'):06d}")
    kept.starts_on, kept.ends_on, kept.age_code = facts.starts_on, facts.ends_on, facts.age_code
    kept.days_per_week, kept.places = facts.days_per_week, facts.places
    kept.save()
    return Answer(answer.messages, kept.number)


def most_children(component: Component, facts: PeriodFacts) -> tuple[date, int] | None:
    """The day on which most children of the age take the places of a period, and how many (ICSGE-R63)."""
    if facts.starts_on is None or facts.ends_on is None:
        return None
    rows = Agreement.select(Agreement, File).join(File).where(Agreement.component == component, Agreement.csss)
    stays = [Stay(each.number, each.starts_on, each.ends_on) for each in rows
             if age_code(each.file.birth_date, each.starts_on) == facts.age_code]
    return most_at_once(stays, facts.starts_on, facts.ends_on)


def delete_period(component: Component, body: Mapping[str, Any]) -> Answer:
    """PeriodeProtocoleSuppressions."""
    Period.delete().where(Period.component == component, Period.number == part(body, "numero", str)).execute()
    return Answer()


def receive_closure(component: Component, body: Mapping[str, Any]) -> Answer:
    """JourFermetureAjouts: one row a date, the last one holds."""
    closed = closed_of(body)
    closed = closed_of(body, expected(component, closed.day, closed.slots))
    facts = ClosureFacts(part(body, "annee", int), component.nature == "office", component.care, (closed,))
    answer = Answer(judged(each for _day, each in judge_closures(facts)))
    if answer.accepted:
        Closure.delete().where(Closure.component == component, Closure.day == closed.day).execute()
        Closure.create(component=component, day=closed.day, content=dict(body))
    return answer


def delete_closure(component: Component, body: Mapping[str, Any]) -> Answer:
    """JourFermetureSuppressions."""
    when = day(body, "date")
    if when is None:
        raise Unreadable("date")
    Closure.delete().where(Closure.component == component, Closure.day == when).execute()
    return Answer()


def expected(component: Component, when: date, slots: frozenset[str]) -> int:
    """How many children were to come in these slots on a day, by their agreements."""
    rows = Agreement.select().where(Agreement.component == component, Agreement.starts_on <= when,
                                    Agreement.ends_on.is_null() | (Agreement.ends_on >= when))
    return sum(attends(schedule_of(each.content).on(when, each.starts_on), slots) for each in rows)
