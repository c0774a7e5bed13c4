"""Sending: a message and its copies written at once, then each copy delivered once, whatever is interrupted."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale

from core.api import (
    GIVE_UP,
    SYSTEM,
    Letter,
    Refused,
    Unanswered,
    Unreachable,
    User,
    _,
    deliverer,
    enqueue,
    fire,
    job,
    journal,
    masses,
    post_letter,
    utcnow,
    write_transaction,
)
from plugins.messages.models import Message, MessageCopy
from plugins.messages.recipients import Audience, Recipient
from plugins.messages.variables import filled, one_line, used
from plugins.messages.workflow import present_reason, put_down

KEY = re.compile(r"[0-9a-f]{32}")
CHUNK = 100
WAITING = ("waiting", "resent")


@dataclass(frozen=True)
class Written:
    """What somebody wrote, before it is a message; `key` is that of the form."""

    subject: str
    body: str
    key: str

    def check(self) -> None:
        """Raise Refused when it holds a variable that does not exist."""
        used(self.subject), used(self.body)

    def for_one(self, recipient: Recipient) -> tuple[str, str]:
        """Subject and text as one adult gets them."""
        return one_line(filled(self.subject, recipient)), filled(self.body, recipient)


def new_key() -> str:
    """What tells a form from the next one."""
    return uuid.uuid4().hex


def send(written: Written, audience: Audience, user) -> Message:
    """Write the message and all its copies in one transaction, and have them delivered; the same key sends once."""
    written.check()
    if not audience.reached:
        raise Refused(_("Personne ne peut recevoir ce message."), _("Voyez pourquoi dans la liste des écartés."))
    if not user.can("messages.send", audience.organisation):
        raise Refused(_("Vous n’avez pas le droit d’écrire au nom de « %(place)s ».", place=audience.organisation))
    with write_transaction():
        message, new = keep(written, audience, user)
        if new:
            enqueue("messages.send", {"message": message.id}, key=f"messages.send:{message.id}", user=user)
    return message


def keep(written: Written, audience: Audience, user) -> tuple[Message, bool]:
    """Write the message with its copies, unless that was done; nothing is delivered by that."""
    message, new = put_message(written, audience, user)
    if new:
        put_copies(message, written, audience)
        journal.write(user, "messages.message.sent", message, after={
            "count": message.count, "excluded": message.excluded, "origin": message.origin})
    return message, new


def put_message(written: Written, audience: Audience, user) -> tuple[Message, bool]:
    """The message of this key and whether it is new; a key of somebody else's is refused."""
    User.update(version=User.version).where(User.id == user.id).execute()  # a second click waits for the first
    found = Message.get_or_none(Message.key == written.key)
    if found is not None:
        if found.author_id != user.id:
            raise Refused(_("Ce formulaire a déjà servi."), _("Rouvrez-le depuis la liste."))
        return found, False
    message = Message(organisation=audience.organisation, author=user, key=written.key, subject=written.subject,
                      body=written.body, origin=audience.origin, count=len(audience.reached),
                      excluded=len(audience.excluded), childless=[each.id for each in audience.childless])
    message.save()
    return message, True


def put_copies(message: Message, written: Written, audience: Audience) -> None:
    """A copy for each who was chosen: in two statements, however many there are."""
    alike = {"message": message.id, "attempt": 1, "begun_at": None}
    masses.born(MessageCopy, alike | {"state": "waiting", "reason": ""}, ("guardian", "address", "subject", "body"), [
        (each.guardian.id, each.guardian.email.strip(), *written.for_one(each)) for each in audience.reached])
    masses.born(MessageCopy, alike | {"state": "excluded", "subject": "", "body": ""},
                ("guardian", "address", "reason"),
                [(each.guardian.id, each.guardian.email.strip(), each.reason) for each in audience.excluded])
    place = message.organisation_path()
    masses.counted(MessageCopy, Counter({(place, "waiting"): message.count, (place, "excluded"): message.excluded}))


@job("messages.send", title=_("Envoi d’un message aux familles"))
def SEND_ALL(progress, message: int) -> None:
    """Leave each waiting copy to the outbox; begun again, it goes on where it was."""
    copies = list(MessageCopy.select(MessageCopy.id, MessageCopy.attempt).where(
        MessageCopy.message == message, MessageCopy.state == "waiting", MessageCopy.begun_at.is_null()).order_by(
            MessageCopy.id))
    for start in range(0, len(copies), CHUNK):
        chunk = copies[start:start + CHUNK]
        with progress.part(start + len(chunk), len(copies)):
            for copy in chunk:
                put_down(copy)


def was_begun(payload: dict, key: str) -> bool:
    """Whether a copy may have left in an attempt that was cut off: then nobody sends it again by himself."""
    copy = copy_of(payload)
    if copy is None or copy.begun_at is None:
        return copy is None
    fire(copy, "lose", SYSTEM, failure="unsure")
    return True


@deliverer("messages.copy", look_up=was_begun)
def COPY(payload: dict, key: str) -> None:
    """Send one copy, at most once: that it begins is written down before, how it ended after."""
    copy = copy_of(payload)
    if copy is None:
        return
    if reason := present_reason(copy):
        fire(copy, "fail", SYSTEM, failure=reason)
        return
    note_begin(copy, utcnow())
    try:
        post_letter(letter_of(copy), key)
    except Refused:
        fire(copy, "fail", SYSTEM, failure="refused")
    except Unanswered:
        fire(copy, "lose", SYSTEM, failure="unsure")
    except Unreachable:
        if utcnow() - copy.state_since > GIVE_UP:
            fire(copy, "fail", SYSTEM, failure="unreachable")
            return
        note_begin(copy, None)
        raise
    else:
        fire(copy, "arrive", SYSTEM)


def copy_of(payload: dict) -> MessageCopy | None:
    """The copy of a delivery if it still waits for this attempt."""
    return MessageCopy.get_or_none(MessageCopy.id == payload["copy"], MessageCopy.attempt == payload["attempt"],
                                   MessageCopy.state << WAITING)


def note_begin(copy: MessageCopy, moment) -> None:
    """Write down that sending begins, or that nothing was sent."""
    with write_transaction():
        copy.begun_at = moment
        copy.save()


def letter_of(copy: MessageCopy) -> Letter:
    """The mail: plain text, in the town's name, which answers go to."""
    town = copy.message.town
    with force_locale("fr"):
        body = render_template("messages/mail.txt", body=copy.body, town=town)
    return Letter(copy.address, copy.subject, body, sender=town.name, reply_to=town.email)
