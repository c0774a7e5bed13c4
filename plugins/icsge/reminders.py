"""What the calendar announces to those who synchronise: agreements about to end, children about to be of school age."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from core.api import _, notify, people_at, slash_date, today
from plugins.agreements import ServiceAgreement, school_day
from plugins.families import Child, ParentChildFile
from plugins.icsge.components import Component

AHEAD = (60, 30, 7)
"""How many days before its end an agreement is told."""
SCHOOL_TOLD_ON = (6, 1)
RUNNING = ("signed", "active")
WHO = "icsge.run.request"


def remind_of_ends() -> int:
    """Tell how many agreements end in so many days, place by place; how many agreements that is."""
    total = 0
    for days in AHEAD:
        day = today() + timedelta(days=days)
        for component, count in by_component(ServiceAgreement.ends_on == day).items():
            tell(component, _("%(place)s : ententes qui finissent le %(day)s : %(count)s.", place=str(component),
                              day=slash_date(day), count=count), f"/ententes/?ends_on-from={day}&ends_on-to={day}")
            total += count
    return total


def by_component(condition) -> Counter:
    """How many running agreements of each component meet a condition: one query."""
    places = {each.organisation_id: each for each in Component.select()}
    rows = ServiceAgreement.select(ParentChildFile.installation).join(ParentChildFile).where(
        condition, ServiceAgreement.state << RUNNING, ParentChildFile.installation << list(places))
    return Counter(places[installation] for installation, in rows.tuples())


def remind_of_school() -> int:
    """On 1 June, tell how many children are of school age on 1 September under an agreement that goes on (R54)."""
    if (today().month, today().day) != SCHOOL_TOLD_ON:
        return 0
    first = date(today().year, 9, 1)
    crossing = ServiceAgreement.ends_on.is_null() | (ServiceAgreement.ends_on >= first)
    rows = (ServiceAgreement.select(ServiceAgreement.id, ParentChildFile.installation, Child.birth_date)
            .join(ParentChildFile).join(Child).where(crossing, ServiceAgreement.state << RUNNING).tuples())
    found = Counter(installation for _id, installation, born in rows if school_day(born) == first)
    components = list(Component.select().where(Component.organisation << list(found)))
    for component in components:
        tell(component, _("%(place)s : enfants d’âge scolaire le 1er septembre, dont l’entente est à refaire : "
                          "%(count)s.", place=str(component), count=found[component.organisation_id]), "/ententes/")
    return sum(found[each.organisation_id] for each in components)


def tell(component: Component, sentence: object, link: str) -> None:
    """Tell those who may launch there."""
    notify(people_at(WHO, component.organisation_path()), sentence, link=link, kind="ask")
