"""Steps 1 and 2 of the wizard: find the child, then choose installation, year and type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, request as http, url_for

from core.api import (
    Explanation,
    MarelleError,
    NotFound,
    Organisation,
    Page,
    Refused,
    _,
    create,
    expose,
    fold,
    guard_conditions,
    needs,
    person,
    running,
    today,
)
from plugins.families import Child, find_children
from plugins.mes import kinds, wizard
from plugins.mes.form.pages import PAGES
from plugins.mes.forms import TYPE_HELP, CreateForm, SearchForm, TypeForm, offered
from plugins.mes.models import TYPES, Request
from plugins.mes.rules import page_link
from plugins.mes.synchronisation import synchronised
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear, open_years

SCOPE = "les divisions où l’on peut créer"


@dataclass(frozen=True)
class Choice:
    """An installation where a request may be made for a child, or why not, condition by condition."""

    installation: Organisation
    explanation: Explanation
    url: str


@dataclass(frozen=True)
class TypeChoice:
    """One of the four types: what it is for, whether it is the one proposed, what the history says against it."""

    value: str
    label: object
    help: object
    proposed: bool
    against: object


class CreatingPage(Page):
    """« Créer une demande »."""

    name, url, label = "mes.creating", "/mes/creer", _("Créer une demande")
    permission = "mes.request.create"

    @expose("/")
    @needs("mes.request.create", SCOPE)
    def index(self):
        """Step 1: the three searches and their result (MES-R01 to R04)."""
        form, user = SearchForm(http.args), person()
        found, refusal = [], None
        if form.asked() and form.validate():
            try:
                found = find_children(user, nirec=form.nirec.data or "", necsg=form.necsg.data or "",
                                      last_name=form.last_name.data or "", first_name=form.first_name.data or "",
                                      birth_date=form.birth_date.data)
            except Refused as reason:
                refusal = reason
        return self.render("mes/create_search.html", form=form, refusal=refusal, asked=form.asked(),
                           found=[(each, synchronised(each, user)) for each in found],
                           rail=wizard.first_steps(wizard.IDENTITY),
                           service=synchronised(None, user) if form.asked() and not found else None)

    @expose("/<int:id>", methods=("GET", "POST"))
    @needs("mes.request.create", SCOPE)
    def choose(self, id: int):
        """Step 2: installation, year and type for this child; then the draft is born with its number."""
        child, user = Child.find_for(person(), id), person()
        places, years = installations(user), opened()
        form = CreateForm(http.form or None)
        form.installation.choices = offered({str(place.id): place.name for place in places})
        form.reference_year.choices = offered({str(year.start): str(year) for year in years})
        year = chosen(years, http.values.get("reference_year"), lambda each: str(each.start))
        choices = [choice(child, place, year) for place in places]
        choices.sort(key=lambda each: len(each.explanation.unmet))
        here = chosen(choices, http.values.get("installation"), lambda each: str(each.installation.id))
        if http.method == "POST" and form.validate():
            try:
                made = create(draft(child, here.installation, year, form), "create", user)
            except MarelleError as reason:
                return self.choosing(child, form, choices, here, year, refusal=reason)
            flash(_("La demande %(number)s est créée.", number=made.number), "success")
            return redirect(page_link(made, PAGES[0]), 303)
        return self.choosing(child, form, choices, here, year)

    def choosing(self, child: Child, form: CreateForm, choices: list[Choice], here: Choice | None,
                 year: ReferenceYear, *, refusal=None):
        """The page of step 2; without an installation there is nothing to choose."""
        if here is None:
            raise NotFound(_("Votre service n’a pas d’installation."))
        candidate = draft(child, here.installation, year)
        if not http.form and not kinds.first_year(here.installation):
            form.type.data = kinds.proposal(candidate).type
        return self.render("mes/create_choose.html", form=form, child=child, choices=choices, here=here, year=year,
                           years=opened(), refusal=refusal, rail=wizard.first_steps(wizard.TYPE),
                           sync=synchronised(child, person()), **type_words(candidate))


def opened() -> tuple[ReferenceYear, ...]:
    """The reference years that a request may aim at today."""
    return open_years(today(), running().settings["mes.next_year_opens_on"])


def installations(user) -> list[Organisation]:
    """The installations at or below the divisions where `user` may create."""
    query = Organisation.select().where(Organisation.within(user, "mes.request.create"),
                                        Organisation.kind == "installation", Organisation.archived_at.is_null())
    return sorted(query, key=lambda place: fold(place.name))


def chosen(among: Sequence, wanted: str | None, key):
    """The one that the address or the form names, else the first; nothing when there is none."""
    return next((each for each in among if key(each) == wanted), among[0] if among else None)


def draft(child: Child, installation: Organisation, year: ReferenceYear, form: TypeForm | None = None) -> Request:
    """A request as it would be born, not saved; without a form, a new one to ask the rules about."""
    division, region = installation.ancestor("division"), installation.ancestor("region")
    reason = (form.reason.data or "").strip() if form else ""
    return Request(child=child, installation=installation, division=division, region=region.code if region else "00",
                   reference_year=year.start, type=form.type.data if form else "new",
                   form_data={"type_reason": reason} if reason else {})


def choice(child: Child, installation: Organisation, year: ReferenceYear) -> Choice:
    """Whether a request may be made there, every condition in words; the type comes after (MES-R05 to R09)."""
    found = guard_conditions(draft(child, installation, year), RequestFlow.create, person())
    guards = RequestFlow.create.guards
    known = [each for each, guard in zip(found, guards, strict=False) if guard is not kinds.type_fits]
    address = url_for("mes_creating.choose", id=child.id, installation=installation.id, reference_year=year.start)
    return Choice(installation, Explanation(RequestFlow.create, known + found[len(guards):]), address)


def type_words(request: Request) -> dict:
    """What the page says of the four types for this child: the one proposed and why, and what speaks against others."""
    proposed, fits = kinds.proposal(request), kinds.fitting_types(request)
    first = kinds.first_year(request.installation)
    types = [TypeChoice(value, label, TYPE_HELP[value], value in proposed.usual and not first,
                        "" if value in fits else kinds.WHY[value]) for value, label in TYPES.items()]
    return {"types": types, "first": first, "because": proposed.because}
