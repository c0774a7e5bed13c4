"""« Fiches de renseignements »: what is known of children or adults, of the elements that were ticked (MSG-R06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from core.api import Document, _, in_french, journal, keep, prose_date, today, write_transaction
from plugins.families.health import RIGHT, health_text
from plugins.families.models import (
    Child,
    Criterion,
    CriterionValue,
    EmergencyContact,
    Guardian,
    Guardianship,
    Household,
    Insurance,
    InsurancePolicy,
    PersonDocument,
)
from plugins.families.models.adults import DIETS, FUNDS, TITLES
from plugins.families.models.children import RIGHTS as PICTURES, SEXES

SHEET = Document("families/documents/sheet.html", _("Fiche de renseignements"))
MOST = 200
COMMON = {"identity": _("Identité"), "address": _("Foyer et adresse"), "criteria": _("Critères"),
          "insurances": _("Assurances")}
OF_CHILDREN = {"identity": COMMON["identity"], "meals": _("Régime, médecin, droit à l’image"),
               "guardians": _("Responsables légaux"), "contacts": _("Contacts d’urgence"), **COMMON,
               "health": _("Santé : PAI, allergies, soins")}
OF_GUARDIANS = {"identity": COMMON["identity"], "contact": _("Coordonnées"), "work": _("Profession et allocations"),
                "children": _("Enfants"), **COMMON}
Rows = list[tuple[object, object]]
Section = tuple[object, Rows]


class Sheets:
    """The sheets of several people of one kind: what they share is asked of the database once."""

    def __init__(self, people: Sequence[Child] | Sequence[Guardian], parts: Collection[str], user):
        self.people, self.parts, self.user = people, parts, user
        self.children = bool(people) and isinstance(people[0], Child)
        ids = [each.id for each in people]
        mine = Guardianship.child if self.children else Guardianship.guardian
        self.ties = self.by_person(Guardianship.select(Guardianship, Guardian, Child, Household).join(Guardian).join(
            Household).switch(Guardianship).join(Child).where(mine << ids, Guardianship.current()).order_by(
                Guardianship.rank, Guardianship.id), mine.name)
        own = "child" if self.children else "guardian"
        self.values = self.by_person(CriterionValue.select(CriterionValue, Criterion).join(Criterion).where(
            getattr(CriterionValue, own) << ids), own)
        self.policies = self.by_person(InsurancePolicy.select(InsurancePolicy, Insurance).join(Insurance).where(
            getattr(InsurancePolicy, own) << ids), own)
        self.contacts = self.by_person(EmergencyContact.select().where(
            EmergencyContact.child << (ids if self.children else [])), "child")
        self.homes = {each.id: each for each in Household.select().where(
            Household.id << [each.household_id for each in people])}

    @staticmethod
    def by_person(query, name: str) -> dict[int, list[Any]]:
        """The rows of a query by the person they are about."""
        found: dict[int, list[Any]] = defaultdict(list)
        for each in query:
            found[each.__data__[name]].append(each)
        return found

    def sections(self, person: Child | Guardian) -> list[Section]:
        """The parts of one sheet that were ticked, in their order."""
        offered = OF_CHILDREN if self.children else OF_GUARDIANS
        return [(label, getattr(self, f"of_{name}")(person)) for name, label in offered.items() if name in self.parts]

    def of_identity(self, person) -> Rows:
        first = [(_("Nom"), person.last_name), (_("Nom d’usage"), person.usage_name), (_("Prénom"), person.first_name),
                 (_("Date de naissance"), prose_date(person.birth_date) if person.birth_date else "")]
        if not self.children:
            return [(_("Civilité"), dict(TITLES)[person.title]), *first]
        return [*first, (_("Lieu de naissance"), person.birth_place), (_("Sexe"), dict(SEXES).get(person.sex, ""))]

    def of_meals(self, child: Child) -> Rows:
        return [(_("Régime alimentaire"), dict(DIETS)[child.diet]), (_("Médecin traitant"), child.doctor),
                (_("Droit à l’image"), dict(PICTURES)[child.image_right])]

    def of_guardians(self, child: Child) -> Rows:
        return [(tie.kind_label, ", ".join(filter(None, (
            str(tie.guardian), tie.guardian.cell_phone or tie.guardian.home_phone, tie.guardian.email,
            tie.guardian.household.address)))) for tie in self.ties[child.id]]

    def of_children(self, guardian: Guardian) -> Rows:
        return [(tie.kind_label, _("%(name)s, né ou née le %(day)s", name=tie.child,
                                   day=prose_date(tie.child.birth_date))) for tie in self.ties[guardian.id]]

    def of_contacts(self, child: Child) -> Rows:
        return [(each.tie or _("Contact"), f"{each.name}, {each.phone}"
                 + (f" ({_('peut venir chercher l’enfant')})" if each.may_collect else ""))
                for each in self.contacts[child.id]]

    def of_contact(self, guardian: Guardian) -> Rows:
        return [(_("Courriel"), guardian.email), (_("Mobile"), guardian.cell_phone),
                (_("Domicile"), guardian.home_phone)]

    def of_work(self, guardian: Guardian) -> Rows:
        return [(_("Profession"), guardian.profession), (_("Employeur"), guardian.employer),
                (_("Caisse d’allocations"), dict(FUNDS)[guardian.benefit_fund]),
                (_("No d’allocataire"), guardian.benefit_number)]

    def of_address(self, person) -> Rows:
        home = self.homes[person.household_id]
        return [(_("Foyer"), home.name), (_("Adresse"), ", ".join(filter(None, (home.street, home.complement)))),
                (_("Commune"), f"{home.postal_code} {home.city}".strip()), (_("Code abonné"), home.family_code)]

    def of_criteria(self, person) -> Rows:
        return [(each.criterion.label, each.value) for each in self.values[person.id]]

    def of_insurances(self, person) -> Rows:
        return [(each.insurance.label, " ".join(filter(None, (
            each.number, str(_("jusqu’au %(day)s", day=prose_date(each.ends_on))) if each.ends_on else ""))))
            for each in self.policies[person.id]]

    def of_health(self, child: Child) -> Rows:
        """Nothing for who may not know; and the journal is told who printed it."""
        if not self.user.can(RIGHT, child):
            return [(_("Santé"), _("Vous n’avez pas le droit de la voir."))]
        with write_transaction():
            journal.write(self.user, "families.child.health.shown", child, note=str(_("Fiche de renseignements")))
        return [(_("PAI"), _("Oui") if child.care_plan else _("Non")),
                (_("Allergies, soins, conduite à tenir"), health_text(child))]

    def pdfs(self) -> list[bytes]:
        """One PDF for each person, in French."""
        with in_french():
            return SHEET.pdfs([(each, {"sections": self.sections(each), "number": "",
                                       "sender": self.homes[each.household_id].organisation})
                               for each in self.people], user=self.user)

    def file_copies(self, pdfs: Sequence[bytes]) -> None:
        """« Enregistrer dans les fiches »: a copy on each sheet, on the portal from today (MSG-R06)."""
        day = today()
        for each, pdf in zip(self.people, pdfs, strict=True):
            name = f"fiche-de-renseignements-{day.isoformat()}.pdf"
            kept = keep(pdf, name=name, content_type="application/pdf", user=self.user)
            with write_transaction():
                paper = PersonDocument(file=kept, name=str(_("Fiche de renseignements")), available_from=day,
                                       **{"child" if self.children else "guardian": each})
                paper.save()
                journal.saved(self.user, "families.document.created", paper)
