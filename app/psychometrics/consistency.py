"""Would a second paper like this one decide the same: the consistency of pass and fail."""

from dataclasses import dataclass

from app.psychometrics.normal import below, both_below


@dataclass(frozen=True, slots=True)
class DecisionConsistency:
    """agreement: share of people on whom two such papers agree, 0 to 1; kappa: beyond chance, None where all pass."""

    agreement: float
    kappa: float | None


def decision_consistency(mean: float, sd: float, alpha: float, cut: float) -> DecisionConsistency | None:
    """Return how consistently a paper decides at the cut (mean, sd and cut in the same unit, whole points).

    z = (c - ½ - μ)/σ; p₀ = 1 + 2(P_zz - P_z); κ = (P_zz - P_z²)/(P_z - P_z²), P_zz bivariate normal with ρ = α.
    None when there is no spread or α is not between 0 and 1.

    Source: Peng and Subkoviak (1980), Journal of Educational Measurement 17.
    """
    if sd <= 0 or not 0.0 <= alpha <= 1.0:
        return None
    z = (cut - 0.5 - mean) / sd
    fail = below(z)
    twice = both_below(z, alpha)
    chance = fail - fail * fail
    kappa = (twice - fail * fail) / chance if chance > 0 else None
    return DecisionConsistency(agreement=1.0 + 2.0 * (twice - fail), kappa=kappa)
