"""The built browser files: one bundle of each kind, addresses kept, nothing rewritten without need."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def assets(tmp_path, monkeypatch):
    """script/assets.py, building the sources of a temporary folder."""
    spec = importlib.util.spec_from_file_location("assets", ROOT / "script" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STATIC", tmp_path / "static")
    monkeypatch.setattr(module, "DIST", tmp_path / "static" / "dist")
    (tmp_path / "static/css").mkdir(parents=True)
    (tmp_path / "static/js").mkdir()
    return module


def test_styles_become_one_file_over_a_layer_of_bootstrap(assets, tmp_path):
    (tmp_path / "static/css/tokens.css").write_text(":root { --ink: #17262c }")
    (tmp_path / "static/css/marelle.css").write_text(
        '@import "./tokens.css";\n@font-face { font-family: A; src: url("fonts/a.woff2") }\n'
        '.m-é::after { content: "à" }')

    assets.main()

    made = (tmp_path / "static/dist/marelle.css").read_text("utf-8")
    assert made.startswith("@layer paper,bootstrap;@layer bootstrap{")
    assert "@import" not in made and "@charset" not in made
    after = made[made.rindex("}}"):]
    assert ":root{--ink: #17262c }" in after
    assert "url(fonts/a.woff2)" in after
    assert '.m-é:after{content:"à"}' in after


def test_modules_become_one_classic_script(assets, tmp_path):
    (tmp_path / "static/js/part.js").write_text("export const say = () => { document.title = 'é' }")
    (tmp_path / "static/js/marelle.js").write_text("import { say } from './part.js'; say()")

    assets.main()

    made = (tmp_path / "static/dist/marelle.js").read_text("utf-8")
    assert made.startswith("(()=>{") and "import" not in made and '"é"' in made


def test_a_fault_in_a_style_sheet_stops_the_build_and_keeps_the_former_file(assets, tmp_path, capfd):
    (tmp_path / "static/css/marelle.css").write_text(".a { color: red }")
    assets.main()
    (tmp_path / "static/css/marelle.css").write_text('@import "./gone.css";')

    with pytest.raises(SystemExit, match=r"marelle\.css could not be bundled"):
        assets.main()

    assert "gone.css" in capfd.readouterr().err
    assert ".a{color:red}" in (tmp_path / "static/dist/marelle.css").read_text()


def test_a_second_build_rewrites_only_what_changed(assets, tmp_path):
    (tmp_path / "static/css/marelle.css").write_text(".a { color: red }")
    assets.main()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "static/dist").rglob("*") if path.is_file()}
    (tmp_path / "static/css/marelle.css").write_text(".a { color: #00f }")

    assets.main()

    changed = [path.name for path, moment in before.items() if path.stat().st_mtime_ns != moment]
    assert changed == ["marelle.css"]


def test_libraries_come_without_source_maps_and_with_their_licences(assets, tmp_path, capsys):
    assets.main()

    dist = tmp_path / "static/dist"
    for name in ("htmx.min.js", "chart.umd.min.js"):
        assert b"sourceMappingURL" not in (dist / name).read_bytes()
    assert {path.name for path in (dist / "licences").iterdir()} == set(assets.LICENCES)
    assert capsys.readouterr().out.count("yet, its bundle is left out") == 1 + len(assets.BUNDLES)


FACES = [
    ("BricolageGrotesque-Bold", "Bricolage Grotesque", "Bold"),
    ("AtkinsonHyperlegibleNext-Regular", "Atkinson Hyperlegible Next", "Regular"),
    ("AtkinsonHyperlegibleNext-Bold", "Atkinson Hyperlegible Next", "Bold"),
    ("AtkinsonHyperlegibleNext-Italic", "Atkinson Hyperlegible Next", "Italic"),
]


def test_each_face_of_documents_is_whole_and_named(assets, tmp_path):
    assets.main()

    for name, family, style in FACES:
        face = TTFont(tmp_path / f"static/dist/pdf-fonts/{name}.ttf")
        assert (face["name"].getDebugName(1), face["name"].getDebugName(2)) == (family, style)
        assert face.sfntVersion == "\x00\x01\x00\x00" and face.flavor is None
        missing = [sign for sign in "AÀéœŒ«»’…–—−€\u00a0ŞłŵĞ" if ord(sign) not in face.getBestCmap()]
        assert missing == [], name
