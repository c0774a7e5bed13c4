"""Who signs for each child of the demonstration, two shared custodies, and whom to call."""

from __future__ import annotations

from core.api import SYSTEM, _
from plugins.families.demo.names import GIRLS, KNOWN
from plugins.families.files import ParentChildFile
from plugins.families.models import Child, EmergencyContact, Guardian, Guardianship, Placement

SHARED = {"Synnott": "alternate_weeks", "Cormier-Henry": "half_days"}
"""By the last name of a known child: how its parents share it, each with a file."""
CALLED = (("Huguette Poirier", "Grand-mère", "418 555-0161"), ("Fernand Duguay", "Grand-père", "418 555-0162"),
          ("Line Cormier", "Tante", "418 555-0163"), ("Marcel Whittom", "Voisin", "418 555-0164"))


def files(demo) -> str:
    """A file for each place, signed by the parents; the sex that goes with the first names."""
    Child.update(sex="M").execute()
    Child.update(sex="F").where(Child.first_name << (*GIRLS, "Maëlle")).execute()
    parents = _parents()
    places = list(Placement.select(Placement, Child).join(Child).order_by(Placement.id))
    for place in places:
        with demo.at(place.created_at):
            _open(place, parents[place.child_id])
    for rank, (first, last, *_others) in enumerate(KNOWN):
        child = Child.get(Child.first_name == first, Child.last_name == last)
        name, tie, phone = CALLED[rank % len(CALLED)]
        EmergencyContact(child=child, name=name, tie=tie, phone=phone, may_collect=rank % 3 != 2).save()
    return _("%(files)s dossiers parent-enfant", files=ParentChildFile.select().count())


def _parents() -> dict[int, list[Guardian]]:
    """The adults tied to each child, parent A first."""
    found: dict[int, list[Guardian]] = {}
    for tie in Guardianship.select(Guardianship, Guardian).join(Guardian).order_by(Guardianship.rank):
        found.setdefault(tie.child_id, []).append(tie.guardian)
    return found


def _open(place: Placement, parents: list[Guardian]) -> None:
    custody = SHARED.get(place.child.last_name, "none") if len(parents) == 2 else "none"
    signers = [(each, None) for each in parents] if custody != "none" else [(parents[0], [*parents, None][1])]
    for first, second in signers:
        file = ParentChildFile(child=place.child, installation=place.installation, guardian_a=first,
                               guardian_b=second, custody=custody, starts_on=place.starts_on, ends_on=place.ends_on)
        if first is not parents[0]:
            file.sibling = ParentChildFile.get(
                ParentChildFile.child == place.child, ParentChildFile.guardian_a == parents[0])
        file.save()
        file.link(SYSTEM)
