"""Withdrawals, the terms of a year, what people were reminded of, and who may see who read."""
from peewee import *

GRANTS = {'sdg_signer': ['mes.request.see_reads'], 'min_admin': ['mes.request.see_reads', 'mes.year.edit']}


def up(migrator, db):
    class YearTerms(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        reference_year = IntegerField(unique=True)
        hourly_rate = IntegerField(null=True)
        first_opens_on = DateField(null=True)
        first_closes_on = DateField(null=True)
        second_opens_on = DateField(null=True)
        second_closes_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'mes_year'
    db.create_tables([YearTerms])

    class Reminder(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        key = CharField(unique=True, max_length=120)
        class Meta:
            database = db
            table_name = 'mes_reminder'
    db.create_tables([Reminder])
    migrator.migrate(
        migrator.add_column('mes_request', 'withdrawal_asked_at', DateTimeField(null=True)),
        migrator.add_column('mes_request', 'withdrawal_reason', TextField(default='')))
    change_roles(db, lambda held, more: held + [each for each in more if each not in held])


def down(migrator, db):
    change_roles(db, lambda held, more: [each for each in held if each not in more])
    migrator.migrate(migrator.drop_column('mes_request', 'withdrawal_reason'),
                     migrator.drop_column('mes_request', 'withdrawal_asked_at'),
                     migrator.drop_table('mes_reminder'), migrator.drop_table('mes_year'))


def change_roles(db, change):
    """Give the roles of an installation made before the rights that came with these pages, or take them away."""
    class Role(Model):
        name = CharField()
        permissions = JSONField()
        class Meta:
            database = db
            table_name = 'core_role'
    for role in Role.select().where(Role.name << list(GRANTS)):
        permissions = change(role.permissions, GRANTS[role.name])
        Role.update(permissions=permissions).where(Role.id == role.id).execute()
