"""The pages of MES as a person signed in sees them, without scripts."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pikepdf
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from core.demo import page
from core.running import running
from core.testing import signed_in

JSON = {"Accept": "application/json"}


class Window:
    """A browser in which one person of the world is signed in."""

    def __init__(self, planted, user, *, fresh: bool = True):
        self.client = signed_in(planted[0], user, fresh=fresh)

    def get(self, path: str, status: int = 200) -> str:
        """The page at this address."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.location)
        return answer.text

    def post(self, path: str, status: int = 303, **form):
        """The answer to a form that is sent."""
        answer = self.client.post(path, data=form)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:3000])
        return answer

    def upload(self, path: str, files: Iterable[tuple[bytes, str]], headers=None, **form):
        """The answer to files that are sent."""
        sent = [("file", FileStorage(io.BytesIO(data), filename=name)) for data, name in files]
        boundary, body = encode_multipart(MultiDict([*form.items(), *sent]))
        return self.client.post(path, data=body, headers=headers,
                                content_type=f"multipart/form-data; boundary={boundary}")


def pdf(word: str = "Plan") -> bytes:
    """A small PDF that says a word."""
    return page(word, ["ligne"])


def heavy(octets: int) -> bytes:
    """A valid PDF of exactly so many octets."""
    count = octets - 1000
    while len(made := page("Lourd", ["x" * count])) != octets:
        count += octets - len(made)
    return made


def encrypted() -> bytes:
    """A PDF that only a password opens."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page("Secret", []))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def pieces(request, slot: str = "") -> str:
    """The address of step 4, or of one of its slots."""
    return f"/mes/demandes/{request.id}/pieces" + (f"/{slot}" if slot else "")


def kept() -> int:
    """How many contents the store holds."""
    return len(list(running().store))
