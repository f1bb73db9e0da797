"""Days and months as whole numbers (20260302, 202603), so that counts by date are plain sums over ranges."""

from datetime import UTC, date, datetime, timedelta


def day_of(at: datetime) -> int:
    """Return the UTC day of an instant."""
    at = at.astimezone(UTC)
    return at.year * 10000 + at.month * 100 + at.day


def day_number(on: date) -> int:
    """Return a date as a whole number."""
    return on.year * 10000 + on.month * 100 + on.day


def date_of(day: int) -> date:
    """Return the date of a day's number; ValueError for none."""
    return date(day // 10000, day // 100 % 100, day % 100)


def month_of(day: int) -> int:
    """Return the month of a day: 20260302 → 202603."""
    return day // 100


def add_days(day: int, days: int) -> int:
    """Return the day that lies `days` later (earlier when negative)."""
    return day_number(date_of(day) + timedelta(days=days))


def months_from(month: int, count: int) -> tuple[int, ...]:
    """Return `count` months, the first one given."""
    start = month // 100 * 12 + month % 100 - 1
    return tuple(index // 12 * 100 + index % 12 + 1 for index in range(start, start + count))
