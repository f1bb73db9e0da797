"""Reads of receipts: whose paper a code belongs to, and whether the ledger agrees with it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, GradeRow
from app.assessment.queries.attempts import AttemptRow, events_of, find_attempt
from app.assessment.queries.grades import grades_of
from app.assessment.rules.receipts import ReceiptLine, agrees


def find_receipt(session: Session, code: str) -> ReceiptLine | None:
    """Return a receipt by its code, recomputed from the ledger; None when nobody was given it."""
    graded = select(GradeRow.attempt_id).where(GradeRow.receipt == code).limit(1)
    ungraded = select(Attempt.id).where(Attempt.receipt == code).limit(1)  # handed in before there were grades
    attempt_id = session.execute(graded).scalar() or session.execute(ungraded).scalar()
    row = None if attempt_id is None else find_attempt(session, attempt_id)
    if row is None:
        return None
    submitted_at, kept_at = _made(session, row, code)
    if submitted_at is None:
        return None
    is_sound = agrees(
        code, row.id, row.paper_digest, events_of(session, row.id), submitted_at=submitted_at, kept_at=kept_at
    )
    return ReceiptLine(code, row.id, row.quiz_id, row.release_id, submitted_at, is_sound, row.receipt)


def receipts_of(session: Session, row: AttemptRow) -> tuple[tuple[str, datetime], ...]:
    """Return every receipt of a paper with its hand-in, oldest first: more than one after it was opened again."""
    found = {
        grade.receipt: grade.submitted_at
        for grade in grades_of(session, row.id)
        if grade.receipt is not None and grade.submitted_at is not None
    }
    if not found and row.receipt is not None and row.submitted_at is not None:
        found = {row.receipt: row.submitted_at}
    return tuple(found.items())


def _made(session: Session, row: AttemptRow, code: str) -> tuple[datetime | None, datetime | None]:
    """Return (handed in, receipt made) of a receipt."""
    for grade in grades_of(session, row.id):
        if grade.receipt == code:
            return grade.submitted_at, grade.at
    return row.submitted_at, None
