"""What the form said when a signatures page was printed: a later change of the form leaves that page behind."""
from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('mes_document', 'form_hash', CharField(max_length=64, default='')))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('mes_document', 'form_hash'))
