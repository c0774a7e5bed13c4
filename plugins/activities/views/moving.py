"""« Changer de classe en fin d’année »: whole classes to the next year, shown first, undone for a day (ACT-R21)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, NotFound, Organisation, Page, Refused, _, expose, needs, ngettext, person
from plugins.activities import moving_up
from plugins.activities.models import ClassGroup, Enrolment, Level, SchoolYear
from plugins.activities.views.common import BULK, ids_of


class MovingPage(Page):
    """From each class to the one of the next year."""

    name, url, label = "activities.moving", "/activites/changement", _("Changer de classe en fin d’année")
    permission, scope = BULK, "SchoolYear visible_to"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    @needs(BULK, "SchoolYear visible_to")
    def index(self):
        """Choose the classes, see who goes where, then do it."""
        target = SchoolYear.find_for(person(), next(iter(ids_of(http.values.getlist("vers"))), 0))
        years = before(target), target
        classes = classes_of(years[0]) if years[0] else []
        everything = list(ClassGroup.visible_to(person()).select(ClassGroup, Organisation).join(Organisation).where(
            ClassGroup.archived_at.is_null()).order_by(Organisation.name, ClassGroup.name).limit(500))
        chosen, plan, refusal = targets(classes, everything), None, None
        if http.method == "POST" and years[0] is not None:
            try:
                if "faire" in http.form:
                    return self.done(moving_up.move(years, chosen, person()))
                plan = moving_up.plan(years, chosen, person())
            except MarelleError as reason:
                refusal = reason
        page = self.render("activities/moving.html", years=years, classes=classes, everything=everything,
                           chosen=chosen, plan=plan, refusal=refusal)
        return page, refusal.status if refusal else 200

    def done(self, act):
        """The act, where it can be undone."""
        flash(ngettext("%(num)s personne inscrite dans sa classe de l’année suivante.",
                       "%(num)s personnes inscrites dans leur classe de l’année suivante.", act.added), "success")
        return redirect(url_for("activities_bulk.record", id=act.id), 303)


def before(year: SchoolYear) -> SchoolYear | None:
    """The year before, in the same town."""
    earlier = SchoolYear.select().where(SchoolYear.organisation == year.organisation_id,
                                        SchoolYear.starts_on < year.starts_on)
    return earlier.order_by(SchoolYear.starts_on.desc()).first()


def classes_of(year: SchoolYear) -> list[ClassGroup]:
    """The classes in which somebody is until the end of a year."""
    there = Enrolment.select(Enrolment.class_group).where(Enrolment.year == year.id,
                                                          Enrolment.ends_on == year.ends_on)
    return list(ClassGroup.visible_to(person()).select(ClassGroup, Organisation, Level).join(Organisation).switch(
        ClassGroup).join(Level, "LEFT OUTER JOIN").where(ClassGroup.id << there).order_by(
        Organisation.name, ClassGroup.name))


def targets(classes: list[ClassGroup], everything: list[ClassGroup]) -> dict[int, int | None]:
    """For each class the one that was chosen; at first the class of the same place with the next level."""
    if http.method != "POST":
        return {each.id: proposed(each, everything) for each in classes}
    known = {each.id for each in everything}
    found = {each.id: next(iter(ids_of([http.form.get(f"classe-{each.id}", "")])), None) for each in classes
             if http.form.get(f"classe-{each.id}", "rien") != "rien"}
    if any(number is not None and number not in known for number in found.values()):
        raise NotFound(_("Cette classe n’existe pas."))
    if not found:
        raise Refused(_("Aucune classe n’est choisie."), _("Choisissez où va au moins une classe."))
    return found


def proposed(group: ClassGroup, everything: list[ClassGroup]) -> int | None:
    """The class of the same establishment whose level comes next; none when this is the last."""
    if group.level_id is None:
        return group.id
    ranks = {each.id: each.rank for each in Level.select().where(Level.organisation == group.level.organisation_id)}
    after = [each for each in everything if each.establishment_id == group.establishment_id and each.level_id
             and ranks.get(each.level_id, 0) > ranks[group.level_id]]
    return min(after, key=lambda each: ranks[each.level_id]).id if after else None
