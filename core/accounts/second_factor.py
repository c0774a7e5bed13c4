"""The second factor: codes of an authenticator used once, and recovery codes of which only a keyed hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Flask
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.exc import UsedTokenError
from passlib.totp import TOTP, AppWallet

from core import journal
from core.accounts.keys import derived, keys
from core.accounts.models import RecoveryCode, User
from core.database import write_transaction
from core.records import utcnow
from core.running import running
from core.settings import Config

HOW_MANY = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def seed_keys(config: Config) -> dict[str, str]:
    """The keys that encrypt the seeds, by a tag that stays with each key when secrets change."""
    found = {}
    for secret in (config.secret_key, *config.old_secret_keys):
        key = derived(secret, "seeds").hex()
        found[hashlib.sha256(key.encode()).hexdigest()[:8]] = key
    return found


class OnceTotp(Totp):
    """Codes by time, each accepted once: the last used step is raised by a conditional update (SEC-09)."""

    def __init__(self, secrets: dict[str, str], issuer: str):
        super().__init__(secrets, issuer)
        # the keys are random and long: stretching them would only cost time at each sign-in
        wallet = AppWallet(secrets, default_tag=next(iter(secrets)), encrypt_cost=1)
        self._totp = TOTP.using(issuer=issuer, wallet=wallet)

    def verify_totp(self, token: str, totp_secret: str, user: User, window: int = 0) -> bool:
        """Whether the code is right and was never used; anything but six figures is wrong."""
        token = "".join(token.split())
        if not (token.isascii() and token.isdigit() and len(token) == 6 and totp_secret):
            return False
        return super().verify_totp(token, totp_secret, user, window)

    def get_last_counter(self, user: User) -> int | None:
        return user.tf_counter

    def set_last_counter(self, user: User, tmatch) -> None:
        later = User.tf_counter.is_null() | (User.tf_counter < tmatch.counter)
        if User.update(tf_counter=tmatch.counter).where(User.id == user.id, later).execute() != 1:
            raise UsedTokenError()


class RecoveryCodes(MfRecoveryCodesUtil):
    """Ten codes, shown once; using one is one conditional update, so that it works once."""

    def __init__(self, app: Flask):
        super().__init__(app)
        self.cryptor = None

    def create_recovery_codes(self, user: User) -> list[str]:
        """New codes in the place of the old ones: the only time that anybody sees them."""
        codes = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
                 for _ in range(HOW_MANY)]
        with write_transaction():
            RecoveryCode.delete().where(RecoveryCode.user == user.id).execute()
            RecoveryCode.insert_many([{"user": user.id, "digest": digests(user, code)[0]} for code in codes]).execute()
            journal.write(user, "core.user.recovery_codes_made", user)
        return codes

    def get_recovery_codes(self, user: User) -> list[str]:
        return []

    def check_recovery_code(self, user: User, code: str) -> bool:
        """Whether the code was right and unused; it is used now."""
        mine = (RecoveryCode.user == user.id) & (RecoveryCode.digest << digests(user, code))
        return RecoveryCode.update(used_at=utcnow()).where(mine, RecoveryCode.used_at.is_null()).execute() == 1

    def delete_recovery_code(self, user: User, code: str) -> bool:
        return True


def digests(user: User, code: str) -> list[str]:
    """The keyed hashes under which a code may be kept, that of the present key first."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return [hmac.digest(key, f"{user.id}:{plain}".encode(), hashlib.sha256).hex()
            for key in keys(running().config, "recovery")]


def codes_left(user: User) -> int:
    """How many of her recovery codes are unused."""
    return RecoveryCode.select().where(RecoveryCode.user == user.id, RecoveryCode.used_at.is_null()).count()


def code_is_right(app: Flask, user: User, code: str) -> bool:
    """Whether this is her authenticator's code, never used before: for a signature or another grave act."""
    factory = app.extensions["security"].totp_factory
    return bool(user.has_second_factor) and factory.verify_totp(code, user.tf_totp_secret, user, window=30)
