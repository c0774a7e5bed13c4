"""The agreements of the demonstration: those of the children without allowance of one service, in every state, and
two shared custodies."""

from __future__ import annotations

from itertools import cycle

from core.api import Organisation, _
from plugins.agreements.demo.lives import live
from plugins.agreements.demo.schedules import CYCLES, SHARED
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.rules import school_day
from plugins.families import Child, ParentChildFile, Placement

WHERE = "30002000"
CLERK = ("raymonde.bernier@galets.example", "Raymonde Bernier", "sdg_clerk")
DIRECTOR = ("solange.arseneau@galets.example", "Solange Arseneau", "sdg_director")
STATES = ("active", "active", "expired", "active", "draft", "active", "signed", "active", "to_sign", "active",
          "superseded", "terminated", "cancelled")
LACKING = 3
"""So many children whose certificate of birth has not come: no NIREC."""


def agreements(demo) -> str:
    """A clerk and her director, their agreements, and what the notice board has to say."""
    place = Organisation.get(Organisation.code == WHERE)
    with demo.at(place.created_at):
        people = [demo.account(email, name, role=role, place=place, shown=shown)
                  for (email, name, role), shown in ((CLERK, True), (DIRECTOR, False))]
    files = ParentChildFile.select().join(Organisation).where(Organisation.parent == place).order_by(ParentChildFile.id)
    alone = list(files.where(ParentChildFile.custody == "none", ParentChildFile.child.not_in(
        Placement.select(Placement.child).where(Placement.allowance_from.is_null(False)))))
    for file, state, planned in zip(alone, cycle(STATES), cycle(CYCLES), strict=False):
        grown = school_day(file.child.birth_date) <= demo.today
        live(demo, people, file, "expired" if grown else state, planned)
    for file in files.where(ParentChildFile.custody != "none"):
        mother = file.sibling_id > file.id
        state = "draft" if file.custody == "alternate_weeks" and not mother else "active"
        live(demo, people, file, state, SHARED[file.custody][0 if mother else 1])
    Child.update(nirec=None).where(Child.id << [file.child_id for file in alone[:LACKING]]).execute()
    return _("%(agreements)s ententes de service", agreements=ServiceAgreement.select().count())


PARTS = (agreements,)
