"""Who attests the deficiency, in place of a flag for one of the two; the ⓘ texts changed by the Ministry."""
from peewee import *


def up(migrator, db):
    class HelpText(Model):
        version = IntegerField(default=1)
        created_at = DateTimeField()
        updated_at = DateTimeField()
        key = CharField(max_length=60, unique=True)
        french = TextField()
        english = TextField(default='')
        class Meta:
            database = db
            table_name = 'mes_help'
    db.create_tables([HelpText])
    migrator.migrate(migrator.add_column('mes_request', 'attestation', CharField(max_length=16, default='')))
    db.execute_sql("update mes_request set attestation = 'retraite_quebec' where retraite_quebec")
    migrator.migrate(migrator.drop_column('mes_request', 'retraite_quebec'))


def down(migrator, db):
    migrator.migrate(migrator.add_column('mes_request', 'retraite_quebec', BooleanField(default=False)))
    db.execute_sql("update mes_request set retraite_quebec = (attestation = 'retraite_quebec')")
    migrator.migrate(migrator.drop_column('mes_request', 'attestation'))
    migrator.migrate(migrator.drop_table('mes_help'))
