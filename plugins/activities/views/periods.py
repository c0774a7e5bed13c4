"""Periods that close or open services: the list, the form with its preview, the calendar (ACT-R10, R11, R13)."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

from flask import flash, redirect, request as http, url_for
from markupsafe import Markup
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import ColorInput

from core.api import (
    Column,
    Command,
    Filter,
    Form,
    MarelleError,
    NotFound,
    Organisation,
    Page,
    Panel,
    RecordList,
    RecordView,
    _,
    expose,
    ngettext,
    person,
    today,
)
from plugins.activities import periods
from plugins.activities.models import PERIOD_KINDS, CalendarPeriod, ClassGroup, Offer, PeriodTarget, SchoolYear, Service
from plugins.activities.views.common import PERIODS, READ, offered

REQUIRED = InputRequired(_("Ce champ est obligatoire."))
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MOST = 1000


def dot(colour: str) -> Markup:
    """A square of the period's colour, beside its words."""
    return Markup('<svg class="m-dot" viewBox="0 0 14 14" aria-hidden="true">'
                  '<rect width="14" height="14" rx="2" fill="{}"/></svg>').format(
        colour if COLOUR.fullmatch(colour) else "#888888")


def unlinked(_view, _user):
    """Those without services, which have no effect (ACT-R12)."""
    return CalendarPeriod.id.not_in(PeriodTarget.select(PeriodTarget.period))


class PeriodView(RecordView):
    """Periods."""

    model = CalendarPeriod
    name, url = "activities.period", "/activites/periodes"
    label, label_plural, icon = _("Période"), _("Périodes"), "calendar-x-2"
    permissions = {"read": READ, "create": PERIODS, "edit": PERIODS, "delete": PERIODS}
    columns = (Column("label", _("Période"), link=True), Column("starts_on", _("Du")), Column("ends_on", _("Au")),
               Column("kind", _("Type")), Column("origin", _("Origine")), Column("zone", _("Zone"), wide=True))
    lists = (RecordList("", _("Périodes")),
             RecordList("sans-prestations", _("Périodes sans prestations"), where=unlinked, menu=False,
                        intro=_("Elles n’ont aucun effet tant qu’elles ne sont pas liées à des prestations."),
                        empty=_("Toutes les périodes sont liées à des prestations.")))
    filters = (Filter("kind", _("Type")), Filter("origin", _("Origine")), Filter("starts_on", _("Début")))
    fact_fields = ("label", "starts_on", "ends_on", "kind", "origin", "zone", "organisation")
    labels = {"label": _("Libellé"), "starts_on": _("Du"), "ends_on": _("Au"), "kind": _("Type"),
              "origin": _("Origine"), "zone": _("Zone"), "organisation": _("Collectivité"), "colour": _("Couleur"),
              "targets": _("Prestations et classes")}
    acts = {"activities.period.changed": (_("Période modifiée"), "pencil-line", "neutre"),
            "activities.period.linked": (_("Prestations et classes changées"), "link", "neutre"),
            "activities.period.removed": (_("Période supprimée"), "trash-2", "brique"),
            "activities.calendar.replaced": (_("Calendrier officiel remplacé"), "calendar-days", "neutre")}
    default_sort = "-starts_on"
    list_template = "activities/periods.html"

    def commands(self, record: CalendarPeriod, user) -> list[Command]:
        """Link it to services, change it."""
        if not user.can(PERIODS, record):
            return []
        return [Command(_("Modifier, lier des prestations"), url_for("activities_closing.edit", id=record.id), "pencil",
                        primary=True)]

    def panels(self, record: CalendarPeriod, user) -> list[Panel]:
        """The services and classes that it closes or opens."""
        query = (PeriodTarget.select(PeriodTarget, Service, ClassGroup, Organisation).join(Service)
                 .switch(PeriodTarget).join(ClassGroup).join(Organisation).where(PeriodTarget.period == record.id)
                 .order_by(Service.starts_at, Service.label, Organisation.name, ClassGroup.name).limit(MOST))
        groups = defaultdict(list)
        for each in query:
            groups[each.service].append(each.class_group)
        return [Panel(_("Prestations et classes concernées"), "activities/panel_targets.html",
                      {"groups": dict(groups), "may_edit": user.can(PERIODS, record)})]


class PeriodForm(Form):
    """A period as it is typed."""

    town = RadioField(_("Collectivité"), [REQUIRED], coerce=int)
    label = StringField(_("Libellé"), [REQUIRED, Length(max=80)])
    starts_on = DateField(_("Premier jour"), [REQUIRED])
    ends_on = DateField(_("Dernier jour"), [REQUIRED])
    kind = RadioField(_("Effet"), [REQUIRED], choices=offered(PERIOD_KINDS))
    colour = StringField(_("Couleur"), widget=ColorInput())

    def validate_colour(self, field) -> None:
        """Six digits."""
        if not COLOUR.fullmatch(field.data or ""):
            raise ValidationError(_("Écrivez une couleur comme #7a5c99."))


class ClosingPage(Page):
    """The form of a period, and the calendar of all of them."""

    name, url, label = "activities.closing", "/activites/fermetures", _("Calendrier des périodes")
    permission, scope = PERIODS, "CalendarPeriod visible_to"
    in_menu = False

    @expose("/nouvelle", methods=("GET", "POST"))
    def create(self):
        """« Ajouter une période »."""
        return self.answer(CalendarPeriod(starts_on=today(), ends_on=today()))

    @expose("/<int:id>", methods=("GET", "POST"))
    def edit(self, id: int):
        """Another label, other dates, other services."""
        return self.answer(CalendarPeriod.find_for(person(), id, PERIODS))

    def answer(self, period: CalendarPeriod):
        """Show the form; say what would be deleted; do it when that was seen, or when nothing is."""
        towns = towns_of(person())
        form = PeriodForm(http.form or None, obj=period, kind=period.kind or "closure",
                          town=period.organisation_id or (towns[0].id if towns else None))
        form.town.choices = offered((each.id, each.name) for each in towns)
        pairs = ticked() if http.method == "POST" else set(PeriodTarget.select(
            PeriodTarget.service, PeriodTarget.class_group).where(PeriodTarget.period == (period.id or 0)).tuples())
        preview = refusal = None
        if http.method == "POST" and form.validate():
            fill(period, form, towns)
            try:
                preview = periods.preview(period.kind, period.starts_on, period.ends_on, pairs, person())
                if "confirmer" in http.form or not preview.count:
                    return self.done(period, periods.confirm(period, pairs, person()))
            except MarelleError as reason:
                refusal = reason
        page = self.render("activities/period.html", period=period, form=form, groups=groups_of(person()), pairs=pairs,
                           preview=preview, refusal=refusal, towns=towns)
        return page, refusal.status if refusal else 400 if form.errors else 200

    def done(self, period: CalendarPeriod, act):
        """What was done, in words."""
        flash(_("La période « %(label)s » est enregistrée.", label=period.label), "success")
        if act is not None:
            flash(ngettext("%(num)s réservation supprimée.", "%(num)s réservations supprimées.", act.removed),
                  "success")
        return redirect(url_for("activities_period.record", id=period.id), 303)

    @expose("/<int:id>/supprimer", methods=("POST",))
    def remove(self, id: int):
        """Take a period away; what it deleted stays so."""
        periods.remove(CalendarPeriod.find_for(person(), id, PERIODS), person())
        flash(_("La période est supprimée ; ses jours peuvent être réservés de nouveau."), "success")
        return redirect(url_for("activities_period.index"), 303)

    @expose("/calendrier")
    def calendar(self):
        """All periods of the year around today, as a calendar and as its list (ACT-R13)."""
        year = SchoolYear.visible_to(person()).where(SchoolYear.state == "current").first()
        query = CalendarPeriod.visible_to(person()).order_by(CalendarPeriod.starts_on).limit(MOST)
        if year is not None:
            query = query.where(CalendarPeriod.ends_on >= year.starts_on, CalendarPeriod.starts_on <= year.ends_on)
        linked = {number for (number,) in PeriodTarget.select(PeriodTarget.period).distinct().tuples()}
        shown = list(query)
        for each in shown:
            each.after = each.ends_on + timedelta(days=1)
        return self.render("activities/periods_calendar.html", periods=shown, linked=linked, dot=dot, year=year)


def towns_of(user) -> list[Organisation]:
    """The towns where the person may decide periods."""
    return list(Organisation.select().where(Organisation.kind == "town", Organisation.within(user, PERIODS)).order_by(
        Organisation.name).limit(100))


def groups_of(user) -> list[SimpleNamespace]:
    """Each service with the classes that it is offered to, by establishment: what may be ticked; one query."""
    query = (Offer.select(Offer, Service, ClassGroup, Organisation).join(Service).switch(Offer).join(ClassGroup)
             .join(Organisation).where(Offer.within(user, PERIODS), Service.archived_at.is_null(),
                                       ClassGroup.archived_at.is_null())
             .order_by(Service.starts_at, Service.label, Organisation.name, ClassGroup.name).limit(5000))
    services: dict[int, SimpleNamespace] = {}
    for each in query:
        found = services.setdefault(each.service_id, SimpleNamespace(service=each.service, places={}))
        found.places.setdefault(each.class_group.establishment.name, []).append(each.class_group)
    return list(services.values())


def ticked() -> set[tuple[int, int]]:
    """The service and class of each tick of a form; NotFound for what is none."""
    try:
        return {(int(service), int(group)) for service, _dot, group in
                (each.partition(".") for each in http.form.getlist("cible"))}
    except ValueError:
        raise NotFound(_("Cette prestation n’existe pas.")) from None


def fill(period: CalendarPeriod, form: PeriodForm, towns: list[Organisation]) -> None:
    """Write what was typed on the period, unsaved."""
    period.organisation = next(each for each in towns if each.id == form.town.data)
    period.label, period.kind, period.colour = form.label.data.strip(), form.kind.data, form.colour.data
    period.starts_on, period.ends_on = form.starts_on.data, form.ends_on.data
