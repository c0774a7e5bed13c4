"""What towns keep of families: dated households, archives, criteria, insurances, quotients, documents, drafts."""
from peewee import *

MADE_CODES = ('CREATE UNIQUE INDEX families_household_made_code ON families_household (family_code) '
              'WHERE code_made_at IS NOT NULL')
OPEN = 'CREATE UNIQUE INDEX families_membership_open ON families_membership (guardian_id) WHERE ends_on IS NULL'
LIVED = ('INSERT INTO families_membership (version, created_at, updated_at, guardian_id, household_id, starts_on) '
         'SELECT 1, created_at, created_at, id, household_id, date(created_at) FROM families_guardian')
ADDED = {
    'families_household': {
        'code_made_at': DateTimeField(null=True), 'complement': CharField(max_length=160, default=''),
        'country': CharField(max_length=2, default='')},
    'families_guardian': {
        'title': CharField(max_length=5, default=''), 'usage_name': CharField(max_length=80, default=''),
        'birth_date': DateField(null=True), 'mail_key': CharField(max_length=280, null=True, unique=True),
        'profession': CharField(max_length=80, default=''), 'employer': CharField(max_length=120, default=''),
        'benefit_number': CharField(max_length=20, default=''), 'benefit_fund': CharField(max_length=10, default=''),
        'diet': CharField(max_length=10, default='standard'), 'registrations_open': BooleanField(default=False),
        'archived_at': DateTimeField(null=True)},
    'families_child': {
        'usage_name': CharField(max_length=80, default=''), 'birth_place': CharField(max_length=80, default=''),
        'diet': CharField(max_length=10, default='standard'), 'doctor': CharField(max_length=120, default=''),
        'image_right': CharField(max_length=5, default=''), 'care_plan': BooleanField(default=False),
        'health_sealed': TextField(default='')},
}


def up(migrator, db):
    class File(Model):
        class Meta:
            database = db
            table_name = 'core_file'

    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class Household(Model):
        class Meta:
            database = db
            table_name = 'families_household'

    class Guardian(Model):
        class Meta:
            database = db
            table_name = 'families_guardian'

    class Child(Model):
        class Meta:
            database = db
            table_name = 'families_child'

    class Kept(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        class Meta:
            database = db

    class HouseholdMembership(Kept):
        guardian = ForeignKeyField(Guardian, on_delete='CASCADE')
        household = ForeignKeyField(Household, on_delete='RESTRICT')
        starts_on = DateField()
        ends_on = DateField(null=True)
        class Meta:
            table_name = 'families_membership'

    class FamilyQuotient(Kept):
        household = ForeignKeyField(Household, on_delete='CASCADE')
        amount = IntegerField()
        source = CharField(max_length=10, default='entry')
        starts_on = DateField()
        ends_on = DateField(null=True)
        file = ForeignKeyField(File, null=True, on_delete='RESTRICT')
        class Meta:
            table_name = 'families_quotient'

    class Criterion(Kept):
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        label = CharField(max_length=80)
        target = CharField(max_length=10, default='child')
        values = TextField(default='')
        class Meta:
            table_name = 'families_criterion'
            indexes = ((('organisation', 'target', 'label'), True),)

    class CriterionValue(Kept):
        child = ForeignKeyField(Child, null=True, on_delete='CASCADE')
        guardian = ForeignKeyField(Guardian, null=True, on_delete='CASCADE')
        criterion = ForeignKeyField(Criterion, on_delete='CASCADE')
        value = CharField(max_length=80)
        class Meta:
            table_name = 'families_criterion_value'
            indexes = ((('criterion', 'child'), True), (('criterion', 'guardian'), True))

    class Insurance(Kept):
        organisation = ForeignKeyField(Organisation, on_delete='RESTRICT')
        label = CharField(max_length=120)
        visible = BooleanField(default=True)
        class Meta:
            table_name = 'families_insurance'
            indexes = ((('organisation', 'label'), True),)

    class InsurancePolicy(Kept):
        child = ForeignKeyField(Child, null=True, on_delete='CASCADE')
        guardian = ForeignKeyField(Guardian, null=True, on_delete='CASCADE')
        insurance = ForeignKeyField(Insurance, on_delete='RESTRICT')
        number = CharField(max_length=40, default='')
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)
        class Meta:
            table_name = 'families_insurance_policy'

    class PersonDocument(Kept):
        child = ForeignKeyField(Child, null=True, on_delete='CASCADE')
        guardian = ForeignKeyField(Guardian, null=True, on_delete='CASCADE')
        file = ForeignKeyField(File, on_delete='RESTRICT')
        name = CharField(max_length=120)
        description = CharField(max_length=300, default='')
        available_from = DateField(null=True)
        available_until = DateField(null=True)
        class Meta:
            table_name = 'families_document'

    class Draft(Kept):
        user = ForeignKeyField(User, on_delete='CASCADE')
        kind = CharField(max_length=20)
        answers = JSONField(default=dict)
        class Meta:
            table_name = 'families_draft'

    migrator.migrate(*(migrator.add_column(table, name, field)
                       for table, fields in ADDED.items() for name, field in fields.items()))
    db.create_tables([HouseholdMembership, FamilyQuotient, Criterion, CriterionValue, Insurance, InsurancePolicy,
                      PersonDocument, Draft])
    for statement in (LIVED, OPEN, MADE_CODES):
        db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP INDEX families_household_made_code')
    migrator.migrate(*(migrator.drop_table(f'families_{name}') for name in (
        'draft', 'document', 'insurance_policy', 'insurance', 'criterion_value', 'criterion', 'quotient', 'membership')),
        *(migrator.drop_column(table, name) for table, fields in ADDED.items() for name in fields))
