"""How much of the differences between marks is persons and not raters: the intraclass correlation ICC(2,1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.psychometrics.matrix import is_constant

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of persons × raters without repetition: persons, raters, and what is left."""

    persons: float
    raters: float
    left: float


def icc_agreement(ratings: Sequence[Sequence[float]]) -> float | None:
    """Return ICC(2,1) of persons × raters: absolute agreement of single ratings, raters drawn from many.

    (MS_p - MS_e)/(MS_p + (k-1)·MS_e + k(MS_r - MS_e)/n). None for fewer than two persons or raters, or when all
    marks are the same.

    Raises:
        ValueError: a rater did not rate every person.

    Source: Shrout and Fleiss (1979), Psychological Bulletin 86, case 2.
    """
    marks = np.asarray(ratings, dtype=np.float64)
    if marks.size == 0:
        return None
    if marks.ndim != 2 or not np.isfinite(marks).all():  # noqa: PLR2004 - persons × raters
        raise ValueError("every rater rates every person")
    n, k = marks.shape
    if min(n, k) < _FEWEST or is_constant(marks.ravel()):
        return None
    persons = k * float(marks.mean(axis=1).var(ddof=1))
    raters = n * float(marks.mean(axis=0).var(ddof=1))
    off = marks - marks.mean(axis=1, keepdims=True) - marks.mean(axis=0, keepdims=True) + marks.mean()
    found = MeanSquares(persons, raters, float(np.square(off).sum()) / ((n - 1) * (k - 1)))
    whole = found.persons + (k - 1) * found.left + k * (found.raters - found.left) / n
    return (found.persons - found.left) / whole if whole > 0 else None
