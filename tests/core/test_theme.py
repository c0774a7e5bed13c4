"""The theme: contrasts, icons, no-break spaces, headers, and templates that a strict policy lets work."""

import ast
import re

import pytest
from flask import render_template_string
from markupsafe import Markup

from core.errors import MarelleError
from core.theme import Theme, icon, typo, whole
from tests.core import themed
from tests.core.themed import CORE

site, shown = themed.site, themed.shown
CSS, SCRIPTS = CORE / "static" / "css", CORE / "static" / "js"
TEMPLATES = [path for folder in (CORE, *sorted(CORE.parent.glob("plugins/*")))
             for path in sorted(folder.glob("templates/**/*.html")) if "documents" not in path.parts]
TONES = ("neutre", "bleu", "ambre", "vert", "prune", "brique")

# What the design measured: foreground, background, ratio in light, ratio in dark.
CONTRASTS = [
    ("ink", "cour", 13.8, 15.5), ("ink", "surface", 15.6, 13.6), ("ink", "well", 12.9, 11.5),
    ("ink-2", "cour", 6.6, 8.9), ("ink-2", "surface", 7.4, 7.8), ("ink-2", "well", 6.2, 6.6),
    ("line-strong", "surface", 4.1, 5.0), ("line-strong", "cour", 3.6, 5.6),
    ("link", "surface", 7.8, 9.2), ("link", "cour", 6.9, 10.5),
    ("on-action", "action", 7.2, 8.6), ("on-action", "action-2", 10.4, 10.3),
    ("focus", "cour", 6.7, 12.1), ("focus", "surface", 7.5, 10.7),
    ("craie", "ardoise", 11.9, 11.1), ("craie-2", "ardoise", 7.4, 6.9), ("craie-2", "ardoise-nav", 7.4, 8.9),
    ("craie-2", "ardoise-hover", 5.7, 5.4),
    ("on-jaune", "jaune", 10.6, 10.6), ("jaune", "ardoise", 8.7, 8.1),
    ("retard-craie", "ardoise", 7.8, 7.2), ("retard-jaune", "jaune", 7.2, 7.2),
    ("neutre-fg", "neutre-bg", 8.2, 8.4), ("bleu-fg", "bleu-bg", 7.4, 8.5), ("ambre-fg", "ambre-bg", 7.8, 9.3),
    ("vert-fg", "vert-bg", 7.4, 8.7), ("prune-fg", "prune-bg", 7.7, 8.8), ("brique-fg", "brique-bg", 7.3, 9.2),
    ("neutre-edge", "surface", 3.0, 4.1), ("bleu-edge", "surface", 3.4, 4.1), ("ambre-edge", "surface", 3.2, 4.1),
    ("vert-edge", "surface", 3.4, 3.7), ("prune-edge", "surface", 3.4, 3.6), ("brique-edge", "surface", 3.7, 3.5),
]


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour of tokens.css, in light and in dark."""
    found = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text()):
        colours = re.findall(r"#[0-9A-F]{6}\b", value)
        if colours and "rgb" not in value:
            found[name] = (colours[0], colours[-1])
    return found


def luminance(colour: str) -> float:
    """The relative luminance of WCAG."""
    shares = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """The contrast of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "back", "light", "dark"), CONTRASTS)
def test_every_contrast_is_the_one_measured(front, back, light, dark):
    found = tokens()
    measured = [ratio(a, b) for a, b in zip(found[front], found[back], strict=True)]
    assert measured == pytest.approx([light, dark], abs=0.06)


@pytest.mark.parametrize("tone", TONES)
def test_tones_keep_the_contrast_of_text_and_of_edges(tone):
    found = tokens()
    for theme in (0, 1):
        assert ratio(found[f"{tone}-fg"][theme], found[f"{tone}-bg"][theme]) >= 7.2
        assert ratio(found[f"{tone}-edge"][theme], found["surface"][theme]) >= 3.0


def test_colours_are_declared_in_one_file_only():
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|light-dark\(")
    other = [path for path in CSS.rglob("*.css") if path.name != "tokens.css"]
    assert len(other) > 20
    assert [path.name for path in other if colour.search(path.read_text())] == []


def test_every_token_used_is_declared():
    declared = set(re.findall(r"--([\w-]+):", "".join(path.read_text() for path in CSS.rglob("*.css"))))
    used = set(re.findall(r"var\(--([\w-]+)", "".join(path.read_text() for path in CSS.rglob("*.css"))))
    assert used - declared == set()


def test_the_style_sheet_imports_every_component():
    imported = set(re.findall(r'@import "\./([^"]+)"', (CSS / "marelle.css").read_text()))
    assert imported | {"marelle.css"} == {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")}


def test_the_script_imports_every_module():
    """By itself, or through a module that uses it; what a few pages load alone is a bundle of its own."""
    modules = {path.name: path.read_text() for path in SCRIPTS.glob("*.js")}
    imported = {name for text in modules.values() for name in re.findall(r'(?:import|from) "\./([^"]+)"', text)}
    built = (SCRIPTS.parents[2] / "script" / "assets.py").read_text()
    bundles = set(re.findall(r'"([\w-]+\.js)"', re.search(r"BUNDLES = \(([^)]*)\)", built)[1]))
    assert imported | bundles == set(modules) and not imported & bundles


def test_scripts_never_write_markup_nor_run_text():
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|document\.write")
    assert [path.name for path in SCRIPTS.glob("*.js") if forbidden.search(path.read_text())] == []


def icons_named(text: str) -> set[str]:
    """The icons that a template names outright."""
    by_call = re.findall(r'\bicon\(\s*"([a-z0-9-]+)"', text)
    return set(by_call) | set(re.findall(r'icon(?:_name)?\s*=\s*"([a-z0-9-]+)"', text))


def test_every_icon_named_in_a_template_is_drawn():
    drawn = Theme().icons
    named = {name: path.name for path in TEMPLATES for name in icons_named(path.read_text())}
    assert len(named) > 30
    assert {name: page for name, page in named.items() if name not in drawn} == {}


def test_every_icon_of_a_declared_state_is_drawn():
    named = set()
    for path in CORE.parent.glob("plugins/**/workflow*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        named |= {call.args[2].value for call in calls
                  if getattr(call.func, "id", "") == "State" and len(call.args) > 2}
    assert named
    assert named - Theme().icons == set()


def test_an_icon_nobody_drew_stops_the_page(site):
    with site.test_request_context("/page"), pytest.raises(MarelleError, match="no-such-icon"):
        icon("no-such-icon")


def test_an_icon_is_silent_beside_a_word_and_named_when_alone(site):
    with site.test_request_context("/page"):
        assert 'aria-hidden="true"' in icon("send")
        assert 'aria-label="A &lt;b&gt;"' in icon("send", 22, label="A <b>")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_hold_nothing_that_the_policy_refuses(path):
    text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"javascript:|hx-on|hx-vals=.js:|\|\s*safe\b", text)
    for tag in re.findall(r"<(?:script|style)\b[^>]*>|<link[^>]*stylesheet[^>]*>", text):
        assert "nonce=" in tag


@pytest.mark.parametrize(("plain", "shaped"), [
    ("Pourquoi pas ?", "Pourquoi pas\u00a0?"), ("Statut : oui ; non !", "Statut\u00a0: oui\u00a0; non\u00a0!"),
    ("« Repas »", "«\u00a0Repas\u00a0»"), ("à 14 h 02", "à 14\u00a0h\u00a002"),
    ("avant 10 h, demain", "avant 10\u00a0h, demain"),
    ("12,40 €", "12,40\u00a0€"), ("1 250 000 dossiers", "1\u00a0250\u00a0000 dossiers"), ("5,1 Mo", "5,1\u00a0Mo"),
    ("en 2026 12 demandes", "en 2026 12 demandes"), ("8 jours", "8 jours"),
])
def test_typo_puts_the_no_break_spaces_of_french(site, plain, shaped):
    with site.test_request_context("/page"):
        assert typo(plain) == shaped


def test_a_postal_code_stays_whole_where_it_is_shown(site):
    with site.test_request_context("/page"):
        assert whole("12, rue du Quai, Matane (Québec) G4W 1J0") == "12, rue du Quai, Matane (Québec) G4W\u00a01J0"
        assert whole(Markup("l&#39;Anse G4W 1J0")) == Markup("l&#39;Anse G4W\u00a01J0")
        assert not isinstance(whole("<b> G4W 1J0"), Markup)
        assert (whole("AG4W 1J0"), whole(None), whole(12)) == ("AG4W 1J0", None, 12)


def test_typo_leaves_english_alone_and_escaped_text_escaped(site):
    with site.test_request_context("/page"):
        assert typo(Markup("l&#39;eau :")) == Markup("l&#39;eau\u00a0:")
        assert not isinstance(typo("<b> :"), Markup)
    site.config["BABEL_DEFAULT_LOCALE"] = "en"
    site.extensions["babel"].default_locale = "en"
    with site.test_request_context("/page"):
        assert typo("Why not ?") == "Why not ?"


def test_a_page_carries_every_security_header_and_its_own_nonce(site):
    first, second = (site.test_client().get("/page") for _ in range(2))
    policy = first.headers["Content-Security-Policy"]
    assert f"script-src 'nonce-{first.text}' 'strict-dynamic'" in policy
    assert f"style-src 'nonce-{first.text}'" in policy
    assert "unsafe" not in policy and "http" not in policy
    for closed in ("default-src", "base-uri", "object-src", "frame-ancestors"):
        assert f"{closed} 'none'" in policy
    assert first.text != second.text
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Referrer-Policy"] == "same-origin"
    assert first.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in first.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in first.headers


def test_a_secure_answer_asks_for_tls_and_a_refusal_is_dressed_too(site):
    client = site.test_client()
    assert "max-age" in client.get("/page", base_url="https://localhost").headers["Strict-Transport-Security"]
    refused = client.get("/nowhere")
    assert refused.status_code == 404
    assert refused.headers["Cache-Control"] == "no-store" and "nonce-" in refused.headers["Content-Security-Policy"]


def test_a_static_file_is_kept_a_year_under_its_fingerprint_only(site):
    client = site.test_client()
    with site.test_request_context("/page"):
        address = render_template_string("{{ asset('icons.svg') }}")
    assert re.fullmatch(r"/static/icons\.svg\?v=[0-9a-f]{10}", address)
    kept = {}
    for asked in (address, "/static/icons.svg", "/static/none.svg?v=1"):
        with client.get(asked) as answer:
            kept[asked] = answer.headers["Cache-Control"]
    assert list(kept.values()) == ["public, max-age=31536000, immutable", "public, max-age=3600", "no-store"]
