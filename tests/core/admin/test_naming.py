"""What the page at an address is called, for who reads it."""

from __future__ import annotations

import pytest
from flask_login import login_user

from core.admin.naming import page_name


@pytest.mark.parametrize(("address", "name"), [
    ("/comptes/moi", "Mon compte"),
    ("/administration/utilisateurs/4", "Utilisateurs"),
    ("/administration/utilisateurs/4/roles/", "Utilisateurs"),
    ("/administration/reglages/", "Réglages"),
    ("/administration/roles/2?onglet=droits", "Rôles"),
    ("/reparations/", "Réparations"),
    ("/reparations/1/modifier?x=1", "Réparation R-0001"),
    ("/reparations/1/transition/take", "Réparation R-0001"),
    ("/reparations/2/modifier", "Réparations"),
    ("/reparations/99/modifier", "Réparations"),
    ("/nulle/part", "une page de Marelle"),
    ("", "une page de Marelle"),
])
def test_a_page_goes_by_its_name_and_a_hidden_record_by_none(app, repairer, north, south, make_repair, address, name):
    make_repair(north)
    make_repair(south)
    with app.test_request_context():
        login_user(repairer)
        assert page_name(address) == name
