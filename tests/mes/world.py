"""A Ministry with two directions and three services, its people, and requests brought to any state by the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from core.accounts.models import SYSTEM, Membership, Role, User
from core.demo import page
from core.files import keep
from core.organisations import Organisation
from core.records import today
from core.workflow.engine import create, fire
from plugins.families import Child, Guardian, Guardianship, Household, Placement
from plugins.mes.comments import add_comment, answer_comment
from plugins.mes.content import form_digest
from plugins.mes.documents import join
from plugins.mes.form.filling import fill
from plugins.mes.models import Comment, Document, Request
from plugins.mes.rules import mandatory_slots
from plugins.mes.years import ReferenceYear

DAY = "2020-09-01"
ANSWERS = {
    "contact": "Annick Leblanc", "deficiency": ["motor"], "incapacities": "Ne marche pas seule.",
    "attestation": "retraite_quebec", "attested_on": DAY, "plan_date": DAY, "means": "Coin calme.",
    "allowance_use": "Chaise adaptée.", "need_meal": "Ne mange pas seule.", "frequency_meal": "daily",
    "help_meal": "Aide constante.", "risk": "no", "partners": "CLSC", "intervention_plan": "begun",
    "changes": "Elle marche.", "hours_per_day": "4.5", "days_per_week": "5", "planned_days": "203",
    "planned_days_reason": "Calendrier de l’installation.", "signed_guardian": DAY, "signed_professional": DAY,
    "signed_provider": DAY,
}
"""A complete form, but for the period of support, which follows the reference year."""


def answers(request: Request) -> dict:
    """A complete form for this request."""
    return ANSWERS | {"support_from": request.year.first_day, "support_until": request.year.last_day}


PEOPLE = {
    # who: (role, where)
    "reader": ("sdg_reader", "galets"), "editor": ("sdg_editor", "galets"), "signer": ("sdg_signer", "galets"),
    "rse": ("sdg_access_manager", "galets"), "stranger": ("sdg_signer", "bourgeons"),
    "agent": ("min_agent", "east"), "director": ("min_director", "east"), "elsewhere": ("min_director", "montreal"),
    "admin": ("min_admin", "ministry"), "committee": ("committee", "ministry"),
    "administrator": ("administrator", "ministry"),
}
TREE = {
    # who: (parent, kind, code, nature)
    "ministry": ("", "ministry", "QC", ""), "east": ("ministry", "direction", "", ""),
    "gaspesie": ("east", "region", "11", ""), "galets": ("gaspesie", "division", "30002000", "cpe"),
    "greve": ("galets", "installation", "30002001", "cpe"),
    "barachois": ("galets", "installation", "30002002", "cpe"),
    "office": ("galets", "installation", "30002003", "office"),
    "montreal": ("ministry", "direction", "", ""), "island": ("montreal", "region", "06", ""),
    "bourgeons": ("island", "division", "30201800", "cpe"),
    "laurier": ("bourgeons", "installation", "30201801", "cpe"),
    "explorers": ("island", "division", "30233400", "unsubsidised"),
    "henri": ("explorers", "installation", "30233401", "unsubsidised"),
}


def plant() -> None:
    """Make the tree and its people, once for a whole run; the services have used Marelle for two years."""
    made: dict[str, Organisation] = {}
    for name, (parent, kind, code, nature) in TREE.items():
        made[name] = Organisation(kind=kind, name=name, code=code, nature=nature, parent=made.get(parent),
                                  email=f"{name}@exemple.test", country="CA" if not parent else None)
        made[name].save()
        Organisation.update(created_at=made[name].created_at - timedelta(days=800)).where(
            Organisation.id == made[name].id).execute()
    for name, (role, place) in PEOPLE.items():
        user = User(email=f"{name}@exemple.test", first_name=name.title(), last_name="Essai")
        user.save()
        Membership(user=user, role=Role.get(Role.name == role), organisation=made[place]).save()


@dataclass
class World:
    """The planted tree and people by name, as attributes, and what tests do with requests."""

    named: dict[str, Organisation | User] = field(default_factory=dict)
    children: int = 0
    papers: int = 0

    def __getattr__(self, name: str):
        try:
            return self.named[name]
        except KeyError:
            raise AttributeError(name) from None

    def child(self, installation: Organisation | None = None, *, months: int = 30, allowance: bool = True,
              name: str = "Maëlle Cyr-Poirier") -> Child:
        """A child of so many months with a parent, an address, and a place in the installation."""
        self.children += 1
        installation, day = installation or self.greve, today()
        household = Household(organisation=installation.parent, name="Famille", street="147, rue des Capelans",
                              city="Carleton-sur-Mer (Québec)", postal_code="G0C 1J0")
        household.save()
        guardian = Guardian(household=household, first_name="Josiane", last_name="Poirier",
                            email="josiane@courriel.example", home_phone="418 555-0147")
        guardian.save()
        first, _space, last = name.partition(" ")
        born = day - timedelta(days=round((months + 0.5) * 30.4375))
        child = Child(household=household, first_name=first, last_name=last, birth_date=born,
                      nirec=f"12022{self.children:08d}", necsg=f"{self.children:09d}")
        child.save()
        Guardianship(child=child, guardian=guardian, kind="mother", rank="A", starts_on=born).save()
        Placement(child=child, installation=installation, starts_on=day - timedelta(days=400),
                  allowance_from=day - timedelta(days=400) if allowance else None).save()
        return child

    def unborn(self, child: Child | None = None, installation: Organisation | None = None, **values) -> Request:
        """A request that is not created yet."""
        installation = installation or self.greve
        division = installation.parent
        wanted = {"type": "new", "reference_year": ReferenceYear.of(today()).start,
                  "region": division.parent.code, "division": division, "installation": installation,
                  "child": child or self.child(installation)}
        return Request(**wanted | values)

    def draft(self, *args, user: User | None = None, **values) -> Request:
        """A draft, hardly begun."""
        request = self.unborn(*args, **values)
        return create(request, "create", user or (self.editor if request.division == self.galets else self.stranger))

    def attach(self, request: Request, slot: str, user: User | None = None) -> Document:
        """Attach a small PDF of its own."""
        self.papers += 1
        if slot == "signatures":
            request.printed_hash = form_digest(request)
            request.save()
        file = keep(page(f"{slot}.pdf", [str(self.papers)]), name=f"{slot}.pdf", content_type="application/pdf")
        return join(request, user or self.editor, file, slot)

    def complete(self, *args, **values) -> Request:
        """A draft that lacks nothing but the signature."""
        request = self.draft(*args, **values)
        insider = self.editor if request.division == self.galets else self.stranger
        request = fill(request, insider, answers(request)).request
        for slot in mandatory_slots(request):
            self.attach(request, slot, insider)
        return request

    def sign(self, request: Request) -> Request:
        """Sign as the direction of the service."""
        signer = self.signer if request.division == self.galets else self.stranger
        return fire(request, "sign", signer, first_name="Geneviève", last_name="Arsenault", title="Directrice")

    def submitted(self, *args, **values) -> Request:
        """A transmitted request."""
        request = self.sign(self.complete(*args, **values))
        return fire(request, "submit", self.signer if request.division == self.galets else self.stranger)

    def returned(self, *anchors: str, **values) -> Request:
        """A request sent back with a comment on each anchor."""
        request = self.submitted(**values)
        for anchor in anchors or ("general",):
            add_comment(request, self.agent, anchor=anchor, text=f"À corriger : {anchor}.")
        return fire(request, "return_with_comments", self.agent)

    def corrected(self, request: Request) -> Request:
        """Every comment of the open round answered and ticked."""
        for comment in request.comments.where(Comment.round == request.round):
            answer_comment(request, self.editor, comment.id, reply="C’est fait.", corrected=True)
        return Request.get_by_id(request.id)

    def compliant(self, *args, **values) -> Request:
        """A request declared compliant."""
        request = self.submitted(*args, **values)
        director = self.director if request.division == self.galets else self.elsewhere
        return fire(request, "declare_compliant", director)

    def closed(self, **values) -> Request:
        """A request closed because the child left."""
        return fire(self.compliant(**values), "close_departure", self.director, departure_on=today(), reason="Départ.")

    def past(self, installation: Organisation, child: Child, years: int = 1) -> Request:
        """A request that was compliant so many reference years ago, put there as an import would."""
        request = self.unborn(child, installation, reference_year=ReferenceYear.of(today()).start - years)
        request.hours_per_day, request.state = Decimal(3), "closed"
        request.number, request.compliant_at = f"{request.reference_year}-99-{request.child_id:03d}", request.created_at
        request.save()
        return request


def gather() -> World:
    """The planted tree and people, read anew: rights are kept on a user once they were asked for."""
    found: dict[str, Organisation | User] = {row.name: row for row in Organisation.select()}
    parents = {row.id: row for row in found.values()}
    for row in parents.values():
        row.parent = parents.get(row.parent_id)
        row._dirty.clear()
    people = {user.email.partition("@")[0]: user for user in User.select()}
    return World(found | people)


__all__ = ["SYSTEM", "World", "gather", "plant"]
