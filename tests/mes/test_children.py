"""« Liste des enfants »: empty in the first year with its reason, then each child's requests by year and last hours."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from core.accounts.models import Membership, Role, User
from plugins.mes.models import Request
from plugins.mes.years import ReferenceYear
from tests.mes.pages import Window


def cells(page: str, name: str) -> list[str]:
    """The texts of a child's line in the list."""
    row = next(each for each in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if name in each)
    return [re.sub(r"<[^>]*>|\s+", " ", each).strip() for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]


def test_in_the_first_year_the_list_is_empty_and_says_why(world, planted):
    world.submitted()
    page = Window(planted, world.reader).get("/mes/enfants/")
    assert "Il est tout à fait normal que cette liste soit vide la première année" in page


def test_a_child_shows_how_many_compliant_requests_the_last_year_and_the_last_hours(world, planted):
    child = world.child(name="Ève Poirier-Roy")
    request = world.compliant(child)
    world.past(world.greve, child)
    found = cells(Window(planted, world.reader).get("/mes/enfants/"), "Poirier-Roy")
    assert found[-3:] == ["2", str(ReferenceYear(request.reference_year)), "4,5"]


def test_what_another_service_received_is_neither_counted_nor_shown(world, planted):
    child = world.child(name="Ève Poirier-Roy")
    world.compliant(child)
    elsewhere = world.past(world.laurier, child)
    Request.update(hours_per_day=Decimal("7.5"), reference_year=elsewhere.reference_year + 5).where(
        Request.id == elsewhere.id).execute()
    found = cells(Window(planted, world.reader).get("/mes/enfants/"), "Poirier-Roy")
    assert found[-3] == "1" and found[-1] == "4,5"
    assert elsewhere.number not in Window(planted, world.reader).get(f"/mes/enfants/{child.id}")


def test_the_page_of_a_child_lists_the_requests_by_year_the_latest_first(world, planted):
    child = world.child(name="Ève Poirier-Roy")
    request, earlier = world.compliant(child), world.past(world.greve, child)
    page = Window(planted, world.reader).get(f"/mes/enfants/{child.id}")
    assert page.index(str(request.year)) < page.index(str(earlier.year))
    assert f'href="/mes/demandes/{request.id}"' in page and f'href="/mes/demandes/{earlier.id}"' in page


def test_who_reads_families_without_a_right_of_mes_is_offered_no_list_of_children(world, planted):
    child = world.compliant().child
    clerk = User.create(email="familles@exemple.test", first_name="Odile", last_name="Adjointe")
    role = Role(name="families_alone", label="Familles", permissions=["core.dashboard", "families.read"])
    role.save()
    Membership(user=clerk, role=role, organisation=child.household.organisation).save()
    assert "Liste des enfants" in Window(planted, world.reader).get("/")
    assert "Liste des enfants" not in Window(planted, clerk).get("/")
    Window(planted, clerk).get(f"/mes/enfants/{child.id}", 403)


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("rse", 403), ("agent", 403)])
def test_nobody_else_opens_the_page_of_the_child(world, planted, who, status):
    child = world.compliant().child
    Window(planted, world.named[who]).get(f"/mes/enfants/{child.id}", status)
