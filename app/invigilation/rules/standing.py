"""How somebody stands on exam day: not begun, in, silent, out of time, handed in."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from app.assessment.rules.contact import is_silent

State = Literal["silent", "over", "in", "absent", "done"]
STATES: tuple[State, ...] = get_args(State)  # whom somebody has to look after comes first


def state_of(
    *,
    is_open: bool,
    heard_at: datetime | None,
    started_at: datetime | None,
    deadline_at: datetime | None,
    at: datetime,
) -> State:
    """Return how a person stands at an instant; who has not started is absent.

    `over`: the time has run out and the paper is not handed in yet. `silent`: nothing was heard for over a minute.
    """
    if started_at is None:
        return "absent"
    if not is_open:
        return "done"
    if deadline_at is not None and at >= deadline_at:
        return "over"
    return "silent" if is_silent(max(heard_at or started_at, started_at), at) else "in"


def count_states(states: Iterable[State]) -> dict[State, int]:
    """Return how many stand in each state, also those in which nobody stands."""
    found = Counter(states)
    return {state: found[state] for state in STATES}
