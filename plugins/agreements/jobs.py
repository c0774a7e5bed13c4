"""What the calendar does to agreements: their first and their last day."""

from __future__ import annotations

from core.api import SYSTEM, Refused, Stale, _, fire, job, today
from plugins.agreements.models import ServiceAgreement


@job("agreements.turn", title=_("Ententes qui commencent et qui finissent"), every="15 0 * * *")
def turn(progress) -> dict:
    """Put the signed agreements in force on their first day, and end those whose last day has passed; safe again."""
    due = (("start", "signed", ServiceAgreement.starts_on <= today()),
           ("expire", "active", ServiceAgreement.ends_on < today()))
    done, refused = {name: 0 for name, _state, _when in due}, []
    for name, state, when in due:
        for agreement in list(ServiceAgreement.select().where(ServiceAgreement.state == state, when)):
            try:
                fire(agreement, name, SYSTEM)
                done[name] += 1
            except (Refused, Stale) as reason:
                refused.append(f"{agreement}: {reason}")
            progress.step(sum(done.values()), 0, str(agreement))
    return done | {"refused": refused}
