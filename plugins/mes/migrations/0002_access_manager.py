"""The RSE of an installation made before roles could give roles: she gives the three rights of MES."""
GIVEN = """UPDATE core_role SET may_grant = '["sdg_reader", "sdg_editor", "sdg_signer"]'
    WHERE name = 'sdg_access_manager'"""
TAKEN = "UPDATE core_role SET may_grant = '[]' WHERE name = 'sdg_access_manager'"


def up(migrator, db):
    db.execute_sql(GIVEN)


def down(migrator, db):
    db.execute_sql(TAKEN)
