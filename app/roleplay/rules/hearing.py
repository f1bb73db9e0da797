"""What a listener notices of the customer: bands instead of numbers, and in which direction things went."""

from dataclasses import dataclass
from typing import Literal

from app.dialogue.state import Step

Trust = Literal["low", "wary", "high"]
Patience = Literal["gone", "short", "enough"]
Direction = Literal["up", "down", "same"]

_LOW_TRUST, _HIGH_TRUST = 30, 60  # of 100
_LAST_PATIENCE, _SHORT_PATIENCE = 20, 40  # of 100


def trust_band(trust: int) -> Trust:
    """Return how far the customer trusts the learner, in three bands."""
    if trust < _LOW_TRUST:
        return "low"
    return "wary" if trust < _HIGH_TRUST else "high"


def patience_band(patience: int) -> Patience:
    """Return how much patience can still be felt, in three bands."""
    if patience < _LAST_PATIENCE:
        return "gone"
    return "short" if patience < _SHORT_PATIENCE else "enough"


@dataclass(frozen=True, slots=True)
class Between:
    """What happened between two lines, without numbers; `documents` were shown just now (ids)."""

    anger: Direction
    trust: Direction
    documents: tuple[str, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return self.anger == "same" and self.trust == "same" and not self.documents


def between(before: Step, after: Step) -> Between:
    """Compare the states before and after a turn."""
    shown = tuple(sorted(set(after.state.documents) - set(before.state.documents)))
    return Between(
        direction(before.state.anger, after.state.anger), direction(before.state.trust, after.state.trust), shown
    )


def direction(before: int, after: int) -> Direction:
    """Tell whether a value went up or down."""
    if before == after:
        return "same"
    return "up" if after > before else "down"
