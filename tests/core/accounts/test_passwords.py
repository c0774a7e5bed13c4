"""The password rule: long enough for the kind of account, and not what others try first."""

from __future__ import annotations

import time

import pytest

from core.accounts.models import User
from core.accounts.passwords import LONGEST, guessable, problems

pytestmark = pytest.mark.words


def staff() -> User:
    return User(email="odile.marchand@mairie.exemple.test", first_name="Odile", last_name="Marchand", is_staff=True)


def parent() -> User:
    return User(email="paul@exemple.test", first_name="Paul", last_name="Okonkwo", is_staff=False)


@pytest.mark.parametrize("password", [
    "motdepasse1234", "MotDePasse2026!", "motdepasse!!motdepasse", "P@ssw0rd1234", "Bonjour2026!!", "azertyuiop123456",
    "qsdfghjklmwxcvbn", "aaaaaaaaaaaaaaaa", "abcabcabcabcabca", "1234567890123456", "0987654321098765",
    "soleil-soleil-12",
    "marellemarelle12", "Marelle2026Marelle",
    "correct horse battery staple", "Passw0rdPassw0rd", "qwertyuiopasdfgh",
    "123456789abcdefgh", "iloveyouforever1", "Administrateur1!", "papaetmaman2015!",
])
def test_known_words_rows_and_repetitions_are_refused(app, password):
    assert problems(password, staff())


@pytest.mark.parametrize("password", [
    "quatre girafes sous la pluie", "un tabouret bancal chante faux", "krunval-oxipet-dosmuni",
    "8 tasses, 3 louches, 1 bol",
    "Xk9#vQ2m!Lp7&tRw", "zinc moustache brouette", "la lessive de Gaspésie sèche mal", "7391 5028 6647 1930",
])
def test_phrases_and_random_texts_are_accepted(app, password):
    assert problems(password, staff()) == []


def test_names_addresses_and_workplaces_are_known_words(app, user_with, place):
    assert problems("OdileMarchand!2026", staff())
    assert problems("odile.marchand@mairie", staff())
    place.name = "Centre Bergamote"
    place.save()
    assert problems("bergamote-2026-2027", user_with("core.user.read"))
    assert problems("bergamote-2026-2027", staff()) == []


def test_staff_need_sixteen_signs_and_parents_twelve(app):
    assert problems("zinc brouette", parent()) == []
    assert problems("zinc broue7", parent())
    assert problems("zinc brouette 7", staff())
    assert problems("zinc brouette 77", staff()) == []
    assert problems("739150286641", parent())
    assert problems("7391502866471930", parent()) == []


def test_very_long_passwords_are_accepted_up_to_the_limit(app):
    long = "".join(chr(ord("a") + number * 7 % 26) for number in range(LONGEST - 20)) + " girafe et zinc 27 xy"
    assert problems(long[:LONGEST], staff()) == []
    assert problems(long.ljust(LONGEST + 1, "k"), staff())


def test_the_check_is_quick_whatever_is_typed(app):
    start = time.perf_counter()
    for text in ("a" * 128, "motdepasse" * 12, "zq" * 64, "é@$" * 42, "".join(chr(200 + n) for n in range(128))):
        guessable(text)
    assert time.perf_counter() - start < 1
