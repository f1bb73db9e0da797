"""How sure one decision is: the probability that a person's true score reaches the cut."""

from dataclasses import dataclass
from math import sqrt

from app.psychometrics.normal import below


@dataclass(frozen=True, slots=True)
class Confidence:
    """true_score and standard_error in the unit of the score; reaches: probability, 0 to 1."""

    true_score: float
    standard_error: float
    reaches: float


def confidence_of(score: float, cut: float, *, mean: float, sd: float, alpha: float) -> Confidence | None:
    """Return Kelley's estimate of the true score behind a score, and how likely it is at or above the cut.

    T = αx + (1-α)μ; SE = σ√(α(1-α)); P = 1 - Φ((c-T)/SE). With α 0 or 1 the estimate has no error and P is 0 or 1.
    None when there is no spread or α is not between 0 and 1.

    Source: Kelley (1947), Fundamentals of Statistics; Lord and Novick (1968), chapter 3.
    """
    if sd <= 0 or not 0.0 <= alpha <= 1.0:
        return None
    true = alpha * score + (1.0 - alpha) * mean
    error = sd * sqrt(alpha * (1.0 - alpha))
    reaches = below((true - cut) / error) if error > 0 else float(true >= cut)
    return Confidence(true_score=true, standard_error=error, reaches=reaches)
