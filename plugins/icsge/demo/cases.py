"""The special cases of the requirements as records that a visitor can try, each found by its number (1.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from core.api import Organisation, _, utcnow
from plugins.agreements import Day, Schedule
from plugins.families import Guardian, Household, ParentChildFile, Placement
from plugins.icsge.demo.biscuit import CASES, OFFICE
from plugins.icsge.demo.people import (
    AFTERNOON,
    FIRST,
    FIVE,
    MORNING,
    OFF,
    SECOND,
    Family,
    altered,
    make_file,
    other_file,
    sign,
)

LOST_NUMBER = "99999999"
PROVIDER = "Garde chez Réjeanne"
"""A home provider with an account of her own: her place bears the name that stands in the files of her children."""


class Maker:
    """Makes the children of the cases in one component, one after the other."""

    def __init__(self, demo, house: Organisation):
        self.demo, self.house, self.rank = demo, house, 0
        year = demo.today.year - (demo.today.month < 9)
        self.begins = monday_from(date(year, 9, 2))
        self.ends = date(year + 1, 6, 30)
        self.born = date(year - 3, 5, 14)

    def family(self, case: int, title: str, **values) -> Family:
        """An invented family that says in its name which case it is."""
        self.rank += 1
        born = values.pop("born", self.born + timedelta(days=3 * self.rank))
        last, first, sex = NAMES[self.rank % len(NAMES)]
        said = {"nirec": f"1{born:%Y%m%d}{self.rank:04d}", "street": f"{140 + self.rank} rue des Patriotes",
                "parents": (("Chantal", last, "mother"), ("Bruno", "Lacasse", "father"))} | values
        return Family(last, f"{first}", born, sex, code=f"CAS-{case:02d}", title=f"Cas {case} : {title}", **said)

    def file(self, family: Family, **values) -> ParentChildFile:
        """The file, from the first day of the year on."""
        return make_file(self.house, family, self.begins, **values)

    def sign(self, file: ParentChildFile, planned: Schedule = FIVE, first: date | None = None,
             last: date | None = None, **values):
        """The agreement of the year."""
        return sign(self.demo, file, first or self.begins, last or self.ends, planned, **values)

    def simple(self, case: int, title: str, planned: Schedule = FIVE, signed: dict | None = None, **values):
        """A family, its file and its agreement."""
        return self.sign(self.file(self.family(case, title, **values)), planned, **(signed or {}))


NAMES = (
    ("Desrosiers", "Alma", "F"), ("Fournier", "Basile", "M"), ("Guérette", "Céleste", "F"), ("Harvey", "Damien", "M"),
    ("Isabelle", "Edmée", "F"), ("Jomphe", "Florent", "M"), ("Kirouac", "Gisèle", "F"), ("Lepage", "Hector", "M"),
    ("Michaud", "Irma", "F"), ("Noël", "Justin", "M"), ("Otis", "Katia", "F"), ("Pineault", "Ludovic", "M"),
    ("Quirion", "Mathilde", "F"), ("Rioux", "Nestor", "M"), ("Simard", "Odile", "F"), ("Thibeault", "Prosper", "M"),
    ("Uguay", "Reine", "F"), ("Vaillant", "Siméon", "M"), ("Ward", "Thaïs", "F"), ("Yergeau", "Ubald", "M"),
    ("Zacharie", "Vivianne", "F"), ("Audet", "Wilfrid", "M"), ("Brisson", "Ximena", "F"), ("Castonguay", "Yves", "M"),
    ("Doyon", "Zélie", "F"), ("Émond", "Aurèle", "M"), ("Fiset", "Blandine", "F"), ("Garneau", "Clovis", "M"))


def monday_from(day: date) -> date:
    """The first Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)


def shared(make: Maker, case: int, title: str, plans: tuple[Schedule, Schedule], custody: str = "alternate_weeks"):
    """Both parents' files of a child, each with its agreement; the second one."""
    family = make.family(case, title)
    hers = make.file(family, custody=custody)
    his = other_file(hers, family)
    make.sign(hers, plans[0])
    return make.sign(his, plans[1])


def weekly(day: Day) -> Schedule:
    """The same day from Monday to Friday."""
    return Schedule(((day,) * 5 + (OFF,) * 2,))


def case_02(make: Maker) -> None:
    """Starts one week apart (R50)."""
    his = shared(make, 2, "débuts à une semaine d’écart", (FIRST, SECOND))
    altered(his, starts_on=make.begins + timedelta(days=7))


def case_04(make: Maker) -> None:
    """Both in the morning (R51)."""
    his = shared(make, 4, "les deux le matin", (weekly(MORNING), weekly(AFTERNOON)), "half_days")
    his.plan(weekly(MORNING))
    altered(his)


def case_05(make: Maker) -> None:
    """The other parent as spouse (R23)."""
    family = make.family(5, "l’autre parent inscrit comme conjoint")
    hers = make.file(family, custody="alternate_weeks")
    his = other_file(hers, family)
    make.sign(hers, FIRST)
    make.sign(his, SECOND)
    ParentChildFile.update(guardian_b=family.made[1], version=ParentChildFile.version + 1).where(
        ParentChildFile.id == hers.id).execute()


def case_06(make: Maker) -> None:
    """Two identical weeks (R43)."""
    agreement = make.simple(6, "deux semaines identiques")
    altered(agreement, schedule=agreement.schedule * 2)


def case_07(make: Maker) -> None:
    """One ends on the 4th, the next begins on the 4th, then on the 5th (R28)."""
    fourth = date(make.ends.year, 1, 4)
    for offset, title in ((0, "finit le 4, reprend le 4"), (1, "finit le 4, reprend le 5")):
        file = make.file(make.family(7, title))
        make.sign(file, last=fourth)
        following = make.sign(file, first=fourth + timedelta(days=1))
        if not offset:
            altered(following, starts_on=fourth)


def case_08(make: Maker) -> None:
    """Turns school age while the agreement runs (R54)."""
    agreement = make.simple(8, "devient d’âge scolaire", born=date(make.begins.year - 4, 6, 12))
    altered(agreement, ends_on=date(make.ends.year, 12, 18))


def case_09(make: Maker) -> None:
    """The transitional measure from 1 September to 31 August (R55)."""
    family = make.family(9, "mesure transitoire", born=date(make.begins.year - 5, 6, 12))
    file = make_file(make.house, family, date(make.begins.year, 9, 1))
    Placement.update(allowance_from=make.begins - timedelta(days=400)).where(Placement.child == file.child_id).execute()
    make.sign(file, first=date(make.begins.year, 9, 1), last=date(make.begins.year + 1, 8, 31), transitional=True)


def case_10(make: Maker) -> None:
    """A replacement that is not ticked (R34)."""
    altered(make.simple(10, "remplaçant non coché"), varies=True)


def case_16(make: Maker) -> None:
    """The address on parent B only (R17)."""
    family = make.family(16, "adresse du parent B seulement")
    make.sign(make.file(family))
    away = Household(organisation=make.house.parent, name="Cas 16 : le parent B", street="9 rue du Ruisseau",
                     city=family.city, postal_code=family.postal_code, family_code="CAS-16")
    away.save()
    Guardian.update(household=away).where(Guardian.id == family.made[1].id).execute()
    household = family.made[0].household
    household.street = ""
    household.save()


def case_17(make: Maker) -> None:
    """Archived without an end date (R74)."""
    agreement = make.simple(17, "archivé sans date de fin")
    altered(agreement, ends_on=None)
    child = agreement.file.child
    child.archived_at = utcnow()
    child.save()


def case_18(make: Maker) -> None:
    """Left before the effective date (R75)."""
    file = make_file(make.house, make.family(18, "parti avant la date effective", born=date(2012, 5, 1)),
                     date(2015, 9, 7), ends_on=date(2016, 4, 29))
    sign(make.demo, file, date(2015, 9, 7), date(2016, 4, 29))


def case_22(make: Maker) -> None:
    """A file number that the Ministry does not know (R15)."""
    file = make.file(make.family(22, "numéro de dossier perdu"), csg_number=LOST_NUMBER)
    make.sign(file)


def case_25(make: Maker) -> None:
    """The last day of the nursery before the start (R31)."""
    make.simple(25, "fin de poupon avant le début", signed={
        "infant": True, "infant_last_day": make.begins - timedelta(days=60)})


MADE: tuple[Callable[[Maker], object], ...] = (
    lambda make: shared(make, 1, "une semaine sur deux", (FIRST, SECOND)),
    case_02,
    lambda make: shared(make, 3, "chacun sa demi-journée", (weekly(MORNING), weekly(AFTERNOON)), "half_days"),
    case_04, case_05, case_06, case_07, case_08, case_09, case_10,
    lambda make: make.simple(11, "sans NIREC, déclaration assermentée", nirec=None),
    lambda make: make.simple(12, "né à l’étranger, sans numéro", nirec=None, born_elsewhere=True),
    lambda make: make.simple(13, "case postale", street="C.P. 312"),
    lambda make: make.simple(14, "appartement au début", street="2-147 rue des Patriotes"),
    lambda make: make.simple(15, "pas encore de code postal", postal_code=""),
    case_16, case_17, case_18,
    lambda make: make.simple(19, "à enregistrer sans changement"),
    lambda make: altered(make.simple(20, "protocole sans période"), csss=True),
    case_22, case_25,
)


def cases(demo) -> str:
    """All that are records; the others are faults of the simulator, or the screen of the source."""
    house = Organisation.get(Organisation.name == CASES[0], Organisation.kind == "installation")
    make = Maker(demo, house)
    for each in MADE:
        each(make)
    half = make.simple(3, "demi-journée à préciser", weekly(MORNING))
    altered(half, schedule=[[{"slots": [], "half": True, "begins": 480, "ends": 720}] * 5 + [{"slots": []}] * 2])
    office = Maker(demo, Organisation.get(Organisation.name == OFFICE[0], Organisation.kind == "installation"))
    office.rank = 60
    for provider in (PROVIDER, "Garde chez Ti-Loup"):
        office.sign(office.file(office.family(21, "un seul code pour toutes les RSG"), home_provider=provider))
    place = Organisation(kind="installation", nature="home", name=PROVIDER, parent=office.house.parent)
    place.save()
    Placement.update(installation=place).where(Placement.child << ParentChildFile.select(ParentChildFile.child).where(
        ParentChildFile.home_provider == PROVIDER)).execute()
    demo.account("rejeanne.gallant@biscuit.example", "Réjeanne Gallant", role="icsge_home_provider", place=place)
    return _("%(count)s enfants de cas particuliers", count=make.rank + 2)

