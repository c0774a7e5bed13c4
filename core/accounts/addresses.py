"""E-mail addresses: one way to write each, and whether it looks like one. Nothing is looked up on the network."""

from __future__ import annotations

import re

from flask_security import MailUtil
from flask_security.mail_util import EmailValidateException

from core.accounts.words import MESSAGES

SHAPE = re.compile(r"[^\s@<>,;:\"\\()\[\]\x00-\x1f]{1,64}@[\w-]+(\.[\w-]+)*")
LONGEST = 254


def tidy(address: str) -> str:
    """The address in small letters, as it is stored and looked up; empty when it is none."""
    address = address.strip().lower()
    return address if len(address) <= LONGEST and SHAPE.fullmatch(address) else ""


class Addresses(MailUtil):
    """Flask-Security's questions about addresses. It sends nothing: our own pages write their mails."""

    def normalize(self, email: str) -> str:
        found = tidy(email)
        if not found:
            raise EmailValidateException(str(MESSAGES["INVALID_EMAIL_ADDRESS"][0]))
        return found

    validate = normalize
