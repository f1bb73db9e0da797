"""Lengths of time, amounts and moments as scenarios write them."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

TIMES = frozenset({"min", "h", "d", "wd", "week", "month", "y"})
AMOUNTS = frozenset({"yuan", "percent", "month", "y"})
_MEASURE = re.compile(r"(\d{1,7}) ?(min|h|d|wd|week|month|y|yuan|percent)")
_POLICY = re.compile(r"[a-z0-9-]+(\.[a-z0-9_-]+)+")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_MOMENTS: tuple[tuple[str, ...], ...] = (("day",), ("weekday",), ("month", "date"))
_RANGES = {"day": (0, 366), "weekday": (1, 7), "month": (1, 12), "date": (1, 31), "minute": (0, 1440)}


def read_measure(text: str) -> tuple[int, str] | None:
    """Read “30 min” or “200 yuan” as value and unit; None for the key of a policy."""
    match = _MEASURE.fullmatch(text)
    return (int(match[1]), match[2]) if match else None


def _measure(value: str) -> str:
    if _MEASURE.fullmatch(value) or _POLICY.fullmatch(value):
        return value
    raise ValueError('write a number with its unit, such as "30 min", or the key of a policy, such as aircon.visit')


def _minute(value: Any) -> Any:
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('write a time of day in quotes, such as "21:40"')
    return int(match[1]) * 60 + int(match[2])


def _deadline(value: Any) -> Any:
    if isinstance(value, str):
        return _measure(value)
    if isinstance(value, dict) and _is_moment(value):
        return value
    raise ValueError('write "48 h", the key of a policy, or {day: 1, minute: 900}')


def _is_moment(value: dict[Any, Any]) -> bool:
    kept = {name: part for name, part in value.items() if part is not None or name != "minute"}
    if not all(name in _RANGES and type(part) is int for name, part in kept.items()):
        return False
    if any(set(kept) - {"minute"} == set(names) for names in _MOMENTS):
        return all(_RANGES[name][0] <= part <= _RANGES[name][1] for name, part in kept.items())
    return False


Measure = Annotated[str, AfterValidator(_measure)]
Minute = Annotated[int, BeforeValidator(_minute), WithJsonSchema({"type": "string", "pattern": _CLOCK.pattern})]
Deadline = Annotated[Any, AfterValidator(_deadline), WithJsonSchema({"type": ["string", "object"]})]
