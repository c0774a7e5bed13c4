"""The online help: made of the declarations, worded anew by the Ministry, searched, in both languages (1.11)."""

from __future__ import annotations

import re

import pytest

from plugins.mes import rules as guards
from plugins.mes.help import BY_KEY, SECTIONS, sections
from plugins.mes.help_rules import RULES
from plugins.mes.models import SLOTS, TYPES, HelpText
from plugins.mes.rules import STARRED
from plugins.mes.workflow import RequestFlow
from tests.mes.pages import Window

pytestmark = pytest.mark.words

BLOCKING = (*range(4, 14), 2, 20, 22, *range(28, 32), *range(33, 42), 45, *range(50, 55), 56, 61, 65, 72, 74)
"""The rules that stop or warn a person (1.10, B and W), those about the right itself left out."""


def named(name: str):
    return next(each for each in sections() if each.name == name)


def test_every_rule_that_stops_or_warns_has_its_sentence(world):
    said = " ".join(cell for each in sections() for row in each.rows for cell in row)
    assert [rule for rule in BLOCKING if f"MES-R{rule:02}" not in said] == []


def test_every_guard_stands_under_its_action(world):
    shown = {(row[0], row[1]) for row in named("conditions").rows}
    for transition in RequestFlow.transitions.values():
        for guard in transition.guards:
            if not transition.system:
                assert (str(transition.label), str(guard.label)) in shown
    assert guards.form_complete.label


def test_the_statuses_and_what_follows_are_those_of_the_workflow(world):
    rows = {row[0]: row for row in named("statuts").rows}
    assert list(rows) == [str(state.label) for state in RequestFlow.states.values()]
    assert "Transmettre" in rows["Brouillon"][2] and "Déclarer conforme" in rows["Transmis"][2]
    assert rows["Terminée"][2] == "Rouvrir"


def test_the_stars_are_those_of_the_check(world):
    for (slot, label), row in zip(SLOTS.items(), named("documents").rows, strict=True):
        assert row[0] == str(label)
        for kind, cell in zip(TYPES, row[1:], strict=True):
            assert ("★" in cell) == (slot in STARRED[kind]), (slot, kind)


def test_the_signatures_follow_type_and_kind_of_service(world):
    rows = {row[0]: row[1:] for row in named("signatures").rows}
    parent, professional, provider, direction = rows.values()
    assert all(cell == "★ obligatoire" for cell in (*parent, *direction))
    assert professional == ("★ obligatoire", "—", "★ obligatoire", "★ obligatoire")
    assert set(provider) == {"★ bureau coordonnateur"}


def test_the_directions_are_there_with_their_telephones(world):
    world.east.phone = "418 528-7100"
    world.east.save()
    assert ("east", "418 528-7100") in named("joindre").rows


def test_what_the_guide_explains_is_explained(world):
    assert [row[0] for row in named("menu").rows] == [
        "Liste des enfants", "Demandes en cours", "Demandes brouillons", "Demandes conformes", "Demandes terminées",
        "Créer une demande"]
    assert len(named("etapes").rows) == 5
    assert "normal que cette liste soit vide" in named("premiere-annee").paragraphs[0]
    assert "synchronisez-le" in named("introuvable").paragraphs[0]
    assert "RSE" in named("droits").paragraphs[0] and len(named("droits").rows) == 4


@pytest.mark.parametrize("who", ["reader", "rse", "director", "committee", "administrator"])
def test_whoever_is_signed_in_reads_it(world, planted, who):
    page = Window(planted, world.named[who]).get("/mes/aide/")
    for section in SECTIONS:
        assert f'id="{section.name}"' in page and f'href="#{section.name}"' in page


def test_the_menu_and_the_wizard_lead_to_it(world, planted):
    window, request = Window(planted, world.editor), world.draft()
    for path in ("/mes/demandes/", "/mes/creer/", f"/mes/demandes/{request.id}/formulaire/1",
                 f"/mes/demandes/{request.id}/imprimer"):
        assert "/mes/aide/" in window.get(path), path


@pytest.mark.parametrize(("words", "found", "absent"), [
    ("retraite quebec", "documents", "menu"), ("MES-R40", "regles", "documents"),
    ("RÉGIONALE appelez", "joindre", "menu"), ("quart heure", "regles", "etapes")])
def test_it_is_searched_whatever_accents_and_case(world, planted, words, found, absent):
    page = Window(planted, world.reader).get(f"/mes/aide/?q={words}")
    assert f'id="{found}"' in page and f'id="{absent}"' not in page


def test_a_line_that_matches_comes_without_its_neighbours(world):
    (shown,) = [each for each in sections("MES-R40") if each.name == "regles"]
    assert len(shown.rows) == 1 and shown.paragraphs == []


@pytest.mark.parametrize("words", ["xyzzy", "<script>alert(1)</script>", "%", "\x00", "a" * 5000, "'; --"])
def test_what_is_not_found_is_said_and_nothing_breaks(world, planted, words):
    page = Window(planted, world.reader).client.get("/mes/aide/", query_string={"q": words})
    assert page.status_code == 200 and "<script>alert" not in page.text
    if words in ("xyzzy", "a" * 5000):
        assert "Rien dans l’aide" in page.text


def test_the_ministry_words_a_section_anew_in_both_languages(world, planted):
    key = BY_KEY["help.introuvable"].key
    Window(planted, world.admin).post(f"/administration/textes-aide/{key}", 303, french="Appelez-nous.\n\nOu écrivez.",
                                      english="Call us.")
    assert named("introuvable").paragraphs == ["Appelez-nous.", "Ou écrivez."]
    window = Window(planted, world.reader)
    assert "<p>Appelez-nous.</p>" in window.get("/mes/aide/")
    Window(planted, world.admin).post(f"/administration/textes-aide/{key}", 303, french="", english="")
    assert not HelpText.select().exists() and "synchronisez-le" in named("introuvable").paragraphs[0]


def test_nobody_else_words_it(world, planted):
    for who in ("signer", "director", "rse"):
        Window(planted, world.named[who]).get("/administration/textes-aide/help.introuvable", 403)
    Window(planted, world.admin).get("/administration/textes-aide/help.rien", 404)


def test_the_numbers_of_the_rules_are_those_of_the_specification():
    assert all(re.fullmatch(r"R\d\d", number) and 1 <= int(number[1:]) <= 85 for number in RULES)
    assert list(RULES) == sorted(RULES)


def test_each_section_has_a_name_of_its_own_that_an_address_can_hold():
    names = [each.name for each in SECTIONS]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z-]+", name) for name in names)
