"""Tasks of markers: who may take one, by when it is due, and the name under which a learner stays anonymous."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.kernel.errors import N_, RefusedError
from app.marking.rules.tasks import BLIND, CLAIM_LASTS, Role, Subject, code_of, due_at

__all__ = ["BLIND", "CLAIM_LASTS", "Role", "TaskRow", "due_at", "learner_code", "refuse_claim", "roles_needed"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A conversation that waits for one marker."""

    id: int
    session_id: int
    role: Role
    person_id: int
    team_id: int | None
    scenario_id: str
    release_id: int
    created_at: datetime
    due_at: datetime
    state: str
    claimed_by: int | None
    claimed_at: datetime | None
    ended_at: datetime | None
    reason: str | None

    @property
    def code(self) -> str:
        """The learner's name on the bench."""
        return learner_code(self.session_id)

    @property
    def subject(self) -> Subject:
        """What is marked: nobody has two tasks of one subject."""
        return "talk", str(self.session_id)


def roles_needed(markers: int) -> tuple[Role, ...]:
    """Return who marks a conversation whose scenario asks for one or two markers."""
    return BLIND[: 2 if markers > 1 else 1]


def learner_code(session_id: int) -> str:
    """Return four hex digits that name the learner of one conversation to markers and tell nobody who it is."""
    return code_of(f"bench:{session_id}")


def refuse_claim(task: TaskRow, others: Iterable[TaskRow], *, by: int) -> None:
    """Refuse to give a task to a marker; `others` are the tasks of the same conversation.

    Raises:
        RefusedError: `own` for one's own conversation, `marked` when one has another task of it, `taken` when
            somebody else was faster, `ended` when there is nothing left to mark.
    """
    if task.person_id == by:
        raise RefusedError("own", N_("Nobody marks their own conversation."))
    if task.state in {"done", "returned"}:
        raise RefusedError("ended", N_("There is nothing left to mark in this conversation."))
    if any(other.claimed_by == by and other.id != task.id for other in others):
        raise RefusedError("marked", N_("You mark this conversation already. A second view has to be somebody else's."))
    if task.state == "claimed" and task.claimed_by != by:
        raise RefusedError("taken", N_("A colleague has just taken this conversation. Please choose another one."))
