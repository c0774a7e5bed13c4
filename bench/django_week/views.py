"""The page: everything it shows is read in seven queries, each cell is judged in Python, one template draws it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required, permission_required
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.formats import date_format

from bench.django_week.models import (
    Booking,
    BulkAct,
    Child,
    ClassGroup,
    Enrolment,
    Entitlement,
    Guardian,
    Household,
    Notice,
    Organisation,
    Period,
    Placing,
    SchoolYear,
    Service,
    Target,
)

PLACE = "1."
MENU = (("Foyers", "/foyers", Household, "organisation"), ("Enfants", "/enfants", Child, "household__organisation"),
        ("Responsables", "/adultes", Guardian, "household__organisation"),
        ("Dossiers", "/dossiers", Placing, "installation"), ("Actes", "/actes", BulkAct, "organisation"),
        ("Périodes", "/periodes", Period, "organisation"), ("Prestations", "/prestations", Service, "organisation"),
        ("Classes", "/classes", ClassGroup, "establishment"), ("Années", "/annees", SchoolYear, "organisation"))
GONE = ("cancelled", "cancelled_late", "closed")
WORDS = {"free": "libre", "cart": "dans le panier, à enregistrer", "booked": "réservé", "present": "présent",
         "absent_excused": "absent, justifié", "absent": "absent, non justifié", "waiting": "liste d’attente",
         "holiday": "fermé par une période : raison disponible", "closed": "impossible : raison disponible"}
ICONS = {"cart": "shopping-basket", "booked": "check", "present": "user-check", "absent_excused": "file-check-2",
         "absent": "user-x", "waiting": "hourglass", "holiday": "tree-palm", "closed": "lock"}
PRESSED = {"free", "cart", "booked", "waiting"}
COUNTED = {"booked", "present", "absent_excused", "absent"}


@login_required
@permission_required("django_week.view_booking", raise_exception=True)
def week(request):
    """The grid of a class."""
    classes = ClassGroup.objects.select_related("establishment").filter(
        establishment__path__startswith=PLACE).order_by("establishment__name", "name")
    group = get_object_or_404(classes, pk=request.GET["classe"])
    first = date.fromisoformat(request.GET["semaine"])
    days = [first + timedelta(days=step) for step in range(7)]
    services = list(group.services.filter(archived_at=None).order_by("starts_at", "label"))
    enrolled = list(Enrolment.objects.filter(class_group=group, starts_on__lte=days[-1], ends_on__gte=first)
                    .select_related("participant__child", "participant__guardian", "year"))
    people = [each.participant_id for each in enrolled]
    bookings = {(each.participant_id, each.service_id, each.day): each for each in Booking.objects.filter(
        participant__in=people, service__in=services, day__range=(first, days[-1])).exclude(state__in=GONE)}
    rights = defaultdict(list)
    for each in Entitlement.objects.filter(participant__in=people, service__in=services):
        rights[each.participant_id, each.service_id].append(each)
    targets = defaultdict(list)
    for each in Target.objects.filter(class_group=group, period__starts_on__lte=days[-1],
                                      period__ends_on__gte=first).select_related("period"):
        targets[each.service_id].append(each.period)
    known = services, enrolled, bookings, rights, targets
    return render(request, "week.html", menu(request.user) | grid(group, classes, days, known))


def menu(user) -> dict:
    """What stands around the page: where one works, how many notices wait, how many records each list has."""
    counts = [(label, address, model.objects.filter(**{f"{place}__path__startswith": PLACE})[:1000].count())
              for label, address, model, place in MENU]
    return {"menu": counts, "here": Organisation.objects.get(path=PLACE),
            "unread": Notice.objects.filter(user_id=user.pk, read_at=None).count()}


def grid(group, classes, days, known) -> dict:
    """What the template draws: the days and services that run."""
    services, enrolled, bookings, rights, targets = known
    columns = [(day, date_format(day, "l j F"), service) for day in days for service in services
               if service.weekdays >> day.weekday() & 1]
    heads = [(words, [service for each, _words, service in columns if each == day])
             for day, words in dict.fromkeys((day, words) for day, words, _service in columns)]
    totals, rows = [0] * len(columns), []
    for each in sorted(enrolled, key=lambda one: (one.participant.person.last_name, one.participant.person.first_name)):
        person, cells = each.participant.person, []
        for day, words, service in columns:
            key = each.participant_id, service.id, day
            booking = bookings.get(key)
            state = booking.state if booking else judged(each, service, day, (rights, targets))
            totals[len(cells)] += state in COUNTED
            cells.append({"key": f"{key[0]}.{key[1]}.{day.isoformat()}", "state": state, "icon": ICONS.get(state),
                          "pressed": state in PRESSED, "words": WORDS[state], "day": words, "service": service})
        rows.append({"name": f"{person.first_name} {person.last_name}", "turned": f"{person.last_name}, "
                     f"{person.first_name}", "id": each.participant_id, "cells": cells})
    return {"group": group, "classes": classes, "heads": heads, "rows": rows, "totals": totals,
            "legend": [(state, ICONS.get(state), words) for state, words in WORDS.items()],
            "cart": sum(cell["state"] == "cart" for row in rows for cell in row["cells"])}


def judged(enrolment, service, day, known) -> str:
    """What a cell without a booking looks like."""
    rights, targets = known
    person = enrolment.participant.person
    if enrolment.year.state == "closed" or not enrolment.starts_on <= day <= enrolment.ends_on or person.archived_at:
        return "closed"
    if not any(right.starts_on <= day and (right.ends_on is None or day <= right.ends_on)
               and right.weekdays >> day.weekday() & 1
               for right in rights[enrolment.participant_id, service.id]):
        return "closed"
    if day < service.begins_on or (service.ends_on and day > service.ends_on):
        return "closed"
    if any(period.kind == "closure" and period.starts_on <= day <= period.ends_on for period in targets[service.id]):
        return "holiday"
    return "free" if service.weekdays >> day.weekday() & 1 else "closed"


urlpatterns = [path("semaine/", week), path("case/", week, name="press"), path("pourquoi/", week, name="why")]
