"""What is kept of an outcome: one append-only grade, and how long each question took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.assessment.rules.ledger import SURE, Event
from app.assessment.rules.marking import Result

LONGEST_STEP = timedelta(minutes=10)  # a longer silence between two answers is a pause, not thinking


@dataclass(frozen=True, slots=True)
class Graded:
    """A new outcome of an attempt, told to the handlers in its own transaction; `waiting` are questions for people."""

    grade_id: int
    attempt_id: int
    person_id: int
    quiz_id: str
    release_id: int
    cause: str
    mode: str
    result: Result

    @property
    def waiting(self) -> tuple[str, ...]:
        """The questions that a person has to mark."""
        return self.result.waiting


def kept_items(result: Result) -> list[list[object]]:
    """Return an outcome's questions as the grade keeps them: [id, score, points, state]."""
    return [[item.id, item.score, item.points, item.state] for item in result.items]


def seconds_by_item(events: Iterable[Event], started_at: datetime) -> dict[str, int]:
    """Return how many seconds went by before each change of each question, added up by question.

    The time since the event before is the changed question's; a silence above ten minutes counts as ten.
    """
    spent: dict[str, timedelta] = {}
    last = started_at
    for event in sorted(_timed(events), key=lambda event: (event[1], event[0].id)):
        item = event[0].item_id.removesuffix(SURE)
        spent[item] = spent.get(item, timedelta()) + min(max(event[1] - last, timedelta()), LONGEST_STEP)
        last = max(last, event[1])
    return {item: int(span.total_seconds()) for item, span in spent.items()}


def _timed(events: Iterable[Event]) -> Sequence[tuple[Event, datetime]]:
    return [(event, event.server_at) for event in events if event.server_at is not None]
