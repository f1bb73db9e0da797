"""The clock of an attempt: the server's, always."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=120)  # for what was written in time and arrives late from a queue


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """What a deadline is made of; `extra` is an accommodation or a credited outage and moves both ends."""

    started_at: datetime
    limit: timedelta | None = None
    closes_at: datetime | None = None
    extra: timedelta = timedelta()


def deadline(frame: TimeFrame) -> datetime | None:
    """Return min(start + limit, close), moved by `extra`; None when nothing ends the attempt."""
    ends = [] if frame.limit is None else [frame.started_at + frame.limit]
    if frame.closes_at is not None:
        ends.append(frame.closes_at)
    return min(ends) + frame.extra if ends else None


def accepts_answers(deadline_at: datetime | None, at: datetime) -> bool:
    """Tell whether answers may still arrive: until the deadline and its grace have passed."""
    return deadline_at is None or at <= deadline_at + GRACE


def is_overdue(deadline_at: datetime | None, at: datetime) -> bool:
    """Tell whether the attempt should be submitted for the person."""
    return not accepts_answers(deadline_at, at)


def remaining_seconds(deadline_at: datetime | None, at: datetime) -> int | None:
    """Return the whole seconds left (rounded down, never below 0), None without a limit."""
    return None if deadline_at is None else max(0, int((deadline_at - at).total_seconds()))


def counted_at(deadline_at: datetime | None, at: datetime) -> datetime:
    """Return the instant at which a submission takes effect: not after the deadline."""
    return at if deadline_at is None else min(at, deadline_at)
