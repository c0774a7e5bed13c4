"""Billing: who pays for what, and when; what other plugins may use."""

from plugins.billing.models import BillingRule, BillingRuleTarget

__all__ = ["BillingRule", "BillingRuleTarget"]
