"""« Messages non reçus »: the addresses that fail, what a family looks at, what our own domain needs (MSG-R03)."""

from __future__ import annotations

from core.api import Page, _, expose, fn, needs, our_address, person, running
from plugins.families import Guardian
from plugins.messages.models import Message, MessageCopy
from plugins.messages.workflow import READ

MOST = 50


class HelpPage(Page):
    """The advice, with what is known of this town's own mails."""

    name, url, label = "messages.help", "/messages/non-recus", _("Messages non reçus")
    permission, scope = READ, "MessageCopy visible_to"

    @expose("/")
    @needs(READ, "MessageCopy visible_to")
    def index(self):
        """The page."""
        address = our_address()
        return self.render("messages/help.html", failing=failing(person()), most=MOST, address=address,
                           domain=address.rpartition("@")[2], sends=bool(running().config.mail_url))


def failing(user) -> list[MessageCopy]:
    """The last copy of each adult whose present address was refused, the latest first: two queries."""
    latest = MessageCopy.visible_to(user).select(fn.MAX(MessageCopy.id)).where(
        MessageCopy.state << ("sent", "failed")).group_by(MessageCopy.guardian)
    return list(MessageCopy.select(MessageCopy, Guardian, Message).join(Guardian).switch(MessageCopy).join(Message)
                .where(MessageCopy.id << latest, MessageCopy.state == "failed", MessageCopy.reason == "refused",
                       fn.LOWER(MessageCopy.address) == fn.LOWER(fn.TRIM(Guardian.email)),
                       Guardian.archived_at.is_null())
                .order_by(MessageCopy.id.desc()).limit(MOST))
