"""The filters of people's lists that no column reaches: archives, age, criteria, an adult's name, care plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_

from core.api import ALWAYS, NEVER, ConditionFilter, Filter, _, fold, today
from plugins.families.models import Child, Criterion, CriterionValue, Guardian, Guardianship
from plugins.families.views.common import sees_towns_only

MOST_YEARS = 120


def archives(model, label: object) -> tuple[Filter, Filter]:
    """« Enfants archivés » and « Date des archives » (FAM-R14)."""
    return (ConditionFilter("archived", label, lambda values, user: model.archived_at.is_null(False),
                            choices=[("1", label)]),
            Filter("archived_at", _("Date des archives")))


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; the end of February stands for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def aged(values: tuple, user):
    """Children whose age in whole years lies between two numbers, both included."""
    low, high = (None if each is None else max(0, min(int(Decimal(each)), MOST_YEARS)) for each in values)
    found = ALWAYS
    if low is not None:
        found = Child.birth_date <= years_before(today(), low)
    if high is not None:
        older = Child.birth_date > years_before(today(), high + 1)
        found = older if found is ALWAYS else found & older
    return found


def criteria(target: str) -> ConditionFilter:
    """The criteria of the towns one sees: any of the values ticked of one, all of those of several (FAM-R20)."""
    model, key = (Child, CriterionValue.child) if target == "child" else (Guardian, CriterionValue.guardian)

    def offered(view, user) -> list[tuple[str, str]]:
        found = Criterion.visible_to(user).where(Criterion.target == target).order_by(Criterion.label, Criterion.id)
        return [(f"{each.id}:{value}", f"{each.label} : {value}") for each in found.limit(50) for value in each.options]

    def holding(values: tuple, user):
        wanted: dict[int, list[str]] = {}
        for each in values:
            number, _colon, value = each.partition(":")
            wanted.setdefault(int(number), []).append(value)
        return reduce(and_, (model.id << CriterionValue.select(key).where(
            CriterionValue.criterion == number, CriterionValue.value << texts, key.is_null(False))
            for number, texts in wanted.items()))

    return ConditionFilter("criteria", _("Critères"), holding, choices=offered)


def of_guardian(values: tuple, user):
    """Children of an adult whose name holds these words."""
    words = reduce(and_, (Guardian.folded.contains(word) for word in fold(values[0]).split()[:8]), Guardian.id > 0)
    return Child.id << Guardianship.select(Guardianship.child).join(
        Guardian, on=Guardianship.guardian == Guardian.id).where(words, Guardianship.current())


def with_care_plan(values: tuple, user):
    """Children with a care plan, or without; of those whose health one may know."""
    known = Child.within(user, "families.health")
    return reduce(or_, (known & (Child.care_plan == (value == "1")) for value in values), NEVER)


def offered_to(allowed: Callable, pairs: list[tuple[str, object]]) -> Callable:
    """Choices that only some people are offered."""
    return lambda view, user: pairs if allowed(user) else []


YES_NO = [("1", _("Oui")), ("0", _("Non"))]
CHILDREN = (
    ConditionFilter("age", _("Âge"), aged, kind="number_range"),
    criteria("child"),
    ConditionFilter("guardian", _("Responsable"), of_guardian, kind="text"),
    ConditionFilter("care_plan", _("PAI"), with_care_plan,
                    choices=offered_to(lambda user: user.can("families.health"), YES_NO)),
    *archives(Child, _("Enfants archivés")),
)
ADULTS = (
    Filter("household.city", _("Commune")),
    criteria("guardian"),
    ConditionFilter("registrations_open", _("Accès aux inscriptions"), lambda values, user:
                    Guardian.registrations_open << [value == "1" for value in values],
                    choices=offered_to(sees_towns_only, YES_NO)),
    *archives(Guardian, _("Adultes archivés")),
)
