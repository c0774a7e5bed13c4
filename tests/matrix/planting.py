"""Two services in two regions of two directions, with words of their own in every field that holds text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core.accounts.memberships import give
from core.accounts.models import SYSTEM, Role, User
from core.admin.saved import SavedFilter
from core.demo import page
from core.files import keep
from core.i18n import fold
from core.jobs import Job
from core.notify import Notice
from core.organisations import Organisation
from core.records import today
from core.running import running
from core.sentences import pack
from core.workflow.engine import create, fire
from plugins.agreements import ServiceAgreement
from plugins.agreements.schedule import Day, Schedule
from plugins.families import (
    Child,
    Criterion,
    EmergencyContact,
    FamilyQuotient,
    Guardian,
    Guardianship,
    Household,
    Insurance,
    InsurancePolicy,
    ParentChildFile,
    PersonDocument,
    Placement,
)
from plugins.families.models import Draft
from plugins.icsge.closures import ClosureDay
from plugins.icsge.components import open_component, set_code
from plugins.icsge.csss import CsssPeriod, bounds
from plugins.icsge.notices import SystemStatusNotice
from plugins.icsge.rules.csss import financial_year
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.running import launch
from plugins.icsge.workflows.closures import batch_for
from plugins.mes import jobs
from plugins.mes.calendar import Event
from plugins.mes.comments import add_comment
from plugins.mes.content import form_digest
from plugins.mes.delegation import Delegation
from plugins.mes.documents import join
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Request, Version
from plugins.mes.rules import mandatory_slots
from plugins.mes.years import ReferenceYear
from tests.matrix.tokens import SIDES, Side
from tests.matrix.town import activities, messages

PLACES = (
    # name, above it, kind
    ("direction", "ministry", "direction"), ("region", "direction", "region"), ("service", "region", "division"),
    ("house", "service", "installation"),
)
PEOPLE = {
    # who: ((role, place), …); a place is of side A unless it says otherwise
    "reader": (("sdg_reader", "A.service"),), "editor": (("sdg_editor", "A.service"),),
    "signer": (("sdg_signer", "A.service"),), "rse": (("sdg_access_manager", "A.service"),),
    "clerk": (("sdg_clerk", "A.service"),), "head": (("sdg_director", "A.service"),),
    "sender": (("icsge_clerk", "A.service"),), "sending_head": (("icsge_director", "A.service"),),
    "educator": (("icsge_educator", "A.service"),), "home_provider": (("icsge_home_provider", "A.service"),),
    "support": (("icsge_support", "A.service"),), "csg_operator": (("icsge_csg_operator", "A.service"),),
    "town_clerk": (("town_clerk", "A.direction"),), "town_admin": (("town_admin", "A.direction"),),
    "school_staff": (("school_staff", "A.direction"),), "messenger": (("town_messenger", "A.direction"),),
    "agent": (("min_agent", "A.direction"),), "director": (("min_director", "A.direction"),),
    "admin": (("min_admin", "ministry"),), "committee": (("committee", "ministry"),),
    "administrator": (("administrator", "ministry"),), "everything": (("everything", "ministry"),),
    "bare": (("bare", "A.service"),), "homeless": (),
    "stranger": (("sdg_signer", "B.service"),), "elsewhere": (("min_director", "B.direction"),),
    "hats": (("sdg_signer", "A.service"), ("min_director", "A.direction"), ("committee", "B.direction")),
    "shared": (("sdg_reader", "A.service"), ("sdg_reader", "B.service")),
}
OF_B = ("stranger", "elsewhere")
CLOSED = 24
"""Ends the number of the child whose request is closed: she may have another."""
PLANTED_FILTERS = "mes.request"
"""The view for whose lists each person has a saved filter."""


def plant() -> None:
    """Everything, once for a run: places, people, families, one request in each state for each service."""
    places = {"ministry": Organisation(kind="ministry", name="Ministère", code="QC", country="CA")}
    places["ministry"].save()
    for side in SIDES:
        places |= places_of(side, places)
    for name, permissions in (("everything", list(running().permissions)), ("bare", [])):
        Role(name=name, label=name, permissions=permissions).save()
    people = {key: person(key, roles, places) for key, roles in PEOPLE.items()}
    for side in SIDES:
        Service(side, places, people).fill()
    planned(places, people)


def planned(places: dict, people: dict) -> None:
    """A day of the calendar, and a delegation that has not begun, of each direction."""
    Event(year=ReferenceYear.of(today()).start, day=today(), label="Rencontre").save()
    for letter, lender, other in (("A", "director", "agent"), ("B", "elsewhere", "admin")):
        Delegation(organisation=places[f"{letter}.direction"], role=Role.get(Role.name == "min_director"),
                   delegator=people[lender], delegate=people[other], starts_on=today() + timedelta(days=30),
                   ends_on=today() + timedelta(days=40)).save()


def places_of(side: Side, places: dict) -> dict[str, Organisation]:
    """The direction, region, division and installation of one side."""
    made = {"ministry": places["ministry"]}
    for rank, (name, above, kind) in enumerate(PLACES):
        word = side.word("lieu", name)
        made[name] = Organisation(kind=kind, name=word, parent=made[above], nature="cpe", email=f"{word}@exemple.test",
                                  code=side.region if kind == "region" else side.number(rank)[-8:], phone=word,
                                  address=side.word("lieu", f"{name}rue"), postal_code=side.digits)
        made[name].save()
    return {f"{side.letter}.{name}": made[name] for name, *_rest in PLACES}


def person(key: str, roles: tuple, places: dict) -> User:
    """A member of staff, with a notice, a saved filter and a job that are hers alone; Ministry people belong to all."""
    side = SIDES[key in OF_B]
    above_all = all(place == "ministry" for _role, place in roles)
    name = "Ministère" if above_all else side.word("perso", key)
    user = User(email=f"{key}@{fold(name)}.test", first_name=key, last_name=name)
    user.save()
    for role, place in roles:
        give(SYSTEM, user, Role.get(Role.name == role), places[place])
    Notice(user=user, text=pack(side.word("avis", key)), link="/avis").save()
    SavedFilter(user=user, view=PLANTED_FILTERS, shown="en-cours", name=side.word("filtre", key),
                query=f"q={side.word('filtre', key)}").save()
    Draft(user=user, kind="foyer", answers={"responsable": {"last_name": side.word("brouillon", key)}}).save()
    Job(name="core.tidy", created_by=user, status="failed", key=f"test.{key}", message=pack(side.word("tache", key)),
        error=pack(side.word("tache", key)), result={"counts": [[pack(side.word("tache", key)), 1]]}).save()
    return user


def answers(request: Request, word: Callable[[str], str]) -> dict[str, object]:
    """A complete form, every question asked: words of its own in each text, whatever depends on an answer too."""
    said = {name: word(name.replace("_", "")) for name, each in FIELDS.items() if each.kind in ("text", "long")}
    said |= {name: next(iter(each.options)) for name, each in FIELDS.items() if each.kind == "choice"}
    said |= {name: "2020-09-01" for name, each in FIELDS.items() if each.kind == "date"}
    return said | {"deficiency": ["motor", "other"], "attestation": "professional", "risk": "yes",
                   "hours_per_day": "4.5", "days_per_week": "5", "planned_days": "200",
                   "support_from": request.year.first_day, "support_until": request.year.last_day}


class Service:
    """The families and requests of one side, brought to each state by the engine."""

    def __init__(self, side: Side, places: dict, people: dict):
        self.side, self.people = side, people
        self.region, self.division, self.house = (places[f"{side.letter}.{name}"] for name in
                                                  ("region", "service", "house"))
        self.signer = people["signer" if side.letter == "A" else "stranger"]
        self.officer = people["director" if side.letter == "A" else "elsewhere"]
        self.families = self.papers = self.children = 0

    def fill(self) -> None:
        """Two households with two children each, then the draft with a family of its own."""
        first, second = self.family("dossier"), self.family("dossier")
        sent = self.transmitted(self.born(first))
        add_comment(sent, self.officer, anchor="general", text=self.side.word("attente", "texte"))
        self.back(self.born(first))
        self.granted(self.born(second))
        self.left(self.born(second))
        self.filled(self.born(self.family("brouillon"), "brouillon"), "brouillon")
        self.criterion()
        self.agreements()
        self.exchange()
        activities(self.side, self.division, self.house)
        messages(self.side, self.division)
        archived = Version.select().join(Request).where(Request.division == self.division, Request.state == "closed")
        jobs.archive_pdf(None, version=archived.get().id)

    def criterion(self) -> None:
        """A criterion of the service."""
        Criterion(organisation=self.division, label=self.side.word("dossier", "critere"),
                  values=self.side.word("dossier", "valeur")).save()

    def agreements(self) -> None:
        """One for each file of these families, each further than the one before: from a draft to its end."""
        steps = (("print", {}), ("sign", {"signed_on": today(), "signed_by": "a"}), ("start", {}), (
            "terminate", {"end_type": "other", "ends_on": today(), "reason": self.side.word("dossier", "fin")}))
        week = Schedule(((Day(frozenset({"am", "pm"})),) * 5 + (Day(),) * 2,))
        for rank, file in enumerate(ParentChildFile.select().where(
                ParentChildFile.installation == self.house).order_by(ParentChildFile.id)):
            kind = "brouillon" if file.child.first_name.startswith(self.side.word("brouillon")) else "dossier"
            agreement = ServiceAgreement(file=file, starts_on=today(), ends_on=today() + timedelta(days=90),
                                         group=self.side.word(kind, "groupe"), exception=self.side.word(kind, "motif"))
            agreement.plan(week)
            create(agreement, "create", SYSTEM)
            for step, inputs in steps[:rank]:
                fire(agreement, step, SYSTEM, **inputs)

    def exchange(self) -> None:
        """A component that was tried and waits to be sent, its calendar and a reserved period; a notice for all."""
        component = open_component(self.house, SYSTEM)
        set_code(component, self.side.word("dossier", "code").ljust(40, "x"), SYSTEM)
        batch = batch_for(component, today().year)
        fire(batch, "add", SYSTEM, rows=[ClosureDay(component=component, day=today(), am=True)])
        first, last = bounds(financial_year(today()))
        create(CsssPeriod(component=component, starts_on=first, ends_on=last, places=2, age_code="18-59"), "create",
               SYSTEM)
        precheck(component)
        launch(component, SYSTEM)
        SystemStatusNotice(text="Entretien", severity="info").save()

    def family(self, kind: str) -> tuple[Household, Guardian]:
        """A household and its adult."""
        self.families += 1
        word, number = lambda detail: self.side.word(kind, detail), self.side.number(10 + self.families)
        household = Household(organisation=self.division, name=word("foyer"), family_code=number, street=word("rue"),
                              city=word("ville"), postal_code=number)
        household.save()
        guardian = Guardian(household=household, first_name=word("mere"), last_name=word("nom"), home_phone=number,
                            email=f"{word('courriel')}@exemple.test", cell_phone=number)
        guardian.save()
        return household, guardian

    def born(self, family: tuple[Household, Guardian], kind: str = "dossier") -> Request:
        """A draft for one more child of a family."""
        household, guardian = family
        self.children += 1
        number, letter = self.side.number(20 + self.children), "abcdefghij"[self.children]
        child = Child(household=household, first_name=self.side.word(kind, f"enfant{letter}"), nirec=f"{number}01",
                      last_name=self.side.word(kind, f"nom{letter}"), birth_date=today() - timedelta(days=900),
                      necsg=f"{number}02")
        child.save()
        Guardianship(child=child, guardian=guardian, kind="mother").save()
        Placement(child=child, installation=self.house, allowance_from=today() - timedelta(days=90),
                  note=self.side.word(kind, "note")).save()
        ParentChildFile(child=child, installation=self.house, guardian_a=guardian, csg_number=f"{number}03",
                        home_provider=self.side.word(kind, "rsg")).save()
        EmergencyContact(child=child, name=self.side.word(kind, "urgence"), phone=f"{number}04").save()
        self.noted(child, kind)
        request = Request(child=child, installation=self.house, division=self.division, region=self.side.region,
                          reference_year=ReferenceYear.of(today()).start, type="new")
        return create(request, "create", self.signer)

    def noted(self, child: Child, kind: str) -> None:
        """What towns note of a child: an insurance, a document, the quotient of the household."""
        insurance, _new = Insurance.get_or_create(organisation=self.division, label=self.side.word("dossier", "assure"))
        InsurancePolicy(child=child, insurance=insurance, number=self.side.word(kind, "police")).save()
        name = f"{self.side.word(kind, 'fiche')}.pdf"
        paper = keep(page(name, [name]), name=name, content_type="application/pdf", user=self.signer)
        PersonDocument(child=child, file=paper, name=self.side.word(kind, "papier")).save()
        FamilyQuotient(household=child.household, amount=70000, file=paper).save()

    def filled(self, request: Request, kind: str = "dossier") -> Request:
        """The form filled in, every mandatory document attached."""
        request = fill(request, self.signer, answers(request, lambda name: self.side.word(kind, name))).request
        for slot in mandatory_slots(request):
            self.paper(request, slot, kind)
        return request

    def paper(self, request: Request, slot: str, kind: str) -> None:
        """A PDF whose name and content are ours."""
        self.papers += 1
        if slot == "signatures":
            request.printed_hash = form_digest(request)
            request.save()
        name = f"{self.side.word(kind, 'titre')}.pdf"
        pdf = page(name, [self.side.word(kind, "contenu"), str(self.papers)])
        join(request, self.signer, keep(pdf, name=name, content_type="application/pdf", user=self.signer), slot)

    def transmitted(self, request: Request) -> Request:
        """Signed and transmitted."""
        request = self.filled(request)
        fire(request, "sign", self.signer, first_name=self.side.word("dossier", "signataire"),
             last_name=self.side.word("dossier", "signature"), title=self.side.word("dossier", "fonction"))
        return fire(request, "submit", self.signer)

    def back(self, request: Request) -> Request:
        """Returned with a comment, which the service answered."""
        request = self.transmitted(request)
        comment = add_comment(request, self.officer, anchor="general", text=self.side.word("dossier", "commentaire"))
        fire(request, "return_with_comments", self.officer)
        return fire(request, "reply", self.signer, comment=comment.id, reply=self.side.word("dossier", "reponse"))

    def granted(self, request: Request) -> Request:
        """Declared compliant."""
        return fire(self.transmitted(request), "declare_compliant", self.officer)

    def left(self, request: Request) -> Request:
        """Closed, with a reason that the journal keeps."""
        return fire(self.granted(request), "close_departure", self.officer, departure_on=today(),
                    reason=self.side.word("dossier", "depart"))


__all__ = ["PEOPLE", "SYSTEM", "plant"]
