"""Entering a class, and being given services: the forms that open from a person's sheet (ACT-R01, R03, R18, R21)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api import (
    Form,
    MarelleError,
    NotFound,
    Organisation,
    Page,
    _,
    expose,
    needs,
    ngettext,
    person,
    prose_date,
    today,
)
from plugins.activities import enrolling, entitling, links
from plugins.activities.enrolling import Seat
from plugins.activities.entitling import Terms
from plugins.activities.facts import Facts
from plugins.activities.models import ClassGroup, Enrolment, Entitlement, Level, Offer, Participant, SchoolYear, Service
from plugins.activities.removing import Outlook
from plugins.activities.views.common import ENROL, DaysField, ids_of, offered
from plugins.activities.weeks import EVERY_DAY
from plugins.families import Child, Guardian

REQUIRED = InputRequired(_("Ce champ est obligatoire."))
CHOSEN = NumberRange(1, message=_("Choisissez une classe."))


class EnrolForm(Form):
    """Year, class, level, and from when."""

    year = SelectField(_("Année scolaire"), [REQUIRED], coerce=int)
    class_group = SelectField(_("Établissement et classe"), [REQUIRED, CHOSEN], coerce=int)
    level = SelectField(_("Niveau"), coerce=int)
    starts_on = DateField(_("Date d’entrée"), [REQUIRED])


class RightForm(Form):
    """From when to when, on which days."""

    starts_on = DateField(_("À partir du"), [REQUIRED])
    ends_on = DateField(_("Jusqu’au"), [Optional()], description=_("Vide : sans fin."))
    weekdays = DaysField(_("Jours de la semaine"))


class RegisteringPage(Page):
    """Entering a class, being given services."""

    name, url, label = "activities.registering", "/inscriptions", _("Inscriptions")
    permission, scope = ENROL, "Participant visible_to"
    in_menu = False

    @expose("/enfants/<int:id>/classe", methods=("GET", "POST"))
    @needs(ENROL, "Child visible_to")
    def child(self, id: int):
        """A child enters a class."""
        return self.enter(Child.find_for(person(), id), url_for("families_child.record", id=id))

    @expose("/adultes/<int:id>/classe", methods=("GET", "POST"))
    @needs(ENROL, "Guardian visible_to")
    def adult(self, id: int):
        """An adult who eats enters a class (FAM-R18)."""
        return self.enter(Guardian.find_for(person(), id), url_for("families_guardian.record", id=id))

    def enter(self, who: Child | Guardian, sheet: str):
        """The form; a change of class closes the former one the day before (ACT-R21)."""
        years, classes, levels = choices()
        now = next((each for each in years if each.starts_on <= today() <= each.ends_on), None)
        form = EnrolForm(http.form or None, year=now.id if now else None, class_group=last_class(who),
                         starts_on=max(today(), now.starts_on) if now else today())
        form.year.choices = offered((each.id, str(each)) for each in years)
        form.class_group.choices = offered([(0, _("Choisir une classe")), *(
            (each.id, f"{each.establishment} · {each}") for each in classes)])
        form.level.choices = offered([(0, _("Celui de la classe")), *((each.id, str(each)) for each in levels)])
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                said = entered(who, form)
            except MarelleError as reason:
                refusal = reason
            else:
                for sentence in said:
                    flash(sentence, "success")
                return redirect(f"{sheet}#mes-prestations", 303)
        page = self.render("activities/enrol.html", who=who, sheet=sheet, form=form, refusal=refusal,
                           unready=not (years and classes))
        return page, refusal.status if refusal else 400 if form.errors else 200

    @expose("/<int:id>/prestations", methods=("GET", "POST"))
    @needs(ENROL, "Participant visible_to")
    def entitle(self, id: int):
        """Several services ticked at once, from a day on (ACT-R03)."""
        who = Participant.find_for(person(), id)
        sheet, services, refusal = sheet_of(who), offered_to(who), None
        form = RightForm(http.form or None, starts_on=today(), weekdays=EVERY_DAY)
        ticked = ids_of(http.form.getlist("prestation"))
        if http.method == "POST" and form.validate():
            wanted = [each for each in services if each.id in ticked]
            try:
                given = entitling.entitle(who, wanted, terms_of(form), person())
            except MarelleError as reason:
                refusal = reason
            else:
                flash(ngettext("%(who)s : %(num)s droit ouvert.", "%(who)s : %(num)s droits ouverts.", len(wanted),
                               who=who), "success")
                for warning in given.warnings:
                    flash(warning, "warning")
                return redirect(f"{sheet}#mes-prestations", 303)
        page = self.render("activities/entitle.html", who=who, sheet=sheet, form=form, services=services,
                           ticked=ticked, refusal=refusal, adult=who.guardian_id is not None)
        return page, refusal.status if refusal else 400 if form.errors else 200

    @expose("/droits/<int:id>", methods=("GET", "POST"))
    @needs(ENROL, "Entitlement visible_to")
    def change(self, id: int):
        """Other days or another end for a right; or its deletion, which names the service and the place (ACT-R18)."""
        right = Entitlement.find_for(person(), id)
        sheet, refusal = sheet_of(right.participant), None
        form = RightForm(http.form or None, obj=right)
        if http.method == "POST" and ("retirer" in http.form or form.validate()):
            try:
                said = self.changed(right, form)
            except MarelleError as reason:
                refusal = reason
            else:
                flash(said, "success")
                return redirect(f"{sheet}#mes-prestations", 303)
        page = self.render("activities/right.html", right=right, sheet=sheet, form=form, refusal=refusal,
                           place=place_of(right.participant))
        return page, refusal.status if refusal else 400 if form.errors else 200

    def changed(self, right: Entitlement, form: RightForm) -> object:
        """Write it, or take it away; what was done, in words."""
        if "retirer" in http.form:
            lost = entitling.take_away(right, person())
            said = _("Le droit à « %(service)s » est supprimé.", service=right.service)
        else:
            lost = entitling.change(right, terms_of(form, right), person())
            said = _("Le droit à « %(service)s » est modifié.", service=right.service)
        return " ".join(map(str, (said, *counted(lost))))


def entered(who: Child | Guardian, form: EnrolForm) -> list:
    """Put somebody in the class of the form, or move her to it from her present one; what was done, in words."""
    year, group = SchoolYear.find_for(person(), form.year.data), ClassGroup.find_for(person(), form.class_group.data)
    level = Level.find_for(person(), form.level.data) if form.level.data else group.level
    participant, day = enrolling.participant_of(who), form.starts_on.data
    old = enrolling.current(participant, day)
    if old is None or old.year_id != year.id:
        enrolling.enrol(participant, Seat(year, group, level, day), person())
        return [_("%(who)s entre en %(group)s le %(day)s.", who=who, group=group, day=prose_date(day))]
    change = enrolling.change_class(participant, group, level, day, person())
    return [_("%(who)s passe de %(old)s à %(group)s le %(day)s.", who=who, old=old.class_group, group=group,
              day=prose_date(day)), *counted(change.removed)]


def counted(lost: Outlook) -> list[str]:
    """How many bookings went, and how many stay because they are invoiced."""
    found = []
    if lost.count:
        found.append(ngettext("%(num)s réservation annulée.", "%(num)s réservations annulées.", lost.count))
    if lost.invoiced:
        found.append(ngettext("%(num)s réservation facturée est gardée.",
                              "%(num)s réservations facturées sont gardées.", lost.invoiced))
    return found


def terms_of(form: RightForm, right: Entitlement | None = None) -> Terms:
    """The dates and days that the form gives a right; who pays stays."""
    return Terms(form.starts_on.data, form.ends_on.data, form.weekdays.data, right and right.payer,
                 right and right.household)


def choices() -> tuple[list, list, list]:
    """The years that are not closed, the classes and the levels that one may see: three queries."""
    user = person()
    years = SchoolYear.visible_to(user).where(SchoolYear.state != "closed").order_by(SchoolYear.starts_on).limit(50)
    classes = ClassGroup.visible_to(user).select(ClassGroup, Organisation).join(Organisation).where(
        ClassGroup.archived_at.is_null()).order_by(Organisation.name, ClassGroup.name).limit(500)
    return list(years), list(classes), list(Level.visible_to(user).order_by(Level.rank).limit(100))


def sheet_of(who: Participant) -> str:
    """Where the person's sheet is."""
    return links.sheet(Facts.load([who.id], [], today(), today()).people[who.id])


def last_class(who: Child | Guardian) -> int:
    """The class that the person is in, or was in last; 0 for who was in none."""
    own = Participant.child if isinstance(who, Child) else Participant.guardian
    found = Enrolment.select(Enrolment.class_group).join(Participant).where(own == who.id).order_by(
        Enrolment.ends_on.desc()).limit(1).scalar()
    return found or 0


def offered_to(who: Participant) -> list[Service]:
    """The services that are offered to a class in which the person is or will be (ACT-R02)."""
    classes = Enrolment.select(Enrolment.class_group).where(Enrolment.participant == who.id,
                                                            Enrolment.ends_on >= today())
    offers = Offer.select(Offer.service).where(Offer.class_group << classes)
    return list(Service.visible_to(person()).where(Service.id << offers, Service.archived_at.is_null()).order_by(
        Service.starts_at, Service.label))


def place_of(who: Participant) -> str:
    """The establishment where the person is, or was last."""
    found = (Enrolment.select(Enrolment, ClassGroup, Organisation).join(ClassGroup).join(Organisation)
             .where(Enrolment.participant == who.id).order_by(Enrolment.ends_on.desc()).first())
    if found is None:
        raise NotFound(_("Cette personne n’a jamais été dans une classe."))
    return str(found.class_group.establishment)
