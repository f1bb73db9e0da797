"""A table of marks: persons in rows, items in columns; NaN where an item was not on that person's paper."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
_SAME = 1e-12  # spread, relative to the largest value, that is rounding and not a difference between people
FEWEST_FOR_A_SPREAD = 2


@dataclass(frozen=True, slots=True, eq=False)
class ScoreMatrix:
    """Marks of n persons on k items: first attempts, one row a person.

    items: k ids. marks: n × k, in the marks of the items; 0 for a question on the paper that was not answered, NaN
    for one that was not on it. maxima: k, the marks of a perfect answer.

    Raises:
        ValueError: the shapes do not belong together, a mark is infinite or above its maximum, or a row has no mark.
    """

    items: tuple[str, ...]
    marks: Numbers
    maxima: Numbers

    def __post_init__(self) -> None:
        wide = len(self.items)
        if self.marks.ndim != 2 or self.marks.shape[1] != wide or self.maxima.shape != (wide,):  # noqa: PLR2004 - a table
            raise ValueError(f"{wide} items, marks {self.marks.shape}, maxima {self.maxima.shape}")
        if np.isinf(self.marks).any() or not np.isfinite(self.maxima).all():
            raise ValueError("a mark is infinite")
        if (self.marks > self.maxima).any():
            raise ValueError("a mark is above its maximum")
        if wide and np.isnan(self.marks).all(axis=1).any():
            raise ValueError("a person has no mark at all")

    @property
    def n(self) -> int:
        """How many persons."""
        return int(self.marks.shape[0])

    @property
    def k(self) -> int:
        """How many items."""
        return len(self.items)

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """Which items were on whose paper: n × k."""
        return ~np.isnan(self.marks)

    @property
    def is_drawn(self) -> bool:
        """Whether persons saw different items."""
        return not bool(self.seen.all())

    @property
    def sums(self) -> Numbers:
        """Each person's marks: n."""
        return np.asarray(np.nansum(self.marks, axis=1), dtype=np.float64)

    @property
    def shares(self) -> Numbers:
        """Each person's per cent of the own paper: n; NaN where that paper is worth nothing."""
        return _percent(self.sums, np.asarray(self.seen @ self.maxima, dtype=np.float64))

    @property
    def rests(self) -> Numbers:
        """Each person's per cent of the own paper without the item: n × k; NaN where not on it or nothing is left.

        On a common paper this is the sum of the other items but for a constant factor, which no correlation sees.
        """
        marks = np.where(self.seen, self.marks, 0.0)
        worth = np.where(self.seen, self.maxima, 0.0)
        rest = _percent(marks.sum(axis=1, keepdims=True) - marks, worth.sum(axis=1, keepdims=True) - worth)
        return np.where(self.seen, rest, np.nan)


def is_constant(values: Numbers) -> bool:
    """Whether values differ by no more than rounding; true of fewer than two."""
    if values.size < FEWEST_FOR_A_SPREAD:
        return True
    return bool(np.ptp(values) <= _SAME * np.abs(values).max())


def covariance(one: Numbers, other: Numbers) -> float:
    """Return the covariance of two series of the same length (at least two), with n - 1."""
    return float((one - one.mean()) @ (other - other.mean()) / (one.size - 1))


def correlation(one: Numbers, other: Numbers) -> float | None:
    """Return Pearson's correlation; None where either does not vary."""
    if is_constant(one) or is_constant(other):
        return None
    spread = np.sqrt(covariance(one, one)) * np.sqrt(covariance(other, other))
    return float(np.clip(covariance(one, other) / spread, -1.0, 1.0))


def _percent(part: Numbers, whole: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, 100.0 * part / whole, np.nan)
