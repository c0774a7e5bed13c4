"""« Classes et prestations »: which services the pupils of each class may be given, as a table of ticks (ACT-R02)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import Organisation, Page, Refused, _, expose, joined, journal, ngettext, person, write_transaction
from plugins.activities.models import ClassGroup, Offer, PeriodTarget, Service
from plugins.activities.views.common import SETTINGS


class OffersPage(Page):
    """The ticks service × class."""

    name, url, label = "activities.offers", "/activites/associations", _("Classes et prestations")
    permission, scope = SETTINGS, "Offer visible_to"

    @expose("/", methods=("GET", "POST"))
    def index(self):
        """Show the table, or write what was ticked."""
        classes, services = classes_of(person()), services_of(person())
        if http.method == "POST":
            changed = write(classes, services, set(http.form.getlist("offre")))
            flash(ngettext("%(num)s association changée.", "%(num)s associations changées.", changed), "success")
            return redirect(url_for("activities_offers.index"), 303)
        return self.render("activities/offers.html", classes=classes, services=services, ticked=ticks_of(classes))


def classes_of(user) -> list[ClassGroup]:
    """The classes one may see that are not archived, by establishment, with their names and places: one query."""
    return joined(ClassGroup.visible_to(user).select(
        ClassGroup.id, ClassGroup.name, ClassGroup.establishment, Organisation.id, Organisation.name, Organisation.path,
    ).join(Organisation).where(ClassGroup.archived_at.is_null()).order_by(
        Organisation.name, ClassGroup.name).limit(500), "establishment")


def services_of(user) -> list[Service]:
    """The services one may see that are not archived, by hour: one query."""
    return list(Service.visible_to(user).where(Service.archived_at.is_null()).order_by(
        Service.starts_at, Service.label).limit(100))


def ticks_of(classes: list[ClassGroup]) -> set[tuple[int, int]]:
    """The service and class of each tick."""
    query = Offer.select(Offer.service, Offer.class_group).where(Offer.class_group << [each.id for each in classes])
    return set(query.tuples())


def write(classes: list[ClassGroup], services: list[Service], ticked: set[str]) -> int:
    """Make the offers what was ticked, among what the person may set; says how many changed."""
    mine = {each.id for each in classes if person().can(SETTINGS, each)}
    known = {each.id: each for each in services}
    wanted = {(service, group) for service in known for group in mine if f"{service}.{group}" in ticked}
    with write_transaction():
        before = {each for each in ticks_of(classes) if each[0] in known and each[1] in mine}
        for service, group in sorted(wanted - before):
            check_town(known[service], group, classes)
            offer = Offer.create(service=service, class_group=group)
            journal.saved(person(), "activities.offer.created", offer)
        for service, group in sorted(before - wanted):
            offer = Offer.get(Offer.service == service, Offer.class_group == group)
            journal.write(person(), "activities.offer.deleted", offer, before={"service": service, "class": group})
            PeriodTarget.delete().where(PeriodTarget.service == service, PeriodTarget.class_group == group).execute()
            offer.delete_instance()
    return len(wanted ^ before)


def check_town(service: Service, group: int, classes: list[ClassGroup]) -> None:
    """A service is offered within its own town."""
    place = next(each for each in classes if each.id == group).establishment
    if not place.path.startswith(service.organisation.path):
        raise Refused(_("« %(service)s » est d’une autre collectivité que %(place)s.", service=service, place=place),
                      _("Créez la prestation dans la collectivité de l’établissement."))
