"""The words around a request: where its page stands, what its slate tells, in which language its papers are."""

from __future__ import annotations

import html
import re

import pytest
from flask import g
from flask_babel import force_locale

from core.running import running
from core.testing import signed_in
from core.workflow.obstacles import explain
from plugins.mes import jobs
from plugins.mes.models import Version
from plugins.mes.printing import FORM, context
from plugins.mes.workflow import RequestFlow
from tests.matrix.printing import Printer

pytestmark = pytest.mark.words


@pytest.fixture
def printer(planted, world, monkeypatch):
    monkeypatch.setattr(running(), "renderer", Printer())
    return running().renderer


def page(planted, user, address: str) -> str:
    """A page as it reads."""
    answer = signed_in(planted[0], user).get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text).replace("\u00a0", " ")


@pytest.mark.parametrize(("state", "label", "slug"), [
    ("draft", "Demandes brouillons", "brouillons"), ("submitted", "Demandes en cours", ""),
    ("returned", "Demandes en cours", ""), ("compliant", "Demandes conformes", "conformes"),
    ("closed", "Demandes terminées", "terminees")])
def test_the_breadcrumb_leads_to_the_list_that_holds_the_request(planted, world, state, label, slug):
    request = getattr(world, state)()
    shown = page(planted, world.editor, f"/mes/demandes/{request.id}")
    trail = re.search(r'<nav class="m-crumbs".*?</nav>', shown, re.S)[0]
    address = f"/mes/demandes/liste/{slug}" if slug else "/mes/demandes/"
    assert f'href="{address}"' in trail and label in trail
    for _slug, other in (("", "Demandes en cours"), ("brouillons", "Demandes brouillons")):
        assert (other in trail) == (other == label)


def test_the_slate_tells_the_last_move_as_the_timeline_does(planted, world):
    shown = page(planted, world.editor, f"/mes/demandes/{world.returned().id}")
    assert re.search(r"Renvoyée avec des commentaires, par [\w ]+, le \d+", shown)
    assert "Renvoyer avec commentaires" not in shown


def test_only_what_transmitting_asks_for_is_counted(world):
    found = explain(world.complete(), RequestFlow.submit, world.signer)
    assert (len(found.unmet), len(found.conditions)) == (1, len(RequestFlow.submit.guards)) == (1, 4)


def test_the_archived_paper_is_french_whoever_submitted_it(world, printer):
    version = Version.get(Version.request == world.submitted())
    g.language = "en"
    with force_locale("en"):
        jobs.archive_pdf(None, version=version.id)
    assert 'lang="fr"' in printer.pages[0] and "Accompagnement par jour" in printer.pages[0]
    assert "Brouillon" in printer.pages[0] and not re.search(r"\b(Draft|hours|Request)\b", printer.pages[0])
    assert "page 1 sur" in "".join(printer.pages[1:])


def test_what_is_printed_on_demand_follows_the_reader(world, printer):
    request = world.submitted()
    with force_locale("en"):
        FORM.pdf(request, context(request), user=world.editor)
    assert 'lang="en"' in printer.pages[0] and "Draft" in printer.pages[0]
