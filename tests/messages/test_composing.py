"""Writing to one family or to many: variables, preview, exclusions, and never anybody of another town."""

from __future__ import annotations

import re

import pytest

from core.errors import Refused
from core.journal import Entry
from plugins.families import archive
from plugins.messages import Message, MessageCopy, Preference
from plugins.messages.recipients import Recipient, is_address, of_children, of_guardians
from plugins.messages.sending import Written
from plugins.messages.variables import VARIABLES, filled, used

TEXT = {"subject": "Pour {enfants}", "body": "Bonjour {prénom} {nom}, code {code famille}."}


def mark_of(page: str) -> str:
    """What the preview lets one send."""
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def sent(compose, people, **data):
    """Preview, then send."""
    data = TEXT | data
    seen = mark_of(compose(people, **data, preview="1").text)
    return compose(people, **data, send="1", seen=seen)


def test_msg_r01_each_adult_of_a_list_gets_the_message_with_her_own_words(town, compose):
    alix, bo = town.adult(), town.adult("Bo Martin")
    town.child("Noé Lerouet", alix), town.child("Zoé Lerouet", alix), town.child("Léa Martin", bo)
    answer = sent(compose, [alix, bo])
    assert answer.status_code == 303 and Message.get().count == 2
    assert not town.mails(), "the request itself sends nothing"
    town.work()
    first, second = town.mails()
    assert (first["To"], first["Subject"]) == ("alix.lerouet@courriel.test", "Pour Noé et Zoé")
    assert "Bonjour Bo Martin, code AB12." in second.get_content()
    assert first["From"] == "Belle-Marelle <marelle@localhost>" and first["Reply-To"] == "enfance@belle-marelle.test"
    assert first.get_content_type() == "text/plain" and "-- \nBelle-Marelle\n04 00 00 00 00\n" in first.get_content()
    page = town.window().get(answer.location).text
    assert "Pour {enfants}" in page and "100 %" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert Entry.select().where(Entry.action == "messages.message.sent").count() == 1


def test_msg_r01_a_list_of_children_reaches_every_adult_with_parental_authority(town, compose):
    mother, father = town.adult(), town.adult("Bo Martin")
    noe, zoe = town.child("Noé Lerouet", mother, father), town.child("Zoé Lerouet", mother)
    lone = town.child("Tom Seul", town.adult("Oncle Seul"), authority=False)
    page = compose([noe, lone], origin="enfants").text
    assert "Tom Seul" in page and "Enfants sans responsable" in page
    sent(compose, [noe, lone], origin="enfants")
    town.work()
    assert [(mail["To"], mail["Subject"]) for mail in town.mails()] == [
        ("alix.lerouet@courriel.test", "Pour Noé"), ("bo.martin@courriel.test", "Pour Noé")]
    assert Message.get().childless == [lone.id] and zoe.id not in Message.get().childless


@pytest.mark.words
def test_msg_r01_one_adult_is_written_to_from_her_sheet(town):
    alix = town.adult()
    browser, url = town.window(), f"/messages/ecrire/responsable/{alix.id}"
    assert url in browser.get(f"/familles/responsables/{alix.id}").text
    assert "{prenom}" in browser.get(url).text
    answer = browser.post(url, data={"subject": "Bonjour", "body": "Deux lignes\r\nen tout", "send": "1"})
    assert answer.status_code == 303 and Message.get().origin == "guardian"
    town.work()
    assert town.mails()[0].get_content().startswith("Deux lignes\nen tout\n")
    assert "Envoyé" in browser.get(f"/familles/responsables/{alix.id}").text


@pytest.mark.words
@pytest.mark.parametrize(("text", "said"), [
    ("Bonjour {prenon}", "La variable {prenon} n’existe pas. Vouliez-vous écrire {prenom} ?"),
    ("Bonjour {solde}", "La variable {solde} n’existe pas. Choisissez-en une dans la liste des variables."),
    ("Bonjour {prénom", "Une accolade est seule"), ("Bonjour }", "Une accolade est seule"),
    ("Bonjour {{prénom}}", "Une accolade est seule")])
def test_msg_r01_an_unknown_variable_is_told_before_anything_is_sent(town, compose, text, said):
    alix = town.adult()
    answer = compose([alix], subject="Objet", body=text, send="1")
    shown = answer.text.replace("\xa0", " ").replace("\u202f", " ")
    assert answer.status_code == 422 and said in shown and text in shown, "what was typed stays"
    assert not Message.select().exists()
    with pytest.raises(Refused):
        Written("Objet", text, "0" * 32).check()


@pytest.mark.words
def test_a_value_is_never_read_as_a_variable_nor_breaks_a_line_of_the_subject(town):
    alix = town.adult("{nom} Lerouet")
    alix.household.name = "Foyer\nBcc: autre@courriel.test"
    told = Recipient(alix, ("Noé",), "Belle-Marelle")
    assert Written("{Prenom} {FOYER}", "{ code   famille }", "").for_one(told) == (
        "{nom} Foyer Bcc: autre@courriel.test", "AB12")
    assert all(filled(each.token, told) for each in VARIABLES)
    assert used("{civilite} {civilité}") == [VARIABLES[0]]


def test_msg_r02_the_preview_shows_a_real_recipient_and_names_who_is_left_out(town, compose):
    people = [town.adult(name) for name in ("Alix Lerouet", "Bo Martin", "Cléa Petit", "Dora Roux")]
    people += [town.adult("Sans Courriel", mail=""), town.adult("Faute Adresse", mail="faute@adresse")]
    town.child("Noé Lerouet", people[0])
    Preference(guardian=people[3], accepts_messages=False).save()
    archive(people[2], town.clerk)
    page = compose(people, **TEXT, preview="1").text
    assert "destinataire 1 sur 2" in page and "Pour Noé" in page and "Envoyer à 2 destinataires" in page
    assert "{enfants} est vide pour 1 destinataire" in page
    assert "Bonjour Bo Martin" in compose(people, **TEXT, rank="1").text
    assert "Bonjour Bo Martin" in compose(people, **TEXT, rank="999").text
    for reason in ("Sans adresse de courriel", "Adresse incomplète", "Fiche aux archives", "Ne veut pas de messages"):
        assert reason in page
    sent(compose, people)
    assert town.states() == {"Alix": "waiting", "Bo": "waiting", "Cléa": "excluded", "Dora": "excluded",
                             "Sans": "excluded", "Faute": "excluded"}
    assert {each.reason for each in MessageCopy.select().where(MessageCopy.state == "excluded")} == {
        "archived", "opted_out", "no_email", "unusable"}


def test_msg_r02_one_address_gets_one_copy(town):
    alix, bo = town.adult(), town.adult("Bo Martin")
    type(bo).update(email="ALIX.Lerouet@courriel.test ", mail_key=None).where(type(bo).id == bo.id).execute()
    audience = of_guardians([alix.id, bo.id], town.clerk)
    assert [(each.guardian.id, each.reason) for each in audience.everybody] == [
        (alix.id, ""), (bo.id, "same_address")]


@pytest.mark.words
def test_msg_r02_what_was_not_previewed_is_not_sent(town, compose):
    alix, bo = town.adult(), town.adult("Bo Martin")
    seen = mark_of(compose([alix], **TEXT, preview="1").text)
    for people, data in (([alix, bo], TEXT), ([alix], TEXT | {"body": "Autre"}), ([alix], TEXT | {"subject": "Autre"})):
        page = compose(people, **data, send="1", seen=seen)
        assert page.status_code == 200 and "depuis l’aperçu" in page.text
    assert not Message.select().exists()
    assert compose([alix], **TEXT, send="1", seen=seen).status_code == 303


def test_a_second_click_sends_nothing_more(town, compose):
    alix, key = town.adult(), "a" * 32
    first, second = sent(compose, [alix], key=key), sent(compose, [alix], key=key)
    assert first.location == second.location
    town.work()
    assert (Message.select().count(), len(town.mails())) == (1, 1)
    assert sent(compose, [alix], key=key, who="both").status_code == 409, "the key of somebody else's form"


def test_nobody_of_another_town_is_ever_reached(town, compose):
    ours, theirs = town.adult(), town.adult("Vic Venteux", place="Grand-Vent")
    child = town.child("Eole Venteux", theirs)
    page = compose([ours, theirs], **TEXT, preview="1").text
    assert "Venteux" not in page and "destinataire 1 sur 1" in page
    sent(compose, [ours, theirs])
    assert list(town.states()) == ["Alix"]
    found = of_children([child.id], town.clerk)
    assert not found.everybody and not found.childless
    assert compose([theirs]).status_code == 409 and compose([child], origin="enfants").status_code == 409
    assert town.window().get(f"/messages/ecrire/responsable/{theirs.id}").status_code == 404
    message = Message.get()
    for url in (f"/messages/{message.id}", f"/messages/{message.id}/avancement.json",
                f"/messages/envois/{message.copies.get().id}"):
        assert town.window("stranger").get(url).status_code == 404
    assert town.window("stranger").post(f"/messages/{message.id}/renvoyer").status_code == 404
    assert town.window("stranger").post(f"/messages/preferences/{ours.id}").status_code == 404


@pytest.mark.words
def test_families_of_two_towns_are_not_written_to_in_one_name(town, compose):
    people = [town.adult(), town.adult("Vic Venteux", place="Grand-Vent")]
    answer = compose(people, who="both", **TEXT, preview="1")
    assert answer.status_code == 409 and "même collectivité" in answer.text


@pytest.mark.words
def test_reading_messages_is_not_sending_them(town, compose):
    alix = town.adult()
    sent(compose, [alix])
    reader, message = town.window("reader"), Message.get()
    assert reader.get(f"/messages/{message.id}").status_code == 200
    sheet = reader.get(f"/familles/responsables/{alix.id}").text
    assert "Messagerie" in sheet and "Ne plus lui écrire" not in sheet and "Écrire à la liste" not in sheet
    assert "Écrire à la liste" in town.window().get("/familles/responsables/").text
    assert compose([alix], who="reader", **TEXT).status_code == 403
    assert reader.post(f"/messages/{message.id}/renvoyer").status_code == 403
    assert reader.post(f"/messages/preferences/{alix.id}").status_code == 403


@pytest.mark.words
def test_an_address_is_one_or_is_not():
    assert all(map(is_address, ("a@b.fr", "marie-ève.l@sous.domaine.test")))
    assert not any(map(is_address, ("", "a", "@b.fr", "a@b", "a@b.", "a b@c.fr", "a@b@c.fr", "a@b.fr,c@d.fr",
                                    "a@b.fr\nBcc: c@d.fr", "<a@b.fr>")))


@pytest.mark.words
def test_the_longest_text_is_refused_past_its_limit(town, compose):
    alix = town.adult()
    assert compose([alix], subject="x" * 151, body="y", preview="1").status_code == 422
    assert compose([alix], subject="", body="y", preview="1").status_code == 422
    assert compose([], subject="x", body="y").status_code == 409
