"""How uncertain a small rate is: Wilson's interval."""

from math import sqrt

from app.psychometrics.normal import quantile


def wilson_interval(hits: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of a rate of hits in n, both 0 to 1; None when n is 0.

    Raises:
        ValueError: hits are not between 0 and n, or the level not between 0 and 1.

    Source: Wilson (1927), Journal of the American Statistical Association 22, without continuity correction.
    """
    if not 0 <= hits <= n or not 0.0 < level < 1.0:
        raise ValueError(f"{hits} of {n} at {level}")
    if n == 0:
        return None
    z = quantile(0.5 + level / 2.0)
    rate, grown = hits / n, 1.0 + z * z / n
    centre = (rate + z * z / (2.0 * n)) / grown
    half = z / grown * sqrt(rate * (1.0 - rate) / n + z * z / (4.0 * n * n))
    low = 0.0 if hits == 0 else centre - half
    high = 1.0 if hits == n else centre + half
    return low, high
