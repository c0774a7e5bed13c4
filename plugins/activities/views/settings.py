"""What a town decides before anybody is enrolled: school years, levels, classes and services."""

from __future__ import annotations

from flask import url_for

from core.api import Column, Command, Filter, Panel, RecordList, RecordView, Refused, StateColumn, _, today
from plugins.activities.models import MOST_PLACES, ClassGroup, Enrolment, Level, Offer, SchoolYear, Service
from plugins.activities.views.common import (
    SETTING_RIGHTS,
    SETTINGS,
    DaysField,
    check_dates,
    check_hours,
    weekday_letters,
)

WHERE = {"organisation": _("Collectivité")}


class YearView(RecordView):
    """School years."""

    model = SchoolYear
    name, url = "activities.year", "/activites/annees"
    label, label_plural, icon = _("Année scolaire"), _("Années scolaires"), "calendar-days"
    permissions = SETTING_RIGHTS
    can_create = can_edit = True
    create_transition = "create"
    on_dashboard = False
    columns = (Column("label", _("Année"), link=True), Column("starts_on", _("Début")), Column("ends_on", _("Fin")),
               Column("organisation.name", _("Collectivité"), wide=True), StateColumn())
    form_fields = ("organisation", "label", "starts_on", "ends_on")
    fact_fields = form_fields
    labels = WHERE | {"label": _("Libellé"), "starts_on": _("Premier jour"), "ends_on": _("Dernier jour")}
    helps = {"label": _("Par exemple 2026-2027.")}
    default_sort = "-starts_on"

    def before_save(self, record: SchoolYear, user) -> None:
        """Dates in order."""
        check_dates(record.starts_on, record.ends_on)

    def commands(self, record: SchoolYear, user) -> list[Command]:
        """The usual ones, the move to this year, and the import of a class list."""
        usual = list(super().commands(record, user))
        if record.state == "closed" or not user.can("activities.bulk", record):
            return usual
        return [Command(_("Importer une liste de classe"), url_for("activities_importing.index", annee=record.id),
                        "upload"),
                Command(_("Changer de classe en fin d’année"), url_for("activities_moving.index", vers=record.id),
                        "arrow-right"), *usual]


class LevelView(RecordView):
    """Levels of teaching."""

    model = Level
    name, url = "activities.level", "/activites/niveaux"
    label, label_plural, icon = _("Niveau"), _("Niveaux"), "chart-column"
    permissions = SETTING_RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("label", _("Niveau"), link=True), Column("rank", _("Ordre")),
               Column("organisation.name", _("Collectivité")))
    lists = (RecordList("", _("Niveaux"), menu=False),)
    form_fields = ("organisation", "label", "rank")
    labels = WHERE | {"label": _("Libellé"), "rank": _("Ordre")}
    helps = {"rank": _("Les niveaux se suivent dans cet ordre ; en fin d’année, une classe propose la suivante.")}
    default_sort = "rank"


class ClassView(RecordView):
    """Classes and groups of the establishments."""

    model = ClassGroup
    name, url = "activities.class", "/activites/classes"
    label, label_plural, icon = _("Classe"), _("Classes"), "school"
    permissions = SETTING_RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("name", _("Classe"), link=True), Column("establishment.name", _("Établissement")),
               Column("level.label", _("Niveau")))
    form_fields = ("establishment", "name", "level")
    fact_fields = form_fields
    labels = {"establishment": _("Établissement"), "name": _("Nom de la classe ou du groupe"), "level": _("Niveau")}
    filters = (Filter("establishment", _("Établissement")),)
    default_sort = "name"

    def commands(self, record: ClassGroup, user) -> list[Command]:
        """The week of the class, then the usual ones."""
        return [Command(_("Réservations de la semaine"), url_for("activities_week.index", classe=record.id),
                        "calendar-days"), *super().commands(record, user)]

    def panels(self, record: ClassGroup, user) -> list[Panel]:
        """Who is in it today, and the services that its pupils may be given."""
        day = today()
        enrolled = Enrolment.visible_to(user).where(
            Enrolment.class_group == record.id, Enrolment.starts_on <= day, Enrolment.ends_on >= day).count()
        services = Service.select().join(Offer).where(Offer.class_group == record.id).order_by(
            Service.starts_at, Service.label)
        return [Panel(_("Prestations de la classe"), "activities/panel_offers.html",
                      {"services": list(services), "enrolled": enrolled, "may_edit": user.can(SETTINGS, record)})]


class ServiceView(RecordView):
    """Services that people book."""

    model = Service
    name, url = "activities.service", "/activites/prestations"
    label, label_plural, icon = _("Prestation"), _("Prestations"), "utensils"
    permissions = SETTING_RIGHTS
    can_create = can_edit = can_delete = True
    columns = (Column("label", _("Prestation"), link=True), Column("kind", _("Type")),
               Column("starts_at ends_at", _("Horaire"), sort="starts_at",
                      value=lambda start, end: f"{start}–{end}" if start else ""),
               Column("weekdays", _("Jours"), sort=False, value=weekday_letters), Column("places", _("Places")),
               Column("organisation.name", _("Collectivité"), wide=True))
    acts = {"activities.service.ordered": (_("Repas commandés au fournisseur"), "mail", "neutre")}
    form_fields = (
        "organisation", "label", "kind", "mode", "starts_at", "ends_at", "weekdays", "begins_on", "ends_on", "places",
        "booking_days", "booking_time", "cancel_days", "cancel_time", "working_days", "opens_by_default", "for_adults",
        "supplier_email")
    fact_fields = form_fields
    labels = WHERE | {
        "label": _("Libellé"), "kind": _("Type"), "mode": _("Facturée"), "starts_at": _("De"), "ends_at": _("À"),
        "weekdays": _("Jours de la semaine"), "begins_on": _("Débute le"), "ends_on": _("Se termine le"),
        "places": _("Places par établissement"), "booking_days": _("Réservation : jours d’avance"),
        "booking_time": _("Réservation : heure limite"), "cancel_days": _("Annulation : jours d’avance"),
        "cancel_time": _("Annulation : heure limite"), "working_days": _("Compter en jours ouvrés"),
        "opens_by_default": _("Ouverte hors de toute période"), "for_adults": _("Pour les adultes"),
        "supplier_email": _("Courriel du fournisseur")}
    helps = {
        "starts_at": _("Par exemple 07:30."), "places": _("Vide : sans limite. Au-delà, une liste d’attente s’ouvre."),
        "booking_days": _("Vide : sans limite. 1 : la veille au plus tard."),
        "cancel_days": _("Après ce délai, l’annulation reste due."),
        "opens_by_default": _("Sans cette coche, seule une période d’ouverture permet de réserver."),
        "supplier_email": _("Reçoit la prévision des repas à l’heure limite de réservation.")}
    filters = (Filter("kind", _("Type")),)
    default_sort = "starts_at"

    def facts(self, record: Service, user) -> list[tuple]:
        """What is empty has no limit."""
        return [(label, _("sans limite") if name in ("places", "booking_days", "cancel_days") and not value else value)
                for name, (label, value) in zip(self.fact_fields, super().facts(record, user), strict=True)]

    def with_inline_rows(self, form_class, converter):
        """The form, its days of the week as boxes instead of a number."""
        if not hasattr(form_class, "weekdays"):
            return form_class
        days = DaysField(str(self.labels["weekdays"]))
        days.creation_counter = form_class.weekdays.creation_counter
        return type(form_class.__name__, (form_class,), {"weekdays": days})

    def before_save(self, record: Service, user) -> None:
        """Hours, dates, places and days that make sense together."""
        check_hours(record.starts_at, record.ends_at, record.booking_time, record.cancel_time)
        check_dates(record.begins_on, record.ends_on)
        if record.starts_at and record.ends_at and record.ends_at <= record.starts_at:
            raise Refused(_("La prestation se termine avant de commencer."), _("Corrigez l’une des deux heures."))
        if record.places is not None and not 0 < record.places <= MOST_PLACES:
            raise Refused(_("Le nombre de places va de 1 à %(most)s.", most=MOST_PLACES),
                          _("Laissez vide s’il n’y a pas de limite."))
        if not record.weekdays:
            raise Refused(_("Aucun jour de la semaine n’est coché."), _("Cochez les jours où elle a lieu."))
        for days in (record.booking_days, record.cancel_days):
            if days is not None and not 0 <= days <= 365:
                raise Refused(_("Un délai va de 0 à 365 jours."), _("Corrigez le nombre de jours d’avance."))

    def commands(self, record: Service, user) -> list[Command]:
        """The classes it is offered to, then the usual ones."""
        usual = list(super().commands(record, user))
        if not user.can(SETTINGS, record):
            return usual
        return [Command(_("Classes et prestations"), url_for("activities_offers.index"), "square-check"), *usual]
