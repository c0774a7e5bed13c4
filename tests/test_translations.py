"""The catalogues: nothing missing, nothing stale, both languages written by their rules, no text outside them."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%[^ (%]|#\w*")
GETTEXT = {"_", "ngettext", "pgettext"}
FRENCH = re.compile("[à-üœÀ-ÜŒ«»’]")
SILENT = {"needs", "Policy", "Finding", "compile", "replace"}
"""Calls whose literals nobody reads on a page: scopes of routes, findings of `marelle check`, patterns."""
OUTSIDE = {"demo", "migrations", "testing.py", "svg.py", "alphabet.py", "simulator"}
"""Where French is data: invented people, fixtures, widths and order of letters; a Ministry that speaks French only."""
NAMES = {"Marelle", "Français", "English", "CSV", "XLSX"}
RULES = {
    "a straight apostrophe": re.compile("'"),
    "a straight quotation mark": re.compile("\""),
    "a no-break space, which the filter puts in": re.compile("[\u00a0\u202f]"),
    "an exclamation mark": re.compile("!"),
    "« (s) »": re.compile(r"\w\(\w{1,3}\)"),
    "veuillez": re.compile("veuillez", re.I),
    "Oups": re.compile("oups", re.I),
    "cliquez": re.compile("cliquez", re.I),
    "three dots for …": re.compile(r"\.\.\."),
    "no space before : ; ? »": re.compile(r"[^\s\d#»][:;?»]|»[:;?]"),
    "no space after «": re.compile(r"«\S"),
}
ENGLISH_RULES = {
    "a straight apostrophe": re.compile("'"),
    "a straight quotation mark": re.compile("\""),
    "French quotation marks": re.compile("[«»]"),
    "a space before : ; ? !": re.compile(r"\S [:;?!]"),
    "an exclamation mark": re.compile("!"),
    "please, oops, click": re.compile(r"\b(please|oops|click)\b", re.I),
    "three dots for …": re.compile(r"\.\.\."),
    "accents of French": re.compile(r"\b(?!Québec\b)\w*[àâçèêëîïôùûœ]\w*"),
}


def script():
    """script/translations.py as a module."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "script" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()
PACKAGES = SCRIPT.packages()


def catalogue(package: Path) -> Catalog:
    """The English of a package."""
    with (package / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="en")


def keys(texts: Catalog) -> set[tuple]:
    """What a catalogue translates: context, text, plural."""
    return {(each.context, *forms(each.id)) for each in texts if each.id}


def forms(text: str | tuple) -> tuple[str, ...]:
    """The one form of a text, or both."""
    return (text,) if isinstance(text, str) else tuple(text)


def messages() -> Iterator[Message]:
    """Every text of every catalogue."""
    return (each for package in PACKAGES for each in catalogue(package) if each.id)


def pairs() -> Iterator[tuple[str, str]]:
    """Each French form with its English one, where there is one."""
    both = (pair for each in messages() for pair in zip(forms(each.id), forms(each.string), strict=True))
    return (pair for pair in both if pair[1])


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_the_catalogue_is_that_of_the_source(package):
    wanted, found = keys(SCRIPT.texts(package)), keys(catalogue(package))
    assert wanted - found == set(), "missing: run script/translations --update, then translate"
    assert found - wanted == set(), "stale: run script/translations --update"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_text_is_translated(package):
    texts = catalogue(package)
    assert [each.id for each in texts if each.id and not all(forms(each.string))] == []
    assert [each.id for each in texts if each.fuzzy and each.id] == []
    assert not texts.obsolete


def test_placeholders_are_the_same_on_both_sides():
    assert [(french, english) for french, english in pairs()
            if sorted(PLACEHOLDER.findall(french)) != sorted(PLACEHOLDER.findall(english))] == []


def test_a_text_begins_and_ends_with_the_same_spaces_on_both_sides():
    edges = re.compile(r"^(\s*).*?(\s*)$", re.S)
    assert [(french, english) for french, english in pairs()
            if french.strip(" :") and edges.match(french).groups() != edges.match(english).groups()] == []


def test_a_text_has_one_translation_in_all_catalogues():
    said = defaultdict(set)
    for each in messages():
        said[each.context, forms(each.id)].add(forms(each.string))
    assert {key: found for key, found in said.items() if len(found) > 1} == {}


@pytest.mark.parametrize("rule", RULES)
def test_french_is_written_by_its_rules(rule):
    assert [french for french, _english in pairs() if RULES[rule].search(PLACEHOLDER.sub("x", french))] == []


@pytest.mark.parametrize("rule", ENGLISH_RULES)
def test_english_is_written_by_its_rules(rule):
    assert [english for _french, english in pairs() if ENGLISH_RULES[rule].search(english)] == []


def test_english_is_about_as_long_as_french():
    both = list(pairs())
    assert 0.7 < sum(len(english) for _f, english in both) / sum(len(french) for french, _e in both) < 1.1
    assert [pair for pair in both if len(pair[0]) > 60 and not 0.55 < len(pair[1]) / len(pair[0]) < 1.3] == []


def sources(ending: str) -> list[Path]:
    """The files of the core and of our plugins whose texts people read."""
    found = [path for package in PACKAGES for path in sorted(package.rglob(f"*{ending}"))]
    return [path for path in found if not OUTSIDE & set(path.parts) and not path.stem.startswith("demo")]


def silent(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and what stands inside gettext calls and calls that show nothing, or is named there."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)
             and getattr(node.func, "id", getattr(node.func, "attr", "")) in GETTEXT | SILENT]
    inside = [each for call in calls for each in ast.walk(call)]
    named = {"scope"} | {each.id for each in inside if isinstance(each, ast.Name)}
    yield from inside
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        if isinstance(node, ast.Assign) and named & {getattr(each, "id", "") for each in ast.walk(node.targets[0])}:
            yield from ast.walk(node.value)


def literals(path: Path) -> Iterator[str]:
    """The French words of a module that no catalogue can translate."""
    tree = ast.parse(path.read_text())
    heard = set(silent(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in heard \
                and FRENCH.search(node.value) and re.search(r"[^\W\d_]{3}", node.value) and node.value not in NAMES:
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"


def test_no_french_escapes_gettext_in_the_code():
    assert [text for path in sources(".py") for text in literals(path)] == []


def bare(path: Path) -> Iterator[str]:
    """The words that stand in a template as they are, in its text and in the attributes that are read."""
    left = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>", "", path.read_text(), flags=re.S)
    found = re.findall(r">([^<>]+)<|\b(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", left)
    for text in ("".join(each) for each in found):
        for word in re.findall(r"[^\W\d_]{2,}\b(?!=)", text):
            if word not in NAMES:
                yield f"{path.relative_to(ROOT)}: {word}"


def test_no_word_escapes_gettext_in_the_templates():
    assert [text for path in sources(".html") for text in bare(path)] == []
