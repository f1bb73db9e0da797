"""How severe each rater is, when persons, stations and raters cross in any pattern."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.psychometrics.gates import severity_shows
from app.psychometrics.matrix import Numbers, is_constant
from app.psychometrics.normal import interval95

_ROUNDS, _STILL, _FLOOR = 200, 1e-7, 1e-9
_FEWEST = 3
_FACETS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark, in any unit: who was marked, at which station, by whom."""

    person: str
    station: str
    rater: str
    score: float


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances of the effects and of the error, in the squared unit of the marks; the error's above 0."""

    person: float
    station: float
    rater: float
    error: float


@dataclass(frozen=True, slots=True)
class RaterSeverity:
    """One rater: marks given, severity (positive: below the others on the same work), standard error.

    interval: 95 %, only when the rater gave at least ten marks; without it nothing is shown.
    """

    rater: str
    n: int
    severity: float
    standard_error: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """What the equations need: products of the columns (1, persons, stations, raters) with each other and the marks.

    The marks are taken from their mean: less is lost in the subtraction of squares.
    """

    scores: Numbers
    products: Numbers
    with_scores: Numbers
    facet: npt.NDArray[np.int64]
    raters: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    effects: Numbers
    doubts: Numbers
    explained: float


def rater_severities(marks: Sequence[Mark], variances: Variances | None = None) -> tuple[RaterSeverity, ...]:
    """Return the severity of every rater, by name; nothing of fewer than three marks or of marks all the same.

    y = μ + person + station - severity + e, every facet shrunk by λ = σ²_e/σ²_facet: few marks, little severity. The
    variances are estimated from the marks when they are not given. A variance of 0 means that the facet has no effect.

    Raises:
        ValueError: a given variance is negative, or the error's is not above 0.

    Source: Henderson (1975), Biometrics 31, mixed model equations (ridge); errors are their prediction errors.
    """
    if variances is not None and (
        min(variances.person, variances.station, variances.rater) < 0 or variances.error <= 0
    ):
        raise ValueError(f"no variances: {variances}")
    if _tell_nothing(marks):
        return ()
    design = _design(marks)
    used = variances or _estimated(design)
    solved = _solve(design, used)
    first = design.facet.size - len(design.raters)
    counts = np.diag(design.products)[1 + first :]
    return tuple(
        _severity(rater, int(counts[place]), -float(solved.effects[first + place]), float(solved.doubts[first + place]))
        for place, rater in enumerate(design.raters)
    )


def estimated_variances(marks: Sequence[Mark]) -> Variances | None:
    """Return the variances of persons, stations, raters and error by restricted maximum likelihood.

    None for fewer than three marks or marks all the same.

    Source: Patterson and Thompson (1971), Biometrika 58; steps of expectation and maximisation.
    """
    return None if _tell_nothing(marks) else _estimated(_design(marks))


def _tell_nothing(marks: Sequence[Mark]) -> bool:
    return len(marks) < _FEWEST or is_constant(np.array([mark.score for mark in marks], dtype=np.float64))


def _severity(rater: str, n: int, severity: float, doubt: float) -> RaterSeverity:
    error = float(np.sqrt(doubt))
    return RaterSeverity(rater, n, severity, error, interval95(severity, error) if severity_shows(n) else None)


def _design(marks: Sequence[Mark]) -> _Design:
    facets = [
        sorted({mark.person for mark in marks}),
        sorted({mark.station for mark in marks}),
        sorted({mark.rater for mark in marks}),
    ]
    keys = [(kind, name) for kind, names in enumerate(facets) for name in names]
    columns = {key: place for place, key in enumerate(keys)}
    table = np.zeros((len(marks), 1 + len(columns)))
    table[:, 0] = 1.0
    for row, mark in enumerate(marks):
        for kind, name in enumerate((mark.person, mark.station, mark.rater)):
            table[row, 1 + columns[kind, name]] = 1.0
    scores = np.array([mark.score for mark in marks], dtype=np.float64)
    scores -= scores.mean()
    return _Design(
        scores=scores,
        products=table.T @ table,
        with_scores=table.T @ scores,
        facet=np.array([kind for kind, _ in columns], dtype=np.int64),
        raters=tuple(facets[-1]),
    )


def _solve(design: _Design, variances: Variances) -> _Solution:
    """Solve for effects in units of their own spread, so that a facet without spread has no effect."""
    of_facet = np.array([variances.person, variances.station, variances.rater])
    spread = np.array([1.0, *np.sqrt(of_facet[design.facet])])
    left = design.products * np.outer(spread, spread) + np.diag([0.0, *np.full(spread.size - 1, variances.error)])
    inverse = np.linalg.inv(left)
    found = spread * (inverse @ (spread * design.with_scores))
    doubts = np.maximum(np.diag(inverse), 0.0) * variances.error * np.square(spread)
    return _Solution(effects=found[1:], doubts=doubts[1:], explained=float(found @ design.with_scores))


def _estimated(design: _Design) -> Variances:
    whole = float(design.scores.var(ddof=1))
    now = Variances(*[whole / (_FACETS + 1)] * (_FACETS + 1))
    for _ in range(_ROUNDS):
        then, now = now, _step(design, now, _FLOOR * whole)
        moved = max(abs(now.person - then.person), abs(now.station - then.station), abs(now.rater - then.rater))
        if max(moved, abs(now.error - then.error)) <= _STILL * whole:
            break
    return now


def _step(design: _Design, now: Variances, floor: float) -> Variances:
    solved = _solve(design, now)
    squares = np.square(solved.effects) + solved.doubts
    person, station, rater = (float(squares[design.facet == facet].mean()) for facet in range(_FACETS))
    error = (float(design.scores @ design.scores) - solved.explained) / (design.scores.size - 1)
    return Variances(person, station, rater, max(error, floor))
