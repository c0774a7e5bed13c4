"""Messages to families, a copy for each adult, and who wants none."""
from peewee import *

from core.records import text_index


def up(migrator, db):
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

    class Message(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        author = ForeignKeyField(User, null=True, on_delete='SET NULL')
        key = CharField(unique=True, max_length=32)
        subject = CharField(max_length=150)
        body = TextField()
        origin = CharField(max_length=10, default='guardians')
        count = IntegerField(default=0)
        excluded = IntegerField(default=0)
        childless = JSONField(default=list)
        class Meta:
            database = db
            table_name = 'messages_message'
    db.create_tables([Message])
    text_index(db, 'messages_message')

    class MessageCopy(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        state = CharField(max_length=40)
        state_since = DateTimeField()
        message = ForeignKeyField(Message, on_delete='CASCADE')
        guardian = ForeignKeyField(Guardian, on_delete='CASCADE')
        address = CharField(default='')
        subject = TextField(default='')
        body = TextField(default='')
        reason = CharField(max_length=20, default='')
        attempt = IntegerField(default=1)
        begun_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'messages_copy'
            indexes = ((('message', 'guardian'), True), (('message', 'state'), False))
    db.create_tables([MessageCopy])

    class Preference(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        guardian = ForeignKeyField(Guardian, unique=True, on_delete='CASCADE')
        accepts_messages = BooleanField(default=True)
        class Meta:
            database = db
            table_name = 'messages_preference'
    db.create_tables([Preference])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('messages_preference'))
    migrator.migrate(migrator.drop_table('messages_copy'))
    migrator.migrate(migrator.drop_table('messages_message'))

