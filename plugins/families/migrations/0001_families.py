"""Generated from the difference between models and database, then read."""
from peewee import *

from core.records import text_index


def up(migrator, db):
    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class Household(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        name = CharField(max_length=120)
        family_code = CharField(index=True, max_length=20, default='')
        street = CharField(max_length=160, default='')
        city = CharField(max_length=80, default='')
        postal_code = CharField(max_length=10, default='')
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'families_household'
    db.create_tables([Household])
    text_index(db, 'families_household')

    class Child(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        household = ForeignKeyField(Household, on_delete='RESTRICT')
        first_name = CharField(max_length=80)
        last_name = CharField(index=True, max_length=80)
        birth_date = DateField()
        nirec = CharField(unique=True, null=True, max_length=20)
        necsg = CharField(unique=True, null=True, max_length=20)
        born_elsewhere = BooleanField(default=False)
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'families_child'
    db.create_tables([Child])
    text_index(db, 'families_child')

    class Guardian(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        folded = TextField(default='')
        household = ForeignKeyField(Household, on_delete='RESTRICT')
        first_name = CharField(max_length=80)
        last_name = CharField(max_length=80)
        email = CharField(default='')
        home_phone = CharField(max_length=20, default='')
        cell_phone = CharField(max_length=20, default='')
        class Meta:
            database = db
            table_name = 'families_guardian'
    db.create_tables([Guardian])
    text_index(db, 'families_guardian')

    class Guardianship(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        child = ForeignKeyField(Child, on_delete='CASCADE')
        guardian = ForeignKeyField(Guardian, on_delete='CASCADE')
        kind = CharField(max_length=10, default='other')
        rank = CharField(max_length=1, default='A')
        parental_authority = BooleanField(default=True)
        starts_on = DateField()
        ends_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'families_guardianship'
            indexes = ((('child', 'guardian'), True),)
    db.create_tables([Guardianship])

    class Placement(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        child = ForeignKeyField(Child, on_delete='CASCADE')
        installation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        starts_on = DateField()
        ends_on = DateField(null=True)
        allowance_from = DateField(null=True)
        allowance_until = DateField(null=True)
        note = TextField(default='')
        class Meta:
            database = db
            table_name = 'families_placement'
            indexes = ((('child', 'installation', 'starts_on'), True),)
    db.create_tables([Placement])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('families_placement'))
    migrator.migrate(migrator.drop_table('families_guardianship'))
    migrator.migrate(migrator.drop_table('families_guardian'))
    migrator.migrate(migrator.drop_table('families_child'))
    migrator.migrate(migrator.drop_table('families_household'))
