"""Appeals: until when one may be filed, by when it is answered, and what each step needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["filed", "taken", "decided", "withdrawn"]
Outcome = Literal["upheld", "partly", "rejected"]
Action = Literal["none", "remark", "correct"]
Refusal = Literal["open", "late", "filed", "unmarked", "none"]

OUTCOMES: tuple[Outcome, ...] = ("upheld", "partly", "rejected")
TO_FILE = timedelta(days=14)  # after the outcome was known
TO_ANSWER = timedelta(days=7)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal as pages and actions read it; `look` is what the reviewer saw fit before the key was shown."""

    id: int
    attempt_id: int
    item_id: str
    person_id: int
    team_id: int | None
    quiz_id: str
    release_id: int
    claim: str
    filed_at: datetime
    due_at: datetime
    state: State
    reviewer_id: int | None
    taken_at: datetime | None
    look: str | None
    outcome: Outcome | None
    action: Action | None
    reason: str | None
    decided_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Whether the answer is overdue."""
        return self.state in {"filed", "taken"} and at > self.due_at


def may_file(*, is_open: bool, known_at: datetime | None, item_state: str, filed: bool, at: datetime) -> Refusal:
    """Tell why an appeal about a question cannot be filed; `none` when it can.

    known_at: when the attempt's latest outcome was known; item_state: the question's standing in it.
    """
    if is_open or known_at is None:
        return "open"
    if filed:
        return "filed"
    if item_state == "waiting":
        return "unmarked"
    return "late" if at > known_at + TO_FILE else "none"


def actions_for(marked_by: str, outcome: Outcome) -> Sequence[Action]:
    """Return what may follow: nothing for a rejected appeal; a second marker only where people mark."""
    if outcome == "rejected":
        return ("none",)
    return ("none", "remark", "correct") if marked_by == "people" else ("none", "correct")
