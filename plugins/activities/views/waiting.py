"""« Liste d’attente »: who waits for a place, the oldest first for each day and service (ACT-R23)."""

from __future__ import annotations

from datetime import timedelta

from flask import request as http

from core.api import Organisation, Page, _, expose, person
from plugins.activities import waiting
from plugins.activities.facts import taken_places
from plugins.activities.models import Booking, ClassGroup, Participant, Service
from plugins.activities.views.common import READ, day_of
from plugins.families import Child, Guardian

AHEAD = timedelta(days=60)
MOST = 500


class WaitingPage(Page):
    """Who waits."""

    name, url, label = "activities.waiting", "/activites/attente", _("Liste d’attente")
    permission, scope = READ, "Booking visible_to"

    @expose("/")
    def index(self):
        """Two months from a day."""
        first = day_of(http.args.get("depuis"))
        lines = waiting_of(first)
        for line in lines:
            line.rank = sum(other.service_id == line.service_id and other.day == line.day
                            and other.class_group.establishment_id == line.class_group.establishment_id
                            for other in lines[:lines.index(line)]) + 1
        taken = taken_places({each.class_group.establishment_id for each in lines},
                             {each.service_id for each in lines}, first, first + AHEAD)
        return self.render("activities/waiting.html", lines=lines, first=first, last=first + AHEAD, taken=taken,
                           most=MOST)


def waiting_of(first) -> list[Booking]:
    """Those who wait, with whom and what: one query."""
    return list(waiting.waiting(person(), first, first + AHEAD).select(
        Booking, Participant, Child, Guardian, Service, ClassGroup, Organisation).join(Participant)
        .left_outer_join(Child).switch(Participant).left_outer_join(Guardian).switch(Booking).join(Service)
        .switch(Booking).join(ClassGroup).join(Organisation).limit(MOST))
