"""A time or an amount found in a text, and the arithmetic that both languages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HOUR, HALF_DAY = 60, 12
PARTS = {"early": 540, "morning": 720, "noon": 780, "afternoon": 1080, "evening": 1260, "end": 1080}


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` mean a T(ime), D(uration), M(oney) or P(ercentage)."""

    start: int
    end: int
    kind: str
    value: Mapping[str, Any]
    bare_clock: bool = False


def clock(hour: int, minute: int, part: str | None) -> int | None:
    """Return the minute of the day; without am, pm or part of day, one to seven mean the afternoon."""
    if hour > 24 or minute >= HOUR:  # noqa: PLR2004 - hours of a day
        return None
    late = part in {"afternoon", "evening", "end", "pm"} or (part == "noon" and hour < 4)  # noqa: PLR2004
    if hour < HALF_DAY and (late or (part is None and 1 <= hour <= 7)):  # noqa: PLR2004 - office hours
        hour += HALF_DAY
    if part == "am" and hour == HALF_DAY:
        hour = 0
    return hour * HOUR + minute


def without_overlaps(spans: list[Span]) -> list[Span]:
    """Return spans in order of place; where two meet, the earlier and longer one stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
