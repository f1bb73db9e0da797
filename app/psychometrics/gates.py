"""What may be shown of so few people: frozen verdicts; every number is computed, whatever they say."""

from dataclasses import dataclass
from typing import Literal

Standing = Literal["counts", "preliminary", "full"]
COUNTS_BELOW = 10
FULL_FROM = 30
ITEMS_FROM = 8
BORDERLINE_ALONE_FROM = 50
SEVERITY_FROM = 10
SCALED_ABOVE = 200


@dataclass(frozen=True, slots=True)
class Gate:
    """What a page may show of n persons and k items.

    standing: `counts` (nothing but counts), `preliminary` (numbers, said to be preliminary), `full`.
    """

    n: int
    k: int
    standing: Standing
    shows_numbers: bool
    shows_discrimination: bool
    shows_reliability: bool
    is_scalable: bool


def gate_for(n: int, k: int) -> Gate:
    """Return the verdict on n persons (who had the item, for an item) and k items of the paper.

    Below 10 persons counts only; below 30 "preliminary". Discrimination, flags of distractors, α and SEM from 30
    persons and 8 items on. Item response theory only above 200 answers.
    """
    enough = n >= FULL_FROM and k >= ITEMS_FROM
    return Gate(
        n=n,
        k=k,
        standing="counts" if n < COUNTS_BELOW else "preliminary" if n < FULL_FROM else "full",
        shows_numbers=n >= COUNTS_BELOW,
        shows_discrimination=enough,
        shows_reliability=enough,
        is_scalable=n > SCALED_ABOVE,
    )


def borderline_stands_alone(n: int) -> bool:
    """Whether n candidates are enough for a cut by borderline regression without the Angoff panel."""
    return n >= BORDERLINE_ALONE_FROM


def severity_shows(marks: int) -> bool:
    """Whether a rater gave enough marks for a severity to be shown, with its interval."""
    return marks >= SEVERITY_FROM
