"""Forms: what is offered is saved, what is not is refused, and two people at once lose nothing."""

from __future__ import annotations

import logging
import re
from datetime import date
from decimal import Decimal

import pytest

from core.accounts.models import Membership, Role
from core.journal import Entry, as_text
from tests.core.admin.conftest import make_owner
from tests.core.admin.workshop import ALL, Owner, Repair

pytestmark = pytest.mark.words


@pytest.fixture
def browser(sign_in, repairer):
    return sign_in(repairer)


def typed(repair, **changes):
    """What the form of a repair sends."""
    return {"version": repair.version, "title": repair.title, "owner": repair.owner_id, "wear": repair.wear,
            "copies": repair.copies, "note": repair.note} | changes


def edit(browser, repair, **changes):
    return browser.post(f"/reparations/{repair.id}/modifier", data=typed(repair, **changes))


def test_a_change_is_saved_typed_and_written_with_both_sides(browser, repairer, north, make_repair):
    repair = make_repair(north)

    answer = edit(browser, repair, title="Grille-pain", promised_on="02/03/2026", hours="2,5", price="12,50 $",
                  urgent="y")

    assert answer.status_code == 303, answer.text
    saved = Repair.get_by_id(repair.id)
    assert (saved.title, saved.promised_on, saved.hours, saved.price, saved.urgent) == (
        "Grille-pain", date(2026, 3, 2), Decimal("2.5"), 1250, True)
    entry = Entry.select().where(Entry.action == "shop.repair.edit").get()
    assert entry.before == as_text({"title": "Bouilloire", "promised_on": None, "hours": None, "price": None,
                                    "urgent": False})
    assert "Grille-pain" in entry.after and entry.actor == repairer.id


def test_a_form_that_changes_nothing_writes_nothing(browser, north, make_repair):
    repair = make_repair(north)

    assert edit(browser, repair).status_code == 303
    assert not Entry.select().where(Entry.action == "shop.repair.edit").exists()
    assert Repair.get_by_id(repair.id).version == repair.version


@pytest.mark.parametrize(("field", "value", "words"), [
    ("title", "", "Remplissez ce champ."), ("title", "x" * 81, "80 caractères au plus."),
    ("promised_on", "demain", "n’est pas une date"), ("hours", "beaucoup", "n’est pas un nombre"),
    ("hours", "1,234", "2 décimales"), ("hours", "99999", "trop grand"), ("copies", "1,5", "nombre entier"),
    ("copies", "9" * 12, "trop grand"), ("price", "9" * 20, "n’est pas un nombre"),
    ("wear", "worn", "n’est pas offert"),
    ("owner", "999999", "n’est pas offert"), ("owner", "9" * 30, "n’est pas offert"), ("owner", "", "Remplissez"),
])
def test_what_cannot_be_used_is_said_at_its_field_and_kept(browser, north, make_repair, field, value, words):
    repair = make_repair(north)

    answer = edit(browser, repair, **{field: value, "note": "Texte à garder"})

    assert answer.status_code == 422
    assert words in answer.text.replace("\u00a0", " ") and "1 champ est à corriger" in answer.text
    assert "Texte à garder" in answer.text and "<title>Erreur" in answer.text
    assert Repair.get_by_id(repair.id).version == repair.version


def test_a_key_outside_the_scope_is_no_choice(browser, north, south, make_repair):
    repair, foreign = make_repair(north), make_owner(south, "Canari")

    page = browser.get(f"/reparations/{repair.id}/modifier")
    answer = edit(browser, repair, owner=foreign.id)

    assert "Canari" not in page.text
    assert answer.status_code == 422 and "Canari" not in answer.text
    assert Repair.get_by_id(repair.id).owner_id == repair.owner_id


SPELLINGS = ["{}", "{}_id", "{}-0", "{}.id", "form-{}"]


@pytest.mark.parametrize("field", ["id", "state", "state_since", "number", "workshop", "created_at", "folded"])
def test_fields_that_were_not_offered_are_refused_and_logged(browser, north, south, make_repair, field, caplog):
    repair = make_repair(north)
    stored = Repair.get_by_id(repair.id)
    caplog.set_level(logging.WARNING, logger="marelle.security")

    for spelling in SPELLINGS:
        caplog.clear()
        assert edit(browser, repair, title="Autre", **{spelling.format(field): str(south.id)}).status_code == 400
        assert "not offered" in caplog.text
    assert Repair.get_by_id(repair.id).__data__ == stored.__data__


def test_fields_can_be_narrowed_by_state_and_role(browser, north, make_repair, app, monkeypatch):
    repair = make_repair(north)
    view = app.extensions["marelle"].views["shop.repair"]
    monkeypatch.setattr(view, "editable_fields", lambda record, user: ("note",))

    assert 'name="title"' not in browser.get(f"/reparations/{repair.id}/modifier").text
    assert edit(browser, repair, title="Autre").status_code == 400


def test_a_record_that_can_no_longer_change_says_why(browser, north, make_repair):
    repair = make_repair(north)
    Repair.update(state="done").where(Repair.id == repair.id).execute()

    for answer in (browser.get(f"/reparations/{repair.id}/modifier"), edit(browser, repair, title="Autre")):
        assert answer.status_code == 409
        assert "L’état est « Réparée »" in answer.text.replace("\u00a0", " ")
    assert Repair.get_by_id(repair.id).title == "Bouilloire"


def conflict(browser, repair):
    """Somebody saved a title and a note while this browser was changing the title and the wear."""
    base = re.search(r'name="base" value="([^"]+)"', browser.get(f"/reparations/{repair.id}/modifier").text)[1]
    other = Repair.get_by_id(repair.id)
    other.title, other.note = "Théière", "De l’autre"
    other.save()
    return edit(browser, repair, title="Cafetière", wear="heavy", base=base.replace("&#34;", '"'))


def test_two_editors_both_versions_are_shown_and_nothing_is_lost(browser, north, make_repair):
    repair = make_repair(north)

    page = conflict(browser, repair)

    assert page.status_code == 409
    for words in ("Cafetière", "Théière", "Garder le mien", "Prendre l’autre", "De l’autre"):
        assert words in page.text
    chosen = dict(re.findall(r'name="choose-(\w+)" value="(\w+)" checked', page.text))
    assert chosen == {"title": "mine", "wear": "mine", "note": "theirs"}
    assert Repair.get_by_id(repair.id).title == "Théière"


def test_each_choice_is_kept(browser, north, make_repair):
    repair = make_repair(north)
    page = conflict(browser, repair)
    form = page.text.partition('action="/reparations/1/modifier"')[2]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent |= {"choose-title": "theirs", "choose-wear": "mine", "choose-note": "theirs"}

    answer = browser.post(f"/reparations/{repair.id}/modifier", data=sent)

    assert answer.status_code == 303, answer.text
    saved = Repair.get_by_id(repair.id)
    assert (saved.title, saved.wear, saved.note) == ("Théière", "heavy", "De l’autre")


def test_a_save_between_reading_and_writing_is_not_overwritten(browser, north, make_repair, app, monkeypatch):
    repair = make_repair(north)
    view = app.extensions["marelle"].views["shop.repair"]

    def faster(record, user):
        Repair.update(title="Théière", version=Repair.version + 1).where(Repair.id == record.id).execute()
        monkeypatch.setattr(view, "before_save", lambda record, user: None)

    monkeypatch.setattr(view, "before_save", faster)
    answer = edit(browser, repair, title="Cafetière")

    assert answer.status_code == 409 and "Cafetière" in answer.text
    assert Repair.get_by_id(repair.id).title != "Cafetière"


def test_a_person_is_created_where_one_may_and_nowhere_else(browser, north, south):
    form = {"first_name": "Maëlle", "last_name": "Cyr", "workshop": north.id}

    assert browser.post("/personnes/nouveau", data=form).status_code == 303
    created = Owner.get(Owner.last_name == "Cyr")
    assert Entry.select().where(Entry.action == "shop.owner.created", Entry.record == created.id).exists()
    assert browser.post("/personnes/nouveau", data=form | {"workshop": south.id}).status_code == 422


def test_the_creation_of_a_tracked_record_is_its_transition(browser, app, north, monkeypatch):
    view = app.extensions["marelle"].views["shop.repair"]
    monkeypatch.setattr(view, "blank", lambda user: Repair(number="R-9", workshop=north))
    owner = make_owner(north, "Cyr")

    form = {"title": "Vélo", "owner": owner.id, "wear": "light", "copies": ""}
    answer = browser.post("/reparations/nouveau", data=form)

    assert answer.status_code == 303, answer.text
    made = Repair.get(Repair.number == "R-9")
    assert (made.state, made.copies) == ("asked", 1)
    assert Entry.select().where(Entry.action == "shop.repair.ask", Entry.record == made.id).exists()


def test_a_record_with_an_archive_is_put_away_not_destroyed(browser, north):
    owner = make_owner(north, "Cyr")

    assert browser.get(f"/personnes/{owner.id}/supprimer").status_code == 404
    answer = browser.post(f"/personnes/{owner.id}/archiver", data={"version": owner.version})

    assert answer.status_code == 303
    kept = Owner.get_by_id(owner.id)
    assert kept.archived_at is not None
    assert 'class="is-archived"' in browser.get("/personnes/").text
    assert browser.post(f"/personnes/{owner.id}/archiver", data={"version": owner.version}).status_code == 409
    assert browser.post(f"/personnes/{owner.id}/archiver", data={"version": kept.version}).status_code == 303
    assert Owner.get_by_id(owner.id).archived_at is None


def test_deleting_a_tracked_record_asks_for_its_number(browser, north, make_repair):
    repair = make_repair(north)
    url = f"/reparations/{repair.id}/transition/delete"

    assert f"écrivez {repair.number}" in browser.get(f"{url}/confirmer").text
    wrong = browser.post(url, data={"version": repair.version, "typed": "R-9999"})
    assert wrong.status_code == 200 and "rien n’a été supprimé" in wrong.text
    assert Repair.select().count() == 1
    assert browser.post(url, data={"version": repair.version, "typed": repair.number}).status_code == 303
    assert Repair.select().count() == 0


def test_a_long_list_of_choices_becomes_a_look_up(browser, north, make_repair, monkeypatch):
    monkeypatch.setattr("core.admin.fields.A_SELECT", 1)
    repair, other = make_repair(north), make_owner(north, "Unique", "Maëlle")

    page = browser.get(f"/reparations/{repair.id}/modifier")

    field = re.search(r'<(\w+)[^>]* name="owner"[^>]*>', page.text)
    assert field[1] == "input" and 'data-lookup="/reparations/chercher/owner"' in field[0]
    assert browser.get("/reparations/chercher/owner?q=maelle").json == [
        {"id": other.id, "label": "Maëlle Unique", "detail": ""}]
    assert edit(browser, repair, owner="maelle unique").status_code == 303
    assert Repair.get_by_id(repair.id).owner_id == other.id


def test_look_ups_are_bounded_ordered_and_only_of_offered_fields(browser, north, make_repair):
    for number in range(60):
        make_owner(north, f"Nom{number:02d}")

    found = browser.get("/reparations/chercher/owner?q=nom&limit=1000").json

    assert len(found) == 50 and found == sorted(found, key=lambda each: each["label"])
    for field in ("workshop", "title", "state", "nonsense"):
        assert browser.get(f"/reparations/chercher/{field}?q=x").status_code == 404


def test_reading_rights_open_no_form(sign_in, user_with, north, make_repair):
    repair = make_repair(north)
    reader = sign_in(user_with("shop.repair.read", at=north))

    assert reader.get(f"/reparations/{repair.id}").status_code == 200
    assert reader.get(f"/reparations/{repair.id}/modifier").status_code == 403
    assert reader.post(f"/reparations/{repair.id}/modifier", data=typed(repair)).status_code == 403
    assert reader.get("/reparations/nouveau").status_code == 403
    assert "Modifier" not in reader.get(f"/reparations/{repair.id}").text


def test_editing_rights_in_one_place_do_not_reach_another(sign_in, user_with, place, north, south, make_repair):
    repair = make_repair(south)
    user = user_with("shop.repair.read", at=place)
    role = Role(name="editor", label="Éditrice", permissions=list(ALL))
    role.save()
    Membership(user=user, role=role, organisation=north).save()
    browser = sign_in(user)

    assert browser.get(f"/reparations/{repair.id}").status_code == 200
    assert browser.get(f"/reparations/{repair.id}/modifier").status_code == 404
