"""Numbers, seals of the journal, jobs, outbox, notices."""
from peewee import *


def up(migrator, db):
    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class Series(Model):
        name = CharField(primary_key=True, max_length=120)
        value = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'core_series'

    class Seal(Model):
        number = IntegerField(primary_key=True)
        first = IntegerField()
        last = IntegerField()
        count = IntegerField()
        total = IntegerField()
        digest = BlobField()
        previous = BlobField()
        mac = BlobField()
        at = DateTimeField()
        class Meta:
            database = db
            table_name = 'core_seal'

    class Job(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        name = CharField(index=True, max_length=80)
        arguments = JSONField(default=dict)
        key = CharField(unique=True, null=True, max_length=160)
        status = CharField(max_length=10, default='queued')
        owner = CharField(max_length=80, default='')
        lease_until = DateTimeField(null=True)
        attempts = IntegerField(default=0)
        run_at = DateTimeField()
        done = IntegerField(default=0)
        total = IntegerField(default=0)
        message = TextField(default='')
        error = TextField(default='')
        result = JSONField(null=True)
        cancel_asked = BooleanField(default=False)
        created_by = ForeignKeyField(User, null=True, on_delete='SET NULL')
        started_at = DateTimeField(null=True)
        finished_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'core_job'
            indexes = ((('status', 'run_at'), False),)

    class Period(Model):
        kind = CharField(primary_key=True, max_length=80)
        last = DateTimeField()
        class Meta:
            database = db
            table_name = 'core_period'

    class Delivery(Model):
        kind = CharField(max_length=80)
        payload = JSONField(default=dict)
        key = CharField(unique=True, max_length=160)
        state = CharField(max_length=10, default='pending')
        attempts = IntegerField(default=0)
        run_at = DateTimeField()
        lease_until = DateTimeField(null=True)
        error = CharField(default='')
        created_at = DateTimeField()
        delivered_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'core_outbox'
            indexes = ((('state', 'run_at'), False),)

    class Notice(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        user = ForeignKeyField(User, on_delete='CASCADE', index=False)
        nature = CharField(max_length=10, default='info')
        text = TextField()
        link = CharField(default='')
        read_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'core_notice'
            indexes = ((('user', 'read_at', 'id'), False),)

    db.create_tables([Series, Seal, Job, Period, Delivery, Notice])


def down(migrator, db):
    for name in ('core_notice', 'core_outbox', 'core_period', 'core_job', 'core_seal', 'core_series'):
        migrator.migrate(migrator.drop_table(name))
