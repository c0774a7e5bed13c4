"""Sessions that take a new id at the next request, and the forms kept over a sign-in."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('core_session', 'rotate', BooleanField(default=False)))

    class KeptForm(Model):
        browser = CharField(index=True, max_length=64)
        user = IntegerField(index=True)
        url = TextField()
        fields = TextField()
        files = BooleanField(default=False)
        expires_at = DateTimeField(index=True)
        class Meta:
            database = db
            table_name = 'core_kept_form'
    db.create_tables([KeptForm])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('core_kept_form'))
    migrator.migrate(migrator.drop_column('core_session', 'rotate'))
