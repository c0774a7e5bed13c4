"""Generated from the difference between models and database, then read."""
from peewee import *

from core.records import text_index


def up(migrator, db):
    class Child(Model):
        class Meta:
            database = db
            table_name = 'families_child'

    class File(Model):
        class Meta:
            database = db
            table_name = 'core_file'

    class Guardian(Model):
        class Meta:
            database = db
            table_name = 'families_guardian'

    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class Request(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        state = CharField(max_length=40)
        state_since = DateTimeField()
        number = CharField(unique=True, null=True, max_length=16)
        type = CharField(max_length=16)
        reference_year = IntegerField(index=True)
        region = CharField(index=True, max_length=2)
        division = ForeignKeyField(Organisation, on_delete='RESTRICT')
        installation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        child = ForeignKeyField(Child, on_delete='RESTRICT')
        guardian = ForeignKeyField(Guardian, null=True, on_delete='RESTRICT')
        other_guardian = ForeignKeyField(Guardian, null=True, on_delete='RESTRICT')
        previous = ForeignKeyField('self', null=True, on_delete='SET NULL')
        assigned_to = ForeignKeyField(User, null=True, on_delete='SET NULL')
        contact = CharField(max_length=120, default='')
        hours_per_day = DecimalField(null=True, max_digits=4, decimal_places=2)
        days_per_week = DecimalField(null=True, max_digits=3, decimal_places=1)
        planned_days = IntegerField(null=True)
        planned_days_reason = TextField(default='')
        retraite_quebec = BooleanField(default=False)
        form_data = JSONField(default=dict)
        submitted_at = DateTimeField(null=True)
        compliant_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)
        departure_on = DateField(null=True)
        end_reason = CharField(max_length=10, default='')
        round = IntegerField(default=0)
        printed_hash = CharField(max_length=64, default='')
        signer_first_name = CharField(max_length=80, default='')
        signer_last_name = CharField(max_length=80, default='')
        signer_title = CharField(max_length=80, default='')
        signed_by = ForeignKeyField(User, null=True, on_delete='SET NULL')
        signed_at = DateTimeField(null=True)
        signed_hash = CharField(max_length=64, default='')
        class Meta:
            database = db
            table_name = 'mes_request'
            indexes = ((('division', 'state', 'id'), False), (('state', 'state_since'), False), (('child', 'installation', 'reference_year'), False))
    db.create_tables([Request])
    text_index(db, 'mes_request')

    class Comment(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        request = ForeignKeyField(Request, on_delete='CASCADE')
        round = IntegerField()
        anchor = CharField(max_length=60)
        text = TextField()
        author = ForeignKeyField(User, null=True, on_delete='SET NULL')
        author_name = CharField(max_length=160)
        corrected = BooleanField(default=False)
        corrected_by = CharField(max_length=160, default='')
        corrected_at = DateTimeField(null=True)
        reply = TextField(default='')
        class Meta:
            database = db
            table_name = 'mes_comment'
    db.create_tables([Comment])

    class Document(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        request = ForeignKeyField(Request, on_delete='CASCADE')
        slot = CharField(max_length=16)
        file = ForeignKeyField(File, on_delete='RESTRICT')
        title = CharField(max_length=120)
        received_at = DateTimeField()
        uploaded_by = ForeignKeyField(User, null=True, on_delete='SET NULL')
        class Meta:
            database = db
            table_name = 'mes_document'
    db.create_tables([Document])

    class Version(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        request = ForeignKeyField(Request, on_delete='CASCADE')
        number = IntegerField()
        content = JSONField()
        digest = CharField(max_length=64)
        submitted_at = DateTimeField()
        submitted_by = CharField(max_length=160)
        file = ForeignKeyField(File, null=True, on_delete='RESTRICT')
        class Meta:
            database = db
            table_name = 'mes_version'
            indexes = ((('request', 'number'), True),)
    db.create_tables([Version])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('mes_version'))
    migrator.migrate(migrator.drop_table('mes_document'))
    migrator.migrate(migrator.drop_table('mes_comment'))
    migrator.migrate(migrator.drop_table('mes_request'))
