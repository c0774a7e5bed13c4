"""Whole classes that go to the next year: dry run, all or nothing, undo (ACT-R21, R23)."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Refused
from core.records import utcnow
from core.workflow.engine import fire
from plugins.activities import mass, moving_up
from plugins.activities.mass import Week
from plugins.activities.models import (
    BulkAct,
    Enrolment,
    Service,
)
from plugins.families import Child
from tests.activities.rules import everything, next_year


def test_whole_classes_go_to_the_next_year_without_waiting_for_invoices_act_r21(town):
    lea, tom, _zoe = town.child("Léa Martin"), town.child("Tom Petit"), town.child("Zoé Roux", "CM1")
    mass.book([lea.id], [town.services["midi"].id], Week(date(2026, 9, 7), date(2026, 9, 11)), town.clerk)
    years = town.year, next_year(town)
    classes = {name: each.id for name, each in town.classes.items()}
    targets = {classes["CP"]: classes["CE1"], classes["CM1"]: None}
    found = moving_up.plan(years, targets, town.clerk, {tom.id: classes["CP"]})
    assert [(str(each.participant), str(each.target)) for each in found.going] == [
        ("Léa Martin", "CE1"), ("Tom Petit", "CP")]
    assert [str(each.participant) for each in found.leaving] == ["Zoé Roux"]
    before = everything()
    act = moving_up.move(years, targets, town.clerk, {tom.id: classes["CP"]})
    moved = {(each.participant_id, each.class_group.name, each.level.label, each.starts_on, each.ends_on)
             for each in Enrolment.select().where(Enrolment.year == years[1])}
    assert moved == {(who.id, name, name, years[1].starts_on, years[1].ends_on)
                     for who, name in ((lea, "CE1"), (tom, "CP"))}
    fire(BulkAct.get_by_id(act.id), "undo", town.clerk)
    assert everything() == before


@pytest.mark.words
def test_act_r21_r23_the_dry_run_says_where_places_would_not_do_for_all(town):
    for name, services in (("Léa Martin", ("midi", "soir")), ("Tom Petit", ("soir",)), ("Ana Bel", ("midi",))):
        town.child(name, services=services)
    years = town.year, next_year(town)
    for name, places in (("midi", 1), ("soir", 2)):
        Service.update(places=places).where(Service.id == town.services[name].id).execute()
    found = moving_up.plan(years, {town.classes["CP"].id: town.classes["CM1"].id}, town.clerk)
    assert [str(each) for each in found.warnings] == [
        "« Cantine » à « École Marie-Curie » : 2 y auraient droit pour 1 place par jour ; qui serait de trop irait en "
        "liste d’attente."]
    assert not moving_up.plan(years, {town.classes["CP"].id: None}, town.clerk).warnings


def test_who_cannot_be_moved_is_named_and_the_others_go(town):
    lea, tom = town.child("Léa Martin"), town.child("Tom Petit")
    years = town.year, next_year(town)
    Child.update(archived_at=utcnow()).where(Child.id == tom.child_id).execute()
    targets = {town.classes["CP"].id: town.classes["CE1"].id}
    (refused,) = moving_up.plan(years, targets, town.clerk).refused
    assert (str(refused.participant), str(refused.obstacle)) == ("Tom Petit", "Sa fiche est archivée.")
    act = moving_up.move(years, targets, town.clerk)
    assert (act.added, act.skipped) == (1, 1)
    (again,) = [each for each in moving_up.plan(years, targets, town.clerk).refused if each.participant == lea]
    assert str(again.obstacle) == "Déjà inscrit·e en CE1."
    with pytest.raises(Refused, match="Personne ne change de classe"):
        moving_up.move(years, targets, town.clerk)


@pytest.mark.words
def test_years_that_do_not_follow_each_other_are_refused(town):
    with pytest.raises(Refused, match="doit suivre"):
        moving_up.plan((next_year(town), town.year), {}, town.clerk)
