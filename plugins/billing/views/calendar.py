"""« Qui paie quel jour »: the school year of a person, each day in the colour of who pays."""

from __future__ import annotations

from datetime import date

from flask import request as http, url_for

from core.api import Page, _, expose, person, today
from plugins.activities import Entitlement, Participant, SchoolYear, Service, ids_of
from plugins.billing.holes import AHEAD, facts_of
from plugins.billing.months import payers
from plugins.billing.paying import among
from plugins.billing.views.common import READ


class CalendarPage(Page):
    """Who pays which day."""

    name, url, label = "billing.calendar", "/facturation/calendrier", _("Qui paie quel jour")
    permission, scope = READ, "Participant visible_to"
    in_menu = False

    @expose("/<int:id>")
    def person(self, id: int):
        """The present school year of a person, for one of her services or for all."""
        who = Participant.find_for(person(), id)
        services = services_of(who)
        wanted = ids_of(http.args.getlist("prestation"))
        pairs = [(who.id, each.id) for each in services if not wanted or each.id in wanted]
        first, last = present_year()
        spans = among(pairs, first, last)
        return self.render("billing/calendar.html", who=who, services=services, wanted=wanted, sheet=sheet_of(who),
                           calendar=payers(spans, facts_of(pairs, first, last)) if pairs else None)


def services_of(who: Participant) -> list[Service]:
    """What the person is or was entitled to: one query."""
    entitled = Entitlement.select(Entitlement.service).where(Entitlement.participant == who.id)
    return list(Service.visible_to(person()).where(Service.id << entitled).order_by(Service.starts_at, Service.label))


def present_year() -> tuple[date, date]:
    """The school year that runs or comes next, among those that one sees; else the year from today."""
    day = today()
    year = SchoolYear.visible_to(person()).where(SchoolYear.ends_on >= day).order_by(SchoolYear.starts_on).first()
    return (year.starts_on, year.ends_on) if year else (day, day + AHEAD)


def sheet_of(who: Participant) -> str:
    """Where the person's sheet is."""
    if who.child_id:
        return f"{url_for('families_child.record', id=who.child_id)}#facturation"
    return f"{url_for('families_guardian.record', id=who.guardian_id)}#facturation"
