"""The files of a home provider (RSG): those of the coordinating office beside her place that bear its name (1.3)."""

from __future__ import annotations

from functools import reduce
from operator import or_

from peewee import Expression

from core.api import NEVER, Organisation
from plugins.families import ParentChildFile

OWN = "icsge.own_file.read"


def looked_after(user) -> Expression:
    """The condition on the files of the very places where a person holds the right: nothing above or below counts."""
    places = list(Organisation.select().where(Organisation.path << user.places_with(OWN),
                                              Organisation.kind == "installation", Organisation.archived_at.is_null()))
    return reduce(or_, (of_place(each) for each in places)) if places else NEVER


def of_place(place: Organisation) -> Expression:
    """The condition on the files of one place."""
    office = Organisation.select(Organisation.id).where(Organisation.parent == place.parent_id,
                                                        Organisation.nature == "office")
    return (ParentChildFile.home_provider == place.name) & (ParentChildFile.installation << office)
