"""A file of school holidays that takes the place of the one we ship."""
from peewee import *


def up(migrator, db):
    class OfficialCalendar(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        name = CharField(max_length=160)
        content = JSONField()
        class Meta:
            database = db
            table_name = 'activities_official_calendar'
    db.create_tables([OfficialCalendar])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('activities_official_calendar'))
