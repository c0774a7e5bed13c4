"""The table that is printed and kept in docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """One line: seconds on both sides, the ratio of each round, and the highest ratio wanted."""

    words: str
    django: float
    marelle: float
    ratios: Sequence[float]
    bar: float | None


HEAD = """| | Django, ms | Marelle, ms | ratio | range | bar | |
|---|---|---|---|---|---|---|"""


def drawn(rows: Sequence[Row]) -> str:
    """The table in Markdown."""
    return "\n".join([HEAD, *map(line, rows)])


def line(row: Row) -> str:
    """One line."""
    ratio = median(row.ratios)
    bar = "" if row.bar is None else f"≤ {row.bar:g}"
    return (f"| {row.words} | {row.django * 1000:.2f} | {row.marelle * 1000:.2f} | **{ratio:.3f}** | "
            f"{min(row.ratios):.3f} – {max(row.ratios):.3f} | {bar} | {verdict(ratio, row.bar)} |")


def verdict(found: float, bar: float | None) -> str:
    """Whether a bar is met."""
    return "" if bar is None else "met" if found <= bar else "MISSED"


def memory(found: Mapping[str, float], bar: int) -> str:
    """The line about memory."""
    both = ", ".join(f"{name} {octets:.0f} MiB" for name, octets in found.items())
    met = verdict(found["marelle"], bar)
    return f"\nMemory once the first page is answered: {both}; bar for Marelle {bar} MiB: {met}."
