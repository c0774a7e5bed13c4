"""The page « Transfert ICSGE » and those around it: what is shown, to whom, and what its buttons do (1.2, 1.3)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest

from core.accounts.models import Membership, Role, User
from core.errors import Refused
from core.i18n import prose_moment
from core.notify import Notice
from core.records import utcnow
from core.workflow.engine import fire
from plugins.agreements import ServiceAgreement
from plugins.families import Child, Household
from plugins.icsge import lines, notices
from plugins.icsge.components import Component
from plugins.icsge.exchange import diagnosis
from plugins.icsge.notices import SystemStatusNotice
from plugins.icsge.rules.catalogue import MESSAGES
from plugins.icsge.sync.models import Dossier, Message, Run
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.running import launch
from plugins.icsge.synchronised import last_accepted, link_of

pytestmark = pytest.mark.words


def someone(world, role: str) -> User:
    """A person of this role in the clerk's service."""
    user = User.create(email=f"{role}@exemple.test", first_name=role, last_name="Essai")
    Membership(user=user, role=Role.get(Role.name == role), organisation=world.component.organisation.parent).save()
    return user


def home(world) -> str:
    """The transfer page of the component."""
    return f"/icsge/?composante={world.component.id}"


def plain(page: str) -> str:
    """The words of a page, with plain spaces."""
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


def line(world, file) -> lines.Line:
    """The line of the agreement of a file."""
    return lines.line_of(world.component, world.dossier(world.agreement(file)).id)


def test_the_four_zones_are_there_with_one_line_for_each_agreement(world):
    for _each in range(3):
        world.child()
    page = world.window(world.clerk).get(home(world)).text
    for title in ("Configuration", "Données à synchroniser", "Message", "Synchronisation"):
        assert f'aria-label="{title}"' in page
    assert "Dossiers à synchroniser : 3" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert page.count('id="ligne-') == 3 and "00000002" in page and "Lancer la synchronisation" in page


def test_a_file_whose_agreements_are_accepted_stands_alone(world):
    file = world.child()
    world.synchronise()
    assert lines.lines(world.component) == []
    file.home_provider = "Chez Réjeanne"
    file.custody = "none"
    household = file.guardian_a.household
    household.street = "12 rue du Quai"
    household.save()
    [alone] = lines.lines(world.component)
    assert alone.agreement is None and alone.reason == "changed"


def test_the_pages_of_lines_follow_one_another(world, monkeypatch):
    monkeypatch.setattr(lines, "PAGE", 2)
    for _each in range(5):
        world.child()
    seen, after = [], 0
    while found := lines.lines(world.component, after=after, limit=2):
        seen += [each.key for each in found]
        after = seen[-1]
    assert len(seen) == len(set(seen)) == 5


# ICSGE-R92
def test_icsge_r92_prevalidation_sends_nothing_and_shows_each_error_with_its_link(world):
    file = world.child(nirec="12 34")
    browser = world.window(world.clerk)
    browser.get(home(world))
    answer = browser.post(f"/icsge/composantes/{world.component.id}/prevalider", follow_redirects=True)
    assert "Rien n’est parti." in answer.text
    page = browser.get(f"{home(world)}&ligne={line(world, file).key}").text
    assert "CSG041E" in page and "Comment corriger" in page and "Erreur" in page and "Champ" in page
    assert f"/familles/enfants/{file.child_id}/modifier?retour=" in page and "#nirec" in page


# ICSGE-R88
def test_icsge_r88_the_link_comes_back_to_the_same_line(world):
    file = world.child(nirec="12345")
    precheck(world.component)
    browser = world.window(world.clerk)
    child, key = file.child, line(world, file).key
    back = f"/icsge/?composante={world.component.id}&ligne={key}"
    typed = {"household": child.household_id, "first_name": child.first_name, "last_name": child.last_name,
             "birth_date": child.birth_date.isoformat(), "sex": "F", "nirec": "1202309140001", "necsg": "",
             "place_kind": "pcr", "distinct_reason": "", "version": child.version}
    answer = browser.post(f"/familles/enfants/{child.id}/modifier", query_string={"retour": back}, data=typed)
    assert answer.status_code == 303 and answer.location.endswith(back)
    assert Child.get_by_id(child.id).nirec == "1202309140001"


@pytest.mark.parametrize("elsewhere", [
    "https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "javascript:1"])
def test_the_way_back_never_leads_elsewhere(world, elsewhere):
    child = world.child().child
    browser = world.window(world.clerk)
    typed = {"household": child.household_id, "first_name": child.first_name, "last_name": child.last_name,
             "birth_date": child.birth_date.isoformat(), "sex": "M", "nirec": child.nirec, "necsg": "",
             "place_kind": "pcr", "distinct_reason": "", "version": child.version}
    answer = browser.post(f"/familles/enfants/{child.id}/modifier", query_string={"retour": elsewhere}, data=typed)
    assert answer.status_code == 303 and f"/familles/enfants/{child.id}" in answer.location


def mended(world, file, number: int):
    """The answer to the one-click correction of a message."""
    precheck(world.component)
    ids = [each.id for each in line(world, file).dossiers]
    message = Message.get(Message.number == number, Message.dossier << ids, ~Message.archived)
    browser = world.window(world.clerk)
    return browser.post(f"/icsge/composantes/{world.component.id}/corriger/{message.id}", follow_redirects=True)


# ICSGE-R02
def test_icsge_r02_a_pasted_nirec_is_mended_in_one_click(world):
    file = world.child(nirec="1202 3091 40001")
    assert "Corrigé" in mended(world, file, 41).text
    assert Child.get_by_id(file.child_id).nirec == "1202309140001"


# ICSGE-R21
def test_icsge_r21_the_apartment_goes_to_the_end_in_one_click(world):
    file = world.child()
    Household.update(street="2-147 rue des Patriotes", version=Household.version + 1).execute()
    assert "App 2" in mended(world, file, 34).text
    assert Household.get_by_id(file.guardian_a.household_id).street == "147 rue des Patriotes App 2"


# ICSGE-R43 and R44
@pytest.mark.parametrize(("number", "change"), [
    (71, lambda plan: plan * 2),
    (72, lambda plan: [[{"slots": [], "half": True, "begins": 480, "ends": 720}, *week[1:]] for week in plan])])
def test_icsge_r43_r44_a_schedule_is_mended_in_one_click(world, number, change):
    file = world.child()
    agreement = world.agreement(file)
    agreement.schedule = change(agreement.schedule)
    agreement.save()
    assert "Corrigé" in mended(world, file, number).text
    planned = ServiceAgreement.get_by_id(agreement.id).planned
    assert not planned.repeats and not any(day.half for _week, _rank, day in planned.days())


# ICSGE-R80
def test_icsge_r80_a_run_is_launched_followed_and_told_after_the_page_was_closed(world):
    world.child()
    browser = world.window(world.clerk)
    here = f"/icsge/composantes/{world.component.id}"
    browser.get(home(world))
    assert "fermer cette page" in browser.post(f"{here}/lancer", follow_redirects=True).text
    run = Run.get(Run.alive_for == world.component.id)
    told = browser.get(f"{here}/avancement/{run.id}.json").json
    assert (told["state"], told["finished"]) == ("waiting", False)
    assert "Annuler" in browser.get(home(world)).text
    world.work()
    assert browser.get(f"{here}/avancement/{run.id}.json").json["finished"] is True
    page = browser.get(home(world)).text
    assert "Terminée" in page and "Voir le détail" in page
    detail = browser.get(f"/icsge/synchronisations/{run.id}").text
    assert "DossierParentEnfantAjouts" in detail and "EntenteServiceAjouts" in detail


# ICSGE-R79
def test_icsge_r79_a_second_run_is_refused_and_the_first_can_be_cancelled(world):
    world.child()
    browser = world.window(world.clerk)
    here = f"/icsge/composantes/{world.component.id}"
    assert "Aucune synchronisation n’est en cours" in browser.post(f"{here}/annuler", follow_redirects=True).text
    browser.post(f"{here}/lancer")
    assert "déjà en cours" in browser.post(f"{here}/lancer", follow_redirects=True).text
    assert "s’arrête" in browser.post(f"{here}/annuler", follow_redirects=True).text
    world.work()
    assert Run.latest(world.component).state == "cancelled"


# ICSGE-R90
def test_icsge_r90_a_known_incident_is_shown_and_the_run_asks_for_a_confirmation(world):
    SystemStatusNotice(text="Le CSG répond lentement.", severity="slow").save()
    browser = world.window(world.clerk)
    assert "répond lentement" in browser.get("/").text and "répond lentement" in browser.get(home(world)).text
    here = f"/icsge/composantes/{world.component.id}/lancer"
    asked = browser.post(here)
    assert asked.status_code == 200 and "Lancer quand même" in asked.text
    assert not Run.select().where(Run.state != "idle").exists()
    assert browser.post(here, data={"known": "1"}).status_code == 303
    assert Run.get(Run.alive_for == world.component.id).state == "queued"


def test_a_notice_goes_away_when_its_incident_is_over(world):
    over = SystemStatusNotice(text="Fini", starts_at=utcnow() - timedelta(days=2), ends_at=utcnow())
    over.save()
    SystemStatusNotice(text="À venir", starts_at=utcnow() + timedelta(days=1)).save()
    assert notices.standing() == [] and notices.cards(world.clerk) == []


def test_the_support_opens_an_incident_and_who_synchronises_is_told(world):
    support = someone(world, "icsge_support")
    browser = world.window(support)
    now = utcnow().strftime("%Y-%m-%d %H:%M:%S")
    made = browser.post("/icsge/etat/nouveau", data={"text": "Panne du CSG", "severity": "down", "starts_at": now,
                                                     "ends_at": ""})
    assert made.status_code == 303, made.text
    assert Notice.select().where(Notice.user == world.clerk.id).count() == 1
    assert world.window(world.clerk).get("/icsge/etat/nouveau").status_code == 403
    page = plain(browser.get("/icsge/etat/").text)
    assert "tant qu’il dure" in page and prose_moment(utcnow())[:-5] in page and "1 à 1 sur 1 avis" in page


# ICSGE-R88
def test_icsge_r88_a_message_is_punctuated_as_its_language_asks(world):
    file = world.child(nirec="12345")
    precheck(world.component)
    browser = world.window(world.clerk)
    for language, words in (("fr", "Comment corriger : "), ("en", "How to correct: ")):
        browser.post("/langue", data={"language": language})
        assert words in plain(browser.get(f"{home(world)}&ligne={line(world, file).key}").text)


# ICSGE-R91
def test_icsge_r91_what_is_held_is_listed_apart_with_its_age(world):
    world.child(nirec=None)
    precheck(world.component)
    held = Dossier.get(Dossier.state == "held")
    Dossier.update(held_since=utcnow() - timedelta(days=9)).where(Dossier.id == held.id).execute()
    page = world.window(world.clerk).get("/icsge/retenus/").text
    assert "NIREC attendu" in page and ">9<" in page
    assert "1 retenu" in world.window(world.clerk).get(home(world)).text


# ICSGE-R56
def test_icsge_r56_held_types_are_chosen_in_the_options(world):
    browser = world.window(world.director)
    here = f"/icsge/composantes/{world.component.id}/types"
    shown = Component.get_by_id(world.component.id).version
    browser.post(here, data={"type": ["transitional", "autre"], "version": shown})
    for old in ({"version": shown}, {}):
        late = browser.post(here, data={"type": ["csss"]} | old, follow_redirects=True)
        assert "La composante a changé" in late.text
    assert f'name="version" value="{shown + 1}"' in late.text
    assert Component.get_by_id(world.component.id).held_types == ["transitional"]
    assert world.window(world.clerk).post(here, data={"type": "csss"}).status_code == 403


# ICSGE-R76
def test_icsge_r76_sending_is_forced_with_a_reason(world):
    file = world.child()
    world.synchronise()
    browser, dossier = world.window(world.clerk), world.dossier(file)
    assert "Forcer l’envoi" in browser.get(f"{home(world)}&volet=options").text
    here = f"/icsge/composantes/{world.component.id}/forcer"
    for data, said in (({"reason": "perdu"}, "au moins un dossier"), ({"dossier": dossier.id}, "manque")):
        assert said in browser.post(here, data=data, follow_redirects=True).text
    browser.post(here, data={"dossier": dossier.id, "reason": "Le Ministère l’a perdu."})
    assert world.dossier(file).state == "pending"
    with pytest.raises(Refused):
        fire(world.dossier(file), "force", world.clerk, reason="encore")


@pytest.mark.parametrize("number", ["9" * 30, "-1", str(2**63)])
def test_no_number_typed_in_an_address_or_a_form_is_an_error(world, number):
    world.child()
    browser, here = world.window(world.director), f"/icsge/composantes/{world.component.id}"
    run = world.synchronise()
    assert browser.post(f"{here}/forcer", data={"dossier": number, "reason": "Perdu."}).status_code < 500
    for name in ("composante", "ligne", "apres", "annee"):
        assert browser.get(f"/icsge/?{name}={number}").status_code < 500, name
        assert browser.get(f"{home(world)}&{name}={number}").status_code < 500, name
    for page in (f"/icsge/synchronisations/{run.id}?apres={number}", f"/icsge/retenus/?composante={number}"):
        assert browser.get(page).status_code < 500, page


# ICSGE-R85
def test_icsge_r85_the_connection_is_diagnosed_line_by_line_with_the_telephone(world):
    page = world.window(world.clerk).post(f"/icsge/essais/{world.component.id}/connexion")
    assert page.status_code == 200 and "1 855 336-8568" in page.text.replace("\xa0", " ").replace("\u202f", " ")
    assert page.text.count("m-condition-words") >= 6 and "Incidents connus" in page.text


# ICSGE-R85
def test_icsge_r85_the_public_address_is_told_in_a_small_window_or_as_a_page(world, monkeypatch):
    browser, here = world.window(world.clerk), f"/icsge/essais/{world.component.id}/adresse"
    unknown = browser.post(here, headers={"Accept": "application/json"}).json
    assert unknown["value"] == "" and "L’adresse n’est pas connue." in unknown["said"]
    lines = [diagnosis.Line("recognised", "ko", "Accès refusé."), diagnosis.seen("203.0.113.7")]
    monkeypatch.setattr(diagnosis, "diagnose", lambda component: lines)
    assert browser.post(here, headers={"Accept": "application/json"}).json["value"] == "203.0.113.7"
    assert 'value="203.0.113.7"' in browser.post(here).text
    assert world.window(someone(world, "icsge_educator")).post(here).status_code == 403


# ICSGE-R93
def test_icsge_r93_the_support_bundle_names_nobody(world):
    file = world.child(nirec="12345")
    precheck(world.component)
    answer = world.window(world.clerk).post(f"/icsge/essais/{world.component.id}/dossier-de-soutien")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    whole = "".join(texts.values())
    child = file.child
    for secret in (child.first_name, child.last_name, child.nirec, file.guardian_a.first_name, world.component.code()):
        assert secret not in whole
    assert json.loads(texts["codes.json"])["CSG041E"] == 1


# ICSGE-R95
def test_icsge_r95_every_message_has_its_help_and_is_found_by_its_code(world):
    browser = world.window(world.clerk)
    page = browser.get("/icsge/aide/").text
    assert all(each.code in page for each in MESSAGES.values()) and "appuyez sur C" in page
    found = browser.get("/icsge/aide/?q=CSG042ET").text
    assert "CSG042E" in found and "CSG043A" not in found


def test_the_support_sees_codes_without_names_and_launches_nothing(world):
    world.child(nirec="12345")
    support = someone(world, "icsge_support")
    browser = world.window(support)
    page = browser.get(home(world)).text
    assert "Maëlle" not in page and "Essayer la connexion" in page and "Lancer la synchronisation" not in page
    precheck(world.component)
    page = browser.get(home(world)).text
    assert "CSG041E" in page and "Maëlle" not in page and "12345" not in page
    assert browser.post(f"/icsge/composantes/{world.component.id}/lancer").status_code == 403
    assert browser.get("/icsge/retenus/").status_code == 403


def test_an_educator_reads_the_state_of_the_system_and_nothing_else(world):
    SystemStatusNotice(text="Le CSG est fermé.").save()
    browser = world.window(someone(world, "icsge_educator"))
    assert "Le CSG est fermé." in browser.get("/").text
    assert browser.get("/icsge/").status_code == 403 and browser.get("/icsge/synchronisations/").status_code == 403


def test_another_service_neither_sees_nor_moves_anything(world):
    world.child()
    run = launch(world.component, world.clerk)
    browser, here = world.window(world.stranger), f"/icsge/composantes/{world.component.id}"
    for address in (f"{here}/avancement/{run.id}.json", f"/icsge/synchronisations/{run.id}"):
        assert browser.get(address).status_code == 404
    for act in ("prevalider", "lancer", "annuler", "forcer", "types"):
        assert browser.post(f"{here}/{act}").status_code == 404


def test_mes_learns_when_a_child_was_accepted_and_where_to_synchronise_it(world):
    file = world.child()
    assert last_accepted(file.child, world.clerk) is None
    world.synchronise()
    assert last_accepted(file.child, world.clerk) is not None
    assert last_accepted(None, world.clerk) is not None and last_accepted(None, world.stranger) is None
    address, label = link_of(file.child, world.clerk)
    assert address.startswith(home(world)) and "ligne=" in address and "enfant" in str(label)
    assert link_of(file.child, world.stranger) is None and link_of(None, world.clerk)[0] == home(world)
    assert world.window(world.clerk).get(address).status_code == 200
