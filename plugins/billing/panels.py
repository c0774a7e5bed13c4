"""« Règles de facturation » on the sheet of an adult, « Qui paie » on that of a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.api import Panel, _, today
from plugins.activities import Participant, Service, week_words
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.rules import RULES
from plugins.families import Child, Guardian, is_french

READ = "billing.read"
SHOWN = 60


@dataclass
class Line:
    """A rule as a card tells it: its weeks in words, and the services by person."""

    rule: BillingRule
    over: bool
    services: dict[Participant, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def words(self) -> object:
        return week_words(self.rule.weeks)


def panels_of(record, user) -> list[Panel]:
    """The card of a person's sheet in a town; none for other records, or for who may not read it."""
    if not isinstance(record, Child | Guardian) or not user.can(READ) or not is_french(record):
        return []
    edit = user.can(RULES, record) and record.archived_at is None
    if isinstance(record, Guardian):
        paid = lines(paid_by(record), user)
        context = {"lines": paid, "beside": lines(beside(record), user), "edit": edit}
        return [Panel(_("Règles de facturation"), "billing/panel_rules.html", context, order=45, name="facturation",
                      meta=str(sum(not each.over for each in paid)))]
    who = Participant.get_or_none(child=record.id)
    if who is None:
        return []
    context = {"lines": lines(BillingRule.id << BillingRuleTarget.select(BillingRuleTarget.rule).where(
        BillingRuleTarget.participant == who.id), user, who), "participant": who}
    return [Panel(_("Qui paie"), "billing/panel_payers.html", context, order=55, name="facturation")]


def paid_by(guardian: Guardian):
    """The condition on the rules that an adult pays."""
    return BillingRule.payer == guardian.id


def beside(guardian: Guardian):
    """The condition on the rules of which she is the « tiers solidaire »."""
    return BillingRule.co_payer == guardian.id


def lines(condition, user, only: Participant | None = None) -> list[Line]:
    """Rules with what they pay for, those that go on first: two queries."""
    other, day = Guardian.alias(), today()
    query = (BillingRule.visible_to(user).select(BillingRule, Guardian, other)
             .join(Guardian, on=BillingRule.payer).switch(BillingRule)
             .join(other, "LEFT OUTER JOIN", on=BillingRule.co_payer == other.id, attr="co_payer").where(condition)
             .order_by(BillingRule.ends_on.is_null().desc(), BillingRule.ends_on.desc(), BillingRule.starts_on.desc(),
                       BillingRule.id).limit(SHOWN))
    found = {each.id: Line(each, not each.goes_on(day)) for each in query}
    for target in targets(found, only):
        found[target.rule_id].services[target.participant].append(target.service.label)
    return list(found.values())


def targets(rules: Iterable[int], only: Participant | None = None) -> list[BillingRuleTarget]:
    """What these rules pay for, or of it what is for one person: one query."""
    query = (BillingRuleTarget.select(BillingRuleTarget, Participant, Child, Guardian, Service)
             .join(Participant).join(Child, "LEFT OUTER JOIN").switch(Participant)
             .join(Guardian, "LEFT OUTER JOIN").switch(BillingRuleTarget).join(Service)
             .where(BillingRuleTarget.rule << list(rules))
             .order_by(BillingRuleTarget.participant, Service.starts_at, Service.label))
    return list(query if only is None else query.where(BillingRuleTarget.participant == only.id))
