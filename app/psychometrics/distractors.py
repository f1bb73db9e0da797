"""What each option of a question attracts: shares, correlations with the rest, shares by third, and what works."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.psychometrics.matrix import Numbers, correlation

FUNCTIONING_FROM = 0.05
Thirds = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """What n persons chose in one question.

    options: ids in the order of the question. keys: the right ones. chosen: for each person the chosen ids, empty when
    the question was not answered. rest: n, each person's result without this question (`ScoreMatrix.rests`).

    Raises:
        ValueError: a key or a chosen id is not an option, or chosen and rest differ in length.
    """

    options: tuple[str, ...]
    keys: frozenset[str]
    chosen: tuple[frozenset[str], ...]
    rest: Numbers

    def __post_init__(self) -> None:
        known = frozenset(self.options)
        if not self.keys <= known or not frozenset().union(*self.chosen) <= known:
            raise ValueError("an id is not an option of the question")
        if self.rest.shape != (len(self.chosen),):
            raise ValueError(f"{len(self.chosen)} persons, rest {self.rest.shape}")


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """One option; None where a number is undefined.

    count and share: who chose it, of those who had the question. correlation: of choosing it with the rest, -1 to 1.
    thirds: its share among the weakest, middle and strongest third (None for a third with nobody). is_functioning:
    chosen by at least 5 % and rather by the weak; None for a key. is_alarming: a distractor that the strong prefer
    to the key.
    """

    option: str
    is_key: bool
    count: int
    share: float | None
    correlation: float | None
    thirds: Thirds
    is_functioning: bool | None
    is_alarming: bool


def option_statistics(choices: Choices) -> tuple[OptionStatistics, ...]:
    """Return the statistics of every option, in the order of the question.

    With several keys the alarm means: above every key. A key that nobody or everybody chose counts as correlation 0.
    Equal results fall into the same third, so that nothing hangs on the order of persons.

    Source: Tarrant, Ware and Mohammed (2009), BMC Medical Education 9:40, for functioning distractors.
    """
    counted = ~np.isnan(choices.rest)
    rest = choices.rest[counted]
    third = _thirds_of(rest)
    picks = {option: np.array([option in one for one in choices.chosen], dtype=np.bool_) for option in choices.options}
    related = {option: correlation(picked[counted].astype(np.float64), rest) for option, picked in picks.items()}
    best = max((related[key] or 0.0 for key in choices.keys), default=None)
    return tuple(
        OptionStatistics(
            option=option,
            is_key=option in choices.keys,
            count=int(picked.sum()),
            share=float(picked.mean()) if picked.size else None,
            correlation=related[option],
            thirds=_shares(picked[counted], third),
            is_functioning=None if option in choices.keys else _is_functioning(picked, related[option]),
            is_alarming=option not in choices.keys and _is_above(related[option], best),
        )
        for option, picked in picks.items()
    )


def never_chosen(options: Sequence[OptionStatistics]) -> tuple[str, ...]:
    """Return the distractors that nobody chose."""
    return tuple(option.option for option in options if not option.is_key and option.count == 0)


def _is_functioning(picked: npt.NDArray[np.bool_], related: float | None) -> bool:
    return related is not None and related < 0 and float(picked.mean()) >= FUNCTIONING_FROM


def _is_above(related: float | None, best: float | None) -> bool:
    return related is not None and best is not None and related > best


def _thirds_of(rest: Numbers) -> npt.NDArray[np.int64]:
    """Return 0, 1 or 2 for each person by the middle of the ranks that equal results share."""
    ordered = np.sort(rest)
    below = np.searchsorted(ordered, rest, side="left")
    upto = np.searchsorted(ordered, rest, side="right")
    return np.asarray((below + upto) * 3 // (2 * max(rest.size, 1)), dtype=np.int64)


def _shares(picked: npt.NDArray[np.bool_], third: npt.NDArray[np.int64]) -> Thirds:
    low, middle, high = (picked[third == number] for number in range(3))
    return _mean(low), _mean(middle), _mean(high)


def _mean(picked: npt.NDArray[np.bool_]) -> float | None:
    return float(picked.mean()) if picked.size else None
