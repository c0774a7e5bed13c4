"""Indexes that hold all that the worklist and its counts ask of a request."""
from peewee import *

COUNTED = ('division_id', 'state', 'round', 'proposed_at', 'assigned_to_id')


def up(migrator, db):
    migrator.migrate(
        migrator.drop_index('mes_request', 'request_state_state_since'),
        migrator.add_index('mes_request', ('state', 'state_since', 'division_id')),
        migrator.add_index('mes_request', COUNTED))


def down(migrator, db):
    migrator.migrate(
        migrator.drop_index('mes_request', 'mes_request_' + '_'.join(COUNTED)),
        migrator.drop_index('mes_request', 'mes_request_state_state_since_division_id'),
        migrator.add_index('mes_request', ('state', 'state_since')))
