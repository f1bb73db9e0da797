"""The clock of an attempt: the server's, always."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LatePolicy = Literal["submit", "overdue", "zero"]  # what happens to a paper that is not handed in when its time ends

GRACE = timedelta(seconds=120)  # for what was written in time and arrives late from a queue


@dataclass(frozen=True, slots=True)
class Accommodation:
    """More time for one person: that many thousandths of the usual time (1500: half as much again), or minutes."""

    id: int
    multiplier: int | None = None
    minutes: int | None = None

    def of(self, usual: timedelta) -> timedelta:
        """Return what is added to the usual time."""
        share = timedelta() if self.multiplier is None else usual * (self.multiplier - 1000) / 1000
        return share + timedelta(minutes=self.minutes or 0)


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """What a deadline is made of; `extra` (an accommodation) and `credit` (lost or granted time) move both ends."""

    started_at: datetime
    limit: timedelta | None = None
    closes_at: datetime | None = None
    extra: timedelta = timedelta()
    credit: timedelta = timedelta()


def deadline(frame: TimeFrame) -> datetime | None:
    """Return min(start + limit, close), moved by extra and credit; None when nothing ends the attempt."""
    ends = [] if frame.limit is None else [frame.started_at + frame.limit]
    if frame.closes_at is not None:
        ends.append(frame.closes_at)
    return min(ends) + frame.extra + frame.credit if ends else None


def extra_time(accommodation: Accommodation | None, frame: TimeFrame, opens_at: datetime | None) -> timedelta:
    """Return a person's additional time: of the limit, or without one of the window between opening and closing."""
    if accommodation is None:
        return timedelta()
    if frame.limit is not None:
        return accommodation.of(frame.limit)
    if frame.closes_at is not None:
        return accommodation.of(frame.closes_at - (opens_at or frame.started_at))
    return timedelta()


def hand_in_ends(deadline_at: datetime | None, policy: LatePolicy, grace: timedelta) -> datetime | None:
    """Return until when an overdue paper may still be handed in, without new answers; None: until the deadline."""
    return deadline_at + max(grace, GRACE) if policy == "overdue" and deadline_at is not None else None


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when answers are taken, and (only for an overdue paper) until when it may still be handed in."""

    deadline_at: datetime | None
    ends_at: datetime | None


def clock_of(frame: TimeFrame, policy: LatePolicy, grace: timedelta) -> Clock:
    """Return both ends of an attempt from what it is made of: the one place that decides them."""
    end = deadline(frame)
    return Clock(end, hand_in_ends(end, policy, grace))


def counts_as_zero(
    deadline_at: datetime | None, ends_at: datetime | None, policy: LatePolicy, at: datetime, *, by_person: bool
) -> bool:
    """Tell whether a paper handed in at an instant earns nothing, whatever stands in it.

    Before the deadline and under `submit`: never. `zero`: when the person did not hand in before the deadline and its
    grace for late packets. `overdue`: when the person did not hand in before `ends_at`.
    """
    if policy == "submit" or deadline_at is None or at < deadline_at:
        return False
    last = deadline_at + GRACE if ends_at is None else ends_at
    return not by_person or at > last


def accepts_answers(deadline_at: datetime | None, at: datetime) -> bool:
    """Tell whether answers may still arrive: until the deadline and its grace have passed."""
    return deadline_at is None or at <= deadline_at + GRACE


def is_overdue(deadline_at: datetime | None, ends_at: datetime | None, at: datetime) -> bool:
    """Tell whether the attempt should be submitted for the person: nothing can come any more."""
    return at > ends_at if ends_at is not None else not accepts_answers(deadline_at, at)


def remaining_seconds(deadline_at: datetime | None, at: datetime) -> int | None:
    """Return the whole seconds left (rounded down, never below 0), None without a limit."""
    return None if deadline_at is None else max(0, int((deadline_at - at).total_seconds()))


def counted_at(deadline_at: datetime | None, at: datetime) -> datetime:
    """Return the instant at which a submission takes effect: not after the deadline."""
    return at if deadline_at is None else min(at, deadline_at)
