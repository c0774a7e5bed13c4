"""Generated from the difference between models and database, then read."""
from peewee import *

from core.records import text_index


def up(migrator, db):
    class Attempt(Model):
        key = CharField(primary_key=True)
        start = DoubleField()
        hits = IntegerField()
        class Meta:
            database = db
            table_name = 'core_attempt'
    db.create_tables([Attempt])

    class Entry(Model):
        at = DateTimeField()
        actor = IntegerField(null=True)
        actor_name = CharField(max_length=160, default='')
        action = CharField(index=True, max_length=80)
        kind = CharField(max_length=60, default='')
        record = IntegerField(null=True)
        place = CharField(index=True, max_length=120, default='')
        before = TextField(default='')
        after = TextField(default='')
        note = TextField(default='')
        address = CharField(max_length=45, default='')
        mac = BlobField()
        class Meta:
            database = db
            table_name = 'core_journal'
            indexes = ((('kind', 'record', 'id'), False),)
    db.create_tables([Entry])

    class User(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        email = CharField(unique=True)
        password = CharField(null=True)
        first_name = CharField(max_length=80, default='')
        last_name = CharField(max_length=80, default='')
        active = BooleanField(default=True)
        is_staff = BooleanField(default=True)
        fs_uniquifier = CharField(unique=True, max_length=64)
        tf_primary_method = CharField(null=True)
        tf_totp_secret = CharField(null=True)
        tf_counter = BigIntegerField(null=True)
        language = CharField(max_length=2, default='fr')
        theme = CharField(max_length=10, default='appareil')
        last_login_at = DateTimeField(null=True)
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'core_user'
    db.create_tables([User])
    text_index(db, 'core_user')

    class Role(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        name = CharField(unique=True, max_length=60)
        label = CharField(max_length=120)
        description = TextField(default='')
        permissions = JSONField(default=list)
        staff = BooleanField(default=True)
        class Meta:
            database = db
            table_name = 'core_role'
    db.create_tables([Role])

    class Organisation(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        parent = ForeignKeyField('self', null=True, on_delete='RESTRICT')
        path = CharField(index=True, default='')
        kind = CharField(index=True, max_length=20)
        nature = CharField(max_length=30, default='')
        code = CharField(index=True, max_length=20, default='')
        name = CharField(max_length=160)
        email = CharField(default='')
        phone = CharField(max_length=80, default='')
        address = TextField(default='')
        postal_code = CharField(max_length=10, default='')
        currency = CharField(null=True, max_length=3)
        time_zone = CharField(null=True, max_length=40)
        locale = CharField(null=True, max_length=10)
        country = CharField(null=True, max_length=2)
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'core_organisation'
    db.create_tables([Organisation])
    text_index(db, 'core_organisation')

    class Membership(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        user = ForeignKeyField(User, on_delete='CASCADE')
        role = ForeignKeyField(Role, on_delete='RESTRICT')
        organisation = ForeignKeyField(Organisation, on_delete='CASCADE')
        ends_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'core_membership'
            indexes = ((('user', 'role', 'organisation'), True),)
    db.create_tables([Membership])

    class RecoveryCode(Model):
        user = ForeignKeyField(User, on_delete='CASCADE')
        digest = CharField(max_length=64)
        used_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'core_recovery_code'
            indexes = ((('user', 'digest'), True),)
    db.create_tables([RecoveryCode])

    class SessionRow(Model):
        digest = CharField(primary_key=True, max_length=64)
        user = CharField(index=True, null=True, max_length=64)
        data = TextField()
        started_at = DateTimeField()
        seen_at = DateTimeField()
        expires_at = DateTimeField(index=True)
        agent = CharField(max_length=200, default='')
        class Meta:
            database = db
            table_name = 'core_session'
    db.create_tables([SessionRow])

    class SettingValue(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        name = CharField(unique=True)
        value = JSONField()
        class Meta:
            database = db
            table_name = 'core_setting'
    db.create_tables([SettingValue])

    class StateCount(Model):
        workflow = CharField(max_length=60)
        place = CharField(max_length=120)
        state = CharField(max_length=40)
        count = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'core_state_count'
            indexes = ((('workflow', 'place', 'state'), True),)
    db.create_tables([StateCount])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('core_state_count'))
    migrator.migrate(migrator.drop_table('core_setting'))
    migrator.migrate(migrator.drop_table('core_session'))
    migrator.migrate(migrator.drop_table('core_recovery_code'))
    migrator.migrate(migrator.drop_table('core_membership'))
    migrator.migrate(migrator.drop_table('core_organisation'))
    migrator.migrate(migrator.drop_table('core_role'))
    migrator.migrate(migrator.drop_table('core_user'))
    migrator.migrate(migrator.drop_table('core_journal'))
    migrator.migrate(migrator.drop_table('core_attempt'))
