"""One key for each purpose, derived from the deployment's secret; old secrets stay good for reading."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import MarelleError
from core.i18n import _
from core.running import running
from core.settings import Config


def derived(secret: str, purpose: str) -> bytes:
    """Thirty-two bytes for this purpose only."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"marelle.{purpose}".encode()).derive(secret.encode())


def keys(config: Config, purpose: str) -> list[bytes]:
    """The key to write with, then the old ones that may still be read with (SEC-18)."""
    return [derived(secret, purpose) for secret in (config.secret_key, *config.old_secret_keys)]


def box(config: Config, purpose: str) -> MultiFernet:
    """What encrypts and signs the texts of this purpose."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys(config, purpose)])


def encrypt(text: str, purpose: str) -> str:
    """A text as it is stored, which only this deployment reads again; nothing stays nothing."""
    return box(running().config, purpose).encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str, purpose: str) -> str:
    """What `encrypt` was given for this purpose; raises MarelleError when the deployment's secret is another one."""
    try:
        return box(running().config, purpose).decrypt(stored.encode()).decode() if stored else ""
    except InvalidToken:
        raise MarelleError(_("Ce qui est chiffré ne se lit plus : le secret de l’installation a changé."),
                           _("Remettez l’ancien secret parmi ceux qui servent encore à lire.")) from None
