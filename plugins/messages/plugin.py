"""The messages plugin: writing to families, one or many, and knowing what became of each mail."""

from __future__ import annotations

from core.api import BulkPage, ConditionFilter, Permission, Plugin, RoleTemplate, _, hookimpl
from plugins.families import Guardian
from plugins.messages.models import Message, MessageCopy, Preference
from plugins.messages.panels import panels_of
from plugins.messages.sending import COPY, SEND_ALL
from plugins.messages.views import VIEWS
from plugins.messages.workflow import READ, SEND, CopyFlow

TITLE = _("Messagerie")


def refusing(values: tuple, user):
    """Adults who want no messages, of those whose messages one sees."""
    return Guardian.id << Preference.visible_to(user).select(Preference.guardian).where(~Preference.accepts_messages)


def offered(view, user) -> list[tuple[str, object]]:
    """The one choice, for who sees messages."""
    return [("1", _("Oui"))] if user.can(READ) else []


class Messages(Plugin):
    """Messages d’une collectivité à ses familles, et ce que chaque courriel est devenu."""

    name = "messages"
    title = TITLE
    icon = "mail"
    version = "0.1"
    demo = "plugins.messages.demo"
    requires = ("families",)
    models = (Message, MessageCopy, Preference)
    workflows = (CopyFlow,)
    follows = (CopyFlow.name,)
    views = VIEWS
    jobs = (SEND_ALL,)
    deliverers = (COPY,)
    permissions = (
        Permission("messages.read", _("Voir les messages et ce qu’ils sont devenus"), TITLE),
        Permission("messages.send", _("Écrire aux familles"), TITLE),
    )
    roles = (
        RoleTemplate("town_messenger", _("Communication avec les familles"),
                     ("core.dashboard", "families.read", "messages.read", "messages.send"),
                     _("Voit les familles et leur écrit ; ne modifie aucune fiche.")),
    )
    filters = {"families.guardian": (
        ConditionFilter("no_messages", _("Ne veut pas de messages"), refusing, choices=offered),)}
    bulk_pages = {
        "families.guardian": (BulkPage(_("Écrire à la liste"), "messages_compose.to_guardians", "mail", SEND),),
        "families.child": (BulkPage(_("Écrire aux responsables"), "messages_compose.to_children", "mail", SEND),),
    }

    @hookimpl
    def record_panels(self, record, user):
        """The card of an adult's sheet."""
        return panels_of(record, user)
