"""A loan, from the request to the return."""

from datetime import date

import pytest
from marelle_toys.models import Loan
from marelle_toys.plugin import READ, WRITE, Toys

from core.api import Refused, create, fire
from core.testing import check_plugin


def test_the_plugin_keeps_every_promise():
    check_plugin(Toys)


def test_a_toy_leaves_only_with_a_date(place, user_with):
    librarian = user_with(READ, *WRITE)
    loan = create(Loan(daycare=place, toy="Toupie", family="Roy"), "ask", librarian)
    fire(loan, "prepare", librarian)
    with pytest.raises(Refused, match="La date de retour manque"):
        fire(loan, "lend", librarian)
    loan.due_on = date(2030, 1, 15)
    loan.save()
    fire(loan, "lend", librarian)
    assert loan.state == "lent"


def test_the_page_shows_the_loan_to_who_may_see_it(place, user_with, sign_in):
    librarian = user_with(READ, *WRITE)
    loan = create(Loan(daycare=place, toy="Toupie", family="Roy"), "ask", librarian)
    page = sign_in(librarian).get(f"/jouets/prets/{loan.id}")
    assert "Toupie" in page.text and "Préparer" in page.text
    assert sign_in(user_with("core.dashboard")).get(f"/jouets/prets/{loan.id}").status_code == 403
