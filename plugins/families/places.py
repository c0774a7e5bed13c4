"""Where families are kept as towns of France keep them, and where as Québec's services do."""

from __future__ import annotations

from core.api import Organisation, Record

FRANCE, MOST = "FR", 200


def in_france(organisation: Organisation) -> bool:
    """Whether a place lies in France, by its own country or an ancestor's."""
    return organisation.inherited("country") == FRANCE


def is_french(record: Record) -> bool:
    """Whether a record belongs to a place in France."""
    ids = [part for part in record.organisation_path().split(".") if part]
    return bool(ids) and in_france(Organisation.get_by_id(int(ids[-1])))


def towns(user, permission: str = "families.edit") -> list[Organisation]:
    """The places in France where `user` may keep families: towns, not their establishments."""
    found = list(Organisation.select().where(
        Organisation.within(user, permission), Organisation.kind == "town",
        Organisation.archived_at.is_null()).order_by(Organisation.name, Organisation.id).limit(MOST))
    ids = {number for each in found for number in trail(each)}
    countries = dict(Organisation.select(Organisation.id, Organisation.country).where(
        Organisation.id << sorted(ids), Organisation.country.is_null(False)).tuples())
    return [each for each in found
            if next((countries[number] for number in trail(each) if number in countries), "") == FRANCE]


def trail(place: Organisation) -> list[int]:
    """The place and those above it, up to the root."""
    return [int(part) for part in reversed(place.path.split(".")) if part]
