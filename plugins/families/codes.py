"""The code that a family quotes on the telephone: letters and digits that are not taken for others, and a check."""

from __future__ import annotations

import secrets

from core.api import Refused, _, journal, utcnow, write_transaction
from plugins.families.models import Household, refuse_archived

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""Neither 0 nor O, neither 1 nor I, no Z beside 2; 31 of them, a prime: the check then misses no such mistake."""
LENGTH, TRIES = 7, 20


def check_sign(signs: str) -> str:
    """The sign that ends a code: any sign changed, or two neighbours exchanged, give another one."""
    total = sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, start=1))
    return SIGNS[total % len(SIGNS)]


def made_code() -> str:
    """A new code, as « K7QM-3F9X »."""
    signs = "".join(secrets.choice(SIGNS) for _each in range(LENGTH))
    return written(signs + check_sign(signs))


def written(signs: str) -> str:
    """The eight signs with the hyphen between."""
    return f"{signs[:4]}-{signs[4:]}"


def read_code(typed: str) -> str:
    """The code that was typed, however it was written; "" when its check is wrong."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    fits = len(signs) == LENGTH + 1 and all(sign in SIGNS for sign in signs) and check_sign(signs[:-1]) == signs[-1]
    return written(signs) if fits else ""


def give_code(household: Household) -> Household:
    """Give a household that is about to be saved a code of its own."""
    for _each in range(TRIES):
        code = made_code()
        if not Household.select().where(Household.family_code == code).exists():
            household.family_code, household.code_made_at = code, utcnow()
            return household
    raise Refused(_("Aucun code libre n’a été trouvé."), _("Recommencez."))


def renew_code(household: Household, user) -> Household:
    """Another code for a household: the old one is no longer good for anything."""
    refuse_archived(household)
    with write_transaction():
        before = household.as_dict()
        give_code(household).save()
        journal.saved(user, "families.household.code_renewed", household, before)
    return household
