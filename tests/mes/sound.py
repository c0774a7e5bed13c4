"""What can be heard wrong in a page without drawing it: names, ids, headings, tables, targets of labels."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

CONTROLS = ("input", "select", "textarea")
UNNAMED = ("hidden", "submit", "button", "reset", "image")
VOID = ("input", "img", "br", "hr", "link", "meta", "source")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage")


class Heard(HTMLParser):
    """The elements of a page with their attributes, and the words inside those that need some."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.open: list[int] = []
        self.within: dict[int, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.within[len(self.elements)] = [each for each, _attributes in (self.elements[n] for n in self.open)]
        self.elements.append((tag, dict(attrs)))
        self.words.append(dict(attrs).get("aria-label") or dict(attrs).get("alt") or "")
        for outer in self.open:
            self.words[outer] += self.words[-1]
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.elements[self.open.pop()][0] != tag:
            pass

    def handle_data(self, data):
        for outer in self.open:
            self.words[outer] += data


def faults(text: str) -> list[str]:
    """What is wrong with a page, in words; nothing when it is sound."""
    page = Heard(text)
    ids = Counter(attributes["id"] for _tag, attributes in page.elements if attributes.get("id"))
    labelled = {attributes.get("for") for tag, attributes in page.elements if tag == "label"}
    count = Counter(tag for number, (tag, _attributes) in enumerate(page.elements)
                    if "svg" not in page.within[number])
    found = [f"{count[tag]} × {tag}" for tag in ("h1", "main", "title") if count[tag] != 1]
    found += [f"id « {name} » twice" for name, times in ids.items() if times > 1]
    for number, (tag, attributes) in enumerate(page.elements):
        if "template" in page.within[number]:
            continue
        found += of_element(tag, attributes, page, number, labelled)
        found += [f"{tag} {name}=« {target} » leads nowhere" for name in REFERENCES
                  for target in (attributes.get(name) or "").split() if target not in ids]
    return found


def of_element(tag: str, attributes: dict, page: Heard, number: int, labelled: set) -> list[str]:
    """What is wrong with one element; the button of the dialog that asks takes the verb (`data-verb`) when it opens."""
    name = attributes.get("aria-label") or attributes.get("aria-labelledby")
    wrong = []
    if tag == "html" and attributes.get("lang") not in ("fr", "en"):
        wrong.append("no language")
    if tag in CONTROLS and attributes.get("type") not in UNNAMED and not (
            name or attributes.get("id") in labelled or "label" in page.within[number]):
        wrong.append(f"{tag} « {attributes.get('name')} » without a name")
    said = name or attributes.get("title") or page.words[number].strip()
    if tag in ("button", "a") and not said and "data-verb" not in attributes:
        wrong.append(f"{tag} {attributes} without words")
    if tag == "img" and "alt" not in attributes:
        wrong.append("an image without words")
    if tag == "th" and not attributes.get("scope"):
        wrong.append("a head of a table without its scope")
    if int(attributes.get("tabindex") or 0) > 0:
        wrong.append("an order of tabs of its own")
    return wrong
