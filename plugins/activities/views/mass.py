"""Mass booking by typical week (ACT-R07, R08): for a person or for a class, its dates shown before it is done."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from core.api import MarelleError, Page, Refused, _, expose, needs, ngettext, person, today
from plugins.activities import links, mass
from plugins.activities.criterion import CriterionForm, criterion_of, weeks_between
from plugins.activities.facts import Facts
from plugins.activities.mass import Week
from plugins.activities.models import ClassGroup, Enrolment, Entitlement, Offer, Participant, SchoolYear, Service
from plugins.activities.views.common import BULK, DaysField, ids_of, offered

REQUIRED = InputRequired(_("Ce champ est obligatoire."))


class MassForm(CriterionForm):
    """Weekdays, a stretch of days, adding or replacing, and which weeks."""

    weekdays = DaysField(_("Jours de la semaine"))
    first = DateField(_("Du"), [REQUIRED])
    last = DateField(_("Au"), [REQUIRED])
    mode = RadioField(_("Réservations existantes"), choices=offered((
        ("add", _("Ajouter : garder celles qui existent")),
        ("replace", _("Remplacer : retirer d’abord celles de la période qui ne sont pas facturées")))))


class MassPage(Page):
    """The form of a mass booking, with what would come of it."""

    name, url, label = "activities.mass", "/reservations-en-masse", _("Réserver en masse")
    permission, scope = BULK, "Participant visible_to"
    in_menu = False

    @expose("/personne/<int:id>", methods=("GET", "POST"))
    @needs(BULK, "Participant visible_to")
    def of_person(self, id: int):
        """A person's, on one of her services or several."""
        who = Participant.find_for(person(), id)
        entitled = Entitlement.select(Entitlement.service).where(Entitlement.participant == id)
        facts = Facts.load([id], [], today(), today())
        return self.answer(str(who), links.rights(facts.people[id]), [id], services_in(entitled))

    @expose("/classe/<int:id>", methods=("GET", "POST"))
    @needs(BULK, "ClassGroup visible_to")
    def of_class(self, id: int):
        """That of everybody in a class today or later."""
        group = ClassGroup.find_for(person(), id)
        enrolled = Enrolment.select(Enrolment.participant).distinct().where(
            Enrolment.class_group == id, Enrolment.ends_on >= today())
        people = [number for (number,) in enrolled.tuples()]
        services = services_in(Offer.select(Offer.service).where(Offer.class_group == id))
        return self.answer(str(group), url_for("activities_week.index", classe=id), people, services)

    def answer(self, whom: str, back: str, people: list[int], services: list[Service]):
        """Show the form, what it would do, or do it."""
        first, last = span(services)
        form = MassForm(http.form or None, weekdays=0b0011011, first=first, last=last, mode="add", criterion="none")
        chosen, outlook, refusal = chosen_of(services), None, None
        if http.method == "POST" and form.validate():
            try:
                week = read(form)
                if "faire" in http.form:
                    return self.done(mass.book(people, chosen, week, person()), back)
                outlook = mass.preview(people, chosen, week, person())
            except MarelleError as reason:
                refusal = reason
        page = self.render(
            "activities/mass.html", form=form, services=services, chosen=chosen, outlook=outlook, refusal=refusal,
            whom=whom, back=back, people=len(people), weeks=weeks_between(first, last),
            ticked=set(http.form.getlist("semaines")))
        return page, refusal.status if refusal else 400 if form.errors else 200

    def done(self, act, back: str):
        """Back to where one came from; to the job's page when it is long."""
        if act.state == "running":
            flash(_("La réservation en masse est en cours."), "success")
            return redirect(url_for("jobs.one", id=act.parameters["job"]), 303)
        flash(" ".join((ngettext("%(num)s réservation ajoutée.", "%(num)s réservations ajoutées.", act.added),
                        ngettext("%(num)s retirée.", "%(num)s retirées.", act.removed),
                        str(_("Cet acte s’annule en bloc pendant 24 heures : Actes en masse.")))), "success")
        return redirect(back, 303)


def services_in(query) -> list[Service]:
    """The services of a subquery that are not archived, by hour."""
    return list(Service.visible_to(person()).where(Service.id << query, Service.archived_at.is_null()).order_by(
        Service.starts_at, Service.label).limit(100))


def chosen_of(services: list[Service]) -> list[int]:
    """The services ticked among those offered: in the form, or named by the address."""
    typed = ids_of(http.form.getlist("prestation") if http.method == "POST" else http.args.getlist("prestation"))
    return [each.id for each in services if each.id in typed]


def span(services: list[Service]) -> tuple[date, date]:
    """From today to the end of the current school year of the town."""
    town = services[0].organisation_id if services else None
    year = SchoolYear.select().where(SchoolYear.organisation == town, SchoolYear.ends_on >= today(),
                                     SchoolYear.state != "closed").order_by(SchoolYear.starts_on).first()
    if year is None:
        return today(), today() + timedelta(days=60)
    return max(today(), year.starts_on), year.ends_on


def read(form: MassForm) -> Week:
    """What the form asks for; raises Refused with what is missing."""
    if not form.weekdays.data:
        raise Refused(_("Aucun jour de la semaine n’est coché."), _("Cochez au moins un jour."))
    return Week(form.first.data, form.last.data, form.weekdays.data, criterion_of(form), form.mode.data == "replace")
