"""The password rule: long, not guessable, nothing else; the same sentence wherever one is chosen (SEC-10)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask_security import PasswordUtil

from core.accounts.models import Membership, User
from core.i18n import _, fold
from core.organisations import Organisation

STAFF, PARENT, DIGITS, LONGEST = 16, 12, 16, 128
PRODUCT = ("marelle", "motdepasse", "password")
ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789")


@cache
def common() -> frozenset[str]:
    """Words and passwords that are tried first, without case or accents."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text().splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def problems(password: str, user: User) -> list:
    """What speaks against this password for this person, as sentences; nothing when it may be used."""
    shortest = STAFF if user.is_staff else PARENT
    if len(password) > LONGEST:
        return [_("Ce mot de passe dépasse %(most)s caractères.", most=LONGEST)]
    if len(password) < shortest:
        return [_("Ce mot de passe a %(count)s caractères ; il en faut au moins %(least)s. Une phrase de quelques "
                  "mots convient et se retient.", count=len(password), least=shortest)]
    if password.isdigit() and len(password) < DIGITS:
        return [_("Un mot de passe fait seulement de chiffres doit en avoir au moins %(least)s.", least=DIGITS)]
    if guessable(password, context(user)):
        return [_("Ce mot de passe est trop facile à deviner : il est fait de mots connus, de votre nom ou d’une suite "
                  "du clavier. Choisissez quelques mots sans lien entre eux.")]
    return []


def guessable(password: str, words: frozenset[str] = frozenset()) -> bool:
    """Whether it is a known password, a repetition, a row of the keyboard, or a few known words dressed up."""
    plain = fold(password)
    letters = re.sub(r"[^a-z0-9]", "", plain)
    if plain in common() or letters in common() or repeated(plain) or repeated(letters) or in_row(letters):
        return True
    rest, found = _without(re.sub(r"[^a-z]", "", _unmasked(plain)), (common() | words))
    return found and len(rest) < 6


def _unmasked(plain: str) -> str:
    """With the usual signs turned back into letters: « p@ssw0rd » is « password »."""
    return plain.translate(str.maketrans("@430$51!7€", "aaeossiite"))


def _without(letters: str, words: frozenset[str]) -> tuple[str, bool]:
    """What is left when at most three known words, the longest first, are taken out; whether any was."""
    taken = 0
    for length in range(len(letters), 3, -1):
        for start in range(len(letters) - length + 1):
            piece = letters[start:start + length]
            if piece in words:
                letters, taken = letters.replace(piece, ""), taken + 1
                break
        if taken == 3:
            break
    return letters, taken > 0


def repeated(text: str) -> bool:
    """Whether it is a piece of at most six signs, again and again."""
    return any(text == (text[:size] * len(text))[:len(text)] for size in range(1, min(6, len(text) // 2) + 1))


def in_row(letters: str) -> bool:
    """Whether it is made of rows of the keyboard or of the alphabet, forwards or backwards."""
    rows = [row for each in ROWS for row in (each, each[::-1])]
    position = 0
    while position < len(letters):
        sizes = [size for size in range(len(letters) - position, 3, -1)
                 if any(letters[position:position + size] in row for row in rows)]
        if not sizes:
            return False
        position += sizes[0]
    return bool(letters)


def context(user: User) -> frozenset[str]:
    """What everybody can guess of her: the product, her names, her address, where she works."""
    places = Organisation.select(Organisation.name).join(Membership).where(Membership.user == user.id) if user.id \
        else ()
    texts = [*PRODUCT, user.first_name, user.last_name, user.email, *(place.name for place in places)]
    return frozenset(word for text in texts for word in re.findall("[a-z]{4,}", fold(text or "")))


class PasswordRule(PasswordUtil):
    """Flask-Security's question, answered by our rule."""

    def validate(self, password: str, is_register: bool, **kwargs) -> tuple[list | None, str]:
        found = problems(password, kwargs["user"])
        return [str(each) for each in found] or None, self.normalize(password)
