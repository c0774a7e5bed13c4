"""Messages to families: what other plugins may use."""

from plugins.messages.models import Message, MessageCopy, Preference

__all__ = ["Message", "MessageCopy", "Preference"]
