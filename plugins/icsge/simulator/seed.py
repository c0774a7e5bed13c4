"""Whom a new simulator knows: what a demonstration wrote for it, once, in its folder.

`seed.json` is `{"components": […], "register": […]}`. A component is `{"division", "installation", "name", "nature",
"code", "care", "places"}`, an entry of the register `{"last_name", "first_name", "birth_date", "sex", "nirec",
"necsg"}`; `care`, `places`, `nirec` and `necsg` may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from plugins.icsge.exchange.settings import SEED
from plugins.icsge.simulator.codes import digest
from plugins.icsge.simulator.models import Component, Person, store, writing


def sow(folder: Path) -> None:
    """Read what was written, when the simulator knows nobody yet."""
    path = folder / SEED
    with store.connection_context():
        if not path.is_file() or Component.select().exists():
            return
        said = json.loads(path.read_text(encoding="utf-8"))
        with writing():
            for each in said["components"]:
                add_component(**each)
            for each in said["register"]:
                add_person(**each)


def add_component(*, code: str, care: Iterable[str] = (), **values: Any) -> Component:
    """A component, its access code, and the care that it offers beyond the daytime."""
    return Component.create(code_digest=digest(code) if code else "", evening="eve" in care, night="night" in care,
                            **values)


def add_person(*, birth_date: str | date, nirec: str | None = None, necsg: str | None = None,
               **values: str) -> Person:
    """An entry of the register; numbers that are empty are none."""
    born = date.fromisoformat(birth_date) if isinstance(birth_date, str) else birth_date
    return Person.create(birth_date=born, nirec=nirec or None, necsg=necsg or None, **values)
