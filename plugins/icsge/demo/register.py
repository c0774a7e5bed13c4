"""What the simulator of the demonstration knows: the components' codes, and the register as it really is."""

from __future__ import annotations

import json

from core.api import _, running
from plugins.families import Child, ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.demo.biscuit import MISTAKEN
from plugins.icsge.exchange.settings import FOLDER, SEED


def seeded(demo) -> str:
    """Write the file that the simulator reads when it is born."""
    entries = [entry(child) for child in children()]
    folder = running().config.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    text = json.dumps({"components": [described(each) for each in Component.select()], "register": entries},
                      ensure_ascii=False, indent=1)
    (folder / SEED).write_text(f"{text}\n", encoding="utf-8")
    (folder / SEED).chmod(0o600)
    return _("%(count)s inscriptions au registre du simulateur", count=len(entries))


def children() -> list[Child]:
    """The children of the components who have a number in the register."""
    placed = ParentChildFile.select(ParentChildFile.child).where(
        ParentChildFile.installation << Component.select(Component.organisation))
    return list(Child.select().where(Child.id << placed, Child.nirec.is_null(False)).order_by(Child.id))


def entry(child: Child) -> dict[str, str]:
    """A child as the register has it: its number says when it was born, where we are mistaken."""
    born = child.birth_date.isoformat()
    if child.nirec in MISTAKEN:
        born = f"{child.nirec[1:5]}-{child.nirec[5:7]}-{child.nirec[7:9]}"
    return {"last_name": child.last_name, "first_name": child.first_name, "birth_date": born, "sex": child.sex,
            "nirec": child.nirec, "necsg": child.necsg or ""}


def described(component: Component) -> dict[str, object]:
    """A component as the Ministry knows it."""
    return {"name": str(component), "nature": component.kind, "division": component.division_no,
            "installation": component.installation_no, "code": component.code(), "care": sorted(component.care),
            "places": component.places}
