"""The people of parent-child files, read for many files at once: a few queries a batch, none per record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.api import Organisation, running
from plugins.agreements import ServiceAgreement, meet
from plugins.families import Child, Guardian, Guardianship, Household, ParentChildFile, Placement
from plugins.icsge.exchange.settings import SEX_X

BATCH = 500
"""Records read at once: what reading thousands holds in memory."""


@dataclass(frozen=True)
class People:
    """Who a file is about: the child, who signs, their ties (guardian id → kind), the dates of the allowance, and who
    signs first the child's other files of the same place and time. `other_sex`: the letter sent for « Autre »."""

    child: Child
    first: Guardian
    second: Guardian | None
    roles: dict[int, str]
    allowances: tuple[tuple[date, date | None], ...]
    others: tuple[Guardian, ...]
    other_sex: str = "X"


def people_of(file: ParentChildFile) -> People:
    """The people of a file; those read by `with_people` cost nothing more."""
    if "people" not in file.__dict__:
        with_people([file])
    return file.people


def with_people(files: Sequence[ParentChildFile]) -> Sequence[ParentChildFile]:
    """The same files, each with its child, installation and people read."""
    children = _by_id(Child.select(), {file.child_id for file in files})
    adults = _by_id(Guardian.select(Guardian, Household).join(Household), {
        each for file in files for each in (file.guardian_a_id, file.guardian_b_id) if each})
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    for tie in Guardianship.select().where(Guardianship.child << list(children)):
        roles[tie.child_id][tie.guardian_id] = tie.kind
    allowances = _allowances(list(children))
    places = _by_id(Organisation.select(), {file.installation_id for file in files})
    beside, other_sex = _beside(files, list(children)), running().settings[SEX_X.name]
    for file in files:
        file.child, file.installation = children[file.child_id], places[file.installation_id]
        file.people = People(file.child, adults[file.guardian_a_id], adults.get(file.guardian_b_id),
                             roles[file.child_id], tuple(allowances[file.child_id, file.installation_id]),
                             tuple(beside[file.id]), other_sex)
    return files


def with_files(agreements: Sequence[ServiceAgreement]) -> Sequence[ServiceAgreement]:
    """The same agreements, each with its file, the people of that file, and the nursery's last day of its original."""
    files = _by_id(ParentChildFile.select(), {each.file_id for each in agreements})
    with_people(list(files.values()))
    originals = _by_id(ServiceAgreement.select(ServiceAgreement.id, ServiceAgreement.infant_last_day), {
        each.copied_from_id for each in agreements if each.copied_from_id})
    for each in agreements:
        each.file = files[each.file_id]
        original = originals.get(each.copied_from_id)
        each.kept_infant_day = original.infant_last_day if original is not None else None
    return agreements


def infant_day_kept(agreement: ServiceAgreement) -> date | None:
    """The last day of the nursery that the agreement it was copied from says (ICSGE-R31)."""
    if "kept_infant_day" not in agreement.__dict__:
        with_files([agreement])
    return agreement.kept_infant_day


def _beside(files: Sequence[ParentChildFile], children: list[int]) -> dict[int, list[Guardian]]:
    """By file, parent A of the child's other files of the same place that have a day in common with it."""
    found: dict[int, list[Guardian]] = defaultdict(list)
    rows: dict[tuple[int, int], list[ParentChildFile]] = defaultdict(list)
    for row in ParentChildFile.select(ParentChildFile, Guardian).join(
            Guardian, on=ParentChildFile.guardian_a).where(ParentChildFile.child << children):
        rows[row.child_id, row.installation_id].append(row)
    for file in files:
        found[file.id] = [each.guardian_a for each in rows[file.child_id, file.installation_id]
                          if each.id != file.id and meet(file.starts_on, file.ends_on, each.starts_on, each.ends_on)]
    return found


def _allowances(children: list[int]) -> dict[tuple[int, int], list[tuple[date, date | None]]]:
    found: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    rows = Placement.select().where(Placement.child << children, Placement.allowance_from.is_null(False))
    for place in rows.order_by(Placement.allowance_from, Placement.id):
        found[place.child_id, place.installation_id].append((place.allowance_from, place.allowance_until))
    return found


def _by_id(query, ids: Iterable[int]) -> dict[int, object]:
    return {row.id: row for row in query.where(query.model.id << list(ids))}
