"""The head of the journal's chain, copied outside the database at each seal: one small file a day."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from core.running import running


class Anchor(NamedTuple):
    """What the chain's head was: the seal's number, its last row, how many rows in all, its keyed hash."""

    seal: int
    last: int
    total: int
    head: str
    at: str


def folder() -> Path:
    """MARELLE_ANCHOR_FOLDER, best on another machine; `anchors` of the data folder by default."""
    config = running().config
    return Path(config.anchor_folder) if config.anchor_folder else config.data / "anchors"


def write(anchor: Anchor, key: bytes) -> None:
    """Write the anchor over the day's earlier one, whole or not at all."""
    where = folder()
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = where / f"{datetime.fromisoformat(anchor.at):%Y-%m-%d}.json"
    part = path.with_suffix(".part")
    with open(part, "w", encoding="utf-8") as out:
        json.dump(anchor._asdict() | {"mac": _mac(anchor, key)}, out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)


def read(keys: list[bytes]) -> Iterator[tuple[str, Anchor | None]]:
    """The name and the content of each anchor, oldest first; None for a file that is not as it was written."""
    for path in sorted(folder().glob("*.json")):
        yield path.name, _read(path, keys)


def newest(keys: list[bytes]) -> Anchor | None:
    """The last anchor that can be read."""
    return next((anchor for _name, anchor in reversed(list(read(keys))) if anchor), None)


def _read(path: Path, keys: list[bytes]) -> Anchor | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        anchor = Anchor(*(kept[name] for name in Anchor._fields))
        known = any(hmac.compare_digest(kept["mac"], _mac(anchor, key)) for key in keys)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return anchor if known else None


def _mac(anchor: Anchor, key: bytes) -> str:
    return hmac.new(key, json.dumps(["core_anchor", *anchor]).encode(), hashlib.sha256).hexdigest()
