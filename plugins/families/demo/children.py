"""Four hundred invented children with their households, their parents and their places."""

from __future__ import annotations

from datetime import date, timedelta

from core.api import Organisation, _, local
from plugins.families.demo import names
from plugins.families.demo.names import KNOWN
from plugins.families.demo.places import SERVICES, Service
from plugins.families.models import Child, Guardian, Guardianship, Household, Placement

TOO_OLD = 0.03
"""The share of children past 59 months: the measure refuses them (MES-R07)."""
WITH_ALLOWANCE = 0.66
LETTERS = "ABCEGHJKLMNPRSTVWXYZ"


def families(demo) -> str:
    """Each service gets its number of children, some of them brothers and sisters."""
    children = households = 0
    for service in SERVICES:
        installations = installations_of(service)
        known = KNOWN if service is SERVICES[0] else ()
        for each in known:
            _known(demo, service, installations, each)
            households += 1
        left = service.children - len(known)
        children += len(known)
        while left:
            siblings = min(left, demo.chance.choices((1, 2, 3), (80, 18, 2))[0])
            _household(demo, service, installations, siblings)
            children, households, left = children + siblings, households + 1, left - siblings
    return _("%(children)s enfants dans %(households)s familles", children=children, households=households)


def _known(demo, service: Service, installations: list[Organisation], row: tuple) -> None:
    """A family of the guide's lists: its child receives the allowance."""
    first, last, months, pavilion, parents, street = row
    born = demo.today - timedelta(days=round(months * 30.44))
    with demo.at(demo.morning(_started(demo, born))):
        household = Household(organisation=installations[0].parent, name=f"Famille {last}", street=street,
                              city=f"{service.town} (Québec)", postal_code=f"{service.postal} 1J0",
                              family_code=f"000-{demo.chance.randint(1000, 9999)}")
        household.save()
        adults = [_guardian(demo, household, parent, service.area) for parent in parents]
        child = _child(demo, household, last, born)
        child.first_name = first
        child.save()
        _places(demo, child, adults, installations[pavilion])
        Placement.update(allowance_from=Placement.starts_on).where(Placement.child == child).execute()


def installations_of(service: Service) -> list[Organisation]:
    """The installations of a service, in the order of their numbers, with their division."""
    division = Organisation.get(Organisation.code == service.code)
    return list(Organisation.select().where(Organisation.parent == division).order_by(Organisation.code))


def _household(demo, service: Service, installations: list[Organisation], siblings: int) -> None:
    """A household with one or two parents, its children and their places, since the child was a year old."""
    chance = demo.chance
    parents = _parents(demo)
    surname = _surname(demo, parents)
    births = [_birth(demo) for _each in range(siblings)]
    with demo.at(demo.morning(_started(demo, min(births)))):
        household = Household(
            organisation=installations[0].parent, name=f"Famille {surname}", city=f"{service.town} (Québec)",
            family_code=f"{service.code[2:5]}-{chance.randint(1000, 9999)}", postal_code=_postal(demo, service.postal),
            street=f"{chance.randint(3, 1980)}, {chance.choice(names.STREETS)}")
        household.save()
        adults = [_guardian(demo, household, parent, service.area) for parent in parents]
        for born in births:
            child = _child(demo, household, surname, born)
            _places(demo, child, adults, chance.choice(installations))


def _parents(demo) -> list[tuple[str, str, str]]:
    """(first name, last name, kind) of one or two parents."""
    chance, (first, second) = demo.chance, demo.chance.sample(names.FAMILIES, 2)
    found = [(chance.choice(names.MOTHERS), first, "mother"), (chance.choice(names.FATHERS), second, "father")]
    return found if chance.random() < 0.72 else [chance.choice(found)]


def _surname(demo, parents: list[tuple[str, str, str]]) -> str:
    """A child bears one parent's name, or both."""
    last = [name for _first, name, _kind in parents]
    return "-".join(last) if len(last) == 2 and demo.chance.random() < 0.3 else demo.chance.choice(last)


def _birth(demo) -> date:
    """From a year and a half to 59 months ago; a few children are past it."""
    old = demo.chance.random() < TOO_OLD
    months = demo.chance.uniform(60.5, 68) if old else demo.chance.uniform(18, 57)
    return demo.today - timedelta(days=round(months * 30.44))


def _started(demo, born: date) -> date:
    return min(born + timedelta(days=demo.chance.randint(300, 420)), demo.today - timedelta(days=45))


def _postal(demo, start: str) -> str:
    return f"{start} {demo.chance.randint(1, 9)}{demo.chance.choice(LETTERS)}{demo.chance.randint(0, 9)}"


def _guardian(demo, household: Household, parent: tuple[str, str, str], area: str) -> tuple[Guardian, str]:
    first, last, kind = parent
    guardian = Guardian(household=household, first_name=first, last_name=last, home_phone=_phone(demo, area),
                        cell_phone=_phone(demo, area) if demo.chance.random() < 0.85 else "",
                        email=f"{demo.mailbox(first)}.{demo.mailbox(last)}@courriel.example")
    guardian.save()
    return guardian, kind


def _phone(demo, area: str) -> str:
    return f"{area} 555-{demo.chance.randint(100, 199):04d}"


def _child(demo, household: Household, surname: str, born: date) -> Child:
    """A child; one born outside Québec has no NIREC."""
    away = demo.chance.random() < 0.04
    child = Child(household=household, last_name=surname, birth_date=born, born_elsewhere=away,
                  first_name=demo.chance.choice(demo.chance.choice((names.GIRLS, names.BOYS))),
                  nirec=None if away else f"1{born.year}{demo.digits(8)}", necsg=demo.digits(9))
    child.save()
    return child


def _places(demo, child: Child, adults: list[tuple[Guardian, str]], installation: Organisation) -> None:
    """What ties the child to its parents, and its place, with the allowance or without."""
    for (guardian, kind), rank in zip(adults, "AB", strict=False):
        Guardianship(child=child, guardian=guardian, kind=kind, rank=rank, starts_on=child.birth_date).save()
    started = max(_started(demo, child.birth_date), local(installation.created_at).date())
    Placement(child=child, installation=installation, starts_on=started,
              allowance_from=started if demo.chance.random() < WITH_ALLOWANCE else None).save()
