"""Known incidents of the Ministry's system, told on the dashboard and beside « Lancer » while they last (R90)."""

from __future__ import annotations

from datetime import datetime
from textwrap import shorten

from core.api import EVERYONE, Card, CharField, MomentField, Record, TextField, _, utcnow

SEVERITIES = {"info": _("Information"), "slow": _("Ralentissement"), "down": _("Indisponible")}
TONES = {"info": "bleu", "slow": "ambre", "down": "brique"}


class SystemStatusNotice(Record):
    """What is known of the Ministry's system, from a moment to another; without an end as long as it lasts."""

    text = TextField()
    severity = CharField(max_length=10, choices=list(SEVERITIES.items()), default="down")
    starts_at = MomentField(default=utcnow)
    ends_at = MomentField(null=True)

    belongs_to = EVERYONE

    class Meta:
        table_name = "icsge_notice"

    def __str__(self):
        return shorten(self.text, 60, placeholder=" …")

    @property
    def severity_label(self) -> object:
        return SEVERITIES[self.severity]

    @property
    def tone(self) -> str:
        return TONES[self.severity]


def standing(now: datetime | None = None) -> list[SystemStatusNotice]:
    """The notices that hold now, the newest first."""
    now = now or utcnow()
    return list(SystemStatusNotice.select().where(
        SystemStatusNotice.starts_at <= now,
        SystemStatusNotice.ends_at.is_null() | (SystemStatusNotice.ends_at > now)).order_by(
            SystemStatusNotice.starts_at.desc(), SystemStatusNotice.id.desc()))


def cards(user) -> list[Card]:
    """The card of the dashboard, while there is something to tell, for who may read it."""
    if not user.can("icsge.notice.read"):
        return []
    found = standing()
    return [Card(_("État du système CSG"), "icsge/card_notices.html", {"notices": found}, order=5, wide=True,
                 name="icsge.notices")] if found else []
