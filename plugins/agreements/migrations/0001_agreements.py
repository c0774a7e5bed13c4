"""Generated from the difference between models and database, then read."""
from peewee import *

from core.records import text_index


def up(migrator, db):
    class ParentChildFile(Model):
        class Meta:
            database = db
            table_name = 'families_parent_child_file'

    class Guardian(Model):
        class Meta:
            database = db
            table_name = 'families_guardian'

    class ServiceAgreement(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        folded = TextField(default='')
        file = ForeignKeyField(ParentChildFile, on_delete='RESTRICT')
        number = CharField(index=True, max_length=8, default='')
        starts_on = DateField()
        ends_on = DateField(null=True)
        end_type = CharField(max_length=12, default='due')
        is_replacement = BooleanField(default=False)
        varies = BooleanField(default=False)
        ecp = BooleanField(default=False)
        csss = BooleanField(default=False)
        transitional = BooleanField(default=False)
        infant = BooleanField(default=False)
        infant_last_day = DateField(null=True)
        exception = CharField(max_length=200, default='')
        group = CharField(max_length=60, default='')
        schedule = JSONField()
        printed_hash = CharField(max_length=64, default='')
        printings = IntegerField(default=0)
        signed_on = DateField(null=True)
        signed_by = ForeignKeyField(Guardian, null=True, on_delete='RESTRICT')
        copied_from = ForeignKeyField('self', null=True, on_delete='SET NULL')
        class Meta:
            database = db
            table_name = 'agreements_agreement'
    db.create_tables([ServiceAgreement])
    text_index(db, 'agreements_agreement')


def down(migrator, db):
    migrator.migrate(migrator.drop_table('agreements_agreement'))
