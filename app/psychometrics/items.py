"""How each item of a paper behaves: facility, discrimination, efficiency, effective weight."""

from dataclasses import dataclass

import numpy as np

from app.psychometrics.matrix import FEWEST_FOR_A_SPREAD, Numbers, ScoreMatrix, correlation, covariance, is_constant

_NOTHING = 1e-12  # a covariance this small, relative to both spreads, is rounding


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item; None where a number is undefined.

    n: persons who had it. facility: mean share of its marks, 0 to 1. discrimination_index: 100 × correlation with
    the rest. discriminative_efficiency: the same covariance in per cent of the largest one these marks allow.
    effective_weight: per cent of the differences between people that the item makes.
    """

    id: str
    n: int
    facility: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    effective_weight: float | None


def item_statistics(matrix: ScoreMatrix) -> tuple[ItemStatistics, ...]:
    """Return the statistics of every item, in the order of the matrix.

    The rest is the per cent of the person's own remaining paper, so that drawn papers can be compared; on a common
    paper that changes nothing. Discrimination and efficiency are undefined when the item or the rest does not vary.

    Source: Moodle, "Quiz statistics calculations" (facility, discrimination index, discriminative efficiency,
    effective question weight).
    """
    weights = _effective_weights(matrix)
    rests, had = matrix.rests, matrix.seen
    found = []
    for column, item in enumerate(matrix.items):
        seen = had[:, column]
        marks, rest = matrix.marks[seen, column], rests[seen, column]
        compared = ~np.isnan(rest)
        index, efficiency = _discrimination(marks[compared], rest[compared])
        found.append(
            ItemStatistics(
                id=item,
                n=int(seen.sum()),
                facility=_facility(marks, float(matrix.maxima[column])),
                discrimination_index=index,
                discriminative_efficiency=efficiency,
                effective_weight=weights[column],
            )
        )
    return tuple(found)


def _facility(marks: Numbers, maximum: float) -> float | None:
    return float(marks.mean()) / maximum if marks.size and maximum > 0 else None


def _discrimination(marks: Numbers, rest: Numbers) -> tuple[float | None, float | None]:
    index = correlation(marks, rest)
    if index is None:
        return None, None
    best = covariance(np.sort(marks), np.sort(rest))
    return 100.0 * index, 100.0 * covariance(marks, rest) / best


def _effective_weights(matrix: ScoreMatrix) -> list[float | None]:
    """Items that pull against the whole have no weight, and are no part of the sum, as in Moodle."""
    totals = matrix.shares
    roots = [_root(matrix.marks[:, column], totals) for column in range(matrix.k)]
    whole = sum(root for root in roots if root is not None)
    return [None if root is None or whole == 0 else 100.0 * root / whole for root in roots]


def _root(marks: Numbers, totals: Numbers) -> float | None:
    both = ~np.isnan(marks) & ~np.isnan(totals)
    marks, totals = marks[both], totals[both]
    if marks.size < FEWEST_FOR_A_SPREAD:
        return None
    if is_constant(marks) or is_constant(totals):
        return 0.0
    shared = covariance(marks, totals)
    if abs(shared) <= _NOTHING * np.sqrt(covariance(marks, marks)) * np.sqrt(covariance(totals, totals)):
        return 0.0
    return float(np.sqrt(shared)) if shared > 0 else None
