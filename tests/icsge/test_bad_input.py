"""What a form of ours lets somebody type and a rule does not want: the page says that rule's sentence.

What no form can break is judged by the Ministry alone (ICSGE-R04 to R06, R11, R12, R15, R25, R84), written rightly by
the form itself (R31, R43, R44), or asked by a transition (R39, R40): each has its tests elsewhere.
"""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest

from core.organisations import Organisation
from core.records import today
from plugins.agreements import Schedule, ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.components import open_component
from plugins.icsge.csss import bounds
from plugins.icsge.rules.csss import financial_year
from tests.icsge.conftest import END, FULL, OFF, START, WEEK, add_agreement
from tests.matrix.pages import forms_of

pytestmark = pytest.mark.words
FIRST, LAST = bounds(financial_year(START))
MONDAY = START + timedelta(days=7)
PERIOD = {"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat(), "days_per_week": "5", "places": "2",
          "age_code": "18-59"}


def ticked(slots: str, days: int = 5, weeks: int = 1, **hours: str) -> dict[str, str]:
    """The boxes of a schedule: these slots on the first days of each week."""
    named = [f"w{week}d{day}" for week in range(weeks) for day in range(days)]
    return {f"{start}{slot}": "1" for start in named for slot in slots.split()} | {
        f"{start}{name}": typed for start in named for name, typed in hours.items()} | {"weeks": str(weeks)}


BOTH = {"begins": "7:30", "ends": "16:30"}
ROWS = (
    # rule, page, what is typed, what the page says
    ("R01", "child", {"nirec": ""}, "Le NIREC est obligatoire pour un enfant né au Québec."),
    ("R02", "child", {"nirec": "12 34"}, "Le NIREC est invalide."),
    ("R03", "child", {"nirec": f"2{today().year - 2}00000001"}, "Le NIREC ne débute pas par 11 ou 12."),
    ("R07", "child", {"nirec": "1199900000001"}, "L’année d’inscription du NIREC s’accorde mal"),
    ("R08", "child", {"nirec": "of another"}, "Ce NIREC est déjà utilisé pour un autre enfant."),
    ("R13", "child", {"first_name": ""}, "Prénom : Remplissez ce champ."),
    ("R14", "child", {"birth_date": (today() + timedelta(days=9)).isoformat()}, "La date de naissance est invalide."),
    ("R16", "adult", {"last_name": ""}, "Nom : Remplissez ce champ."),
    ("R17", "home", {"street": ""}, "L’adresse du parent A est absente ou invalide."),
    ("R18", "home", {"street": "C.P. 312"}, "Une case postale ne peut tenir lieu d’adresse de résidence."),
    ("R19", "home", {"postal_code": "G0C"}, "Le code postal est absent ou invalide."),
    ("R20", "home", {"postal_code": "K1A 0B1"}, "Le code postal semble situé hors du Québec."),
    ("R21", "home", {"street": "2-147 rue des Patriotes"}, "Le numéro d’appartement doit suivre le nom de la rue."),
    ("R22", "child", {"first_name": "of another", "birth_date": "of another"}, "Un dossier semblable existe"),
    ("R23", "file", {"custody": "half_days"}, "l’autre parent n’est pas le parent B de ce dossier."),
    ("R26", "draft", {"ends_on": ""}, "La date de fin de l’entente est obligatoire."),
    ("R27", "draft", {"ends_on": (START - timedelta(days=1)).isoformat()}, "La date de fin précède la date de début."),
    ("R28", "draft", {"starts_on": "of the other"}, "L’entente en chevauche une autre (00000777)."),
    ("R29", "signed", ticked("am"), "L’horaire d’une entente imprimée ne change pas."),
    ("R31", "infant", {"infant_last_day": ""}, "La date de fin de poupon ne peut être retirée."),
    ("R33", "draft", {"infant": "y"}, "La date de fin de poupon n’est pas indiquée."),
    ("R34", "draft", {"varies": "y"}, "L’indicateur de remplaçant est requis pour cette fréquentation."),
    ("R36", "exempt", ticked("am pm", 6, **BOTH), "La fréquentation ECP s’accorde mal avec l’horaire."),
    ("R42", "schedule", ticked("am", 0), "L’horaire est vide."),
    ("R45", "schedule", ticked("eve1"), "Cette plage n’est pas offerte par l’installation : Soir 1."),
    ("R46", "schedule", ticked("am pm", begins="7:30", ends="9:30"), "La durée s’accorde mal avec le mode de garde"),
    ("R47", "schedule", ticked("am pm", 6, **BOTH), "Plus de 20 journées par 4 semaines sans motif."),
    ("R48", "schedule", ticked("am pm", 7, **BOTH), "Plus de 261 journées dans l’année de référence"),
    ("R49", "shared", ticked("am pm", 5, **BOTH), "Conflit d’horaire entre les deux dossiers de garde partagée"),
    ("R50", "shared draft", {"starts_on": MONDAY.isoformat()},
     "Les deux ententes de garde partagée doivent débuter le même jour."),
    ("R51", "halved", ticked("am pm", 5, **BOTH), "Les deux parents ont la même demi-journée : lundi."),
    ("R52", "shared", ticked("am pm", 5, **BOTH), "L’occupation combinée dépasse une place"),
    ("R54", "draft", {"ends_on": "2030-06-30"}, "L’enfant devient d’âge scolaire : l’entente ne peut franchir"),
    ("R55", "draft", {"transitional": "y"}, "Les conditions de la mesure transitoire ne sont pas remplies : "),
    ("R57", "draft", {"starts_on": "2031-01-06", "ends_on": "2031-06-30"},
     "Enfant de plus de 59 mois sur une entente ordinaire."),
    ("R59", "period", {"places": "beaucoup"}, "« Nombre de places » est un nombre de 1 à 999."),
    ("R59", "period", {"starts_on": LAST.isoformat(), "ends_on": FIRST.isoformat()},
     "La période réservée est incomplète ou invalide : fin."),
    ("R60", "period", {"ends_on": date(LAST.year, 4, 1).isoformat()}, "La période réservée dépasse l’exercice"),
    ("R61", "period again", {}, "Deux périodes réservées se chevauchent."),
    ("R62", "period", {"places": "60"}, "Les places réservées dépassent 5 % des places subventionnées."),
    ("R63", "period wanted", {"places": "1"}, "Plus d’enfants que de places réservées le"),
    ("R65", "office", {"n0-day": MONDAY.isoformat(), "n0-am": "1"}, "Un bureau coordonnateur ne transmet pas de jours"),
    ("R66", "days", {"n0-day": MONDAY.isoformat(), "n1-day": MONDAY.isoformat()}, "Cette date figure déjà au calend"),
    ("R67", "days", {"n0-day": MONDAY.isoformat()}, "Indiquez au moins une plage fermée."),
    ("R69", "days", {"n0-day": (MONDAY + timedelta(days=5)).isoformat(), "n0-am": "1"},
     "Date hors de l’année civile ou jour habituellement fermé."),
    ("R70", "days wanted", {"n0-day": MONDAY.isoformat(), "n0-am": "1", "n0-reason": "storm"},
     "Fermeture imprévue un jour de fréquentation."),
    ("R71", "days", {"n0-day": MONDAY.isoformat(), "n0-am": "1", "n0-pm": "1", "n0-care_open": "1"},
     "« Garde ouverte » contredit les plages fermées."),
    ("R81", "launch", {}, "Il manque le code d’accès."),
    ("R82", "code", {"code": "collé à moitié"}, "Un code d’accès compte de 30 à 64 signes"),
)


class Desk:
    """A director at her browser, who fills in a form as it stands but for what she types."""

    def __init__(self, world):
        self.world, self.browser = world, world.window(world.director)
        self.component, self.file = world.component, world.child(agreement=False)
        self.transfer = f"/icsge/?composante={self.component.id}"

    def fill(self, address: str, typed: dict[str, str]) -> str:
        """What the page says after the form that stands there was sent."""
        form = next(each for each in forms_of(self.browser.get(address).text, address)
                    if each.method == "POST" and each.action == address)
        data = {each.name: each.chosen or (each.values[:1] if each.kind == "select" else []) for each in form.fields}
        return self.send(address, data | typed)

    def send(self, address: str, data: dict) -> str:
        """What the page says after this was sent."""
        answer = self.browser.post(address, data=data, follow_redirects=True)
        assert answer.status_code < 500
        return plain(answer.text)

    def judged(self, address: str, typed: dict[str, str]) -> str:
        """What the form says, and what zone 3 says of the file after « Prévalider »."""
        said = self.fill(address, typed)
        self.browser.post(f"/icsge/composantes/{self.component.id}/prevalider")
        key = self.world.dossier(self.file).id
        return said + plain(self.browser.get(f"{self.transfer}&ligne={key}").text)

    def agreement(self, file: ParentChildFile | None = None, number: int = 1, weeks=(WEEK,),
                  **values) -> ServiceAgreement:
        """A draft of the file."""
        made = add_agreement(file or self.file, number, **({"state": "draft", "signed_on": None} | values))
        made.plan(Schedule(weeks))
        made.save()
        return made

    def shared(self, custody: str) -> ServiceAgreement:
        """A draft of one parent, beside an agreement of the other in the same custody."""
        file = self.file
        other = ParentChildFile(child=file.child, installation=file.installation, guardian_a=file.guardian_b,
                                custody=custody, starts_on=START, sibling=file)
        other.save()
        ParentChildFile.update(custody=custody, guardian_b=None, sibling=other).where(
            ParentChildFile.id == file.id).execute()
        self.agreement(other, weeks=((FULL,) * 5 + (OFF,) * 2, (OFF,) * 7), number=2, state="active")
        return self.agreement(ParentChildFile.get_by_id(file.id))

    def records(self, page: str, typed: dict[str, str]) -> str:
        """The forms of a file: of its child, its parent, their household, and itself."""
        home = self.file.guardian_a.household_id
        if "of another" in typed.values():
            other = self.world.child().child
            typed = {name: str(getattr(other, name)) for name in typed} | (
                {"last_name": other.last_name} if "first_name" in typed else {})
        return self.judged({"child": f"/familles/enfants/{self.file.child_id}/modifier",
                            "adult": f"/familles/responsables/{self.file.guardian_a_id}/modifier",
                            "home": f"/familles/foyers/{home}/modifier",
                            "file": f"/familles/dossiers/{self.file.id}/modifier"}[page], typed)

    def drafts(self, page: str, typed: dict[str, str]) -> str:
        """The form of an agreement that is a draft, or whose parent signed it."""
        values = {"infant": True, "infant_last_day": END} if page == "infant" else {}
        agreement = self.shared("alternate_weeks") if page == "shared draft" else self.agreement(**values)
        if "of the other" in typed.values():
            self.agreement(number=777, state="signed", starts_on=END + timedelta(days=1),
                           ends_on=END + timedelta(days=60))
            typed = {"starts_on": (END + timedelta(days=1)).isoformat(),
                     "ends_on": (END + timedelta(days=9)).isoformat()}
        return self.fill(f"/ententes/{agreement.id}/modifier", typed)

    def schedules(self, page: str, typed: dict[str, str]) -> str:
        """The schedule editor."""
        agreement = {"shared": lambda: self.shared("alternate_weeks"), "halved": lambda: self.shared("half_days"),
                     "exempt": lambda: self.agreement(ecp=True), "schedule": self.agreement,
                     "signed": lambda: self.agreement(state="signed", signed_on=START)}[page]()
        return self.send(f"/ententes/{agreement.id}/horaire", typed | {"save": "1"})

    def periods(self, page: str, typed: dict[str, str]) -> str:
        """The grid of reserved periods."""
        self.component.permit_places_0_17, self.component.permit_places_18_59 = 20, 40
        self.component.save()
        if page == "period wanted":
            for number in (1, 2):
                add_agreement(self.world.child(agreement=False), number, csss=True)
        if page == "period again":
            self.send(f"/icsge/protocole/{self.component.id}", PERIOD)
        said = self.send(f"/icsge/protocole/{self.component.id}", PERIOD | typed)
        return said + plain(self.browser.get(f"{self.transfer}&volet=protocole&annee={FIRST.year}").text)

    def days(self, page: str, typed: dict[str, str]) -> str:
        """The grid of closure days."""
        if page == "days wanted":
            add_agreement(self.file, 1)
        component = self.component
        if page == "office":
            house = Organisation(kind="installation", nature="office", name="Bureau", code="30003999",
                                 parent=component.organisation.parent)
            house.save()
            component = open_component(house, self.world.director)
        reasons = {f"{name[:2]}-reason": "planned" for name in typed if name.endswith("-day")}
        return self.send(f"/icsge/fermetures/{component.id}/{MONDAY.year}", reasons | typed)

    def components(self, page: str, typed: dict[str, str]) -> str:
        """The access code, and « Lancer » without one."""
        here = f"/icsge/composantes/{self.component.id}"
        if page == "code":
            return self.fill(f"{here}/code", typed)
        self.component.access_code = ""
        self.component.save()
        return self.send(f"{here}/lancer", typed)


DESKS = {"child": Desk.records, "adult": Desk.records, "home": Desk.records, "file": Desk.records,
         "draft": Desk.drafts, "infant": Desk.drafts, "shared draft": Desk.drafts, "schedule": Desk.schedules,
         "shared": Desk.schedules, "halved": Desk.schedules, "exempt": Desk.schedules, "signed": Desk.schedules,
         "period": Desk.periods, "period again": Desk.periods, "period wanted": Desk.periods, "days": Desk.days,
         "days wanted": Desk.days, "office": Desk.days, "launch": Desk.components, "code": Desk.components}


def plain(page: str) -> str:
    """The words of a page, with plain spaces."""
    return " ".join(re.sub(r"<[^>]*>", "", html.unescape(page)).split())


@pytest.mark.parametrize(("rule", "page", "typed", "sentence"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS])
def test_bad_input_is_told_in_the_page(world, rule, page, typed, sentence):
    """ICSGE-R01 to R03, R07, R08, R13, R14, R16 to R23, R26 to R29, R31, R33, R34, R36, R42, R45 to R52, R54, R55."""
    # ICSGE-R57, R59 to R63, R65 to R67, R69 to R71, R81, R82
    assert sentence in DESKS[page](Desk(world), page, typed), rule
