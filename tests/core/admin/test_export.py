"""Exports: what the list shows and no more, no live formula, typed numbers, a row in the journal."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from core.admin.cellsafe import risky, safe
from core.admin.journal_words import changes_said
from core.journal import Entry, listed
from tests.core.admin.conftest import make_owner
from tests.core.admin.workshop import ALL

LEADS = ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", " =", "\u200b=", "\ufeff@", "\u00a0+",
         "\t=", "\u202e-"]


@pytest.fixture
def exporter(sign_in, user_with, north):
    return sign_in(user_with(*ALL, "core.export", at=north, name="Odile"))


def export(browser, form="csv", query="", shown="toutes"):
    return browser.post("/reparations/export", data={"list": shown, "form": form, "query": query})


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_a_csv_holds_the_filtered_rows_and_says_who_made_it(exporter, north, south, make_repair):
    kept = make_repair(north, price=1250, promised_on=date(2026, 3, 1))
    make_repair(north, wear="heavy")
    make_repair(south, "Canari")

    answer = export(exporter, query="wear=light&sort=number")
    rows = rows_of(answer)

    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="reparations-toutes-')
    assert rows[0][:4] == ["Numéro", "Personne", "Atelier de la personne", "Objet"]
    assert rows[1][0] == kept.number and rows[1][4:7] == ["Légère", "2026-03-01", "12,50"]
    assert len(rows) == 4 and rows[3][0].startswith("Toutes les réparations : 1 réparation, exporté par Odile")
    assert b"Canari" not in answer.data


def test_a_workbook_has_typed_cells(exporter, north, make_repair):
    make_repair(north, "-5", price=-1250, promised_on=date(2026, 3, 1))

    sheet = load_workbook(io.BytesIO(export(exporter, "xlsx").data)).active
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}

    assert cells["Prix"].value == -12.5 and cells["Prix"].data_type == "n"
    assert cells["Promise"].value == datetime(2026, 3, 1)
    assert cells["Objet"].value == "'-5" and cells["Objet"].data_type == "s"


@pytest.mark.parametrize("lead", LEADS)
def test_no_lead_makes_a_live_formula(exporter, north, make_repair, lead):
    assert risky(lead + "1+1")
    make_repair(north, "x" if "\x00" in lead else f"{lead}1+1", make_owner(north, f"{lead}cmd".replace("\x00", "")))

    row = rows_of(export(exporter))[1]
    sheet = load_workbook(io.BytesIO(export(exporter, "xlsx").data)).active

    assert "\x00" in lead or row[3].startswith("'")
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert safe(f"{lead}1").startswith("'")


@pytest.mark.parametrize("text", ["Zoé", "12-3", "a=b", "", "«\u00a0x\u00a0»", "5 + 5"])
def test_ordinary_text_is_left_alone(text):
    assert safe(text) == text


def test_an_export_is_written_in_the_journal(exporter, north, make_repair):
    make_repair(north)
    export(exporter, query="wear=light&q=bouil&sort=-number&tab=late&page_size=25")
    export(exporter, "xlsx")

    narrowed, whole = (entry.note for entry in Entry.select().where(Entry.action == "shop.repair.exported"))
    assert narrowed.startswith("CSV, 0 réparation, Toutes les réparations · ")
    assert narrowed.endswith(" · Recherche : bouil · Onglet : En retard · Usure : Légère")
    assert whole == "XLSX, 1 réparation, Toutes les réparations"


def test_the_row_of_an_export_names_the_records_that_the_file_holds(exporter, north, south, make_repair):
    first, second, _elsewhere = make_repair(north), make_repair(north, wear="heavy"), make_repair(south)
    export(exporter, query="sort=number")
    export(exporter, "xlsx", query="wear=heavy")
    export(exporter, query="q=introuvable")

    both, one, none = (entry.after for entry in Entry.select().where(Entry.action == "shop.repair.exported"))
    assert both == f'{{"records":",{first.id},{second.id},"}}'
    assert one == f'{{"records":",{second.id},"}}' and none == ""


def test_the_journal_says_the_first_records_of_a_long_list_and_how_many_they_are(app):
    few, many = listed(range(1, 4)), listed(range(1, 3001))
    (label, _before, after), = changes_said({}, few, "", None)
    assert str(label) == "Fiches, par leur identifiant" and after == "1, 2, 3"
    (_label, _before, after), = changes_said({}, many, "", None)
    assert after.startswith("1, 2, 3, ") and after.endswith("19, 20… 3\u00a0000 en tout")


def test_an_export_needs_both_permissions_and_a_known_form(sign_in, repairer, exporter, user_with, north):
    assert export(sign_in(repairer)).status_code == 403
    assert export(sign_in(user_with("core.export", at=north))).status_code == 403
    assert export(exporter, "ods").status_code == 404
    assert export(exporter, shown="autre").status_code == 404
    assert exporter.get("/reparations/export").status_code == 405


def test_an_export_past_the_cap_is_refused(exporter, north, make_repair, monkeypatch):
    make_repair(north)
    make_repair(north)
    monkeypatch.setattr("core.admin.export.MOST", 1)

    answer = export(exporter)

    assert answer.status_code == 409 and "Ajoutez un filtre" in answer.text
    assert not Entry.select().where(Entry.action == "shop.repair.exported").exists()
