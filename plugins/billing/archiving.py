"""An adult who is archived pays no more: her rules stop, and she stands beside nobody (BIL-R27)."""

from __future__ import annotations

from datetime import date

from core.api import ngettext, today
from plugins.billing.models import BillingRule
from plugins.billing.rules import edit, forget, invoiced_until
from plugins.billing.spans import DAY
from plugins.families import Guardian

FOLLOWED = ("families.guardian",)
ARCHIVING = "families.guardian.archive"


def consequences(person, day: date) -> list[object]:
    """What archiving an adult stops, in words with their counts."""
    if not isinstance(person, Guardian):
        return []
    paid, beside = open_rules(BillingRule.payer == person.id, day).count(), open_rules(
        BillingRule.co_payer == person.id, day).count()
    said = []
    if paid:
        said.append(ngettext("%(num)s règle de facturation est arrêtée : plus personne ne paie ce qu’elle couvrait.",
                             "%(num)s règles de facturation sont arrêtées : plus personne ne paie ce qu’elles "
                             "couvraient.", paid))
    if beside:
        said.append(ngettext("%(num)s règle de facturation perd son tiers solidaire.",
                             "%(num)s règles de facturation perdent leur tiers solidaire.", beside))
    return said


def done(record, transition, user) -> None:
    """Stop the rules of who was archived the day before; those to come go."""
    if transition.full_name != ARCHIVING:
        return
    day = today()
    for rule in open_rules(BillingRule.payer == record.id, day):
        stop(rule, day - DAY, user)
    for rule in open_rules(BillingRule.co_payer == record.id, day):
        edit(rule, user, co_payer=None)


def stop(rule: BillingRule, last_day: date, user) -> None:
    """End a rule at a day, or at the last day invoiced from it; one that never ran is deleted."""
    last = max(last_day, invoiced_until(rule) or last_day)
    if last < rule.starts_on:
        forget(rule, user)
    else:
        edit(rule, user, ends_on=last)


def open_rules(condition, day: date):
    """The query of the rules that run on a day or later."""
    return BillingRule.select().where(condition, BillingRule.ends_on.is_null() | (BillingRule.ends_on >= day))
