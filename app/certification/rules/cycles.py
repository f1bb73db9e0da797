"""Cycles of a level: what is due, when it ends, and how it stood on any date as known on any date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.content.conditions import AllOf, Condition, Signoff
from app.content.library import Level, Track
from app.kernel.clock import add_months

State = Literal["none", "valid", "expiring", "expired", "revoked"]
DueKind = Literal["first", "renewal", "lapsed", "revoked"]
HELD: frozenset[State] = frozenset({"valid", "expiring"})


@dataclass(frozen=True, slots=True)
class Award:
    """One certificate: a level given for one cycle; `revoked_at` comes from the revocation beside it."""

    id: int
    person_id: int
    track: str
    level: str
    cycle: int
    code: str
    awarded_at: datetime
    recorded_at: datetime
    expires_at: datetime | None
    release_id: int
    name: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    revoked_at: datetime | None = None
    revocation_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What may be awarded next for a level: the cycle's number, its condition and from when on evidence counts.

    extends: the expiry that a renewal in time prolongs; not_before: the earliest day the new cycle may begin.
    changes_since: for a renewal with `delta`, since when changed lessons have to be read: the award it renews.
    """

    kind: DueKind
    cycle: int
    condition: Condition
    fresh_since: datetime | None = None
    not_before: datetime | None = None
    extends: datetime | None = None
    changes_since: datetime | None = None


def window_opens(level: Level, expires_at: datetime) -> datetime:
    """Return when renewal may begin; without a renewal rule at expiry."""
    return expires_at - level.renew.open if level.renew else expires_at


def latest(
    awards: Iterable[Award], track: str, level: str, *, at: datetime, known_at: datetime | None = None
) -> Award | None:
    """Return the award of the last cycle in effect at `at` as known at `known_at` (now: all), None without one."""
    mine = (award for award in awards if award.track == track and award.level == level)
    known = (award for award in mine if award.awarded_at <= at and (known_at is None or award.recorded_at <= known_at))
    return max(known, key=lambda award: award.cycle, default=None)


def award_state(award: Award, level: Level | None, *, at: datetime, known_at: datetime | None = None) -> State:
    """Return how one certificate stands at `at` as known at `known_at`; `level` (if it still exists) has the window.

    The moment of expiry itself is expired; the moment of revocation is revoked.
    """
    if award.awarded_at > at or (known_at is not None and award.recorded_at > known_at):
        return "none"
    revoked_at = award.revoked_at
    if revoked_at is not None and revoked_at <= at and (known_at is None or revoked_at <= known_at):
        return "revoked"
    if award.expires_at is None:
        return "valid"
    if award.expires_at <= at:
        return "expired"
    opens = window_opens(level, award.expires_at) if level else award.expires_at
    return "expiring" if opens <= at else "valid"


def level_state(
    awards: Iterable[Award], track: str, level: Level, *, at: datetime, known_at: datetime | None = None
) -> State:
    """Return how a level stood on a date as known on a date: the last cycle decides."""
    award = latest(awards, track, level.id, at=at, known_at=known_at)
    return "none" if award is None else award_state(award, level, at=at, known_at=known_at)


def levels_held(
    awards: Iterable[Award], track: Track, *, at: datetime, known_at: datetime | None = None
) -> dict[str, datetime]:
    """Return level id → since when it is held at `at`; who holds a level holds those below it as well."""
    held: dict[str, datetime] = {}
    known = tuple(awards)
    above: datetime | None = None
    for level in reversed(track.levels):
        award = latest(known, track.id, level.id, at=at, known_at=known_at)
        if award is not None and award_state(award, level, at=at, known_at=known_at) in HELD:
            above = min(above, award.awarded_at) if above else award.awarded_at
        if above is not None:
            held[level.id] = above
    return held


def highest_held(
    awards: Iterable[Award], track: Track, *, at: datetime, known_at: datetime | None = None
) -> Level | None:
    """Return the highest level of a track that is held at `at`, None without one."""
    held = levels_held(awards, track, at=at, known_at=known_at)
    return next((level for level in reversed(track.levels) if level.id in held), None)


def next_level(awards: Iterable[Award], track: Track, *, at: datetime) -> Level | None:
    """Return the lowest level above the highest one held; None at the top."""
    held = levels_held(awards, track, at=at)
    return next((level for level in track.levels if level.id not in held), None)


def due_cycle(awards: Iterable[Award], track: str, level: Level, *, at: datetime) -> Due | None:
    """Return what may be awarded next for a level, None while there is nothing to do.

    First: the level's rule. In the renewal window: its renewal rule, with `delta` also what changed since the award.
    After expiry or a revocation: the level's rule again, with quizzes, sign-offs and waivers from the window (the
    revocation) on; a revoked level also needs a manager's sign-off, so that nothing that was known before gives it
    back.
    """
    award = latest(awards, track, level.id, at=at)
    if award is None:
        return Due("first", 1, level.require)
    state, cycle = award_state(award, level, at=at), award.cycle + 1
    if state == "revoked":
        rule = AllOf((level.require, Signoff("manager")))
        return Due("revoked", cycle, rule, fresh_since=award.revoked_at, not_before=award.revoked_at)
    if award.expires_at is None or state == "valid":
        return None
    opens = window_opens(level, award.expires_at)
    if state == "expired":
        return Due("lapsed", cycle, level.require, fresh_since=opens, not_before=award.expires_at)
    assert level.renew is not None  # noqa: S101 - without a renewal rule there is no window to be in
    return Due(
        "renewal",
        cycle,
        level.renew.require,
        fresh_since=opens,
        not_before=opens,
        extends=award.expires_at,
        changes_since=award.awarded_at if level.renew.delta else None,
    )


def expiry(level: Level, due: Due, awarded_at: datetime) -> datetime | None:
    """Return when a cycle ends: months from its start, or from the end that a renewal in time prolongs."""
    if level.valid_months is None:
        return None
    return add_months(due.extends or awarded_at, level.valid_months)
