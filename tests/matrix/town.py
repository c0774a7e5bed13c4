"""What towns hold for one side: a year, a class, a service, a child who is in it and who pays for it, a period, a
booking, an act, a message."""

from __future__ import annotations

from datetime import timedelta

from core.accounts.models import SYSTEM
from core.organisations import Organisation
from core.records import today
from core.workflow.engine import create, fire
from plugins.activities.models import (
    Booking,
    BulkAct,
    CalendarPeriod,
    ClassGroup,
    Enrolment,
    Entitlement,
    Level,
    Offer,
    Participant,
    PeriodTarget,
    SchoolYear,
    Service,
)
from plugins.billing import BillingRule, BillingRuleTarget
from plugins.families import Child, Guardian, Household
from plugins.messages import Message, MessageCopy, Preference
from tests.matrix.tokens import Side


def activities(side: Side, division: Organisation, house: Organisation) -> None:
    """Everything, for the first child of the side."""
    year = SchoolYear(organisation=division, label=side.word("dossier", "annee"), starts_on=today() - timedelta(30),
                      ends_on=today() + timedelta(days=200))
    fire(create(year, "create", SYSTEM), "start", SYSTEM)
    level = Level(organisation=division, label=side.word("dossier", "niveau"))
    level.save()
    group = ClassGroup(establishment=house, name=side.word("dossier", "classe"), level=level)
    group.save()
    service = Service(organisation=division, label=side.word("dossier", "prestation"), kind="meal",
                      begins_on=today() - timedelta(days=30))
    service.save()
    Offer(service=service, class_group=group).save()
    registered(year, group, service, division)
    period = CalendarPeriod(organisation=division, label=side.word("dossier", "periode"), starts_on=today(),
                            ends_on=today())
    period.save()
    PeriodTarget(period=period, service=service, class_group=group).save()
    create(BulkAct(organisation=division, what="booking", label=side.word("dossier", "acte")), "start", SYSTEM)


def registered(year: SchoolYear, group: ClassGroup, service: Service, division: Organisation) -> None:
    """A child in the class, entitled to the service, paid for, booked for a day."""
    child = Child.select().join(Child.household.rel_model).where(
        Child.household.rel_model.organisation == division).order_by(Child.id).first()
    who = Participant(child=child)
    who.save()
    Enrolment(participant=who, year=year, class_group=group, level=group.level_id, starts_on=year.starts_on,
              ends_on=year.ends_on).save()
    Entitlement(participant=who, service=service, starts_on=year.starts_on).save()
    rule = BillingRule(payer=child.guardians()[0], starts_on=year.starts_on, criterion={"kind": "even"})
    rule.save()
    BillingRuleTarget(rule=rule, participant=who, service=service).save()
    day = today() + timedelta(days=3)
    create(Booking(participant=who, service=service, class_group=group, day=day), "book", SYSTEM)


def messages(side: Side, division: Organisation) -> None:
    """A message whose copy to one adult failed, and who wants no more of them."""
    guardian = Guardian.select().join(Household).where(Household.organisation == division).order_by(Guardian.id).first()
    written = {"subject": side.word("dossier", "objet"), "body": side.word("dossier", "lettre")}
    message = Message(organisation=division, key=side.letter * 32, count=1, **written)
    message.save()
    copy = create(MessageCopy(message=message, guardian=guardian, address=guardian.email, **written), "put", SYSTEM)
    fire(copy, "fail", SYSTEM, failure="refused")
    Preference(guardian=guardian, accepts_messages=False).save()
