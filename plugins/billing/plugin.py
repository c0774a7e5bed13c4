"""The billing plugin: who pays for what a town's children and adults are booked for."""

from __future__ import annotations

from core.api import Permission, Plugin, _, hookimpl
from plugins.billing import archiving, paying
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.panels import panels_of
from plugins.billing.views import VIEWS

TITLE = _("Facturation")


class Billing(Plugin):
    """Règles de facturation : qui paie quelle prestation, quel jour."""

    name = "billing"
    title = TITLE
    icon = "receipt-euro"
    version = "0.1"
    requires = ("families", "activities")
    models = (BillingRule, BillingRuleTarget)
    demo = "plugins.billing.demo"
    follows = archiving.FOLLOWED
    views = VIEWS
    permissions = (
        Permission("billing.read", _("Voir qui paie"), TITLE),
        Permission("billing.rules", _("Changer les règles de facturation"), TITLE),
    )

    @hookimpl
    def payers_of(self, participants, services, first, last):
        return paying.payers_of(participants, services, first, last)

    @hookimpl
    def archive_consequences(self, person, day):
        return archiving.consequences(person, day)

    @hookimpl
    def transition_done(self, record, transition, user):
        archiving.done(record, transition, user)

    @hookimpl
    def record_panels(self, record, user):
        """The card of an adult's sheet, and that of a child's."""
        return panels_of(record, user)
