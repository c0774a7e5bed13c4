"""What the Ministry asks of a child and of who signs for it: sex, sort of place, parent-child files; whom to call."""
from peewee import *


def up(migrator, db):
    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class Child(Model):
        class Meta:
            database = db
            table_name = 'families_child'

    class Guardian(Model):
        class Meta:
            database = db
            table_name = 'families_guardian'

    class EmergencyContact(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        child = ForeignKeyField(Child, on_delete='CASCADE')
        name = CharField(max_length=120)
        tie = CharField(max_length=80, default='')
        phone = CharField(max_length=20)
        may_collect = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'families_emergency_contact'

    class ParentChildFile(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        child = ForeignKeyField(Child, on_delete='RESTRICT')
        installation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        guardian_a = ForeignKeyField(Guardian, on_delete='RESTRICT')
        guardian_b = ForeignKeyField(Guardian, null=True, on_delete='RESTRICT')
        custody = CharField(max_length=20, default='none')
        sibling = ForeignKeyField('self', null=True, on_delete='SET NULL')
        home_provider = CharField(max_length=120, default='')
        csg_number = CharField(index=True, max_length=20, default='')
        starts_on = DateField()
        ends_on = DateField(null=True)
        archived_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'families_parent_child_file'

    db.create_tables([EmergencyContact, ParentChildFile])
    migrator.migrate(
        migrator.add_column('families_child', 'sex', CharField(max_length=1, default='')),
        migrator.add_column('families_child', 'place_kind', CharField(max_length=10, default='pcr')),
        migrator.add_column('families_child', 'distinct_reason', CharField(max_length=200, default='')),
        migrator.add_column('families_guardian', 'distinct_reason', CharField(max_length=200, default='')))


def down(migrator, db):
    migrator.migrate(
        migrator.drop_table('families_parent_child_file'),
        migrator.drop_table('families_emergency_contact'),
        migrator.drop_column('families_child', 'sex'),
        migrator.drop_column('families_child', 'place_kind'),
        migrator.drop_column('families_child', 'distinct_reason'),
        migrator.drop_column('families_guardian', 'distinct_reason'))
