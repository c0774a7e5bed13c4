"""What the bell of the workers is made of: huey, on a SQLite file."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from huey import SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

EVERY_MINUTE = crontab(minute="*")


class JsonSerializer(Serializer):
    """Messages as JSON: whoever writes to the file can ring, never run code of his own."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data, default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Message:
        message = Message(*json.loads(data))
        return message._replace(eta=datetime.fromisoformat(message.eta) if message.eta else None)


def hung(path: Path) -> SqliteHuey:
    """The bell on this file."""
    return SqliteHuey("marelle", filename=str(path), results=False, serializer=JsonSerializer(), cache_mb=0)
