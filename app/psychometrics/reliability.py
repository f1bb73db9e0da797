"""How far the total of a paper can be trusted: mean, spread, Cronbach's α, standard error of measurement."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.psychometrics.gates import FULL_FROM
from app.psychometrics.matrix import FEWEST_FOR_A_SPREAD, Numbers, ScoreMatrix, is_constant

Without = Literal["few_people", "few_items", "no_spread", "few_pairs"]


@dataclass(frozen=True, slots=True)
class Reliability:
    """A paper's reliability; None where a number is undefined, and then `without` says why there is no α.

    mean, sd and sem are marks; per cent of the own paper when papers were drawn (`is_percent`).
    """

    n: int
    k: int
    mean: float | None
    sd: float | None
    alpha: float | None
    sem: float | None
    is_percent: bool = False
    without: Without | None = None


def reliability_of(matrix: ScoreMatrix) -> Reliability:
    """Return mean, spread (n - 1), α and SEM = SD·√(1 - α) of a paper, whatever n is: gates are for showing.

    A common paper: α = k/(k-1)·(1 - Σ var x / var T). Drawn papers: α = m·c̄ / (v̄ + (m-1)·c̄) of a paper of the usual
    length m, from the mean variance v̄ and the mean covariance c̄ of pairs, which is the same number when everybody saw
    everything; only when every pair of items was answered by at least 30 persons, otherwise none.

    Source: Cronbach (1951), Psychometrika 16, for both forms; pairs as in pairwise deletion.
    """
    drawn = matrix.is_drawn
    totals = matrix.shares[~np.isnan(matrix.shares)] if drawn else matrix.sums
    alpha, without = _alpha(matrix, totals)
    spread = float(np.std(totals, ddof=1)) if totals.size >= FEWEST_FOR_A_SPREAD else None
    return Reliability(
        n=matrix.n,
        k=matrix.k,
        mean=float(totals.mean()) if totals.size else None,
        sd=spread,
        alpha=alpha,
        sem=spread * float(np.sqrt(1.0 - alpha)) if spread is not None and alpha is not None else None,
        is_percent=drawn,
        without=without,
    )


def _alpha(matrix: ScoreMatrix, totals: Numbers) -> tuple[float | None, Without | None]:
    if matrix.n < FEWEST_FOR_A_SPREAD:
        return None, "few_people"
    if matrix.k < FEWEST_FOR_A_SPREAD:
        return None, "few_items"
    if is_constant(totals):
        return None, "no_spread"
    if matrix.is_drawn:
        return _alpha_of_pairs(matrix)
    parts = float(matrix.marks.var(axis=0, ddof=1).sum())
    return matrix.k / (matrix.k - 1) * (1.0 - parts / float(totals.var(ddof=1))), None


def _alpha_of_pairs(matrix: ScoreMatrix) -> tuple[float | None, Without | None]:
    seen = matrix.seen.astype(np.float64)
    together = seen.T @ seen
    if together.min() < FULL_FROM:
        return None, "few_pairs"
    middle = np.nanmean(matrix.marks, axis=0)
    marks = np.where(matrix.seen, matrix.marks - middle, 0.0)  # from the middle: less is lost in the subtraction below
    sums = marks.T @ seen  # of the row's item, over persons who had the column's item too
    pairs = (marks.T @ marks - sums * sums.T / together) / (together - 1.0)
    apart = ~np.eye(matrix.k, dtype=np.bool_)
    variance, shared = float(np.diag(pairs).mean()), float(pairs[apart].mean())
    length = float(seen.sum(axis=1).mean())
    whole = variance + (length - 1.0) * shared
    return (length * shared / whole, None) if whole > 0 else (None, "no_spread")
