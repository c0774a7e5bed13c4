"""Uploaded and archived files: known by their content's digest."""
from peewee import *


def up(migrator, db):
    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class File(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        sha256 = CharField(max_length=64, index=True)
        size = BigIntegerField()
        name = CharField(max_length=120)
        content_type = CharField(max_length=100)
        pages = IntegerField(null=True)
        uploaded_by = ForeignKeyField(User, null=True, on_delete='SET NULL')
        class Meta:
            database = db
            table_name = 'core_file'
    db.create_tables([File])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('core_file'))
