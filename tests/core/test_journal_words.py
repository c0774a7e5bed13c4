"""The journal in words: every act that the code writes, every field and every kind, in French and in English."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from core import journal
from core.accounts import acts as accounts
from core.accounts.models import SYSTEM, Membership, Role, User
from core.admin import acts
from core.admin.journal_words import acts_named, field_said, kind_said, value_said, views_by_kind
from core.admin.saved import Preference, SavedFilter
from core.database import write_transaction
from core.records import kind_of
from core.running import running
from core.testing import signed_in
from plugins.activities.plugin import Activities
from plugins.agreements.plugin import Agreements
from plugins.billing.plugin import Billing
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from plugins.mes.models import Request
from plugins.mes.plugin import Mes
from plugins.messages.plugin import Messages

pytestmark = pytest.mark.words
ROOT = Path(__file__).parents[2]
ACTION = re.compile(r"^[a-z_]+\.[a-z_]+\.[a-z_]+$")
WRITERS = {"write", "saved", "row_of", "set_end", "change", "note"}
UNSEEN = {"id", "version", "updated_at", "folded"}
MINE = {User, Role, Membership, SavedFilter, Preference}


@pytest.fixture
def plugins():
    return [Families, Activities, Agreements, Billing, Icsge, Mes, Messages]


def written() -> Iterator[str]:
    """The actions that the code writes in the journal; for `kind.verb`, a verb of any kind."""
    for folder in ("core", "plugins"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
                if getattr(call.func, "attr", getattr(call.func, "id", "")) in WRITERS:
                    yield from (each.value for argument in call.args[:4] for each in ast.walk(argument)
                                if isinstance(each, ast.Constant) and isinstance(each.value, str)
                                and ACTION.match(each.value))


def test_every_act_has_words_in_both_languages(app):
    found = set(written()) | set(accounts.ACTS) | set(acts.ELSEWHERE)
    found |= {f"families.household.{last}" for last in acts.COMMON}
    found |= {each.full_name for flow in running().workflows.values() for each in flow.transitions.values()}
    assert len(found) > 60 and {"core.demo.done", "mes.document.opened", "core.membership.ended"} <= found
    for language in ("fr", "en"):
        with app.test_request_context(), force_locale(language):
            said = {action: str(acts.words(action)[0]) for action in found}
            assert [action for action, words in said.items() if not words or "." in words] == []


def test_every_field_has_words_in_both_languages(app):
    spoken = [(kind, view, view.model) for kind, view in views_by_kind().items()]
    spoken += [(kind_of(model), None, model) for model in MINE]
    for language in ("fr", "en"):
        with app.test_request_context(), force_locale(language):
            bare = [f"{kind}.{name}" for kind, view, model in spoken for name in model._meta.fields
                    if name not in UNSEEN and str(field_said(name, kind, view)) == name]
            assert bare == []
            assert [kind for kind, view, _model in spoken if kind_said(kind, view) == kind] == []


def test_a_setting_goes_by_its_label(app):
    with app.test_request_context():
        assert str(field_said("mes.max_age_months", "", None)) == "Âge limite de l’enfant, en mois"


def test_states_choices_and_ticks_are_said_by_their_labels(app):
    with app.test_request_context(), force_locale("fr"):
        assert [str(value_said(*each, Request)) for each in (("state", "submitted"), ("type", "new"),
                ("retraite_quebec", False), ("contact", "Annick"), ("state", "gone"))] == [
            "Transmis", "Nouvelle", "Non", "Annick", "gone"]


def test_the_page_shows_no_raw_name_and_finds_acts_by_their_words(app, user_with, place):
    reader = user_with("core.journal.read", "core.role.read", name="Nadia")
    with write_transaction():
        journal.write(SYSTEM, "core.demo.done", note="13")
        journal.write(reader, "core.setting.changed", note="mes.max_age_months",
                      before={"mes.max_age_months": 59}, after={"mes.max_age_months": 60})
        journal.write(reader, "core.role.edited", Role.get(), before={"staff": True}, after={"staff": False})
    browser = signed_in(app, reader)
    page = html.unescape(browser.get("/administration/journal/").text)
    body = page[page.index("<tbody>"):page.index("</tbody>")]
    for words in ("Démonstration prête", "Réglage changé", "Âge limite de l’enfant, en mois", "Rôle modifié",
                  "Rôle du personnel", "Non"):
        assert words in body
    assert not re.search(r"core\.|mes\.|\bstaff\b", re.sub(r"<[^>]*>", " ", body))
    assert "core.demo.done" in acts_named("démonstration pr")
    found = browser.get("/administration/journal/", query_string={"what": "reglage"}).text
    assert "Réglage changé" in found and "Démonstration prête" not in found
