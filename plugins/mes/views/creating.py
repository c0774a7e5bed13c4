"""Creating a request: find the child, choose installation, year and type."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Organisation, Page, Refused, _, create, expose, fold, needs, person, running, today
from plugins.families import Child, find_children
from plugins.mes.forms import TYPE_HELP, CreateForm, SearchForm, offered
from plugins.mes.models import TYPES, Request
from plugins.mes.rules import first_year, fitting_types
from plugins.mes.years import ReferenceYear, open_years

SCOPE = "les divisions où l’on peut créer"


class CreatingPage(Page):
    """« Créer une demande »."""

    name, url, label = "mes.creating", "/mes/creer", _("Créer une demande")
    permission = "mes.request.create"

    @expose("/")
    @needs("mes.request.create", SCOPE)
    def index(self):
        """The three searches and their result (MES-R02 to R04)."""
        form = SearchForm(http.args)
        found, refusal = [], None
        if form.asked() and form.validate():
            try:
                found = find_children(person(), nirec=form.nirec.data or "", necsg=form.necsg.data or "",
                                      last_name=form.last_name.data or "", first_name=form.first_name.data or "",
                                      birth_date=form.birth_date.data)
            except Refused as reason:
                refusal = reason
        return self.render("mes/create_search.html", form=form, found=found, refusal=refusal, asked=form.asked())

    @expose("/<int:id>", methods=("GET", "POST"))
    @needs("mes.request.create", SCOPE)
    def choose(self, id: int):
        """Installation, year and type for this child; then the draft is born with its number."""
        child = Child.find_for(person(), id)
        form = CreateForm(http.form or None, data={"child": str(child.id)})
        places = installations(person())
        form.installation.choices = offered({str(place.id): f"{place.name} ({place.code})" for place in places})
        form.reference_year.choices = offered({str(year.start): str(year) for year in years()})
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                made = make(child, places, form)
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("La demande %(number)s est créée.", number=made.number), "success")
                return redirect(url_for("mes_request.record", id=made.id))
        return self.render("mes/create_choose.html", form=form, child=child, refusal=refusal, help=TYPE_HELP,
                           proposals=proposals(child, places), years=years())


def years() -> tuple[ReferenceYear, ...]:
    """The reference years that a request may aim at today."""
    return open_years(today(), running().settings["mes.next_year_opens_on"])


def installations(user) -> list[Organisation]:
    """The installations at or below the divisions where `user` may create."""
    query = Organisation.select().where(Organisation.within(user, "mes.request.create"),
                                        Organisation.kind == "installation", Organisation.archived_at.is_null())
    return sorted(query, key=lambda place: fold(place.name))


def make(child: Child, places: list[Organisation], form: CreateForm) -> Request:
    """The draft, through the engine; raises Refused with the rule that stops it."""
    return create(draft(child, next(place for place in places if str(place.id) == form.installation.data),
                        int(form.reference_year.data), form.type.data), "create", person())


def draft(child: Child, installation: Organisation, year: int, kind: str) -> Request:
    """A request as it would be born, not saved; a transfer or renewal is linked to the child's last one."""
    division, region = installation.ancestor("division"), installation.ancestor("region")
    previous = Request.select().where(Request.child == child.id, Request.compliant_at.is_null(False)).order_by(
        Request.reference_year.desc()).first() if kind != "new" else None
    return Request(child=child, installation=installation, division=division, region=region.code if region else "00",
                   reference_year=year, type=kind, previous=previous)


def proposals(child: Child, places: list[Organisation]) -> list[tuple[str, str]]:
    """For each installation, the type that fits the child's history there, in words (MES-R15)."""
    found = []
    for place in places:
        if first_year(place):
            found.append((place.name, _("première année : les quatre types sont ouverts")))
        else:
            types = fitting_types(draft(child, place, years()[0].start, "new"))
            found.append((place.name, ", ".join(str(TYPES[each]) for each in types)))
    return found
