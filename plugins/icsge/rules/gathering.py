"""The facts of our records: what the rules look at, read for many records at once (ICSGE-R92)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.api import today
from plugins.agreements import COUNTED, Facts, Period, ServiceAgreement
from plugins.families import Child, Guardian, ParentChildFile
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.exchange.bodies import is_as_printed, tidy_postal_code
from plugins.icsge.exchange.gathering import infant_day_kept, people_of, with_files
from plugins.icsge.exchange.words import ROLES
from plugins.icsge.rules.facts import (
    MOST_YEARS,
    Address,
    Adult,
    AgreementFacts,
    ComponentFacts,
    FileFacts,
    Named,
    PeriodFacts,
    has_allowance,
)

if TYPE_CHECKING:
    from plugins.icsge.components import Component

STANDING = ("pending", "accepted", "amended", "closed")
"""The states of a period that the Ministry knows, or is told before the agreements that need it (ICSGE-R58, R78)."""


def facts_of_file(file: ParentChildFile, *, day: date | None = None, most_years: int = MOST_YEARS) -> FileFacts:
    """A parent-child file as its rules see it; read it with `exchange.gathering.with_people` first."""
    people = people_of(file)
    home = people.first.household
    return FileFacts(
        child=named(people.child), adult=adult(people.first, people.roles),
        address=Address(home.street.strip(), home.city.strip(), tidy_postal_code(home.postal_code)),
        second=adult(people.second, people.roles) if people.second is not None else None, custody=file.custody,
        starts_on=file.starts_on, day=day or today(), most_years=most_years,
        others=tuple(adult(each, {}) for each in people.others), similar=bool(people.child.distinct_reason))


def named(child: Child) -> Named:
    """Who the child is."""
    return Named(child.last_name, child.first_name, child.birth_date, child.sex, child.nirec or "", child.necsg or "",
                 child.born_elsewhere)


def adult(guardian: Guardian, roles: dict[int, str]) -> Adult:
    """Who signs, and as what."""
    return Adult(guardian.last_name, guardian.first_name, ROLES.get(roles.get(guardian.id, ""), ""), str(guardian.id))


def facts_of_component(component: Component, *, most_years: int = MOST_YEARS) -> ComponentFacts:
    """What the rules of an agreement know of its component."""
    rows = CsssPeriod.select().where(CsssPeriod.component == component.id, CsssPeriod.state << STANDING)
    periods = tuple(PeriodFacts(each.starts_on, each.ends_on, each.days_per_week, each.places, each.age_code)
                    for each in rows)
    return ComponentFacts(component.kind, component.care, frozenset(component.held_types), periods, most_years)


def facts_of_agreements(agreements: Sequence[ServiceAgreement], around: ComponentFacts, *,
                        day: date | None = None) -> list[AgreementFacts]:
    """Agreements of one component as their rules see them, with their neighbours: a few queries for all."""
    with_files(agreements)
    files = {each.file_id for each in agreements} | {each.file.sibling_id for each in agreements}
    near: dict[int, list[ServiceAgreement]] = defaultdict(list)
    for row in ServiceAgreement.select().where(ServiceAgreement.file << [each for each in files if each],
                                               ServiceAgreement.state << COUNTED).order_by(
            ServiceAgreement.starts_on, ServiceAgreement.id):
        near[row.file_id].append(row)
    return [facts_beside(each, around, near, day or today()) for each in agreements]


def facts_beside(agreement: ServiceAgreement, around: ComponentFacts, near: Mapping[int, Sequence[ServiceAgreement]],
                 day: date) -> AgreementFacts:
    """An agreement read with its file, among those of its file and of the other parent's: no query."""
    file = agreement.file
    child, allowances = file.people.child, file.people.allowances
    others = tuple(Period(str(each), each.starts_on, each.ends_on) for each in near.get(agreement.file_id, ())
                   if each.id != agreement.id)
    sibling = tuple(Period(str(each), each.starts_on, each.ends_on, each.planned)
                    for each in near.get(file.sibling_id, ())) if file.sibling_id else ()
    alone = Facts(
        starts_on=agreement.starts_on, ends_on=agreement.ends_on, schedule=agreement.planned,
        birth_date=child.birth_date, nature=around.nature, is_replacement=agreement.is_replacement,
        varies=agreement.varies, ecp=agreement.ecp, csss=agreement.csss, transitional=agreement.transitional,
        infant=agreement.infant, infant_last_day=agreement.infant_last_day,
        kept_infant_day=infant_day_kept(agreement), disability=has_allowance(allowances, day),
        exception=agreement.exception, signed=agreement.signed_on is not None,
        printed_differs=not is_as_printed(agreement), care=around.care, custody=file.custody, others=others,
        sibling=sibling, held_types=around.held_types)
    return AgreementFacts(alone, around.periods if agreement.csss else (), around.most_years)
