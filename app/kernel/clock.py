"""Instants and durations: every instant is an aware datetime in UTC."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
    "week": timedelta(weeks=1),
    "weeks": timedelta(weeks=1),
}
_DURATION = re.compile(r"\s*(\d+)\s*([a-z]+)\s*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def utc_now() -> datetime:
    """Return the present instant in UTC, to the microsecond."""
    return datetime.now(UTC)


def to_text(at: datetime) -> str:
    """Write an instant as RFC 3339 text in UTC with microseconds, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote; ValueError for anything else."""
    if _INSTANT.fullmatch(text) is None:  # because `fromisoformat` reads much else, too
        message = f"not an instant: {text!r}"
        raise ValueError(message)
    return datetime.fromisoformat(text)


def parse_duration(text: str) -> timedelta:
    """Read `20m`, `48 h`, `7 days`, `2 weeks`; ValueError for anything else (months are calendar terms)."""
    match = _DURATION.fullmatch(text)
    if match is None or match[2] not in _UNITS:
        message = f"not a duration: {text!r}"
        raise ValueError(message)
    return int(match[1]) * _UNITS[match[2]]


def add_months(at: datetime, months: int) -> datetime:
    """Return the same day and time `months` later, or that month's last day when the day does not exist."""
    index = at.year * 12 + at.month - 1 + months
    year, month = divmod(index, 12)
    for day in range(at.day, at.day - 4, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    message = f"no such month: {year}-{month + 1}"
    raise ValueError(message)
