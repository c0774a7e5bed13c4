"""The four printouts, each as a page and as a PDF, for who may read them (1.5)."""

from __future__ import annotations

from datetime import date

import pytest

from core.accounts.models import Membership, Role, User
from core.journal import Entry
from core.workflow.engine import create
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.sync.prechecking import precheck
from tests.icsge.test_closures import YEAR, a_day, drafted
from tests.icsge.test_csss import FIRST, LAST
from tests.matrix.printing import pdf_text

pytestmark = pytest.mark.words


@pytest.fixture
def printed(world):
    """Something to print of each sort."""
    world.child(nirec="12345", sex="")
    world.child()
    drafted(world, a_day(world, date(YEAR, 12, 24)), a_day(world, date(YEAR, 12, 31), pm=False, reason="other"))
    create(CsssPeriod(component=world.component, starts_on=FIRST, ends_on=LAST, places=5, age_code="18-59"), "create",
           world.clerk)
    precheck(world.component)
    world.synchronise()
    return world


SAID = {
    "validation": ["Cyr Maëlle1", "CSG041E", "CSG010E", "Erreur", "NIREC"],
    "synchronisation": ["DossierParentEnfantAjouts", "Accepté", "Terminée"],
    f"fermetures?annee={YEAR}": [f"24 décembre {YEAR}", "toute la journée", "AM", "Projet"],
    f"protocole?annee={FIRST.year}": ["18-59 mois", "Saisie", f"protocole CISSS pour {FIRST.year}-{FIRST.year + 1}"],
}


@pytest.mark.parametrize("kind", SAID)
def test_a_printout_is_a_page_and_a_pdf_that_say_the_same(printed, kind):
    browser = printed.window(printed.clerk)
    name, _mark, asked = kind.partition("?")
    here = f"/icsge/imprimer/{name}/{printed.component.id}"
    page = browser.get(f"{here}?{asked}")
    assert page.status_code == 200
    paper = browser.post(f"{here}/pdf", data=dict([asked.split("=")]) if asked else {})
    assert paper.mimetype == "application/pdf" and b"/Lang (fr" in paper.data
    text = " ".join(pdf_text(paper.data).replace("\t", " ").split())
    for words in SAID[kind]:
        assert words in page.text and words in text, words
    assert Entry.select().where(Entry.action == "icsge.component.printed").count() == 1


# ICSGE-R87
def test_icsge_r87_the_report_tells_errors_before_warnings(printed):
    page = printed.window(printed.clerk).get(f"/icsge/imprimer/validation/{printed.component.id}").text
    severities = [part[:5] for part in page.split('data-label="Gravité">')[1:]]
    assert "Erreu" in severities and severities == sorted(severities, reverse=True)


def test_a_stranger_and_a_technician_do_not_print_the_messages_of_children(printed):
    here = f"/icsge/imprimer/validation/{printed.component.id}"
    assert printed.window(printed.stranger).get(here).status_code == 404
    support = User.create(email="soutien@exemple.test", first_name="Lise", last_name="Ouimet")
    Membership(user=support, role=Role.get(Role.name == "icsge_support"),
               organisation=printed.component.organisation.parent).save()
    assert printed.window(support).get(here).status_code == 403


@pytest.mark.parametrize("address", ["recettes/1", "fermetures/1?annee=1999", "synchronisation/1?passage=999999"])
def test_what_does_not_exist_is_not_printed(world, address):
    kind, rest = address.split("/")
    found = world.window(world.clerk).get(f"/icsge/imprimer/{kind}/{rest.replace('1', str(world.component.id), 1)}")
    assert found.status_code == 404
