"""When a failed job is tried again, and when a recurring kind is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LEASE = timedelta(minutes=5)  # how long a worker may be silent before its job is taken by another
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=7)  # how long a done job stays readable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LeasedJob:
    """A job as its worker holds it; `attempt` counts from one and tells this lease from later ones."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    owner: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Recurring:
    """A kind that is put into the queue once in every interval."""

    kind: str
    every: timedelta


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after the given number of tries: ten seconds, doubled each time, an hour at most."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 20)
    return min(doubled, LONGEST_WAIT)


def slot_of(every: timedelta, at: datetime) -> int:
    """Return the number of the interval that an instant lies in."""
    return (at - _EPOCH) // every


def due_kinds(schedule: Sequence[Recurring], seen: Mapping[str, int], at: datetime) -> tuple[Recurring, ...]:
    """Return what was not yet put into the queue in its present interval; missed intervals are not made up for."""
    return tuple(entry for entry in schedule if seen.get(entry.kind, -1) < slot_of(entry.every, at))
