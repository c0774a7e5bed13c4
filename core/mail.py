"""Mail, the outbox's first deliverer: by SMTP, or as files in `data/mail/` where no server is named."""

from __future__ import annotations

import hashlib
import os
import smtplib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, render_template
from flask_babel import force_locale
from flask_mailman import EmailMessage, Mail
from flask_mailman.backends.base import BaseEmailBackend

from core import outbox
from core.accounts.models import User
from core.errors import Refused, SettingError
from core.outbox import Delivery, Unanswered, Unreachable, deliverer
from core.records import utcnow
from core.running import NAME, running
from core.sentences import pack, unpack

SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SECONDS = 20


class Folder(BaseEmailBackend):
    """Mails as files that any mail program opens: for the demonstration and for tests."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        """Write each message as one .eml file."""
        folder = Path(self.mailman.file_path)
        folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            built = message.message()
            name = f"{utcnow():%Y%m%d-%H%M%S-%f}-{_short(built['Message-ID'])}.eml"
            with open(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(built.as_bytes())
        return len(messages)


def init_mail(app: Flask) -> None:
    """Set Flask-Mailman up for the server that MARELLE_MAIL_URL names."""
    config = app.extensions[NAME].config
    app.config.update(server_of(config.mail_url), MAIL_DEFAULT_SENDER=config.mail_from, MAIL_TIMEOUT=SECONDS,
                      MAIL_FILE_PATH=str(config.data / "mail"))
    Mail(app)


def server_of(url: str) -> dict[str, Any]:
    """Flask-Mailman's settings for `smtp://user:password@host:port`; smtp+tls:// is STARTTLS, smtps:// is TLS."""
    if not url:
        return {"MAIL_BACKEND": Folder}
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise SettingError("MARELLE_MAIL_URL is not understood.", "Use smtp://, smtp+tls:// or smtps://host:port.")
    return {"MAIL_BACKEND": "smtp", "MAIL_SERVER": parts.hostname, "MAIL_PORT": parts.port or SCHEMES[parts.scheme],
            "MAIL_USERNAME": unquote(parts.username or "") or None,
            "MAIL_PASSWORD": unquote(parts.password or "") or None,
            "MAIL_USE_TLS": parts.scheme == "smtp+tls", "MAIL_USE_SSL": parts.scheme == "smtps"}


def send_later(to: User | str, subject: object, *, key: str, link: str = "", lines: tuple = ()) -> Delivery:
    """Put a mail down in the caller's transaction: to a person, in her language, or to an office's address.

    `lines` are the sentences of the body, by default the subject; `link` is an address of ours.
    """
    recipient = {"address": to} if isinstance(to, str) else {"user": to.id}
    return outbox.put("core.mail", recipient | {"subject": pack(subject), "link": link,
                                                "lines": [pack(line) for line in lines or (subject,)]}, key=key)


@deliverer("core.mail", repeatable=True)
def MAIL(payload: dict[str, Any], key: str) -> None:
    """Send one mail; its Message-ID comes from the key, so that a double is recognised as such."""
    address, language = _recipient(payload)
    if not address:
        return
    with force_locale(language):
        link = running().config.public_url.rstrip("/") + payload["link"] if payload["link"] else ""
        body = render_template("notices/mail.txt", lines=[unpack(line) for line in payload["lines"]], link=link)
        message = EmailMessage(" ".join(unpack(payload["subject"]).split()), body, to=[address], headers={
            "Message-ID": message_id(key), "Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as answer:
        if all(code >= 500 for code, _words in answer.recipients.values()):
            raise Refused("the recipient's server refuses the address") from None
        raise Unreachable from None
    except OSError:
        raise Unreachable from None


@dataclass(frozen=True)
class Letter:
    """A mail in plain text that somebody wrote; `sender`: the name beside our address, `reply_to`: where answers go."""

    to: str
    subject: str
    body: str
    sender: str = ""
    reply_to: str = ""


def post(letter: Letter, key: str) -> None:
    """Give one letter to the mail server, for a deliverer that must never do it twice.

    Raises Refused for good, Unreachable when nothing was sent, Unanswered when nobody said whether it was.
    """
    message = EmailMessage(
        " ".join(letter.subject.split()), letter.body, formataddr((letter.sender, our_address())), to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None, headers={"Message-ID": message_id(key)})
    server = message.get_connection()
    try:
        server.open()
    except OSError:
        raise Unreachable from None
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as answer:
        raise verdict(code for code, _words in answer.recipients.values()) from None
    except smtplib.SMTPResponseException as answer:
        raise verdict([answer.smtp_code]) from None
    except OSError:
        raise Unanswered from None
    finally:
        with suppress(OSError):
            server.close()


def verdict(codes: Iterable[int]) -> Refused | Unreachable:
    """What the answers of a server mean: never, or not now."""
    return Refused("the recipient's server refuses the mail") if all(code >= 500 for code in codes) else Unreachable()


def our_address() -> str:
    """The address that mails leave from."""
    return parseaddr(running().config.mail_from)[1]


def message_id(key: str) -> str:
    """The Message-ID of the mail with this key."""
    domain = running().config.mail_from.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _recipient(payload: dict[str, Any]) -> tuple[str, str]:
    if "address" in payload:
        return payload["address"], "fr"
    user = User.get_or_none(User.id == payload["user"], User.active, User.archived_at.is_null())
    return (user.email, user.language) if user else ("", "fr")


def _short(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0][:8]
