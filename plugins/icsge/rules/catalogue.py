"""The 67 messages of CSG (requirements, 1.6): the help of each rule, by the number of its message (ICSGE-R95)."""

from __future__ import annotations

from plugins.icsge.rules.message import Message, read_code
from plugins.icsge.rules.said_of_agreements import OF_AGREEMENTS
from plugins.icsge.rules.said_of_exchange import OF_EXCHANGE
from plugins.icsge.rules.said_of_files import OF_FILES

MESSAGES: dict[int, Message] = {each.number: each for each in sorted(
    (*OF_EXCHANGE, *OF_FILES, *OF_AGREEMENTS), key=lambda each: each.number)}


def message_of(raw: str) -> Message | None:
    """The message of a code as it came, « CSG042ET » or « CSG042E »; None when we do not know it."""
    read = read_code(raw)
    return MESSAGES.get(read[0]) if read else None
