"""What blocks, by every way in: the pages of the wizard, the JSON of the page, the engine under them both."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.accounts.models import Membership, Role
from core.errors import MarelleError, Refused
from core.records import today
from core.workflow.engine import create, fire
from plugins.mes.form.filling import stamp_of
from plugins.mes.models import Request
from plugins.mes.years import ReferenceYear
from tests.mes.pages import JSON, Window, pdf
from tests.mes.world import World

pytestmark = pytest.mark.words

YEAR = ReferenceYear.of(today()).start
ERROR = "<title>Erreur"
"""What is not in a list of the form: the page is judged, its title says so."""


def words(page: str) -> str:
    """The text of a page, read in one line."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page[page.index("<main"):], flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


# Creating


@dataclass
class Case:
    """A request that a rule refuses: what step 2 would send, and what the page answers."""

    child: object
    place: str
    says: str
    type: str = "new"
    year: int = YEAR


def no_allowance(world: World) -> Case:
    return Case(world.child(allowance=False), "greve", "Cet enfant ne reçoit pas l’allocation pour l’intégration")


def unsubsidised(world: World) -> Case:
    Membership(user=world.editor, role=Role.get(Role.name == "sdg_editor"), organisation=world.explorers).save()
    return Case(world.child(world.henri), "henri", "ne tient pas de places subventionnées")


def too_old(world: World) -> Case:
    return Case(world.child(months=61), "greve", "la mesure s’arrête à 59 mois")


def elsewhere(world: World) -> Case:
    return Case(world.child(), "laurier", ERROR)


def twin(world: World) -> Case:
    return Case(world.draft().child, "greve", "est déjà en cours pour cet enfant")


def received_here(world: World) -> Case:
    child = world.child()
    world.past(world.greve, child, 3)
    return Case(child, "greve", "l’enfant a déjà reçu la mesure ici")


def never_here(world: World, kind: str, says: str) -> Case:
    return Case(world.child(), "greve", says, kind)


def next_year(world: World) -> Case:
    return Case(world.child(), "greve", ERROR, year=YEAR + 1)


REFUSED = {
    "MES-R05": no_allowance, "MES-R06": unsubsidised, "MES-R07": too_old, "MES-R08": elsewhere, "MES-R09": twin,
    "MES-R10": received_here,
    "MES-R11": lambda world: never_here(world, "renewal", "n’a pas reçu la mesure ici l’année précédente"),
    "MES-R12": lambda world: never_here(world, "renewal_change", "ni cette année ni l’année précédente"),
    "MES-R13": lambda world: never_here(world, "transfer", "ailleurs ni cette année ni l’année précédente"),
    "MES-R20": next_year,
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_may_not_be_created_is_refused_by_the_page_and_by_the_engine(world, planted, rule):
    """MES-R05 to R13, R20: nothing is made, and the page says why."""
    case = REFUSED[rule](world)
    before = Request.select().count()
    place = world.named[case.place]
    answer = Window(planted, world.editor).post(f"/mes/creer/{case.child.id}", 200, installation=place.id,
                                                reference_year=case.year, type=case.type)
    assert Request.select().count() == before
    assert case.says in (words(answer.text) if case.says != ERROR else answer.text)
    with pytest.raises(MarelleError):
        create(world.unborn(case.child, place, type=case.type, reference_year=case.year), "create", world.editor)
    assert Request.select().count() == before


def test_mes_r08_r20_what_the_list_does_not_offer_is_not_taken(world, planted):
    window, child = Window(planted, world.editor), world.child()
    sent = {"installation": world.greve.id, "reference_year": YEAR, "type": "new"}
    for name, wrong in (("installation", world.laurier.id), ("installation", "x"), ("reference_year", YEAR + 1),
                        ("reference_year", YEAR - 1), ("type", "gift"), ("type", "")):
        answer = window.post(f"/mes/creer/{child.id}", 200, **sent | {name: wrong})
        assert ERROR in answer.text, (name, wrong)
        assert not Request.select().where(Request.child == child).exists()


def test_mes_r02_r04_no_request_without_a_child_that_was_found(world, planted):
    window = Window(planted, world.editor)
    foreign = world.child(world.laurier)
    sent = {"installation": world.greve.id, "reference_year": YEAR, "type": "new"}
    for child in (foreign.id, 0, 999999):
        window.get(f"/mes/creer/{child}", 404)
        window.post(f"/mes/creer/{child}", 404, **sent)
    assert f"/mes/creer/{foreign.id}" not in window.get(f"/mes/creer/?nirec={foreign.nirec}")
    assert Request.select().count() == 0


# The form


@dataclass
class Wrong:
    """An answer that blocks: its page, what is typed, and the sentence."""

    page: int
    field: str
    typed: str
    says: str


TOMORROW = str(today() + timedelta(days=1))
WRONG = {
    "MES-R22": Wrong(2, "incapacities", "", "« Incapacités » est vide"),
    "MES-R29": Wrong(6, "hours_per_day", "8,25", "L’accompagnement va de 0,25 à 8 heures"),
    "MES-R30": Wrong(6, "days_per_week", "7,5", "Les jours par semaine vont de 0,5 à 7"),
    "MES-R33": Wrong(6, "planned_days", "367", "La fréquentation prévue va de 1 à 366 jours"),
    "MES-R35": Wrong(2, "attestation", "", "est vide"),
    "MES-R50": Wrong(7, "signed_guardian", TOMORROW, "n’est pas encore venu"),
}


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("rule", WRONG)
@pytest.mark.parametrize("way", ["page", "json"])
def test_a_wrong_answer_is_kept_said_and_blocks_the_page_and_the_transmission(world, planted, rule, way):
    """MES-R22, R24, R29, R30, R33, R35, R50: by the page and by its JSON alike."""
    wrong, request = WRONG[rule], world.complete()
    window, path = Window(planted, world.signer), f"/mes/demandes/{request.id}/formulaire/{wrong.page}"
    if way == "page":
        answer = window.post(path, aller="suivant", **{wrong.field: wrong.typed})
        assert answer.location.endswith(f"{path}?revoir=1")
        said = window.get(answer.location)
        assert wrong.says in plain(words(said))
    else:
        sent = {"fields": {wrong.field: {"value": wrong.typed, "seen": stamp_of(request, wrong.field)}}}
        told = window.client.post(f"/mes/demandes/{request.id}/saisie", json=sent, headers=JSON).get_json()
        assert wrong.says in plain(told["problems"][wrong.field]) and wrong.field in told["saved"]
    window.post(path, aller="precedent")
    stored = Request.get_by_id(request.id)
    with pytest.raises(Refused, match=r"reste 1 champ"):
        fire(stored, "submit", world.signer)
    window.post(f"/mes/demandes/{request.id}/transition/submit", 409, confirmed="1")
    assert Request.get_by_id(request.id).state == "draft"


@pytest.mark.parametrize("lost", ["address", "guardian"])
def test_mes_r28_without_an_identity_page_1_is_not_left_and_nothing_is_transmitted(world, planted, lost):
    request, window = world.sign(world.complete()), Window(planted, world.signer)
    if lost == "guardian":
        request.guardian = None
        request.save()
    else:
        household = request.guardian.household
        household.street = household.city = ""
        household.save()
    answer = window.post(f"/mes/demandes/{request.id}/formulaire/1", aller="suivant", contact="Annick Leblanc")
    assert answer.location.endswith("/formulaire/1?revoir=1")
    assert "L’identité d’un parent et l’adresse du domicile manquent" in words(window.get(answer.location))
    window.post(f"/mes/demandes/{request.id}/transition/submit", 409, confirmed="1")


@pytest.mark.parametrize("way", ["page", "json", "details"])
def test_mes_r45_r47_by_each_way_a_file_comes_in(world, planted, way):
    request, window = world.draft(), Window(planted, world.editor)

    def send(slot: str) -> tuple[int, str]:
        if way == "details":
            answer = window.upload(f"/mes/demandes/{request.id}/joindre", [(pdf(), "un.pdf")], slot=slot)
        else:
            answer = window.upload(f"/mes/demandes/{request.id}/pieces/{slot}", [(pdf(), "un.pdf")],
                                   JSON if way == "json" else None)
        return answer.status_code, plain(answer.get_json()["error"] if way == "json" and answer.status_code >= 400
                                         else answer.text)

    status, said = send("signatures")
    assert status == 409 and "pas encore été imprimée" in said
    assert send("plan")[0] in (200, 303)
    status, said = send("report")
    assert status == 409 and "Ce fichier est déjà joint : « un.pdf »" in said
    assert [each.slot for each in request.documents] == ["plan"]
