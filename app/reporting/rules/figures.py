"""Figures and how sure they are: Wilson's interval, medians of histograms, display gates (statistics.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

Gate = Literal["counts", "preliminary", "full"]
_Z = 1.959963984540054  # of the normal distribution, for 95 %
_FEW, _SOME = 10, 30
_MOST_BARS = 20
_WIDTHS = (1, 2, 5, 7, 14, 28, 91, 364)


def gate(n: int) -> Gate:
    """Tell what may be shown of n: below 10 counts only, below 30 preliminary."""
    if n < _FEW:
        return "counts"
    return "preliminary" if n < _SOME else "full"


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % score interval of a rate (0–1); (0, 1) when n is 0. Source: statistics.md, 16."""
    if n <= 0:
        return 0.0, 1.0
    rate, z2 = hits / n, _Z * _Z
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, with its interval in whole per cent and what may be shown of it."""

    hits: int
    n: int

    @property
    def gate(self) -> Gate:
        """What may be shown."""
        return gate(self.n)

    @property
    def percent(self) -> int:
        """The rate in whole per cent, rounded half up; 0 when n is 0."""
        return (200 * self.hits + self.n) // (2 * self.n) if self.n else 0

    @property
    def interval(self) -> tuple[int, int]:
        """The interval in whole per cent, rounded outwards never: to the nearest."""
        low, high = wilson(self.hits, self.n)
        return round(100 * low), round(100 * high)


def median_of(histogram: Mapping[int, int]) -> float | None:
    """Return the median of value → count (the mean of the two middle values when n is even); None when empty."""
    n = sum(histogram.values())
    if n <= 0:
        return None
    return (_nth(histogram, (n - 1) // 2) + _nth(histogram, n // 2)) / 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram: values from `first` to `last`, both in it."""

    first: int
    last: int
    count: int


def bars(histogram: Mapping[int, int]) -> Sequence[Bar]:
    """Return a histogram of whole numbers in at most about 20 bars of equal width, gaps included."""
    found = sorted(value for value, count in histogram.items() if count > 0)
    if not found:
        return ()
    width = next((w for w in _WIDTHS if (found[-1] - found[0]) // w < _MOST_BARS), _WIDTHS[-1])
    start = found[0] // width * width
    counts = [0] * ((found[-1] - start) // width + 1)
    for value in found:
        counts[(value - start) // width] += histogram[value]
    return tuple(Bar(start + i * width, start + (i + 1) * width - 1, count) for i, count in enumerate(counts))


def _nth(histogram: Mapping[int, int], place: int) -> int:
    seen = 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen > place:
            return value
    message = "the histogram has fewer values"
    raise IndexError(message)
