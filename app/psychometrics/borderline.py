"""A cut by borderline regression: checklist scores of a station on the examiners' global ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from app.psychometrics.matrix import covariance, is_constant

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class BorderlineRegression:
    """The line score = intercept + slope · rating, and the cut at the borderline rating with its standard error.

    r_squared is None when all scores are the same.
    """

    n: int
    intercept: float
    slope: float
    cut: float
    standard_error: float
    r_squared: float | None


def borderline_regression(
    ratings: Sequence[float], scores: Sequence[float], borderline: float
) -> BorderlineRegression | None:
    """Return the cut where the line through (global rating, checklist score) meets the borderline rating.

    SE = s_e·√(1/n + (g* - ḡ)²/Σ(g - ḡ)²), s_e with n - 2. None for fewer than three candidates or one single rating.

    Raises:
        ValueError: not as many ratings as scores.

    Source: Wood, Humphrey-Murto and Norman (2006), Advances in Health Sciences Education 11; SE of a predicted mean.
    """
    if len(ratings) != len(scores):
        raise ValueError(f"{len(ratings)} ratings, {len(scores)} scores")
    g, s = np.asarray(ratings, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    if g.size < _FEWEST or is_constant(g):
        return None
    slope = covariance(g, s) / covariance(g, g)
    intercept = float(s.mean()) - slope * float(g.mean())
    left = float(np.square(s - intercept - slope * g).sum())
    spread = float(np.square(g - g.mean()).sum())
    reach = 1.0 / g.size + (borderline - float(g.mean())) ** 2 / spread
    return BorderlineRegression(
        n=int(g.size),
        intercept=intercept,
        slope=slope,
        cut=intercept + slope * borderline,
        standard_error=sqrt(left / (g.size - 2)) * sqrt(reach),
        r_squared=None if is_constant(s) else 1.0 - left / float(np.square(s - s.mean()).sum()),
    )
