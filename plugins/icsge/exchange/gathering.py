"""The people of parent-child files, read for many files at once: four queries a batch, none per record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.api import Organisation
from plugins.agreements import ServiceAgreement
from plugins.families import Child, Guardian, Guardianship, Household, ParentChildFile, Placement

BATCH = 500
"""Records read at once: what reading thousands holds in memory."""


@dataclass(frozen=True)
class People:
    """Who a file is about: the child, who signs, their ties (guardian id → kind), and the dates of the allowance."""

    child: Child
    first: Guardian
    second: Guardian | None
    roles: dict[int, str]
    allowances: tuple[tuple[date, date | None], ...]


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
    for file in files:
        file.child, file.installation = children[file.child_id], places[file.installation_id]
        file.people = People(file.child, adults[file.guardian_a_id], adults.get(file.guardian_b_id),
                             roles[file.child_id], tuple(allowances[file.child_id, file.installation_id]))
    return files


def with_files(agreements: Sequence[ServiceAgreement]) -> Sequence[ServiceAgreement]:
    """The same agreements, each with its file and the people of that file read."""
    files = _by_id(ParentChildFile.select(), {each.file_id for each in agreements})
    with_people(list(files.values()))
    for each in agreements:
        each.file = files[each.file_id]
    return agreements


def _allowances(children: list[int]) -> dict[tuple[int, int], list[tuple[date, date | None]]]:
    found: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    rows = Placement.select().where(Placement.child << children, Placement.allowance_from.is_null(False))
    for place in rows.order_by(Placement.allowance_from, Placement.id):
        found[place.child_id, place.installation_id].append((place.allowance_from, place.allowance_until))
    return found


def _by_id(query, ids: Iterable[int]) -> dict[int, object]:
    return {row.id: row for row in query.where(query.model.id << list(ids))}
