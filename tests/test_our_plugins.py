"""Our own plugins keep the promises that we ask of strangers."""

from core.testing import check_plugin
from plugins.activities.plugin import Activities
from plugins.agreements.plugin import Agreements
from plugins.billing.plugin import Billing
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from plugins.mes.plugin import Mes
from plugins.messages.plugin import Messages


def test_families_keeps_every_promise():
    check_plugin(Families)


def test_activities_keep_every_promise():
    check_plugin(Activities, Families)


def test_billing_keeps_every_promise():
    check_plugin(Billing, Activities, Families)


def test_agreements_keep_every_promise():
    check_plugin(Agreements, Families)


def test_icsge_keeps_every_promise():
    check_plugin(Icsge, Families, Agreements)


def test_mes_keeps_every_promise():
    check_plugin(Mes, Families)


def test_messages_keep_every_promise():
    check_plugin(Messages, Families)
