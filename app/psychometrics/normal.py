"""The normal distribution, of one and of two variables."""

from math import erfc, sqrt
from statistics import NormalDist

_Z95 = NormalDist().inv_cdf(0.975)


def below(z: float) -> float:
    """Return Φ(z), the share of a standard normal distribution below z; accurate in both tails."""
    return 0.5 * erfc(-z / sqrt(2.0))


def both_below(z: float, rho: float) -> float:
    """Return the share of pairs with correlation rho (0 to 1) in which both are below z.

    Source: Owen (1956), Annals of Mathematical Statistics 27: Φ₂(z, z; ρ) = Φ(z) - 2·T(z, √((1-ρ)/(1+ρ))).
    """
    from scipy.special import owens_t  # noqa: PLC0415 - a second of import for this one number

    return below(z) - 2.0 * float(owens_t(z, sqrt((1.0 - rho) / (1.0 + rho))))


def interval95(centre: float, error: float) -> tuple[float, float]:
    """Return the 95 % interval around an estimate with this standard error."""
    return centre - _Z95 * error, centre + _Z95 * error


def quantile(share: float) -> float:
    """Return the z below which this share (between 0 and 1) lies."""
    return NormalDist().inv_cdf(share)
