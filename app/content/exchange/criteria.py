"""The criteria of an essay as a list that people of other systems can read, and back."""

import re
from collections.abc import Iterable

from app.content.exchange.markup import to_html
from app.content.exchange.report import Notes
from app.content.exchange.value import Criterion, place_id

_POINTS = re.compile(r"^(.*\S)\s*\((\d{1,2})\)$", re.DOTALL)
_MOST = 20


def criteria_html(criteria: Iterable[Criterion], notes: Notes) -> str:
    """Return criteria as an HTML list, the points of each in brackets at its end; nothing for none."""
    items = "".join(f"<li>{to_html(one.text, notes)} ({one.points})</li>" for one in criteria)
    return f"<ul>{items}</ul>" if items else ""


def criteria_from(text: str) -> tuple[Criterion, ...]:
    """Return the criteria of a text (inline Markdown), one a line."""
    found = []
    for index, line in enumerate(filter(None, text.split("\n\n"))):
        match = _POINTS.match(line)
        if match and 1 <= int(match[2]) <= _MOST:
            found.append(Criterion(place_id(index), match[1], int(match[2])))
        else:
            found.append(Criterion(place_id(index), line))
    return tuple(found)
