"""Years, classes, services, enrolments, periods and bookings; one live booking for each person, service and day."""
from peewee import *

from core.ordering import order_index
from core.records import text_index

INDEXES = (
    "CREATE UNIQUE INDEX activities_booking_live ON activities_booking (participant_id, service_id, day) "
    "WHERE state NOT IN ('cancelled', 'cancelled_late', 'closed')",
    "CREATE INDEX activities_booking_pending ON activities_booking (state, state_since) "
    "WHERE state IN ('cart', 'waiting')",
    "CREATE INDEX activities_booking_bulk ON activities_booking (bulk_id) WHERE bulk_id IS NOT NULL",
)


def up(migrator, db):
    class Child(Model):
        class Meta:
            database = db
            table_name = 'families_child'

    class Guardian(Model):
        class Meta:
            database = db
            table_name = 'families_guardian'

    class Household(Model):
        class Meta:
            database = db
            table_name = 'families_household'

    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class Participant(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        child = ForeignKeyField(Child, unique=True, null=True, on_delete='RESTRICT')
        guardian = ForeignKeyField(Guardian, unique=True, null=True, on_delete='RESTRICT')
        class Meta:
            database = db
            table_name = 'activities_participant'
    db.create_tables([Participant])

    class Service(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        label = CharField(max_length=80)
        kind = CharField(max_length=10, default='care')
        mode = CharField(max_length=10, default='booking')
        starts_at = CharField(max_length=5, default='')
        ends_at = CharField(max_length=5, default='')
        weekdays = IntegerField(default=127)
        begins_on = DateField()
        ends_on = DateField(null=True)
        booking_days = IntegerField(null=True)
        booking_time = CharField(max_length=5, default='')
        cancel_days = IntegerField(null=True)
        cancel_time = CharField(max_length=5, default='')
        working_days = BooleanField(default=False)
        places = IntegerField(null=True)
        opens_by_default = BooleanField(default=True)
        for_adults = BooleanField(default=False)
        supplier_email = CharField(default='')
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'activities_service'
    db.create_tables([Service])
    text_index(db, 'activities_service')
    order_index(db, 'activities_service', 'label')

    class Level(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        label = CharField(max_length=40)
        rank = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'activities_level'
    db.create_tables([Level])

    class ClassGroup(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        establishment = ForeignKeyField(Organisation, on_delete='RESTRICT')
        name = CharField(max_length=80)
        level = ForeignKeyField(Level, null=True, on_delete='SET NULL')
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'activities_class'
    db.create_tables([ClassGroup])
    text_index(db, 'activities_class')
    order_index(db, 'activities_class', 'name')

    class BulkAct(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        author = ForeignKeyField(User, null=True, on_delete='SET NULL')
        what = CharField(max_length=20)
        label = CharField(max_length=200)
        parameters = JSONField(default=dict)
        added = IntegerField(default=0)
        removed = IntegerField(default=0)
        skipped = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'activities_bulk'
    db.create_tables([BulkAct])

    class Booking(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        participant = ForeignKeyField(Participant, on_delete='RESTRICT', index=False)
        service = ForeignKeyField(Service, on_delete='RESTRICT', index=False)
        class_group = ForeignKeyField(ClassGroup, on_delete='RESTRICT', index=False)
        day = DateField()
        origin = CharField(max_length=10, default='office')
        late = BooleanField(default=False)
        arrived_at = CharField(max_length=5, default='')
        left_at = CharField(max_length=5, default='')
        marked_at = DateTimeField(null=True)
        marked_by = ForeignKeyField(User, null=True, on_delete='SET NULL', index=False)
        bulk = ForeignKeyField(BulkAct, null=True, on_delete='SET NULL', index=False)
        invoice_line = IntegerField(null=True)
        class Meta:
            database = db
            table_name = 'activities_booking'
            indexes = ((('participant', 'day'), False), (('class_group', 'day'), False), (('service', 'day'), False))
    db.create_tables([Booking])
    for statement in INDEXES:
        db.execute_sql(statement)

    class BulkTrace(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        bulk = ForeignKeyField(BulkAct, on_delete='CASCADE')
        rows = JSONField()
        class Meta:
            database = db
            table_name = 'activities_bulk_trace'
    db.create_tables([BulkTrace])

    class CalendarPeriod(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        label = CharField(max_length=80)
        starts_on = DateField()
        ends_on = DateField()
        colour = CharField(max_length=7, default='#7a5c99')
        kind = CharField(max_length=10, default='closure')
        origin = CharField(max_length=10, default='typed')
        zone = CharField(max_length=20, default='')
        class Meta:
            database = db
            table_name = 'activities_period'
    db.create_tables([CalendarPeriod])
    text_index(db, 'activities_period')

    class SchoolYear(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        label = CharField(max_length=40)
        starts_on = DateField()
        ends_on = DateField()
        class Meta:
            database = db
            table_name = 'activities_year'
    db.create_tables([SchoolYear])

    class Enrolment(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        participant = ForeignKeyField(Participant, on_delete='CASCADE')
        year = ForeignKeyField(SchoolYear, on_delete='RESTRICT')
        class_group = ForeignKeyField(ClassGroup, on_delete='RESTRICT')
        level = ForeignKeyField(Level, null=True, on_delete='SET NULL')
        starts_on = DateField()
        ends_on = DateField()
        class Meta:
            database = db
            table_name = 'activities_enrolment'
            indexes = ((('class_group', 'starts_on'), False), (('participant', 'starts_on'), True))
    db.create_tables([Enrolment])

    class Entitlement(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        participant = ForeignKeyField(Participant, on_delete='CASCADE')
        service = ForeignKeyField(Service, on_delete='RESTRICT')
        starts_on = DateField()
        ends_on = DateField(null=True)
        weekdays = IntegerField(default=127)
        payer = ForeignKeyField(Guardian, null=True, on_delete='RESTRICT')
        household = ForeignKeyField(Household, null=True, on_delete='RESTRICT')
        class Meta:
            database = db
            table_name = 'activities_entitlement'
            indexes = ((('participant', 'service', 'starts_on'), True),)
    db.create_tables([Entitlement])

    class Offer(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        service = ForeignKeyField(Service, on_delete='CASCADE')
        class_group = ForeignKeyField(ClassGroup, on_delete='CASCADE')
        class Meta:
            database = db
            table_name = 'activities_offer'
            indexes = ((('service', 'class_group'), True),)
    db.create_tables([Offer])

    class PeriodTarget(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        period = ForeignKeyField(CalendarPeriod, on_delete='CASCADE')
        service = ForeignKeyField(Service, on_delete='CASCADE')
        class_group = ForeignKeyField(ClassGroup, on_delete='CASCADE')
        class Meta:
            database = db
            table_name = 'activities_period_target'
            indexes = ((('period', 'service', 'class_group'), True),)
    db.create_tables([PeriodTarget])

    class TypicalWeek(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        participant = ForeignKeyField(Participant, on_delete='CASCADE')
        service = ForeignKeyField(Service, on_delete='CASCADE')
        starts_on = DateField()
        ends_on = DateField()
        weekdays = IntegerField()
        replaces = BooleanField(default=False)
        criterion = JSONField(default=dict)
        bulk = ForeignKeyField(BulkAct, null=True, on_delete='SET NULL')
        class Meta:
            database = db
            table_name = 'activities_typical_week'
    db.create_tables([TypicalWeek])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('activities_typical_week'))
    migrator.migrate(migrator.drop_table('activities_period_target'))
    migrator.migrate(migrator.drop_table('activities_offer'))
    migrator.migrate(migrator.drop_table('activities_entitlement'))
    migrator.migrate(migrator.drop_table('activities_enrolment'))
    migrator.migrate(migrator.drop_table('activities_year'))
    migrator.migrate(migrator.drop_table('activities_period'))
    migrator.migrate(migrator.drop_table('activities_bulk_trace'))
    migrator.migrate(migrator.drop_table('activities_booking'))
    migrator.migrate(migrator.drop_table('activities_bulk'))
    migrator.migrate(migrator.drop_table('activities_class'))
    migrator.migrate(migrator.drop_table('activities_level'))
    migrator.migrate(migrator.drop_table('activities_service'))
    migrator.migrate(migrator.drop_table('activities_participant'))
