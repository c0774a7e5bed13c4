"""Six hundred invented families: together or separated, with a tutor, or an adult alone who eats at school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from core.api import Organisation
from plugins.activities.demo import names
from plugins.activities.demo.details import describe
from plugins.activities.demo.town import LEVELS, first_year, year_dates
from plugins.activities.models import ClassGroup, Enrolment, Participant, SchoolYear
from plugins.families import Child, Guardian, Guardianship, Household, Placement, give_code

SEED = 20260901
FAMILIES, ADULTS = 600, 24
IN_CLASS = 28
"""So many children are in each class; the others are younger, or in secondary school."""
SEPARATED, TUTORS, TWO_PARENTS = 0.22, 0.02, 0.78
DIETS = (("standard", "no_pork", "no_meat", "packed"), (84, 8, 6, 2))
EXAMPLE = ("Cavanne", "Amélie", ("Clémence", "Sacha"), (6, 8))
"""The family of the guide: a mother, and two siblings who have all three services four days a week."""


@dataclass
class Pupil:
    """A child who goes to school, and the level that goes with its age."""

    child: Child
    level: int


class Crowd:
    """Draws people; chance is its own, so that other demonstrations stay what they are."""

    def __init__(self, demo, town: Organisation):
        self.demo, self.town, self.chance = demo, town, Random(SEED)  # noqa: S311 - nothing secret
        self.start = first_year(demo.today)
        self.pupils: list[Pupil] = []
        self.teachers: list[Guardian] = []
        self.used: set[str] = set()

    def household(self, name: str) -> Household:
        """A home in the town, with its code."""
        home = Household(organisation=self.town, name=f"Famille {name}", city="Belle-Marelle", postal_code="38999",
                         street=f"{self.chance.randint(1, 140)}, {self.chance.choice(names.STREETS)}")
        give_code(home).save()
        return home

    def adult(self, home: Household, first: str, last: str, **values) -> Guardian:
        """Somebody of age, with a telephone and mostly a mail."""
        chance = self.chance
        mail = f"{self.demo.mailbox(first)}.{self.demo.mailbox(last)}".replace("--", "-")
        mail = mail if mail not in self.used else f"{mail}{len(self.used)}"
        self.used.add(mail)
        found = Guardian(household=home, first_name=first, last_name=last,
                         title="mrs" if first in (*names.WOMEN, EXAMPLE[1]) else "mr",
                         email=f"{mail}@courriel.example" if chance.random() < 0.93 else "",
                         cell_phone=f"06 39 98 {chance.randint(10, 99)} {chance.randint(10, 99)}", **values)
        found.save()
        return found

    def family(self) -> None:
        """One or two parents, together or not, and their children."""
        chance = self.chance
        last = chance.choice(names.FAMILIES)
        home = self.household(last)
        mother = (self.adult(home, chance.choice(names.WOMEN), last), "mother")
        adults = [mother]
        if chance.random() < TWO_PARENTS:
            apart = chance.random() < SEPARATED / TWO_PARENTS
            other = chance.choice(names.FAMILIES) if apart else last
            adults.append((self.adult(self.household(other) if apart else home, chance.choice(names.MEN), other),
                           "father"))
        elif chance.random() < TUTORS * 5:
            adults = [(mother[0], "tutor")]
        for _each in range(chance.choices((1, 2, 3), (52, 38, 10))[0]):
            self.child(home, last, adults)

    def child(self, home: Household, last: str, adults: list[tuple[Guardian, str]], level: int | None = None,
              first: str = "") -> Child:
        """A child of some age, tied to its adults; kept among the pupils when it is of an age to go to school."""
        chance, boy = self.chance, self.chance.random() < 0.5
        level = chance.randint(-2, 10) if level is None else level
        born = date(self.start - 3 - level, chance.randint(1, 12), chance.randint(1, 28))
        diet = chance.choices(*DIETS)[0]
        found = Child(household=home, last_name=last, birth_date=min(born, self.demo.today - timedelta(days=60)),
                      first_name=first or chance.choice(names.BOYS if boy else names.GIRLS),
                      sex="M" if boy else "F", diet=diet, care_plan=diet == "packed",
                      image_right=chance.choice(("yes", "yes", "no", "")))
        found.save()
        ties = [{"child": found, "guardian": adult, "kind": kind, "rank": rank, "starts_on": found.birth_date}
                for rank, (adult, kind) in zip("AB", adults, strict=False)]
        Guardianship.insert_many(ties).execute()
        if 0 <= level < len(LEVELS) - 1:
            self.pupils.append(Pupil(found, level))
        return found

    def example(self) -> None:
        """The family of the guide."""
        last, mother, children, levels = EXAMPLE
        home = self.household(last)
        adult = self.adult(home, mother, last)
        for first, age in zip(children, levels, strict=True):
            self.child(home, last, [(adult, "mother")], age - 3, first)

    def teacher(self) -> None:
        """A household of one adult who may be registered."""
        chance = self.chance
        last, first = chance.choice(names.FAMILIES), chance.choice((*names.WOMEN, *names.MEN))
        self.teachers.append(self.adult(self.household(last), first, last, registrations_open=True,
                                        profession=chance.choice(("Professeur des écoles", "ATSEM", "Animation"))))


def inhabit(demo, town: Organisation) -> Crowd:
    """All of them, known to the town since the spring before."""
    crowd = Crowd(demo, town)
    spring = year_dates(crowd.start)[0] - timedelta(days=85)
    with demo.at(demo.morning(spring)):
        crowd.example()
        for _each in range(FAMILIES - ADULTS - 1):
            crowd.family()
        for _each in range(ADULTS):
            crowd.teacher()
    with demo.at(demo.morning(spring + timedelta(days=20))):
        enrol(crowd)
        describe(town, *year_dates(crowd.start))
    return crowd


def enrol(crowd: Crowd) -> None:
    """Fill the classes by age; the adults eat together."""
    year = SchoolYear.get(SchoolYear.organisation == crowd.town, SchoolYear.state == "current")
    rooms = list(ClassGroup.select(ClassGroup, Organisation).join(Organisation).where(
        Organisation.parent == crowd.town).order_by(ClassGroup.id))
    seats = [(room, pupil.child) for room in rooms for pupil in taken(crowd, room)]
    places = [{"child": child, "installation": room.establishment, "starts_on": year.starts_on, "ends_on": year.ends_on}
              for room, child in seats]
    Placement.insert_many(places).execute()
    Participant.insert_many([{"child": child} for _room, child in seats]).execute()
    Participant.insert_many([{"guardian": each} for each in crowd.teachers]).execute()
    found = {each.child_id or -each.guardian_id: each.id for each in Participant.select()}
    seats += [(rooms[-1], each) for each in crowd.teachers]
    stay = {"year": year, "starts_on": year.starts_on, "ends_on": year.ends_on}
    Enrolment.insert_many([
        stay | {"participant": found[-who.id if isinstance(who, Guardian) else who.id], "class_group": room,
                "level": room.level_id} for room, who in seats]).execute()


def taken(crowd: Crowd, room: ClassGroup) -> list[Pupil]:
    """The pupils of a class: those of its level first, then of its neighbours."""
    rank = LEVELS.index(room.level.label)
    if room.level.label == LEVELS[-1]:
        return []
    near = (each for each in crowd.pupils if abs(each.level - rank) <= 1)
    found = sorted(near, key=lambda each: abs(each.level - rank))[:IN_CLASS]
    gone = {each.child.id for each in found}
    crowd.pupils = [each for each in crowd.pupils if each.child.id not in gone]
    return found
