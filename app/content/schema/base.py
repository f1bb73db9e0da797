"""Types that several formats share."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.items.base import AuthoredId, Text
from app.kernel.clock import parse_duration

FactId = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*(\.[0-9]+)*$", max_length=20)]
LessonKey = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=161)]
PolicyName = Annotated[str, Field(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$", max_length=80)]
_MONTHS = re.compile(r"(\d+) (months?|years?)")
_MONTHS_OF_A_YEAR = 12


def _duration(value: Any) -> Any:
    return parse_duration(value) if isinstance(value, str) else value


def _months(value: Any) -> Any:
    match = _MONTHS.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("not a term in months: write 12 months or 2 years")
    return int(match[1]) * (_MONTHS_OF_A_YEAR if match[2].startswith("year") else 1)


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ ?(s|m|h|d|days?|weeks?)$"}),
]
Months = Annotated[
    int, BeforeValidator(_months), WithJsonSchema({"type": "string", "pattern": r"^\d+ (months?|years?)$"})
]


class Titled(Text):
    """An id with its words in both languages."""

    id: AuthoredId
