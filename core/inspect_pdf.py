"""Look inside one PDF, in a process with limits: `python -I -m core.inspect_pdf FILE` answers one line of JSON.

The parent side is core.inspection; this file imports nothing of ours, so that the process starts fast and small.
"""

import json
import resource
import sys

import pikepdf

LIMITS = {
    resource.RLIMIT_AS: 256 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_CORE: 0,
}
INFLATED = 64 * 1024 * 1024
"""How much text, drawing and font data one file may hold once inflated."""
PIXELS = 250_000_000
"""How many points one picture may have: an A3 page at 1000 points an inch has 190 million."""
FILTERS = 2

ACTIONS = {"/JavaScript": "script", "/Launch": "launch", "/SubmitForm": "submit", "/ImportData": "submit",
           "/GoToE": "attachment", "/Rendition": "media", "/Movie": "media", "/Sound": "media",
           "/RichMediaExecute": "media", "/GoTo3DView": "media"}
SUBTYPES = {"/FileAttachment": "attachment", "/Screen": "media", "/RichMedia": "media", "/3D": "media",
            "/Movie": "media", "/Sound": "media"}
KEYS = {"/JS": "script", "/JavaScript": "script", "/EF": "attachment", "/EmbeddedFiles": "attachment",
        "/Collection": "attachment", "/XFA": "xfa"}


class Problem(Exception):
    """What is wrong with the file, as a word that core.inspection puts into a sentence."""


def main(path: str) -> None:
    """Print {ok, pages, reason} for the file."""
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    try:
        answer = {"ok": True, "pages": examine(path), "reason": ""}
    except Problem as problem:
        answer = {"ok": False, "pages": 0, "reason": str(problem)}
    except MemoryError:
        answer = {"ok": False, "pages": 0, "reason": "bomb"}
    print(json.dumps(answer))


def examine(path: str) -> int:
    """The number of pages; raises Problem."""
    check_end(path)
    try:
        with pikepdf.open(path, attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Problem("encrypted")
            walk(pdf)
            if not len(pdf.pages):
                raise Problem("no_pages")
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise Problem("encrypted") from None
    except pikepdf.PdfError as fault:
        raise Problem("bomb" if "bad_alloc" in str(fault) else "broken") from None


def check_end(path: str) -> None:
    """Nothing but blanks may follow the end of the PDF, or the file is two kinds of file at once."""
    with open(path, "rb") as file:
        end = file.read().rpartition(b"%%EOF")
    if not end[1] or end[2].strip(b"\r\n\t \0\x1a"):
        raise Problem("broken" if not end[1] else "trailing")


def walk(pdf: pikepdf.Pdf) -> None:
    """Visit everything that can be reached, direct or indirect, once, without recursion."""
    seen, waiting, left = set(), [pdf.trailer], INFLATED
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, pikepdf.Object):
            continue
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, pikepdf.Array):
            waiting.extend(thing)
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            look(thing)
            waiting.extend(value for _, value in thing.items())
        if isinstance(thing, pikepdf.Stream):
            left -= inflated(thing)
            if left < 0:
                raise Problem("bomb")


def look(thing: pikepdf.Object) -> None:
    """Refuse what acts, plays, sends or carries another file."""
    for key, _value in thing.items():
        if key in KEYS:
            raise Problem(KEYS[key])
    for key, table in (("/S", ACTIONS), ("/Subtype", SUBTYPES)):
        word = thing.get(key)
        if isinstance(word, pikepdf.Name) and str(word) in table:
            raise Problem(table[str(word)])


def inflated(stream: pikepdf.Stream) -> int:
    """How long the stream is once inflated; a picture is judged by its measures, never inflated."""
    filters = stream.get("/Filter", [])
    if isinstance(filters, pikepdf.Array) and len(filters) > FILTERS:
        raise Problem("bomb")
    if "/Width" in stream and "/Height" in stream:
        if int(stream.Width) * int(stream.Height) > PIXELS:
            raise Problem("bomb")
        return 0
    return len(stream.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
