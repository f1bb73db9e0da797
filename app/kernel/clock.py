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


def utc_now() -> datetime:
    """Return the present instant in UTC, to the microsecond."""
    return datetime.now(UTC)


def to_text(at: datetime) -> str:
    """Write an instant as RFC 3339 text in UTC with microseconds, so that text order is time order."""
    in_utc = at.astimezone(UTC)
    return f"{in_utc.year:04d}-{in_utc:%m-%dT%H:%M:%S.%fZ}"  # %Y pads years before 1000 on some machines only


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote; ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


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
