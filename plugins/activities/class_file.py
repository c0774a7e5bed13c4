"""Reading a list of pupils as schools send it: CSV of any kind, or XLSX; columns are found by their heads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from core.api import Refused, _, fold

LARGEST, UNPACKED, MOST = 5_000_000, 100_000_000, 5_000
"""The most octets of a file, of what an XLSX unpacks to, and the most lines."""
WIDEST = 40
HEADS = {"last_name": ("nom", "nom de l'enfant", "nom de famille", "last name"),
         "first_name": ("prenom", "prenom de l'enfant", "first name"),
         "full_name": ("nom et prenom", "nom prenom", "nom, prenom", "prenom et nom", "prenom nom", "nom complet",
                       "eleve", "enfant", "full name"),
         "birth_date": ("date de naissance", "naissance", "ne le", "nee le", "ne(e) le", "birth date"),
         "class_name": ("classe", "groupe", "class"), "level": ("niveau", "level"),
         "establishment": ("etablissement", "ecole", "school"),
         "starts_on": ("date d'entree", "entree", "entree le", "a partir du", "from")}
"""What each column is called, as `plain` writes it: without accents or capitals."""
NEEDED = {"last_name": _("Nom"), "first_name": _("Prénom"), "birth_date": _("Date de naissance"),
          "class_name": _("Classe")}


class Row(NamedTuple):
    """A line of the file, by its number there: the text of each column that we know."""

    number: int
    values: dict[str, str]


def plain(text: str) -> str:
    """A head without accents, capitals and kinds of apostrophes."""
    return " ".join(fold(text.replace("’", "'")).split())


KNOWN = {plain(word): name for name, words in HEADS.items() for word in words}


def read(name: str, data: bytes) -> list[Row]:
    """The lines of a file; raises Refused with what is missing or too much."""
    if len(data) > LARGEST:
        raise Refused(_("Ce fichier est trop grand : 5 Mo au plus."), _("Gardez les colonnes utiles."))
    table = from_xlsx(data) if data[:2] == b"PK" else from_csv(data)
    columns = columns_of(next(table, []))
    found = [Row(number, {column: cells[place] if place < len(cells) else "" for column, place in columns.items()})
             for number, cells in enumerate(islice(table, MOST + 1), start=2) if any(cells)]
    if len(found) > MOST:
        raise Refused(_("Ce fichier a plus de 5 000 lignes."), _("Partagez-le, par exemple école par école."))
    if not found:
        raise Refused(_("Ce fichier n’a aucune ligne sous ses titres."))
    return found


def columns_of(heads: Sequence[str]) -> dict[str, int]:
    """Where each column that we know stands; raises Refused naming those that are missing or there twice."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        column = KNOWN.get(plain(head))
        if column in found:
            raise Refused(_("La colonne « %(head)s » est là deux fois.", head=head), _("Gardez-en une seule."))
        if column:
            found[column] = place
    whole = "full_name" in found and "last_name" not in found
    missing = [str(label) for column, label in NEEDED.items()
               if column not in found and not (whole and column in ("last_name", "first_name"))]
    if missing:
        raise Refused(_("Il manque des colonnes : %(names)s.", names=", ".join(missing)),
                      _("La première ligne porte les titres : Nom, Prénom (ou une seule colonne Nom et prénom), Date "
                        "de naissance, Classe, et si vous voulez Établissement, Niveau, Date d’entrée."))
    return found


def from_csv(data: bytes) -> Iterator[list[str]]:
    """The cells of a CSV in the letters and with the separator that it has."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise Refused(_("Ce fichier n’est ni un CSV ni un XLSX."), _("Enregistrez la liste comme CSV ou XLSX."))
    head = text.partition("\n")[0]
    try:
        for row in csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count)):
            yield [cell.strip() for cell in row[:WIDEST]]
    except csv.Error:
        raise Refused(_("Ce fichier n’est pas un CSV que l’on puisse lire."),
                      _("Enregistrez la liste comme CSV ou XLSX.")) from None


def from_xlsx(data: bytes) -> Iterator[list[str]]:
    """The cells of the first sheet of a workbook."""
    from openpyxl import load_workbook  # noqa: PLC0415 (60 ms and 12 MiB, for the first import only)

    try:
        if sum(part.file_size for part in ZipFile(io.BytesIO(data)).infolist()) > UNPACKED:
            raise Refused(_("Ce classeur est trop grand une fois ouvert."), _("Gardez les colonnes utiles."))
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows: Iterable[tuple[Any, ...]] = list(islice(sheet.iter_rows(max_col=WIDEST, values_only=True), MOST + 2))
    except (BadZipFile, KeyError, ValueError, TypeError, IndexError, SyntaxError):
        raise Refused(_("Ce fichier n’est pas un classeur XLSX que l’on puisse lire."),
                      _("Ouvrez-le dans un tableur, puis enregistrez-le comme XLSX ou CSV.")) from None
    for row in rows:
        yield [as_text(cell) for cell in row]


def as_text(cell: Any) -> str:
    """A cell as it would be typed."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def as_day(text: str) -> date:
    """A day typed as 2020-03-04, 04/03/2020 or 4.3.2020; raises ValueError for any other."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise ValueError(text)
    if len(parts[0]) == 4:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    if len(parts[2]) != 4:
        raise ValueError(text)
    return date(int(parts[2]), int(parts[1]), int(parts[0]))
