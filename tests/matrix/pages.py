"""What a page offers: its links, and its forms as a browser would send them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from core.demo import page

LINK = re.compile(r"""\s(?:href|src|action|data-[\w-]+)="(/(?!/)[^"]*)\"""")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
UNSENT = ("button", "reset", "image")
SAMPLES = {"date": "2026-11-23", "email": "essai@exemple.test", "file": "file", "number": "1", "password": "essai"}


@dataclass
class Field:
    """A control: the values it may send, and those it sends as it stands."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    looks_up: bool = False

    @property
    def sent(self) -> list[str]:
        """What a browser would send; an empty text is filled in, nothing chosen means the first choice."""
        if self.kind in ("hidden", "checkbox"):
            return self.chosen if self.kind == "hidden" else self.chosen or self.values
        if self.kind in ("select", "radio"):
            return (self.chosen or [each for each in self.values if each])[:1]
        return [value for value in self.chosen if value] or [SAMPLES.get(self.kind, "Essai")]


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, button: tuple[str, str] = ("", "")) -> dict[str, object]:
        """What it sends when this button is pressed."""
        data: dict[str, object] = {}
        for each in self.fields:
            if each.kind == "file":
                data[each.name] = (BytesIO(page("essai", ["essai"])), "essai.pdf")
            elif sent := each.sent:
                data[each.name] = [*data.get(each.name, []), *sent]
        return data | ({button[0]: button[1]} if button[0] else {})

    @property
    def shape(self) -> tuple:
        """What tells it from the other forms: where it goes, and the names it sends."""
        return self.action, self.method, tuple(sorted({each.name for each in self.fields})), tuple(self.buttons)


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, url: str):
        super().__init__()
        self.url, self.forms, self.open, self.select, self.area = url, [], None, None, None

    def handle_starttag(self, tag: str, pairs: list) -> None:
        given = {name: value or "" for name, value in pairs}
        if tag == "form":
            self.open = Form(given.get("action") or self.url, given.get("method", "get").upper())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag == "button" and given.get("type", "submit") == "submit":
            self.open.buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "option" and self.select is not None:
            self.select.values.append(given.get("value", ""))
            self.select.chosen += [given.get("value", "")] if "selected" in given else []
        elif given.get("name"):
            self.control(tag, given)

    def control(self, tag: str, given: dict[str, str]) -> None:
        """An input, a select or a text area."""
        if tag not in ("input", "select", "textarea") or given.get("type") in UNSENT:
            return
        kind = tag if tag != "input" else given.get("type", "text")
        found = next((each for each in self.open.fields if each.name == given["name"] and each.kind == kind), None)
        if found is None:
            found = Field(given["name"], kind, looks_up="data-lookup" in given)
            self.open.fields.append(found)
        self.select, self.area = found if tag == "select" else None, found if tag == "textarea" else None
        if tag == "input":
            self.valued(found, given)

    def valued(self, found: Field, given: dict[str, str]) -> None:
        """Note the value of an input, and whether it is sent as it stands."""
        value = given.get("value", "on" if found.kind == "checkbox" else "")
        found.values.append(value)
        if found.kind not in ("checkbox", "radio") or "checked" in given:
            found.chosen.append(value)

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.chosen.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = None


def forms_of(text: str, url: str) -> list[Form]:
    """The forms of a page; what stands between them is not read, which would take three times as long."""
    reader = Reader(url)
    reader.feed("".join(FORM.findall(text)))
    return reader.forms


def links_of(text: str) -> list[str]:
    """The addresses of ours that a page names, in links, forms and what its script reads."""
    return [html.unescape(found).partition("#")[0] for found in LINK.findall(text)]
