"""How far two raters agree: Cohen's κ, quadratic weighted κ, Gwet's AC1."""

from collections.abc import Sequence

import numpy as np

from app.psychometrics.matrix import Numbers

_FEWEST_CATEGORIES = 2


def cohen_kappa(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the agreement of two raters beyond chance, -1 to 1; None of nothing, or when both always say the same.

    Raises:
        ValueError: the raters rated different numbers of things.

    Source: Cohen (1960), Educational and Psychological Measurement 20.
    """
    return _kappa(one, other, is_ordered=False)


def quadratic_weighted_kappa(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return κ in which a difference of two steps counts four times one of one step; None as for `cohen_kappa`.

    1 - Σ w·O / Σ w·E with w = (a-b)²/(K-1)²: the number K of categories cancels, so it is not asked for.

    Raises:
        ValueError: the raters rated different numbers of things.

    Source: Cohen (1968), Psychological Bulletin 70.
    """
    return _kappa(one, other, is_ordered=True)


def gwet_ac1(one: Sequence[float], other: Sequence[float], categories: int = 2) -> float | None:
    """Return the agreement of two raters on something rare, which κ underrates; None of nothing.

    (p_a - p_e)/(1 - p_e), p_e = Σ π(1-π)/(q-1) over q categories: 2π(1-π) for a critical error that is there or not.

    Raises:
        ValueError: different numbers of things, fewer than two categories, or more in the ratings than there are.

    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61.
    """
    values, counts = _table(one, other)
    if categories < _FEWEST_CATEGORIES or values.size > categories:
        raise ValueError(f"{categories} categories, {values.size} in the ratings")
    if not counts.sum():
        return None
    shares = counts / counts.sum()
    agreed = float(np.trace(shares))
    usual = (shares.sum(axis=0) + shares.sum(axis=1)) / 2.0
    chance = float((usual * (1.0 - usual)).sum()) / (categories - 1)
    return (agreed - chance) / (1.0 - chance)


def _kappa(one: Sequence[float], other: Sequence[float], *, is_ordered: bool) -> float | None:
    values, counts = _table(one, other)
    apart = values[:, None] - values[None, :]
    weights = np.square(apart) if is_ordered else (apart != 0).astype(np.float64)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(float(counts.sum()), 1.0)
    chance = float((weights * expected).sum())
    return 1.0 - float((weights * counts).sum()) / chance if chance > 0 else None


def _table(one: Sequence[float], other: Sequence[float]) -> tuple[Numbers, Numbers]:
    """Return the values that occur, ascending, and how often the raters gave each pair of them."""
    if len(one) != len(other):
        raise ValueError(f"{len(one)} ratings against {len(other)}")
    both = np.asarray([*one, *other], dtype=np.float64)
    values, places = np.unique(both, return_inverse=True)
    counts = np.zeros((values.size, values.size), dtype=np.float64)
    np.add.at(counts, (places[: len(one)], places[len(one) :]), 1.0)
    return values, counts
