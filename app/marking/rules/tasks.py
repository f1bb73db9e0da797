"""Tasks of markers: who may take one, by when it is due, and the name under which a learner stays anonymous."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.kernel.errors import N_, RefusedError

Role = Literal["first", "second", "adjudicator", "appeal"]
BLIND: tuple[Role, ...] = ("first", "second")  # in the order in which they are asked for
MARK_WITHIN = timedelta(hours=72)  # from handing in (for an adjudicator: from the disagreement) to the deadline
CLAIM_LASTS = timedelta(hours=48)  # without a saved change; then somebody else may take it
SOON = timedelta(hours=24)  # a deadline that near is told louder
OPEN = ("waiting", "claimed")

Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptTaskRow:
    """An answer of an attempt that waits for one marker."""

    id: int
    attempt_id: int
    item_id: str
    role: Role
    person_id: int
    team_id: int | None
    quiz_id: str
    release_id: int
    created_at: datetime
    due_at: datetime
    state: str
    claimed_by: int | None
    claimed_at: datetime | None
    ended_at: datetime | None

    @property
    def code(self) -> str:
        """The learner's name on the bench: another one for each answer, so that no two are marked as one person's."""
        return code_of(f"script:{self.attempt_id}:{self.item_id}")

    @property
    def subject(self) -> Subject:
        """What is marked: nobody has two tasks of one subject."""
        return "script", str(self.attempt_id), self.item_id


def due_at(since: datetime) -> datetime:
    """Return by when a mark is due."""
    return since + MARK_WITHIN


def code_of(name: str) -> str:
    """Return four hex digits that name the learner of one piece of work to markers and tell nobody who it is."""
    return hashlib.sha256(name.encode()).hexdigest()[:4].upper()


def refuse_claim(task: ScriptTaskRow, others: Iterable[ScriptTaskRow], *, by: int) -> None:
    """Refuse to give a task to a marker; `others` are the tasks of the same answer.

    Raises:
        RefusedError: `own` for one's own answer, `marked` when one has another task of it, `taken` when somebody
            else was faster, `ended` when there is nothing left to mark.
    """
    if task.person_id == by:
        raise RefusedError("own", N_("Nobody marks their own answer."))
    if task.state not in OPEN:
        raise RefusedError("ended", N_("There is nothing left to mark in this answer."))
    if any(other.claimed_by == by and other.id != task.id for other in others):
        raise RefusedError("marked", N_("You mark this answer already. A second view has to be somebody else's."))
    if task.state == "claimed" and task.claimed_by != by:
        raise RefusedError("taken", N_("A colleague has just taken this answer. Please choose another one."))
