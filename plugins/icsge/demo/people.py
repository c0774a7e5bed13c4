"""How the demonstration makes a child with its parents, its file and its agreement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core.api import SYSTEM, Organisation, create, fire, today
from plugins.agreements import Day, Schedule, ServiceAgreement
from plugins.families import Child, Guardian, Guardianship, Household, ParentChildFile, Placement

WHOLE = Day(frozenset({"am", "pm"}), begins=450, ends=990)
MORNING, AFTERNOON = Day(frozenset({"am"}), begins=480, ends=720), Day(frozenset({"pm"}), begins=750, ends=990)
OFF = Day()
FIVE = Schedule(((WHOLE,) * 5 + (OFF,) * 2,))
FIRST = Schedule(((WHOLE,) * 5 + (OFF,) * 2, (OFF,) * 7))
SECOND = Schedule(((OFF,) * 7, (WHOLE,) * 5 + (OFF,) * 2))


@dataclass
class Family:
    """What is known of a child and its people; `parents` are (first name, last name, kind)."""

    last_name: str
    first_name: str
    born: date
    sex: str
    nirec: str | None
    parents: tuple[tuple[str, str, str], ...]
    street: str = "147 rue des Patriotes"
    city: str = "Biscuitville (Québec)"
    postal_code: str = "G1K 2B4"
    code: str = ""
    title: str = ""
    born_elsewhere: bool = False
    made: list[Guardian] = field(default_factory=list)


def make_child(house: Organisation, family: Family, since: date) -> Child:
    """The child in its household, with the ties to its parents and its place."""
    household = Household(organisation=house.parent, name=family.title or f"Famille {family.parents[0][1]}",
                          family_code=family.code, street=family.street, city=family.city,
                          postal_code=family.postal_code)
    household.save()
    child = Child(household=household, first_name=family.first_name, last_name=family.last_name,
                  birth_date=family.born, sex=family.sex, nirec=family.nirec, born_elsewhere=family.born_elsewhere)
    child.save()
    for rank, (first, last, kind) in zip("AB", family.parents, strict=False):
        adult = Guardian(household=household, first_name=first, last_name=last,
                         email=f"{first}.{last}@courriel.example".lower().replace("é", "e").replace(" ", "-"),
                         cell_phone="418 555-0188")
        adult.save()
        Guardianship(child=child, guardian=adult, kind=kind, rank=rank, starts_on=family.born).save()
        family.made.append(adult)
    Placement(child=child, installation=house, starts_on=since).save()
    return child


def make_file(house: Organisation, family: Family, since: date, **values) -> ParentChildFile:
    """The file of a new child, signed by the first parent, with the second beside."""
    child = make_child(house, family, since)
    second = family.made[1] if len(family.made) > 1 and values.get("custody", "none") == "none" else None
    said = {"guardian_a": family.made[0], "guardian_b": second, "starts_on": since} | values
    file = ParentChildFile(child=child, installation=house, **said)
    file.save()
    return file


def other_file(file: ParentChildFile, family: Family) -> ParentChildFile:
    """The other parent's file of a shared custody, each naming the other."""
    his = ParentChildFile(child=file.child, installation=file.installation, guardian_a=family.made[1],
                          custody=file.custody, starts_on=file.starts_on, sibling=file)
    his.save()
    his.link(SYSTEM)
    return his


def sign(demo, file: ParentChildFile, first: date, last: date | None, planned: Schedule = FIVE,
         **values) -> ServiceAgreement:
    """An agreement, brought to what its dates say by the steps that lead there."""
    agreement = ServiceAgreement(file=file, starts_on=first, ends_on=last or date(first.year + 1, 6, 30), **values)
    agreement.plan(planned)
    create(agreement, "create", SYSTEM)
    fire(agreement, "print", SYSTEM)
    fire(agreement, "sign", SYSTEM, signed_on=min(first, today()), signed_by="a")
    if first <= today():
        fire(agreement, "start", SYSTEM)
    if last is not None and last < today():
        fire(agreement, "expire", SYSTEM)
    return agreement


def altered(agreement: ServiceAgreement, **values) -> ServiceAgreement:
    """What was signed, then written otherwise, as another software would have let it be."""
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.printed_hash = ""
    agreement.save()
    return agreement


