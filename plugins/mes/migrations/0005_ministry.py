"""The Ministry's side: proposals, the days an answer took, the calendar of years, delegations during an absence."""
from peewee import *

COLUMNS = ('proposed_by_id', 'proposed_at', 'answer_days')
DAYS = "julianday(compliant_at) - julianday(submitted_at)"
DAYS_PG = "extract(day from compliant_at - submitted_at)"


def up(migrator, db):
    class User(Model):
        class Meta:
            database = db
            table_name = 'core_user'

    class Organisation(Model):
        class Meta:
            database = db
            table_name = 'core_organisation'

    class Role(Model):
        class Meta:
            database = db
            table_name = 'core_role'

    class Record(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()

    class Event(Record):
        year = IntegerField(index=True)
        day = DateField()
        label = CharField(max_length=160)
        class Meta:
            database = db
            table_name = 'mes_event'

    class Delegation(Record):
        organisation = ForeignKeyField(Organisation, on_delete='CASCADE')
        role = ForeignKeyField(Role, on_delete='RESTRICT')
        delegator = ForeignKeyField(User, on_delete='CASCADE')
        delegate = ForeignKeyField(User, on_delete='CASCADE')
        starts_on = DateField()
        ends_on = DateField()
        reason = CharField(max_length=200, default='')
        begun_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)
        class Meta:
            database = db
            table_name = 'mes_delegation'
    db.create_tables([Event, Delegation])
    proposed_by = ForeignKeyField(User, field=User.id, null=True, on_delete='SET NULL')
    migrator.migrate(
        migrator.add_column('mes_request', 'proposed_by_id', proposed_by),
        migrator.add_column('mes_request', 'proposed_at', DateTimeField(null=True)),
        migrator.add_column('mes_request', 'answer_days', IntegerField(null=True)),
        migrator.add_index('mes_request', ('reference_year', 'region', 'state')))
    days = DAYS if isinstance(db, SqliteDatabase) else DAYS_PG
    db.execute_sql(f"update mes_request set answer_days = cast({days} as integer) "
                   "where compliant_at is not null and submitted_at is not null and compliant_at >= submitted_at")


def down(migrator, db):
    migrator.migrate(migrator.drop_index('mes_request', 'mes_request_reference_year_region_state'),
                     migrator.drop_index('mes_request', 'mes_request_proposed_by_id'))
    for column in COLUMNS:
        migrator.migrate(migrator.drop_column('mes_request', column))
    migrator.migrate(migrator.drop_table('mes_delegation'), migrator.drop_table('mes_event'))
