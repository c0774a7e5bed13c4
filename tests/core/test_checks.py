"""What `marelle check` and `check_plugin` say of the roles that a plugin proposes."""

from __future__ import annotations

import pytest

from core.accounts.permissions import Permission, RoleTemplate
from core.checks import check
from core.plugin import Plugin
from core.testing import check_plugin


class Kitchen(Plugin):
    """Meals."""

    name, title, version = "kitchen", "Cuisine", "1"
    permissions = (Permission("kitchen.meal.read", "Voir les repas", "Cuisine"),)
    roles = (RoleTemplate("cook", "Cuisine", ("kitchen.meal.read",)),
             RoleTemplate("chef", "Chef", ("kitchen.meal.read",), may_grant=("cook", "cok", "administrator")))


@pytest.fixture
def plugins():
    return [Kitchen]


def test_a_role_that_may_give_a_role_nobody_declares_is_told(app):
    found = [each for each in check(app) if "may give" in each.what]

    assert [each.what for each in found] == ["the role chef may give the role cok, which nobody declares."]
    assert "test_checks.py" in found[0].where and "may_grant" in found[0].remedy


def test_the_test_of_a_plugin_fails_on_it():
    with pytest.raises(AssertionError, match="the role chef may give the role cok"):
        check_plugin(Kitchen)
