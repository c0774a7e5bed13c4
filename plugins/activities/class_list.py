"""Enrolling the pupils of a school's list: a dry run says each line, then all or nothing (ACT-R01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from core.api import SYSTEM, Organisation, Refused, _, fire, fold, ngettext, prose_date, write_transaction
from plugins.activities import acts
from plugins.activities.class_file import Row, as_day, read
from plugins.activities.enrolling import ENROL, Seat, enrol as enrol_one, participant_of
from plugins.activities.models import BulkAct, ClassGroup, Enrolment, Level, Participant, SchoolYear
from plugins.activities.moving_up import parts, traced
from plugins.families import Child

__all__ = ["Line", "Report", "check", "enrol", "read"]


@dataclass
class Line:
    """A line and what it says: a child, a class, a level, a first day; what stands in the way, and what is worth
    knowing. `enrolled`: the child is in that class already."""

    number: int
    values: dict[str, str]
    child: Child | None = None
    class_group: ClassGroup | None = None
    level: Level | None = None
    starts_on: date | None = None
    enrolled: bool = False
    problems: list[object] = field(default_factory=list)
    notes: list[object] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether last and first name stand in one column."""
        return not self.values.get("last_name")

    @property
    def names(self) -> list[str]:
        """As the file has them: last and first name, or both in one."""
        return [self.values.get(name, "") for name in (("full_name",) if self.whole else ("last_name", "first_name"))]

    @property
    def name(self) -> tuple[str, ...]:
        """The same as names are compared."""
        return tuple(map(words, self.names))


@dataclass
class Report:
    """Every line of a list."""

    lines: list[Line]

    @property
    def refused(self) -> list[Line]:
        """The lines that cannot be done."""
        return [each for each in self.lines if each.problems]

    @property
    def new(self) -> list[Line]:
        """The lines that enrol somebody."""
        return [each for each in self.lines if not each.problems and not each.enrolled]

    @property
    def ok(self) -> bool:
        """Whether the list can be done as a whole, and does something."""
        return not self.refused and bool(self.new)


class Desk:
    """What lines are compared with: the children, classes and levels of a town, and who is in a class already."""

    def __init__(self, year: SchoolYear, rows: Sequence[Row], user):
        self.year = year
        self.children = children_born(days_of(rows), user)
        here = Organisation.select(Organisation.id).where(Organisation.path.startswith(year.organisation.path))
        query = (ClassGroup.visible_to(user, ENROL).select_extend(Organisation)
                 .join(Organisation, on=ClassGroup.establishment).where(
            ClassGroup.archived_at.is_null(), ClassGroup.establishment << here))
        self.classes = defaultdict(list)
        for each in query:
            self.classes[fold(each.name)].append(each)
        self.levels = {fold(each.label): each for each in Level.visible_to(user).where(
            Level.organisation == year.organisation)}
        self.known = enrolments(year, [each.id for same in self.children.values() for each in same])


def days_of(rows: Sequence[Row]) -> list[date]:
    """The days of birth that can be read."""
    found = set()
    for row in rows:
        try:
            found.add(as_day(row.values["birth_date"]))
        except ValueError:
            continue
    return sorted(found)


def children_born(days: list[date], user) -> dict[date, list[Child]]:
    """The children whom the person sees, by their day of birth."""
    found = defaultdict(list)
    for some in parts(days):
        for each in Child.visible_to(user).where(Child.birth_date << some):
            found[each.birth_date].append(each)
    return found


def enrolments(year: SchoolYear, children: list[int]) -> dict[int, Enrolment]:
    """The class in which each child is in a year: the last one."""
    found = {}
    for some in parts(children):
        query = (Enrolment.select(Enrolment, ClassGroup, Participant).join(ClassGroup).switch(Enrolment)
                 .join(Participant).where(Enrolment.year == year.id, Participant.child << some)
                 .order_by(Enrolment.starts_on))
        found |= {each.participant.child_id: each for each in query}
    return found


def check(year: SchoolYear, rows: Sequence[Row], user) -> Report:
    """What each line of a list would do; nothing is written."""
    desk, seen = Desk(year, rows, user), {}
    lines = []
    for row in rows:
        line = Line(row.number, row.values)
        for look in (find_child, find_class, find_level, find_day):
            look(desk, line)
        if line.child is not None and seen.setdefault(line.child.id, line.number) != line.number:
            line.problems.append(_("Cet enfant est déjà à la ligne %(number)s.", number=seen[line.child.id]))
        compare(desk, line)
        lines.append(line)
    return Report(lines)


def find_child(desk: Desk, line: Line) -> None:
    """The child of this name born on this day."""
    try:
        born = as_day(line.values["birth_date"])
    except ValueError:
        line.problems.append(_("« %(text)s » n’est pas une date de naissance comme 04/03/2020.",
                               text=line.values["birth_date"]))
        return
    there = desk.children.get(born, [])
    same = [each for each in there if line.name in names_of(each, line.whole)]
    if len(same) == 1:
        line.child = same[0]
        if line.child.archived_at is not None:
            line.problems.append(_("La fiche de cet enfant est archivée : désarchivez-la d’abord."))
    elif same:
        line.problems.append(
            _("Plusieurs enfants ont ce nom et sont nés ce jour-là, %(names)s : séparez les colonnes Nom et Prénom, ou "
              "inscrivez-le depuis sa fiche.", names=", ".join(map(str, same))) if line.whole else
            _("Plusieurs enfants ont ce nom et sont nés ce jour-là : inscrivez-le depuis sa fiche."))
    elif near := [str(each) for each in there if is_near(each, line)]:
        line.problems.append(_("Aucun enfant de ce nom n’est né ce jour-là ; il y a %(names)s.", names=", ".join(near)))
    else:
        line.problems.append(_("Aucun enfant de ce nom n’est né ce jour-là : créez d’abord son foyer."))


def words(*names: str) -> str:
    """Names without accents, capitals, hyphens and kinds of apostrophes: « DE LA TOUR  Jean-Noël » as one finds it."""
    return " ".join(fold(" ".join(names).replace("’", "'").replace("-", " ")).split())


def names_of(child: Child, whole: bool) -> set[tuple[str, ...]]:
    """What a child may be called in a list: last and first name apart, or the whole name in either order.

    A name in one column is never split: nobody knows where « De La Tour Jean » ends.
    """
    last_names, first = {child.last_name, child.usage_name or child.last_name}, child.first_name
    if whole:
        return {(words(*pair),) for last in last_names for pair in ((last, first), (first, last))}
    return {(words(last), words(first)) for last in last_names}


def is_near(child: Child, line: Line) -> bool:
    """Whether the last or the first name of a child is the same."""
    last, first = words(child.last_name), words(child.first_name)
    if not line.whole:
        return last == line.name[0] or first == line.name[1]
    return any(f" {each} " in f" {line.name[0]} " for each in (last, first))


def find_class(desk: Desk, line: Line) -> None:
    """The class of this name, in this establishment if the line says which."""
    found = desk.classes.get(fold(line.values["class_name"]), [])
    said = fold(line.values.get("establishment", ""))
    if said:
        found = [each for each in found if fold(each.establishment.name) == said]
    if len(found) == 1:
        line.class_group = found[0]
    elif found:
        line.problems.append(_("Plusieurs classes s’appellent « %(name)s » : ajoutez la colonne Établissement.",
                               name=line.values["class_name"]))
    else:
        line.problems.append(_("La classe « %(name)s » n’existe pas ici.", name=line.values["class_name"]))


def find_level(desk: Desk, line: Line) -> None:
    """The level of this name; that of the class where the line says none."""
    said = line.values.get("level", "")
    line.level = desk.levels.get(fold(said))
    if said and line.level is None:
        line.problems.append(_("Le niveau « %(name)s » n’existe pas.", name=said))


def find_day(desk: Desk, line: Line) -> None:
    """The first day in the class; that of the year where the line says none."""
    said, year = line.values.get("starts_on", ""), desk.year
    try:
        line.starts_on = as_day(said) if said else year.starts_on
    except ValueError:
        line.problems.append(_("« %(text)s » n’est pas une date d’entrée comme 01/09/2026.", text=said))
        return
    if not year.starts_on <= line.starts_on <= year.ends_on:
        line.problems.append(_("La date d’entrée n’est pas dans l’année, qui va du %(first)s au %(last)s.",
                               first=prose_date(year.starts_on), last=prose_date(year.ends_on)))


def compare(desk: Desk, line: Line) -> None:
    """Whether the child is in that class already, or in another."""
    known = desk.known.get(line.child.id) if line.child is not None else None
    if known is None or line.class_group is None:
        return
    if known.class_group_id == line.class_group.id:
        line.enrolled = True
        line.notes.append(_("Déjà dans cette classe."))
    else:
        line.problems.append(_("Déjà en %(name)s cette année : changez-le de classe depuis sa fiche.",
                               name=known.class_group.name))


def enrol(year: SchoolYear, rows: Sequence[Row], user) -> BulkAct:
    """Enrol all of them in one transaction, undone as one for a day; raises Refused and writes nothing otherwise."""
    with write_transaction():
        report = check(year, rows, user)
        if report.refused:
            raise Refused(ngettext("Une ligne n’est pas possible : rien n’est fait.",
                                   "%(num)s lignes ne sont pas possibles : rien n’est fait.", len(report.refused)),
                          _("Corrigez la liste, puis importez-la de nouveau."))
        if not report.new:
            raise Refused(_("Tous les enfants de cette liste sont déjà dans leur classe."))
        act = acts.begin(year.organisation, "class_list", _("Liste de classe : %(year)s", year=year),
                         {"year": year.id}, user)
        people = [participant_of(line.child) for line in report.new]
        with traced(act, people) as made:
            for line, who in zip(report.new, people, strict=True):
                made.append(enrol_one(who, Seat(year, line.class_group, line.level, line.starts_on), user).id)
        acts.add_up(act, added=len(made), skipped=len(report.lines) - len(report.new))
        return fire(act, "finish", SYSTEM)
