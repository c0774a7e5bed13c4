"""Marelle's tables, read as they are: the same rows and the same indexes for both."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    name = models.CharField(max_length=160)
    path = models.CharField(max_length=255)
    parent = models.ForeignKey("self", models.PROTECT, null=True)

    class Meta:
        managed = False
        db_table = "core_organisation"


class Household(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT)

    class Meta:
        managed = False
        db_table = "families_household"


class Child(models.Model):
    household = models.ForeignKey(Household, models.PROTECT)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "families_child"


class Guardian(models.Model):
    household = models.ForeignKey(Household, models.PROTECT)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "families_guardian"


class Participant(models.Model):
    child = models.ForeignKey(Child, models.PROTECT, null=True)
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True)

    class Meta:
        managed = False
        db_table = "activities_participant"

    @property
    def person(self):
        return self.child if self.child_id else self.guardian


class ClassGroup(models.Model):
    establishment = models.ForeignKey(Organisation, models.PROTECT)
    name = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = "activities_class"


class SchoolYear(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    state = models.CharField(max_length=40)

    class Meta:
        managed = False
        db_table = "activities_year"


class Enrolment(models.Model):
    participant = models.ForeignKey(Participant, models.PROTECT)
    class_group = models.ForeignKey(ClassGroup, models.PROTECT)
    year = models.ForeignKey(SchoolYear, models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        managed = False
        db_table = "activities_enrolment"


class Service(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    label = models.CharField(max_length=80)
    starts_at = models.CharField(max_length=5)
    ends_at = models.CharField(max_length=5)
    weekdays = models.IntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    places = models.IntegerField(null=True)
    archived_at = models.DateTimeField(null=True)
    classes = models.ManyToManyField(ClassGroup, through="Offer", related_name="services")

    class Meta:
        managed = False
        db_table = "activities_service"


class Offer(models.Model):
    service = models.ForeignKey(Service, models.PROTECT)
    class_group = models.ForeignKey(ClassGroup, models.PROTECT)

    class Meta:
        managed = False
        db_table = "activities_offer"


class Entitlement(models.Model):
    participant = models.ForeignKey(Participant, models.PROTECT)
    service = models.ForeignKey(Service, models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    weekdays = models.IntegerField()

    class Meta:
        managed = False
        db_table = "activities_entitlement"


class Period(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    label = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    kind = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "activities_period"


class Target(models.Model):
    period = models.ForeignKey(Period, models.PROTECT)
    service = models.ForeignKey(Service, models.PROTECT)
    class_group = models.ForeignKey(ClassGroup, models.PROTECT)

    class Meta:
        managed = False
        db_table = "activities_period_target"


class Booking(models.Model):
    participant = models.ForeignKey(Participant, models.PROTECT)
    service = models.ForeignKey(Service, models.PROTECT)
    class_group = models.ForeignKey(ClassGroup, models.PROTECT)
    day = models.DateField()
    state = models.CharField(max_length=40)
    origin = models.CharField(max_length=10)
    invoice_line = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "activities_booking"


class BulkAct(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT)

    class Meta:
        managed = False
        db_table = "activities_bulk"


class Placing(models.Model):
    installation = models.ForeignKey(Organisation, models.PROTECT)

    class Meta:
        managed = False
        db_table = "families_parent_child_file"


class Notice(models.Model):
    user_id = models.IntegerField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "core_notice"
