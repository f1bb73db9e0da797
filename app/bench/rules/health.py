"""How a marker marks: how many conversations, mean and spread, shown only when there are enough of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

FEW = 10  # below: counts only
SOME = 30  # below: preliminary


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers of one marker; mean and sd (n − 1 in the denominator) in thousandths, None below the gate."""

    n: int
    mean: int | None
    sd: int | None
    gate: Literal["counts", "preliminary", "full"]


def spread_of(totals: Sequence[int]) -> Spread:
    """Return the numbers that may be shown about some totals."""
    n = len(totals)
    if n < FEW:
        return Spread(n, None, None, "counts")
    mean = sum(totals) / n
    sd = sqrt(sum((total - mean) ** 2 for total in totals) / (n - 1))
    return Spread(n, round(mean), round(sd), "preliminary" if n < SOME else "full")
