"""Components, closure days, reserved periods, notices; the state of each record, the runs and their messages."""
from peewee import *


def up(migrator, db):
    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class ParentChildFile(Model):
        class Meta:
            database = db
            table_name = 'families_parent_child_file'

    class ServiceAgreement(Model):
        class Meta:
            database = db
            table_name = 'agreements_agreement'

    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class Component(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        organisation = ForeignKeyField(Organisation, unique=True, on_delete='RESTRICT')
        access_code = TextField(default='')
        code_set_at = DateTimeField(null=True)
        effective_date = DateField()
        last_sent_at = DateTimeField(null=True)
        run_state = CharField(max_length=40, default='idle')
        held_types = JSONField(default=list)
        evening_care = BooleanField(default=False)
        night_care = BooleanField(default=False)
        permit_places_0_17 = IntegerField(null=True)
        permit_places_18_59 = IntegerField(null=True)
        class Meta:
            database = db
            table_name = 'icsge_component'
    db.create_tables([Component])

    class AccessCodeEvent(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        component = ForeignKeyField(Component, on_delete='CASCADE')
        user = ForeignKeyField(User, null=True, on_delete='SET NULL')
        rotation = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'icsge_access_code_event'
    db.create_tables([AccessCodeEvent])

    class ClosureBatch(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        component = ForeignKeyField(Component, on_delete='RESTRICT')
        year = IntegerField()
        class Meta:
            database = db
            table_name = 'icsge_closure_batch'
            indexes = ((('component', 'year'), True),)
    db.create_tables([ClosureBatch])

    class ClosureDay(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        component = ForeignKeyField(Component, index=False, on_delete='RESTRICT')
        batch = ForeignKeyField(ClosureBatch, on_delete='CASCADE')
        day = DateField()
        am = BooleanField(default=False)
        pm = BooleanField(default=False)
        eve1 = BooleanField(default=False)
        eve2 = BooleanField(default=False)
        night1 = BooleanField(default=False)
        night2 = BooleanField(default=False)
        office_open = BooleanField(default=False)
        care_open = BooleanField(default=False)
        reason = CharField(max_length=10, default='planned')
        removed = BooleanField(default=False)
        known = BooleanField(default=False)
        sent_hash = CharField(max_length=64, default='')
        messages = JSONField(default=list)
        class Meta:
            database = db
            table_name = 'icsge_closure_day'
            indexes = ((('component', 'day'), True),)
    db.create_tables([ClosureDay])

    class CsssPeriod(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        component = ForeignKeyField(Component, on_delete='RESTRICT')
        starts_on = DateField()
        ends_on = DateField()
        days_per_week = IntegerField(default=5)
        places = IntegerField(default=1)
        age_code = CharField(max_length=5)
        over_share = BooleanField(default=False)
        csg_number = CharField(max_length=20, default='')
        sent_hash = CharField(max_length=64, default='')
        messages = JSONField(default=list)
        class Meta:
            database = db
            table_name = 'icsge_csss_period'
    db.create_tables([CsssPeriod])

    class Dossier(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        component = ForeignKeyField(Component, index=False, on_delete='RESTRICT')
        record_kind = CharField(max_length=10)
        record = IntegerField()
        file = ForeignKeyField(ParentChildFile, on_delete='RESTRICT')
        agreement = ForeignKeyField(ServiceAgreement, null=True, on_delete='SET NULL')
        number = CharField(max_length=8, default='')
        uid = CharField(unique=True, max_length=32)
        seen = CharField(max_length=200, default='')
        now_hash = CharField(max_length=64, default='')
        last_hash = CharField(max_length=64, default='')
        last_key = CharField(max_length=160, default='')
        rank = IntegerField(default=0)
        wanted = BooleanField(default=True)
        removed = BooleanField(default=False)
        no_end = BooleanField(default=False)
        ends_on = DateField(null=True)
        last_ok_at = DateTimeField(null=True)
        errors = IntegerField(default=0)
        warnings = IntegerField(default=0)
        checked_at = DateTimeField(null=True)
        forced_reason = CharField(max_length=200, default='')
        tries = IntegerField(default=0)
        held_for = CharField(max_length=12, default='')
        held_since = DateTimeField(null=True)
        reminded_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'icsge_dossier'
            indexes = ((('record_kind', 'record'), True), (('component', 'state', 'id'), False))
    db.create_tables([Dossier])

    class Run(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        component = ForeignKeyField(Component, index=False, on_delete='CASCADE')
        alive_for = IntegerField(unique=True, null=True)
        actor = ForeignKeyField(User, index=False, null=True, on_delete='SET NULL')
        trigger = CharField(max_length=10, default='manual')
        started_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)
        total = IntegerField(default=0)
        counters = JSONField(default=dict)
        outcomes = JSONField(default=dict)
        lost = IntegerField(default=0)
        cancel_asked = BooleanField(default=False)
        reason = TextField(default='')
        job = IntegerField(null=True)
        client_version = CharField(max_length=40, default='')
        class Meta:
            database = db
            table_name = 'icsge_run'
            indexes = ((('component', 'id'), False),)
    db.create_tables([Run])

    class Result(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        run = ForeignKeyField(Run, index=False, on_delete='CASCADE')
        position = IntegerField()
        record_kind = CharField(max_length=10)
        record = IntegerField()
        dossier = ForeignKeyField(Dossier, null=True, on_delete='SET NULL')
        operation = CharField(max_length=40, default='')
        status = CharField(max_length=10, default='waiting')
        outcome = CharField(max_length=16, default='')
        key = CharField(max_length=160, default='')
        payload_hash = CharField(max_length=64, default='')
        body = TextField(default='')
        tries = IntegerField(default=0)
        repaired = BooleanField(default=False)
        csg_number = CharField(max_length=20, default='')
        necsg = CharField(max_length=20, default='')
        sent_at = DateTimeField(null=True)
        answered_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'icsge_result'
            indexes = ((('run', 'position'), True), (('run', 'status', 'position'), False), (('sent_at',), False),
                       (('record_kind', 'record'), False))
    db.create_tables([Result])

    class Message(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        dossier = ForeignKeyField(Dossier, index=False, null=True, on_delete='CASCADE')
        result = ForeignKeyField(Result, null=True, on_delete='SET NULL')
        is_local = BooleanField(default=False)
        code = CharField(max_length=12)
        number = IntegerField()
        severity = CharField(max_length=1)
        text = TextField()
        field = CharField(max_length=60, default='')
        archived = BooleanField(default=False)
        acknowledged_by = ForeignKeyField(User, index=False, null=True, on_delete='SET NULL')
        class Meta:
            database = db
            table_name = 'icsge_message'
            indexes = ((('dossier', 'archived', 'severity'), False),)
    db.create_tables([Message])

    class SystemStatusNotice(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        text = TextField()
        severity = CharField(max_length=10, default='down')
        starts_at = DateTimeField()
        ends_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'icsge_notice'
    db.create_tables([SystemStatusNotice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('icsge_notice'))
    migrator.migrate(migrator.drop_table('icsge_message'))
    migrator.migrate(migrator.drop_table('icsge_result'))
    migrator.migrate(migrator.drop_table('icsge_run'))
    migrator.migrate(migrator.drop_table('icsge_dossier'))
    migrator.migrate(migrator.drop_table('icsge_csss_period'))
    migrator.migrate(migrator.drop_table('icsge_closure_day'))
    migrator.migrate(migrator.drop_table('icsge_closure_batch'))
    migrator.migrate(migrator.drop_table('icsge_access_code_event'))
    migrator.migrate(migrator.drop_table('icsge_component'))
