"""What each person keeps of her pages: saved filters, preferences."""
from peewee import *


def up(migrator, db):
    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class SavedFilter(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        user = ForeignKeyField(column_name='user_id', field='id', model=User, on_delete='CASCADE')
        view = CharField(max_length=80)
        shown = CharField(default='', max_length=80)
        name = CharField(max_length=60)
        query = TextField(default='')
        class Meta:
            database = db
            table_name = 'core_saved_filter'
            indexes = ((('user', 'view', 'shown'), False),)
    db.create_tables([SavedFilter])

    class Preference(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        user = ForeignKeyField(column_name='user_id', field='id', model=User, on_delete='CASCADE')
        name = CharField(max_length=80)
        value = JSONField(default=list)
        class Meta:
            database = db
            table_name = 'core_preference'
            indexes = ((('user', 'name'), True),)
    db.create_tables([Preference])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('core_preference'))
    migrator.migrate(migrator.drop_table('core_saved_filter'))
