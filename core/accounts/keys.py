"""One key for each purpose, derived from the deployment's secret; old secrets stay good for reading."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

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
