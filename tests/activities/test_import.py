"""Lists of pupils that come as files: dry run, all or nothing, undo (ACT-R01)."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from openpyxl import Workbook

from core.errors import Refused
from core.records import utcnow
from core.workflow.engine import fire
from plugins.activities import class_list, moving_up
from plugins.activities.models import (
    BulkAct,
    ClassGroup,
    Enrolment,
    Entitlement,
    Level,
    Participant,
)
from plugins.families import Child, Guardianship, Placement
from tests.activities.rules import everything, next_year
from tests.mes.counting import statements

HEAD = "Nom;Prénom;Date de naissance;Classe\n"
BORN = date(2020, 3, 4)


def pupil(town, name="Léa Martin", born=BORN):
    """A child who is in no class yet."""
    first, _space, last = name.partition(" ")
    parent = town.family(last)
    child = Child(household=parent.household, first_name=first, last_name=last, birth_date=born)
    child.save()
    Guardianship(child=child, guardian=parent, starts_on=born).save()
    return child


def report(town, text, user=None):
    rows = class_list.read("classe.csv", text.encode())
    return class_list.check(town.year, rows, user or town.clerk)


def problems(town, text):
    return [[str(each) for each in line.problems] for line in report(town, text).lines]


def test_a_list_enrols_a_whole_class_and_gives_the_places_act_r01(town):
    lea, tom = pupil(town), pupil(town, "Tom N'Diaye")
    rows = class_list.read("cp.csv", (HEAD + "MARTIN;lea;04/03/2020;cp\nN'Diaye;Tom;2020-03-04;CM1\n").encode())
    assert class_list.check(town.year, rows, town.clerk).ok
    act = class_list.enrol(town.year, rows, town.clerk)
    assert (act.added, act.state) == (2, "done")
    assert {(each.participant.child_id, each.class_group.name, each.starts_on) for each in Enrolment.select()} == {
        (lea.id, "CP", town.year.starts_on), (tom.id, "CM1", town.year.starts_on)}
    assert Placement.get(Placement.child == lea).installation_id == town.places["verne"].id


def test_a_list_is_undone_as_one_unless_somebody_is_booked_in_it(town):
    pupil(town)
    before = everything()
    rows = class_list.read("cp.csv", (HEAD + "Martin;Léa;04/03/2020;CP\n").encode())
    act = class_list.enrol(town.year, rows, town.clerk)
    fire(BulkAct.get_by_id(act.id), "undo", town.clerk)
    assert everything() == before
    act = class_list.enrol(town.year, rows, town.clerk)
    lea = Participant.get()
    Entitlement(participant=lea, service=town.services["midi"], starts_on=town.year.starts_on).save()
    town.booking(lea, "midi", date(2026, 9, 7))
    with pytest.raises(Refused, match="Une réservation a été faite"):
        fire(BulkAct.get_by_id(act.id), "undo", town.clerk)


def test_one_line_that_is_not_possible_and_nothing_is_done(town):
    pupil(town)
    before = everything()
    rows = class_list.read("cp.csv", (HEAD + "Martin;Léa;04/03/2020;CP\nInconnu;Zoé;04/03/2020;CP\n").encode())
    with pytest.raises(Refused, match="Une ligne n’est pas possible : rien n’est fait"):
        class_list.enrol(town.year, rows, town.clerk)
    assert everything() == before and not BulkAct.select().exists()


@pytest.mark.words
def test_each_line_says_what_is_wrong_with_it(town):
    pupil(town)
    pupil(town, "Aïcha Benali", date(2019, 1, 2))
    Child.update(archived_at=utcnow()).where(Child.last_name == "Benali").execute()
    town.child("Zoé Roux", "CE1")
    head = "Nom;Prénom;Né le;Classe;Niveau;Date d'entrée\n"
    said = problems(town, head + "Martin;Léa;31/02/2020;CP;;\nMartin;Léo;04/03/2020;CP;;\nMartin;Léa;04/03/2020;CM9;;\n"
                    "Martin;Léa;04/03/2020;CP;CM7;\nMartin;Léa;04/03/2020;CP;;01/09/2030\nBenali;Aicha;02/01/2019;CP;;\n"
                    "Roux;Zoé;04/03/2020;CP;;\nDupuis;Ana;05/03/2020;CP;;\nMartin;Léa;04/03/2020;CP;;demain\n")
    for lines, words in zip(said, ("n’est pas une date de naissance", "il y a Léa Martin", "« CM9 » n’existe pas",
                                   "« CM7 » n’existe pas", "n’est pas dans l’année", "archivée", "Déjà en CE1",
                                   "créez d’abord son foyer", "n’est pas une date d’entrée"), strict=True):
        assert any(words in line for line in lines), (words, lines)
    assert "déjà à la ligne 4" in " ".join(said[-1])


@pytest.mark.words
def test_two_classes_of_one_name_ask_for_the_establishment(town):
    pupil(town)
    ClassGroup(establishment=town.places["curie"], name="CP", level=Level.get(Level.label == "CP")).save()
    assert "ajoutez la colonne Établissement" in problems(town, HEAD + "Martin;Léa;04/03/2020;CP\n")[0][0]
    text = "Nom;Prénom;Naissance;Classe;École\nMartin;Léa;04/03/2020;CP;ecole marie-curie\n"
    (line,) = report(town, text).lines
    assert line.class_group.establishment == town.places["curie"]


@pytest.mark.words
def test_who_is_in_the_class_already_is_told_so_and_stays(town):
    town.child()
    (line,) = (found := report(town, HEAD + "Martin;Léa;04/03/2020;CP\n")).lines
    assert line.enrolled and not found.ok and not found.refused
    rows = class_list.read("a.csv", (HEAD + "Martin;Léa;04/03/2020;CP\n").encode())
    with pytest.raises(Refused, match="déjà dans leur classe"):
        class_list.enrol(town.year, rows, town.clerk)


@pytest.mark.words
def test_somebody_else_finds_neither_the_children_nor_the_classes(town):
    pupil(town)
    (line,) = report(town, HEAD + "Martin;Léa;04/03/2020;CP\n", town.stranger).lines
    assert line.child is None and line.class_group is None
    town.child("Tom Petit")
    with pytest.raises(Refused, match="Agir en masse"):
        moving_up.move((town.year, next_year(town)), {town.classes["CP"].id: town.classes["CE1"].id}, town.staff)


@pytest.mark.words
@pytest.mark.parametrize("data, said", [
    (b"", "Il manque des colonnes"), (b"Nom;Classe\nA;B\n", "Prénom, Date de naissance"),
    (HEAD.encode(), "aucune ligne"), (b"\x89PNG\r\n\0\0", "ni un CSV ni un XLSX"), (b"PK\x03\x04rien", "classeur XLSX"),
    (b"Nom;Nom;Classe\n", "deux fois"), (b"a" * 5_000_001, "trop grand"),
    (HEAD.encode() + b"Martin;Lea;04/03/2020;CP\n" * 5001, "plus de 5 000 lignes"),
    (b'Nom;"' + b"x" * 200_000 + b'"\n', "CSV que l’on puisse lire")])
def test_files_that_are_no_list_are_refused_in_words(data, said):
    with pytest.raises(Refused, match=said):
        class_list.read("liste", data)


@pytest.mark.words
def test_a_workbook_and_a_list_of_old_letters_are_read_alike(town):
    pupil(town, "Zoë Éluard")
    book = Workbook()
    book.active.append(["Nom", "Prénom", "Date de naissance", "Classe"])
    book.active.append(["Éluard", "Zoë", BORN, "CP"])
    out = io.BytesIO()
    book.save(out)
    for data in (out.getvalue(), (HEAD + "Éluard;Zoë;04.03.2020;CP\n").encode("cp1252"),
                 "\ufeffNom\tPrénom\tNé(e) le\tClasse\nÉluard\tZoë\t4/3/2020\tCP\n".encode()):
        assert class_list.check(town.year, class_list.read("liste", data), town.clerk).ok


@pytest.mark.words
def test_a_long_list_costs_as_many_queries_as_a_short_one(town):
    for number in range(6):
        pupil(town, f"Enfant {'ABCDEF'[number]}")
    lines = [f"{'ABCDEF'[number % 6]};Enfant;04/03/2020;CP\n" for number in range(600)]
    report(town, HEAD + lines[0])
    with statements() as few:
        report(town, HEAD + lines[0])
    with statements() as many:
        report(town, HEAD + "".join(lines))
    assert len(many) == len(few) <= 8


@pytest.mark.words
def test_a_name_of_many_words_is_found_whole_in_one_column_or_two(town):
    jean = pupil(town, "Jean De La Tour")
    pupil(town, "Léa-Rose N’Diaye"), pupil(town, "Thomas Martin"), pupil(town, "Martin Thomas")
    head, end = "Nom et prénom;Date de naissance;Classe\n", ";04/03/2020;CP\n"
    odd = "Élève;Prénom;Né le;Classe\nDe La Tour Jean;Jean;04/03/2020;CP\n"
    for text in (head + "DE LA TOUR Jean" + end, odd, head + "jean de la tour" + end, HEAD + "De la Tour;JEAN" + end):
        (line,) = report(town, text).lines
        assert (line.child, line.problems) == (jean, []), text
    assert report(town, head + "N'DIAYE Lea Rose" + end).ok
    both, near, nobody = problems(town, head + f"Martin Thomas{end}De La Tour Jeanne{end}Zoé Roux{end}")
    assert "séparez les colonnes Nom et Prénom" in both[0] and "Thomas Martin, Martin Thomas" in both[0]
    assert "il y a Jean De La Tour" in near[0] and "créez d’abord son foyer" in nobody[0]
    said = town.window(town.admin).post("/activites/import/", data={
        "annee": town.year.id, "fichier": (io.BytesIO((head + "DE LA TOUR Jean" + end).encode()), "cp.csv")})
    assert "DE LA TOUR Jean" in said.text
    kept = json.dumps([[2, class_list.read("cp.csv", (head + "DE LA TOUR Jean" + end).encode())[0].values]])
    town.window(town.admin).post("/activites/import/", data={"annee": town.year.id, "faire": "1", "lignes": kept})
    assert Enrolment.get().participant.child == jean
