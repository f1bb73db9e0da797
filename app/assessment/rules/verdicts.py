"""Verdicts about attempts: may one start, may the key be seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from app.assessment.rules.windows import Window

StartState = Literal["start", "resume", "wait", "waiting", "exhausted", "passed", "closed", "not_open", "no_sitting"]
ReviewState = Literal["open", "not_submitted", "never", "until_passed", "until_closed"]


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """What the rules look at in an attempt of the same person, quiz and cycle; `waits`: people still mark it."""

    id: int
    is_open: bool
    started_at: datetime
    submitted_at: datetime | None = None
    passed: bool | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How often and when a quiz may be tried; `attempts` None means as often as one likes."""

    attempts: int | None = None
    wait_between: timedelta = timedelta()
    window: Window = field(default_factory=Window)

    @property
    def closes_at(self) -> datetime | None:
        """When the quiz closes."""
        return self.window.closes_at


@dataclass(frozen=True, slots=True)
class StartVerdict:
    """Whether an attempt may start now, which one to resume, what is left, and when the next may start."""

    state: StartState
    attempts_left: int | None
    attempt_id: int | None = None
    earliest_at: datetime | None = None


def present_series(latest: int, past: Sequence[PastAttempt], repeat_after: timedelta | None, at: datetime) -> int:
    """Return the number of the series that counts now: a quiz that repeats opens anew that long after its last pass.

    `past` are the attempts of the latest series; attempts are counted afresh in the next one.
    """
    passes = [attempt.submitted_at for attempt in past if attempt.passed and attempt.submitted_at is not None]
    if repeat_after is None or not passes or any(attempt.is_open for attempt in past):
        return latest
    return latest + 1 if at >= max(passes) + repeat_after else latest


def may_start(past: Sequence[PastAttempt], limits: Limits, at: datetime) -> StartVerdict:
    """Decide about the next attempt: an open one is resumed; a pass ends the series; then count, window and wait.

    While people mark the last one nobody begins another: it may turn out to be passed.
    """
    left = None if limits.attempts is None else max(0, limits.attempts - len(past))
    for attempt in past:
        if attempt.is_open:
            return StartVerdict("resume", left, attempt_id=attempt.id)
    ended = _ended(past, left)
    if ended is not None:
        return StartVerdict(ended, left)
    state, earliest = _window_state(limits.window, at)
    if state != "start":
        return StartVerdict(state, left, earliest_at=earliest)
    ends = [attempt.submitted_at for attempt in past if attempt.submitted_at is not None]
    earliest = max(ends) + limits.wait_between if ends else None
    if earliest is not None and at < earliest:
        return StartVerdict("wait", left, earliest_at=earliest)
    return StartVerdict("start", left)


def _ended(past: Sequence[PastAttempt], left: int | None) -> StartState | None:
    if any(attempt.passed for attempt in past):
        return "passed"
    if any(attempt.waits for attempt in past):
        return "waiting"
    return "exhausted" if left == 0 else None


def _window_state(window: Window, at: datetime) -> tuple[StartState, datetime | None]:
    if window.is_missing:
        return "no_sitting", None
    if window.closes_at is not None and at >= window.closes_at:
        return "closed", None
    if window.opens_at is not None and at < window.opens_at:
        return "not_open", window.opens_at
    return "start", None


def may_review(
    release_key: str,
    attempt: PastAttempt,
    series: StartVerdict,
    limits: Limits,
    at: datetime,
    *,
    others_write: bool = False,
) -> ReviewState:
    """Decide whether the key and its reasons may be shown for a submitted attempt.

    `after_pass` opens when any attempt of the series passed; `after_close` when the quiz has closed, or without
    a closing time when no further attempt is possible, or none without another sitting; not while others with more
    time still write in the same sitting (`others_write`).
    """
    if attempt.is_open:
        return "not_submitted"
    ended = series.state in {"passed", "exhausted", "closed", "no_sitting"}
    closed = (at >= limits.closes_at if limits.closes_at is not None else ended) and not others_write
    match release_key:
        case "after_submit":
            return "open"
        case "after_pass":
            return "open" if attempt.passed or series.state == "passed" else "until_passed"
        case "after_close":
            return "open" if closed else "until_closed"
        case _:
            return "never"
