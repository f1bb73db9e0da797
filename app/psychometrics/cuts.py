"""A cut by a panel of judges (Angoff), and its blend with borderline regression."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from app.psychometrics.borderline import BorderlineRegression
from app.psychometrics.gates import borderline_stands_alone
from app.psychometrics.matrix import FEWEST_FOR_A_SPREAD

Method = Literal["angoff", "borderline", "blend"]


@dataclass(frozen=True, slots=True)
class AngoffPanel:
    """The judges' cuts in items right, their mean, and its standard error (None with a single judge)."""

    judge_cuts: tuple[float, ...]
    cut: float
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut, how it came about, and the weight of the borderline regression in it (0 to 1)."""

    value: float
    standard_error: float | None
    method: Method
    borderline_weight: float


def angoff_panel(judgements: Sequence[Sequence[float]]) -> AngoffPanel | None:
    """Return the cut of a panel from judges × items: the share of borderline candidates who would be right, 0 to 1.

    A judge's cut is the sum over the items; the panel's their mean, SE = SD/√J. None without judges.

    Raises:
        ValueError: judges saw different numbers of items, or a judgement is not between 0 and 1.

    Source: Angoff (1971), in Educational Measurement, second edition.
    """
    if not judgements:
        return None
    shares = np.asarray(judgements, dtype=np.float64)
    if shares.ndim != 2 or not ((shares >= 0) & (shares <= 1)).all():  # noqa: PLR2004 - judges × items
        raise ValueError("every judge judges every item, from 0 to 1")
    cuts = shares.sum(axis=1)
    judges = int(cuts.size)
    return AngoffPanel(
        judge_cuts=tuple(float(cut) for cut in cuts),
        cut=float(cuts.mean()),
        standard_error=float(cuts.std(ddof=1)) / sqrt(judges) if judges >= FEWEST_FOR_A_SPREAD else None,
    )


def blended_cut(panel: tuple[float, float | None] | None, regression: BorderlineRegression | None) -> Cut | None:
    """Return the cut to use, all in one unit: the panel is (cut, standard error) in the unit of the regression.

    From 50 candidates on the regression alone. Below, both weighted by their precision: the regression's weight is
    w = SE_A²/(SE_A² + SE_B²), the blend's SE √(SE_A²·SE_B²/(SE_A² + SE_B²)). A panel without a standard error (one
    judge) cannot be weighted and stands alone. Whichever there is, when there is one; None without both.

    Source: inverse-variance weighting, the usual pooled estimate of two independent ones.
    """
    if regression is not None and (panel is None or borderline_stands_alone(regression.n)):
        return Cut(regression.cut, regression.standard_error, "borderline", 1.0)
    if panel is None:
        return None
    cut, error = panel
    if regression is None or error is None:
        return Cut(cut, error, "angoff", 0.0)
    of_panel, of_regression = error**2, regression.standard_error**2
    both = of_panel + of_regression
    weight = of_panel / both if both > 0 else 0.5
    return Cut(
        value=weight * regression.cut + (1.0 - weight) * cut,
        standard_error=sqrt(of_panel * of_regression / both) if both > 0 else 0.0,
        method="blend",
        borderline_weight=weight,
    )
