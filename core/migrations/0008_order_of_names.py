"""Organisations in the order of their names, whatever the accents."""
from core.ordering import order_index


def up(migrator, db):
    order_index(db, 'core_organisation', 'name')


def down(migrator, db):
    db.execute_sql('DROP INDEX core_organisation_name_order')
