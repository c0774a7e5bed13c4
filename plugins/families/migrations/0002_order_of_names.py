"""Households, children and guardians in the order of their names, whatever the accents."""
from core.ordering import order_index

NAMES = {'families_household': 'name', 'families_child': 'last_name', 'families_guardian': 'last_name'}


def up(migrator, db):
    for table, column in NAMES.items():
        order_index(db, table, column)


def down(migrator, db):
    for table, column in NAMES.items():
        db.execute_sql(f'DROP INDEX {table}_{column}_order')
