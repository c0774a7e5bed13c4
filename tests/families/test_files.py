"""Parent-child files: who signs them, shared custody, another signatory (ICSGE-R23, R25)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.models import SYSTEM
from core.errors import NotFound, Refused
from core.journal import Entry
from core.records import today
from core.testing import signed_in
from plugins.families import Guardian, Guardianship, ParentChildFile
from plugins.families.signing import check_signers, hand_over, signers_of

START = today() - timedelta(days=200)


@pytest.fixture
def parents(family):
    """A child with a mother and a father, and a file that both sign."""
    child = family()
    mother = child.guardians()[0]
    father = Guardian(household=child.household, first_name="Mathieu", last_name="Cyr")
    father.save()
    Guardianship(child=child, guardian=father, kind="father", rank="B", starts_on=child.birth_date).save()
    return child, mother, father


def opened(child, first, second=None, **values) -> ParentChildFile:
    """A saved file at the child's installation."""
    file = ParentChildFile(child=child, installation=child.placements[0].installation, guardian_a=first,
                           guardian_b=second, starts_on=START, **values)
    file.save()
    file.link(SYSTEM)
    return file


def refusal(file: ParentChildFile) -> str:
    with pytest.raises(Refused) as told:
        check_signers(file)
    return str(told.value.message)


def test_a_new_file_proposes_both_parents_and_the_place(parents):
    child, mother, father = parents
    file = signers_of(child)
    assert (file.guardian_a, file.guardian_b) == (mother, father)
    assert file.installation == child.placements[0].installation
    check_signers(file)


def test_only_who_is_tied_to_the_child_signs(parents, family):
    child, mother, _father = parents
    stranger = family("Éloi Bujold").guardians()[0]
    assert "n’a pas de lien de parenté avec Maëlle Cyr-Poirier" in refusal(
        ParentChildFile(child=child, installation=child.placements[0].installation, guardian_a=stranger))
    assert "sont la même personne" in refusal(ParentChildFile(
        child=child, installation=child.placements[0].installation, guardian_a=mother, guardian_b=mother))


def test_icsge_r23_in_shared_custody_the_other_parent_has_a_file_of_his_own(parents):
    child, mother, father = parents
    place = child.placements[0].installation
    both = ParentChildFile(child=child, installation=place, guardian_a=mother, guardian_b=father,
                           custody="alternate_weeks")
    assert refusal(both) == "En garde partagée, l’autre parent n’est pas le parent B de ce dossier."
    hers = opened(child, mother, custody="alternate_weeks")
    his = opened(child, father, custody="alternate_weeks", sibling=hers)
    assert ParentChildFile.get_by_id(hers.id).sibling == his, "the link is made on both sides"
    his.sibling = None
    his.save()
    his.link(SYSTEM)
    assert ParentChildFile.get_by_id(hers.id).sibling is None, "and taken away on both"


@pytest.mark.parametrize(("values", "said"), [
    ({"custody": "none"}, "Un dossier lié à celui de l’autre parent dit comment la garde est partagée."),
    ({"custody": "half_days"}, "Les deux dossiers ne disent pas la même garde partagée."),
])
def test_icsge_r23_linked_files_share_one_custody(parents, values, said):
    child, mother, father = parents
    hers = opened(child, mother, custody="alternate_weeks")
    assert refusal(ParentChildFile(child=child, installation=hers.installation, guardian_a=father, sibling=hers,
                                   **values)) == said


def test_icsge_r23_a_file_is_linked_to_another_parent_of_the_same_child_only(parents, family):
    child, mother, _father = parents
    other = family("Éloi Bujold")
    theirs = opened(other, other.guardians()[0], custody="half_days")
    hers = opened(child, mother, custody="half_days")
    wrong = "Ce dossier n’est pas celui de l’autre parent du même enfant."
    hers.sibling = theirs
    assert refusal(hers) == wrong
    hers.sibling = hers
    assert refusal(hers) == wrong


def test_icsge_r25_another_signatory_opens_another_file_and_ends_the_first_the_day_before(parents, somebody):
    child, mother, father = parents
    file, day, user = opened(child, mother), START + timedelta(days=50), somebody(editor="galets")
    new = hand_over(file, father, None, day, user)
    assert (file.ends_on, new.starts_on, new.ends_on) == (day - timedelta(days=1), day, None)
    assert (new.guardian_a, new.installation, new.csg_number) == (father, file.installation, "")
    acts = [(entry.action, entry.record) for entry in Entry.select().where(Entry.actor == user.id).order_by(Entry.id)]
    assert acts == [("families.parent_child_file.edited", file.id), ("families.parent_child_file.created", new.id)]


def test_icsge_r25_the_other_parent_s_file_follows_the_new_one(parents, somebody):
    child, mother, father = parents
    aunt = Guardian(household=child.household, first_name="Line", last_name="Poirier")
    aunt.save()
    Guardianship(child=child, guardian=aunt, kind="tutor", rank="B", starts_on=child.birth_date).save()
    hers = opened(child, mother, custody="half_days")
    his = opened(child, father, custody="half_days", sibling=hers)
    new = hand_over(ParentChildFile.get_by_id(hers.id), aunt, None, START + timedelta(days=1),
                    somebody(editor="galets"))
    assert ParentChildFile.get_by_id(his.id).sibling == new
    assert ParentChildFile.get_by_id(hers.id).sibling is None


@pytest.mark.parametrize(("days", "said"), [(0, "pas dans la période"), (101, "pas dans la période")])
def test_icsge_r25_the_day_lies_within_the_file(parents, somebody, days, said):
    child, mother, father = parents
    file = opened(child, mother, ends_on=START + timedelta(days=100))
    with pytest.raises(Refused, match=said):
        hand_over(file, father, None, START + timedelta(days=days), somebody(editor="galets"))
    with pytest.raises(Refused, match="mêmes signataires"):
        hand_over(file, mother, None, START + timedelta(days=9), somebody(editor="galets"))
    assert ParentChildFile.select().count() == 1


def test_icsge_r25_the_form_of_a_file_does_not_change_its_signers(parents, somebody, planted_families):
    child, mother, father = parents
    file = opened(child, mother)
    browser = signed_in(planted_families[0], somebody(editor="galets"))
    page = browser.get(f"/familles/dossiers/{file.id}/modifier").text
    assert "guardian_a" not in page and 'name="custody"' in page
    answer = browser.post(f"/familles/dossiers/{file.id}/signataire", data={
        "guardian_a": father.id, "guardian_b": "0", "starts_on": (START + timedelta(days=3)).isoformat()})
    new = ParentChildFile.get(ParentChildFile.guardian_a == father)
    assert answer.status_code == 303 and answer.location == f"/familles/dossiers/{new.id}"


def test_a_refused_hand_over_is_said_in_the_page_and_changes_nothing(parents, somebody, planted_families):
    child, mother, father = parents
    file = opened(child, mother)
    browser = signed_in(planted_families[0], somebody(editor="galets"))
    answer = browser.post(f"/familles/dossiers/{file.id}/signataire", data={
        "guardian_a": father.id, "guardian_b": "0", "starts_on": START.isoformat()})
    assert answer.status_code == 409 and "Cette date n’est pas dans la période du dossier." in answer.text
    assert ParentChildFile.select().count() == 1
    assert browser.post(f"/familles/dossiers/{file.id}/signataire", data={"starts_on": "demain"}).status_code == 400


def test_a_file_is_opened_from_the_child_s_page(parents, somebody, planted_families, places):
    child, mother, father = parents
    browser = signed_in(planted_families[0], somebody(editor="galets"))
    assert "Ouvrir un dossier" in browser.get(f"/familles/enfants/{child.id}").text
    answer = browser.post(f"/familles/dossiers/nouveau?enfant={child.id}", data={
        "child": child.id, "installation": places["galets-1"].id, "guardian_a": mother.id, "guardian_b": father.id,
        "custody": "none", "sibling": "", "home_provider": "", "starts_on": START.isoformat(), "ends_on": ""})
    assert answer.status_code == 303, answer.text
    page = browser.get(f"/familles/enfants/{child.id}").text
    assert "Josiane Poirier, Mathieu Cyr" in page


def test_a_service_sees_and_hands_over_its_own_files_only(parents, somebody, planted_families):
    child, mother, _father = parents
    file = opened(child, mother)
    other = somebody(editor="bourgeons")
    assert ParentChildFile.visible_to(other).count() == 0
    with pytest.raises(NotFound):
        ParentChildFile.find_for(other, file.id)
    browser = signed_in(planted_families[0], other)
    assert browser.get(f"/familles/dossiers/{file.id}/signataire").status_code == 404


def test_icsge_r23_the_link_changes_no_file_that_one_may_not_edit(parents, somebody, places):
    child, mother, father = parents
    hers = opened(child, mother, custody="half_days")
    hers.installation = places["bourgeons-1"]
    hers.save()
    his = opened(child, father, custody="half_days")
    his.sibling = hers
    his.save()
    with pytest.raises(Refused, match="pas le droit de modifier le dossier de l’autre parent"):
        his.link(somebody(reader="bourgeons", editor="galets"))
    assert ParentChildFile.get_by_id(hers.id).sibling is None
    user = somebody(editor="galets")
    hers.installation = his.installation
    hers.save()
    his.link(user)
    acts = [(entry.action, entry.record) for entry in Entry.select().where(Entry.actor == user.id)]
    assert acts == [("families.parent_child_file.edited", hers.id)]


def test_one_adult_signs_one_file_of_a_child_at_a_time(parents, somebody, planted_families, places):
    child, mother, _father = parents
    opened(child, mother, ends_on=START + timedelta(days=50))
    browser = signed_in(planted_families[0], somebody(editor="galets"))
    sent = {"child": child.id, "installation": places["galets-1"].id, "guardian_a": mother.id, "guardian_b": "",
            "custody": "none", "sibling": "", "home_provider": "", "ends_on": ""}
    for day, status in ((START + timedelta(days=50), 422), (START + timedelta(days=51), 303)):
        answer = browser.post(f"/familles/dossiers/nouveau?enfant={child.id}", data=sent | {
            "starts_on": day.isoformat()})
        assert answer.status_code == status
        assert ("signe déjà un dossier de cet enfant" in answer.text) is (status == 422)
