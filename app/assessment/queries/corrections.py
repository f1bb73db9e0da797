"""Reads for corrections: which handed-in attempts hold a question, and how each stands on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptCorrection, AttemptItem, GradeRow, ItemCorrection
from app.assessment.queries.attempts import GRADED
from app.assessment.rules.effects import Touched
from app.assessment.rules.marking import Action, Harm, Sums


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose attempts a correction is about: those that hold the question, of one quiz, one sitting, these versions."""

    question_id: str
    quiz_id: str | None = None
    sitting_id: int | None = None
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction as it was decided; `done` of `all` attempts have been graded anew."""

    id: int
    question_id: str
    action: Action
    harm: Harm
    scope: dict[str, Any]
    spec: dict[str, Any] | None
    explain: dict[str, str] | None
    reason: str
    preview: dict[str, Any] | None
    appeal_id: int | None
    by: int | None
    at: datetime


def _held(scope: Scope) -> Any:
    """Return the condition that an attempt is handed in, counts, and holds the question within the scope."""
    wanted = [AttemptItem.item_id == scope.question_id, Attempt.state == "submitted", Attempt.mode == GRADED]
    if scope.quiz_id is not None:
        wanted.append(Attempt.quiz_id == scope.quiz_id)
    if scope.sitting_id is not None:
        wanted.append(Attempt.sitting_id == scope.sitting_id)
    if scope.versions:
        wanted.append(AttemptItem.version.in_(scope.versions))
    return wanted


def touched_by(session: Session, scope: Scope) -> list[Touched]:
    """Return every attempt that a correction of this scope would touch, in one statement, by attempt id."""
    statement = (
        select(Attempt.id, Attempt.person_id, Attempt.quiz_id, Attempt.score, Attempt.passed, Attempt.is_zero)
        .add_columns(GradeRow.earned, GradeRow.points, GradeRow.red_failed, GradeRow.void, GradeRow.waiting)
        .add_columns(GradeRow.pass_score, AttemptItem.points, AttemptItem.score, AttemptItem.state)
        .add_columns(AttemptItem.is_red, AttemptItem.answer)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(GradeRow, GradeRow.id == Attempt.grade_id)
        .where(*_held(scope))
        .order_by(Attempt.id)
    )
    return [
        Touched(
            row[0], row[1], row[2], row[3], row[4], Sums(*row[6:11]), row[11], row[5], row[12], row[13], row[14],
            row[15], row[16],
        )
        for row in session.connection().execute(statement)
    ]  # fmt: skip


def attempts_left(
    session: Session, correction_id: int, scope: Scope, *, upto: int, limit: int
) -> list[tuple[int, int]]:
    """Return (person, attempt) of those that a correction has not reached yet, in the order of people.

    `upto` is the last attempt that existed when it was confirmed.
    """
    done = select(AttemptCorrection.attempt_id).where(AttemptCorrection.correction_id == correction_id)
    statement = (
        select(Attempt.person_id, Attempt.id)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .where(*_held(scope), Attempt.id <= upto, Attempt.id.not_in(done))
        .order_by(Attempt.person_id, Attempt.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def find_correction(session: Session, correction_id: int) -> CorrectionLine | None:
    """Return a correction or None."""
    row = session.execute(select(*_COLUMNS).where(ItemCorrection.id == correction_id)).first()
    return None if row is None else CorrectionLine(**row._asdict())


def corrections_list(session: Session, question_ids: Collection[str] | None = None) -> list[CorrectionLine]:
    """Return corrections (of these questions), newest first."""
    statement = select(*_COLUMNS).order_by(ItemCorrection.id.desc())
    if question_ids is not None:
        statement = statement.where(ItemCorrection.question_id.in_(question_ids))
    return [CorrectionLine(**row._asdict()) for row in session.execute(statement)]


def count_corrected(session: Session, correction_id: int) -> int:
    """Return how many attempts a correction has reached."""
    wanted = AttemptCorrection.correction_id == correction_id
    return int(session.execute(select(func.count()).select_from(AttemptCorrection).where(wanted)).scalar_one())


def last_attempt(session: Session) -> int:
    """Return the id of the newest attempt, 0 before the first."""
    return session.execute(select(func.max(Attempt.id))).scalar() or 0


_COLUMNS = tuple(getattr(ItemCorrection, name) for name in CorrectionLine.__dataclass_fields__)
