"""A request is found by its number and by the name of its child, without accents, on both databases."""

from __future__ import annotations

from core.testing import signed_in


def test_a_request_is_found_by_its_number_and_by_its_child(planted, world):
    request = world.submitted()
    browser = signed_in(planted[0], world.editor)
    for words in (request.number, request.child.last_name, request.child.first_name.upper()):
        assert request.number in browser.get("/mes/demandes/", query_string={"q": words}).text, words
    assert request.number not in browser.get("/mes/demandes/?q=personne-de-ce-nom").text


def test_a_child_whose_name_changes_is_found_by_the_new_one(planted, world):
    request = world.submitted()
    request.child.last_name = "Thériault-Vigneau"
    request.child.save()
    page = signed_in(planted[0], world.editor).get("/familles/enfants/?q=theriault vigneau").text
    assert "Thériault-Vigneau" in page
