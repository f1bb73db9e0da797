"""How long a test must be: Spearman and Brown's prophecy."""


def lengthened(reliability: float, factor: float) -> float:
    """Return the reliability of a test `factor` times as long as one with this reliability (0 to 1).

    Raises:
        ValueError: the factor is not above 0.

    Source: Spearman (1910) and Brown (1910), British Journal of Psychology 3.
    """
    if factor <= 0:
        raise ValueError(f"{factor} times as long")
    return factor * reliability / (1.0 + (factor - 1.0) * reliability)


def stations_needed(one: float, wanted: float) -> float | None:
    """Return how many stations reach the wanted reliability when a single one has `one`, unrounded.

    ρ*(1-ρ₁)/(ρ₁(1-ρ*)). None when no number of them does: a single one tells nothing.

    Raises:
        ValueError: the wanted reliability is not at least 0 and below 1, or that of one is above 1.

    Source: the same formula, solved for the length.
    """
    if not 0.0 <= wanted < 1.0 or one > 1.0:
        raise ValueError(f"from {one} to {wanted}")
    return wanted * (1.0 - one) / (one * (1.0 - wanted)) if one > 0 else None
