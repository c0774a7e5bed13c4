"""Compiles the translations while the package is built; everything else is said in setup.cfg."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

ASSETS = Path("core/static/dist/marelle.css")


def compile_catalogues(source: Path, target: Path) -> None:
    """Writes under `target` the .mo of each .po that is newer, or that has none yet."""
    for po in [*source.glob("core/**/*.po"), *source.glob("plugins/**/*.po")]:
        mo = target / po.relative_to(source).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        with po.open("rb") as catalogue, mo.open("wb") as compiled:
            write_mo(compiled, read_po(catalogue, locale=po.parts[-3]))


class Build(build_py):
    """Adds the compiled translations; refuses to pack a Marelle without its browser files."""

    def run(self) -> None:
        if not self.editable_mode and not ASSETS.exists():
            raise SystemExit(f"{ASSETS} is not built. Run script/bootstrap, then build again.")
        super().run()
        compile_catalogues(Path(), Path() if self.editable_mode else Path(self.build_lib))


if __name__ == "__main__":
    setup(cmdclass={"build_py": Build})
