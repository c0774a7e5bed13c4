"""The list and the page of bookings, and of the acts on many of them, each of which is undone as one for 24 hours."""

from __future__ import annotations

from flask import url_for

from core.api import Column, Command, Filter, Panel, RecordList, RecordView, StateColumn, _, local_date
from plugins.activities.models import Booking, BulkAct
from plugins.activities.views.common import READ

RIGHTS = {"read": READ, "create": "activities.book", "edit": "activities.book", "delete": "activities.book"}


class BookingView(RecordView):
    """Bookings."""

    model = Booking
    name, url = "activities.booking", "/reservations"
    label, label_plural, icon = _("Réservation"), _("Réservations"), "calendar-check"
    permissions = RIGHTS
    on_dashboard = False
    columns = (Column("day", _("Jour"), link=True),
               Column("participant.child.last_name participant.child.first_name", _("Enfant"), sort=False),
               Column("participant.guardian.last_name participant.guardian.first_name", _("Adulte"), sort=False,
                      wide=True),
               Column("service.label", _("Prestation")), Column("class_group.name", _("Classe")),
               Column("late", _("Hors délai"), wide=True), StateColumn())
    lists = (RecordList("", _("Réservations"), menu=False),)
    filters = (Filter("state", _("État")), Filter("service", _("Prestation")), Filter("class_group", _("Classe")),
               Filter("day", _("Jour")))
    fact_fields = ("day", "origin", "late", "arrived_at", "left_at", "marked_at")
    labels = {"day": _("Jour"), "origin": _("Origine"), "late": _("Hors délai"), "arrived_at": _("Arrivée"),
              "left_at": _("Départ"), "marked_at": _("Pointée"), "participant": _("Personne"),
              "service": _("Prestation"), "class_group": _("Classe"), "marked_by": _("Pointée par"),
              "bulk": _("Acte en masse"), "invoice_line": _("Ligne de facture")}
    default_sort = "-day"

    def title_of(self, record: Booking) -> str:
        """« Réservation : Léo Roussel »."""
        return _("Réservation : %(who)s", who=record.participant)

    def context_line(self, record: Booking, user) -> object:
        """What, when and where."""
        return f"{record.service} · {record.class_group} · {local_date(record.day)}"

    def commands(self, record: Booking, user) -> list[Command]:
        """The week of the class."""
        return [Command(_("Semaine de la classe"), url_for(
            "activities_week.index", classe=record.class_group_id, semaine=record.day.isoformat()), "calendar-days")]


class BulkView(RecordView):
    """Acts on many bookings."""

    model = BulkAct
    name, url = "activities.bulk", "/activites/actes"
    label, label_plural, icon = _("Acte en masse"), _("Actes en masse"), "repeat-2"
    permissions = dict.fromkeys(("read", "create", "edit", "delete"), READ)
    on_dashboard = False
    columns = (Column("label", _("Acte"), link=True),
               Column("author.first_name author.last_name", _("Fait par"), sort=False),
               Column("created_at", _("Quand")), Column("added", _("Ajoutées")), Column("removed", _("Retirées")),
               Column("skipped", _("Laissées")), StateColumn())
    lists = (RecordList("", _("Actes en masse"), intro=_("Chaque acte s’annule en bloc pendant 24 heures."),
                        empty=_("Aucun acte en masse."),
                        empty_help=_("Une semaine type, une période ou un changement de classe apparaît ici.")),)
    fact_fields = ("label", "author", "created_at", "added", "removed", "skipped")
    labels = {"label": _("Acte"), "author": _("Fait par"), "created_at": _("Quand"), "added": _("Ajoutées"),
              "removed": _("Retirées"), "skipped": _("Laissées"), "organisation": _("Collectivité"),
              "what": _("Sorte d’acte"), "parameters": _("Ce qui était demandé")}
    default_sort = "-id"

    def title_of(self, record: BulkAct) -> str:
        """Its own words."""
        return record.label

    def panels(self, record: BulkAct, user) -> list[Panel]:
        """Where its work is, while it goes on."""
        job = record.parameters.get("job")
        if record.state != "running" or not job:
            return []
        return [Panel(_("En cours"), "activities/panel_running.html", {"job": job}, order=5)]
