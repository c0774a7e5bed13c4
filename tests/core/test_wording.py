"""The sentences of the libraries in our words, in both languages; dates as French and English write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest
import wtforms
from babel.messages.pofile import read_po
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DecimalField, IntegerField, SelectChoice, SelectField, StringField, validators
from wtforms.form import BaseForm

from core.i18n import long_day, prose_date, prose_moment, short_date
from core.wording import OURS, SENTENCES, Form

ROOT = Path(__file__).parents[2]
THEIRS = re.compile(r"gettext\(\s*\"((?:[^\"]|\"\s*\")*)\"", re.S)
FORMS = ("core.accounts.account", "core.accounts.forms", "core.accounts.people_forms", "core.accounts.roles",
         "core.admin.forms", "plugins.mes.forms")


class Trial(Form):
    """One field of each kind that can refuse."""

    day = DateField("Jour")
    count = IntegerField("Nombre")
    hours = DecimalField("Heures")
    choice = SelectField("Choix", choices=[SelectChoice(value="a", label="A")])
    word = StringField("Mot", [validators.Length(min=3, max=5)])
    must = StringField("Nom", [validators.InputRequired()])


ABSURD = MultiDict({"day": "demain", "count": "trois", "hours": "beaucoup", "choice": "z", "word": "trop long",
                    "must": ""})
SAID = {
    "fr": {"day": "Cette date ne se lit pas. Écrivez-la comme 2026-11-23.", "count": "Ce n’est pas un nombre entier.",
           "hours": "Ce n’est pas un nombre.", "choice": "Ce choix n’est pas offert : prenez-le dans la liste.",
           "word": "De 3 à 5 caractères.", "must": "Remplissez ce champ."},
    "en": {"day": "This date cannot be read. Write it like 2026-11-23.", "count": "This is not a whole number.",
           "hours": "This is not a number.", "choice": "This choice is not offered: take one from the list.",
           "word": "From 3 to 5 characters.", "must": "Fill in this field."},
}


@pytest.mark.parametrize("language", SAID)
def test_a_form_refuses_in_our_words(app, language):
    with app.test_request_context(), force_locale(language):
        form = Trial(ABSURD)
        assert not form.validate()
        assert {name: found[0] for name, found in form.errors.items()} == SAID[language]


def test_every_sentence_of_wtforms_has_ours():
    folder = Path(wtforms.__file__).parent
    texts = [path.read_text() for path in folder.rglob("*.py")]
    theirs = {re.sub(r"\"\s*\"", "", found) for text in texts for found in THEIRS.findall(text)}
    assert len(theirs) > 30 and theirs - set(SENTENCES) == set()


def test_placeholders_are_those_that_wtforms_fills():
    holes = re.compile(r"%(?:\(\w+\))?[sd]")
    assert [one for one, ours in SENTENCES.items()
            if set(holes.findall(one)) != set(holes.findall(str(ours)))] == []


def test_every_form_of_ours_says_them(app):
    for module in FORMS:
        import_module(module)
    waiting, mine = [BaseForm], []
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith(("core.", "plugins.")):
                mine.append(each)
    assert len(mine) > 15
    assert [each for each in mine if each.Meta.get_translations(each.Meta(), None) is not OURS] == []


FIRST, TENTH = date(2026, 11, 1), date(2026, 11, 10)


def test_the_first_of_a_month_is_an_ordinal_in_french(app):
    with force_locale("fr"):
        assert [short_date(FIRST), short_date(TENTH)] == ["1er nov. 2026", "10 nov. 2026"]
        assert [prose_date(FIRST), prose_date(TENTH)] == ["1er novembre 2026", "10 novembre 2026"]
        assert long_day(FIRST) == "Dimanche 1er novembre 2026"
        assert prose_moment(datetime(2026, 11, 1, 19, 2, tzinfo=UTC)).startswith("1er nov. 2026 à 14")
    with force_locale("en"):
        assert [short_date(FIRST), prose_date(FIRST)] == ["Nov 1, 2026", "November 1, 2026"]


def test_one_word_for_a_session():
    """Pages say « séance »: so do mails."""
    texts = []
    for path in ROOT.glob("*/**/translations/en/LC_MESSAGES/messages.po"):
        with path.open("rb") as source:
            texts += [str(each.id) for each in read_po(source, locale="en")]
    assert any("séance" in text for text in texts)
    assert [text for text in texts if re.search(r"\bsessions?\b", text, re.I)] == []
