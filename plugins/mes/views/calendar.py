"""« Calendrier »: the reference years with their days, read by all, kept by the Ministry."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.api import Form, NotFound, Page, Refused, _, expose, journal, needs, person, running, write_transaction
from plugins.mes import calendar
from plugins.mes.calendar import Event
from plugins.mes.models import YearTerms
from plugins.mes.years import ReferenceYear

EDIT = "mes.year.edit"
REQUIRED = InputRequired(_("Ce champ est obligatoire."))
FARTHEST = 2200


class YearForm(Form):
    """The days of a year that the Ministry decides."""

    opening = DateField(_("Ouverture des demandes de l’année suivante"), [Optional()])
    first_opens_on = DateField(calendar.CALLS[0][1], [Optional()])
    first_closes_on = DateField(calendar.CALLS[1][1], [Optional()])
    second_opens_on = DateField(calendar.CALLS[2][1], [Optional()])
    second_closes_on = DateField(calendar.CALLS[3][1], [Optional()])


class EventForm(Form):
    """One more day."""

    day = DateField(_("Jour"), [REQUIRED])
    label = StringField(_("Ce qui arrive"), [REQUIRED, Length(max=160)])


class CalendarPage(Page):
    """« Calendrier »."""

    name, url, label = "mes.calendar", "/mes/calendrier", _("Calendrier")
    permission, scope = "mes.request.read", "commun à tous"

    @expose("/")
    def index(self):
        """The year before, this one and the next."""
        return self.shown()

    @expose("/<int:year>", methods=("GET", "POST"))
    @needs(EDIT, "commun à tous")
    def edit(self, year: int):
        """The calls of a year, and the day from which the next one may be asked for (MES-R20)."""
        wanted, terms = reference(year), YearTerms.get_or_none(YearTerms.reference_year == year)
        form = YearForm(http.form if http.method == "POST" else None, obj=terms, opening=opening_of(wanted))
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                save(wanted, form)
            except Refused as reason:
                refusal = reason
            else:
                flash(_("Le calendrier de %(year)s est enregistré.", year=wanted), "success")
                return redirect(url_for("mes_calendar.index"), 303)
        page = self.render("mes/calendar_year.html", form=form, year=wanted, refusal=refusal)
        return page, refusal.status if refusal else 400 if form.errors else 200

    @expose("/jours", methods=("POST",))
    @needs(EDIT, "commun à tous")
    def add(self):
        """Note one more day."""
        form = EventForm(http.form)
        if not form.validate():
            return self.shown(form), 400
        label = form.label.data.replace("\x00", "").strip()
        event = Event(year=ReferenceYear.of(form.day.data).start, day=form.day.data, label=label)
        with write_transaction():
            event.save()
            journal.saved(person(), "mes.event.created", event)
        flash(_("Le jour est noté."), "toast")
        return redirect(url_for("mes_calendar.index"), 303)

    @expose("/jours/<int:id>/retirer", methods=("POST",))
    @needs(EDIT, "commun à tous")
    def remove(self, id: int):
        """Take a noted day away."""
        event = Event.find_for(person(), id)
        with write_transaction():
            journal.write(person(), "mes.event.deleted", event, before={"day": event.day, "label": event.label})
            event.delete_instance()
        flash(_("Le jour est retiré."), "toast")
        return redirect(url_for("mes_calendar.index"), 303)

    def shown(self, form: EventForm | None = None):
        """The page."""
        may_edit = person().can(EDIT)
        return self.render("mes/calendar.html", years=calendar.calendar(), may_edit=may_edit,
                           form=(form or EventForm()) if may_edit else None)


def reference(year: int) -> ReferenceYear:
    """The reference year of an address."""
    if not 2000 <= year < FARTHEST:
        raise NotFound(_("Cette année n’existe pas."))
    return ReferenceYear(year)


def opening_of(year: ReferenceYear) -> date | None:
    """The day the next year opens, when it is a day of this one."""
    day = running().settings[calendar.OPENING]
    return day if day and ReferenceYear.of(day) == year else None


def save(year: ReferenceYear, form: YearForm) -> None:
    """Keep what was decided. Raises Refused for a day outside the year, or a call that closes before it opens."""
    for field in form:
        if field.data and ReferenceYear.of(field.data) != year:
            raise Refused(_("« %(label)s » n’est pas un jour de l’année %(year)s.", label=field.label.text, year=year),
                          _("Choisissez un jour du 1er avril au 31 mars."))
    for opens, closes in (("first_opens_on", "first_closes_on"), ("second_opens_on", "second_closes_on")):
        first, last = form[opens].data, form[closes].data
        if first and last and last < first:
            raise Refused(_("Un appel de demandes ferme avant d’ouvrir."), _("Changez l’une des deux dates."))
    terms = YearTerms.get_or_none(YearTerms.reference_year == year.start) or YearTerms(reference_year=year.start)
    before = terms.as_dict() if terms.id else None
    for name, _label in calendar.CALLS:
        setattr(terms, name, form[name].data)
    with write_transaction():
        terms.save()
        journal.saved(person(), "mes.year.edited", terms, before)
        keep_opening(year, form.opening.data)


def keep_opening(year: ReferenceYear, day: date | None) -> None:
    """Write the setting when it changed; one of another year is left alone unless this year has its own."""
    old = opening_of(year)
    if day == old:
        return
    running().settings.change(calendar.OPENING, day.isoformat() if day else None)
    journal.write(person(), "core.setting.changed", before={calendar.OPENING: old}, after={calendar.OPENING: day})
