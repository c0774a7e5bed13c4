"""Hundreds of dossiers more, to see a long run: only when ICSGE_DEMO_DOSSIERS says how many."""

from __future__ import annotations

import os
from datetime import date, timedelta

from core.api import Organisation, _
from plugins.icsge.demo.biscuit import HOUSES
from plugins.icsge.demo.cases import Maker

OPTION = "ICSGE_DEMO_DOSSIERS"


def many(demo) -> str:
    """So many children with a file and an agreement, in the component that has sent nothing."""
    wanted = os.environ.get(OPTION, "0")
    count = min(int(wanted), 10_000) if wanted.isascii() and wanted.isdigit() else 0
    make = Maker(demo, Organisation.get(Organisation.name == HOUSES[2][0], Organisation.kind == "installation"))
    make.rank = 1_000
    for rank in range(count):
        born = date(make.begins.year - 3, 1, 2) + timedelta(days=rank % 500)
        make.sign(make.file(make.family(0, "charge", born=born)))
    return _("%(count)s dossiers de charge", count=count)
