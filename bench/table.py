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


class Bar(NamedTuple):
    """One line: the seconds of each round, by which time, and the most seconds wanted."""

    words: str
    by: str
    seconds: Sequence[float]
    bar: float | None


def barred(bars: Sequence[Bar]) -> str:
    """The table of what is measured against bars of its own."""
    head = "| | time | median, ms | range | bar, ms | |\n|---|---|---|---|---|---|"
    return "\n".join([head, *map(bar_line, bars)])


def bar_line(bar: Bar) -> str:
    """One line of it."""
    found = median(bar.seconds)
    most = "" if bar.bar is None else f"≤ {bar.bar * 1000:g}"
    return (f"| {bar.words} | {bar.by} | **{found * 1000:.1f}** | {min(bar.seconds) * 1000:.1f} – "
            f"{max(bar.seconds) * 1000:.1f} | {most} | {verdict(found, bar.bar)} |")


def grown(sizes: Sequence[int], found: Mapping[str, Sequence[float]]) -> str:
    """The table of the same acts at several sizes."""
    head = [f"| processor time, ms | {' | '.join(f'{size:,}' for size in sizes)} |", "|---" * (len(sizes) + 1) + "|"]
    return "\n".join(head + [f"| {words} | {' | '.join(f'{each * 1000:.1f}' for each in times)} |"
                             for words, times in found.items()])
