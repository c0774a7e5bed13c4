"""Tables as files: CSV and XLSX, written row by row, with typed numbers and dates, and no live formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from flask import Response

from core import i18n
from core.admin.cellsafe import safe

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def written(value: Any) -> str:
    """A value as CSV holds it: numbers with the language's comma, dates in ISO, text made safe."""
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, Decimal):
        return str(value).replace(".", "," if i18n.language() == "fr" else ".")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else safe(str(value))


def as_csv(heads: list[str], rows: Iterator[list], foot: str, name: str) -> Response:
    """Semicolons and a byte-order mark, as spreadsheets in French expect."""

    def fill(out: BinaryIO) -> None:
        text = io.TextIOWrapper(out, "utf-8-sig", newline="")
        csv.writer(text, delimiter=";").writerows([written(value) for value in row]
                                                  for row in _with_ends(heads, rows, foot))
        text.detach()

    return file_of(fill, "text/csv", name)


def _with_ends(heads: list[str], rows: Iterator[list], foot: str) -> Iterator[list]:
    yield heads
    yield from rows
    yield []
    yield [foot]


def as_xlsx(heads: list[str], rows: Iterator[list], foot: str, name: str) -> Response:
    """A workbook written row by row; every text is typed as text."""
    from openpyxl import Workbook  # noqa: PLC0415 (60 ms and 12 MiB, for the first export only)

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _with_ends(heads, rows, foot):
        sheet.append([value if value is None or isinstance(value, int | Decimal | date) else safe(str(value))
                      for value in row])
    return file_of(book.save, XLSX_TYPE, name)


def file_of(fill: Callable[[BinaryIO], object], kind: str, name: str) -> Response:
    """An attachment written to a temporary file first: a failure is then a page, not half a file."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 (closed once it is sent)
    try:
        fill(out)
    except BaseException:
        out.close()
        raise
    return Response(sent(out), mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def sent(out: BinaryIO) -> Iterator[bytes]:
    """The pieces of a file, from its beginning, closed at its end."""
    with out:
        out.seek(0)
        yield from iter(lambda: out.read(65_536), b"")


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}
