"""Charts as values for SVG: places of bars and lines, no colours and no words."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_WIDE, _HIGH = 320, 120  # of the drawing, without its labels


class Bar(NamedTuple):
    """One bar: its place, its size, and the number above it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    middle: float


class Histogram(NamedTuple):
    """Bars from 0 to 100 per cent, where the line to pass is, and the rows of the table behind it."""

    bars: tuple[Bar, ...]
    cut: float
    rows: tuple[tuple[str, int], ...]


class Line(NamedTuple):
    """One option over the three thirds: points of the line, the height of its end, its letter, whether it is right."""

    points: str
    dots: tuple[tuple[float, float], ...]
    end: float
    letter: str
    is_key: bool


def histogram(scores: Sequence[Sequence[int]], pass_score: int, bins: int = 10) -> Histogram:
    """Return the bars of scores [thousandths, people]; the last bin holds the full mark."""
    counts = [0] * bins
    for score, people in scores:
        counts[min(score * bins // 1000, bins - 1)] += people
    most, step = max([*counts, 1]), _WIDE / bins
    bars = tuple(
        Bar(place * step + 2, _HIGH - _HIGH * n / most, step - 4, _HIGH * n / most, str(n or ""), (place + 0.5) * step)
        for place, n in enumerate(counts)
    )
    edges = [100 * place // bins for place in range(bins + 1)]
    names = [f"{low}–{high if high == 100 else high - 1}%" for low, high in pairwise(edges)]  # noqa: PLR2004
    return Histogram(bars, _WIDE * pass_score / 1000, tuple(zip(names, counts, strict=True)))


def thirds_lines(
    thirds: Sequence[Sequence[float | None]], letters: Sequence[str], keys: Sequence[bool]
) -> tuple[Line, ...]:
    """Return one line for each option from the weakest to the strongest third; none without all three shares."""
    found = []
    for shares, letter, is_key in zip(thirds, letters, keys, strict=True):
        if any(share is None for share in shares):
            continue
        dots = tuple((40.0 + 120 * place, _HIGH - _HIGH * (share or 0.0)) for place, share in enumerate(shares))
        points = " ".join(f"{x:.0f},{y:.1f}" for x, y in dots)
        found.append(Line(points, dots, dots[-1][1], letter, is_key))
    return _apart(found)


def _apart(lines: list[Line]) -> tuple[Line, ...]:
    """Move the letters at the ends of the lines apart, so that none covers another."""
    placed: list[Line] = []
    for line in sorted(lines, key=lambda one: one.end):
        end = max(line.end, placed[-1].end + 14) if placed else line.end
        placed.append(line._replace(end=end))
    over = max([0.0, *(line.end - _HIGH for line in placed)])
    return tuple(line._replace(end=line.end - over) for line in placed)
