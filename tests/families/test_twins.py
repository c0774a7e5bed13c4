"""Nobody is entered twice without a reason (ICSGE-R22)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Refused
from core.records import today
from core.testing import signed_in
from plugins.families import Child, Guardian
from plugins.families.twins import refuse_twin, twins

BORN = today() - timedelta(days=900)


def like(child: Child, **values) -> Child:
    """A new child of the same household, names and birth, but for `values`."""
    same = {"household": child.household, "first_name": child.first_name, "last_name": child.last_name,
            "birth_date": child.birth_date}
    return Child(**(same | values))


def test_icsge_r22_a_child_of_the_same_names_and_birth_is_refused_until_a_reason_is_given(family, somebody):
    child, user = family(birth_date=BORN), somebody(editor="galets")
    twin = like(child, first_name="MAELLE", last_name="Cyr Poirier")
    with pytest.raises(Refused, match="Un dossier semblable existe : Maëlle Cyr-Poirier, né ou née le"):
        refuse_twin(twin, user)
    twin.distinct_reason = "Cousine du même nom, autre NIREC."
    refuse_twin(twin, user)


@pytest.mark.parametrize("values", [
    {"birth_date": BORN + timedelta(days=1)}, {"first_name": "Maël"}, {"last_name": "Cyr"}])
def test_icsge_r22_another_name_or_day_is_another_child(family, somebody, values):
    assert twins(like(family(birth_date=BORN), **values), somebody(editor="galets")) == []


def test_icsge_r22_a_child_is_not_her_own_twin_nor_that_of_a_service_one_does_not_see(family, somebody):
    child = family(birth_date=BORN)
    refuse_twin(child, somebody(editor="galets"))
    refuse_twin(like(child), somebody(editor="bourgeons"))


def test_icsge_r22_an_adult_of_the_same_names_and_telephone_is_refused(family, somebody):
    child, user = family(), somebody(editor="galets")
    known = child.guardians()[0]
    known.cell_phone = "418 555-0123"
    known.save()
    again = Guardian(household=child.household, first_name="Josiane", last_name="Poirier", home_phone="(418) 555-0123")
    with pytest.raises(Refused, match="Un dossier semblable existe : Josiane Poirier, 418 555-0123"):
        refuse_twin(again, user)
    again.home_phone = "418 555-0199"
    refuse_twin(again, user)
    again.home_phone = ""
    refuse_twin(again, user)


def test_icsge_r22_the_page_keeps_what_was_typed_and_takes_the_reason(family, somebody, planted_families):
    child = family(birth_date=BORN)
    browser = signed_in(planted_families[0], somebody(editor="galets"))
    typed = {"household": child.household_id, "first_name": "Maëlle", "last_name": "Cyr-Poirier", "sex": "F",
             "birth_date": BORN.isoformat(), "nirec": "", "necsg": "", "place_kind": "pcr", "distinct_reason": ""}
    answer = browser.post("/familles/enfants/nouveau", data=typed)
    assert answer.status_code == 422 and "semblable existe\u00a0: Maëlle Cyr-Poirier" in answer.text
    assert 'value="Cyr-Poirier"' in answer.text and Child.select().count() == 1
    answer = browser.post("/familles/enfants/nouveau", data=typed | {"distinct_reason": "Cousine du même nom."})
    assert answer.status_code == 303 and Child.select().count() == 2
