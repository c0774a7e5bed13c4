"""Who pays: the rules that an adult has, and what each covers (BIL-R01, R02)."""

from __future__ import annotations

from datetime import date

from core.api import DateField, ForeignKeyField, JSONField, Record, _
from plugins.activities import Participant, Service, WeekCriterion
from plugins.families import Guardian


class BillingRule(Record):
    """An adult pays from a day to another, in some weeks; `ends_on` None: without end.

    `co_payer`: the « tiers solidaire », named on the invoices beside the payer (BIL-R05). Whether a rule is to come,
    runs or is over follows from its dates.
    """

    payer = ForeignKeyField(Guardian, backref="billing_rules", on_delete="RESTRICT")
    co_payer = ForeignKeyField(Guardian, null=True, backref="shared_rules", on_delete="RESTRICT")
    starts_on = DateField()
    ends_on = DateField(null=True)
    criterion = JSONField(default=dict)

    belongs_to = "payer"
    read_permission = "billing.read"

    class Meta:
        table_name = "billing_rule"

    def __str__(self):
        return str(_("Règle de facturation de %(who)s", who=self.payer))

    @property
    def weeks(self) -> WeekCriterion:
        """Which weeks are meant."""
        return WeekCriterion.read(self.criterion)

    def goes_on(self, day: date) -> bool:
        """Whether it runs on a day, or later."""
        return self.ends_on is None or self.ends_on >= day


class BillingRuleTarget(Record):
    """A service of a person for which a rule pays."""

    rule = ForeignKeyField(BillingRule, backref="targets", on_delete="CASCADE")
    participant = ForeignKeyField(Participant, on_delete="RESTRICT", index=False)
    service = ForeignKeyField(Service, on_delete="RESTRICT")

    belongs_to = "rule"
    read_permission = "billing.read"

    class Meta:
        table_name = "billing_rule_target"
        indexes = ((("rule", "participant", "service"), True), (("participant", "service"), False))

    def __str__(self):
        return f"{self.participant}, {self.service}"
