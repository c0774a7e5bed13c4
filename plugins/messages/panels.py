"""« Messagerie » on the sheet of an adult: what was sent to her, what became of it, and whether she wants messages."""

from __future__ import annotations

from core.api import Panel, _
from plugins.families import Guardian
from plugins.messages.models import Message, MessageCopy, Preference
from plugins.messages.workflow import READ, SEND

RECENT = 10


def panels_of(record, user) -> list[Panel]:
    """The card of an adult's sheet; none for other records, or for who may not read messages."""
    if not isinstance(record, Guardian) or not user.can(READ, record):
        return []
    copies = list(MessageCopy.visible_to(user).select(MessageCopy, Message).join(Message).where(
        MessageCopy.guardian == record.id).order_by(MessageCopy.id.desc()).limit(RECENT))
    preference = Preference.get_or_none(Preference.guardian == record.id)
    may = user.can(SEND, record) and record.archived_at is None
    context = {"copies": copies, "bounced": bounced(record, copies), "may_send": may,
               "accepts": preference is None or preference.accepts_messages,
               "version": preference.version if preference else 0}
    return [Panel(_("Messagerie"), "messages/panel.html", context, order=80, name="messagerie",
                  meta=str(len(copies)) if copies else "")]


def bounced(guardian: Guardian, copies: list[MessageCopy]) -> bool:
    """Whether the last mail to her present address was refused for good (MSG-R03)."""
    address = guardian.email.strip().casefold()
    tried = [each for each in copies if each.address.casefold() == address and each.state in ("sent", "failed")]
    return bool(tried) and tried[0].reason == "refused"
