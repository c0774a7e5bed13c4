"""Who pays: rules, and the services of people that each covers."""
from peewee import *


def up(migrator, db):
    class Guardian(Model):
        class Meta:
            database = db
            table_name = 'families_guardian'

    class Participant(Model):
        class Meta:
            database = db
            table_name = 'activities_participant'

    class Service(Model):
        class Meta:
            database = db
            table_name = 'activities_service'

    class BillingRule(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        payer = ForeignKeyField(Guardian, on_delete='RESTRICT')
        co_payer = ForeignKeyField(Guardian, null=True, on_delete='RESTRICT')
        starts_on = DateField()
        ends_on = DateField(null=True)
        criterion = JSONField()
        class Meta:
            database = db
            table_name = 'billing_rule'
    db.create_tables([BillingRule])

    class BillingRuleTarget(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        rule = ForeignKeyField(BillingRule, on_delete='CASCADE')
        participant = ForeignKeyField(Participant, on_delete='RESTRICT', index=False)
        service = ForeignKeyField(Service, on_delete='RESTRICT')
        class Meta:
            database = db
            table_name = 'billing_rule_target'
            indexes = ((('rule', 'participant', 'service'), True), (('participant', 'service'), False))
    db.create_tables([BillingRuleTarget])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('billing_rule_target'), migrator.drop_table('billing_rule'))
