"""What changed rules would mean: who meets each level's own rule under the present levels and under others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from app.certification.rules.conditions import Standing, evaluate
from app.certification.rules.cycles import levels_held
from app.certification.rules.ladder import Candidate
from app.content.conditions import Condition
from app.content.library import Level, Track
from app.evidence.rules import ANY, standing_facts

Met = frozenset[str]  # ids of levels


@dataclass(frozen=True, slots=True)
class LevelOutlook:
    """How many people meet a level's own rule now and in the draft; those who gain it and those who lose it."""

    level: Level
    now: int
    draft: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class TrackOutlook:
    """A track whose rules change: how many people either version is open to, and what each level would mean."""

    track: Track
    people: int
    levels: tuple[LevelOutlook, ...]


def rules_differ(now: Track | None, draft: Track | None) -> bool:
    """Tell whether a track's own rules, their order or its trade change; titles and validity do not matter here."""
    return _rules(now) != _rules(draft)


def rules_met(candidate: Candidate, track: Track | None, *, at: datetime) -> Met | None:
    """Return the levels whose own rule a person meets at an instant, whatever was awarded; None: not open to them."""
    if track is None or (candidate.trade is not None and track.trade not in (ANY, candidate.trade)):
        return None
    facts, held = standing_facts(candidate.facts, at=at), levels_held(candidate.awards, track, at=at)
    hired_at = datetime.combine(candidate.hire_date, time(), UTC)
    return frozenset(
        level.id
        for level in track.levels
        if evaluate(level.require, Standing(facts, hired_at, at, track.id, level.id, held)).met
    )


def track_outlook(
    candidates: Iterable[Candidate], now: Track | None, draft: Track | None, *, at: datetime
) -> TrackOutlook:
    """Count who meets each level's own rule under both versions of a track; None is a version without the track."""
    people, counts = 0, Counter[tuple[str, str]]()
    for candidate in candidates:
        before, after = rules_met(candidate, now, at=at), rules_met(candidate, draft, at=at)
        if before is None and after is None:
            continue
        people += 1
        counts.update(_marks(before or frozenset(), after or frozenset()))
    track = draft or now
    assert track is not None  # noqa: S101 - a track that changes exists in one of the two
    levels = {**_levels(now), **_levels(draft)}
    return TrackOutlook(track, people, tuple(_outlook(level, counts) for level in levels.values()))


def _rules(track: Track | None) -> tuple[str, list[tuple[str, Condition]]] | None:
    return (track.trade, [(level.id, level.require) for level in track.levels]) if track else None


def _marks(before: Met, after: Met) -> Iterable[tuple[str, str]]:
    for name, levels in (("now", before), ("draft", after), ("gained", after - before), ("lost", before - after)):
        yield from ((level, name) for level in levels)


def _levels(track: Track | None) -> Mapping[str, Level]:
    return {level.id: level for level in track.levels} if track else {}


def _outlook(level: Level, counts: Mapping[tuple[str, str], int]) -> LevelOutlook:
    return LevelOutlook(level, **{name: counts[level.id, name] for name in ("now", "draft", "gained", "lost")})
