"""What staff do to one paper: open it again after it was handed in, or hand it in for the person."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assessment.actions.clock import add_reopening, refuse_minutes
from app.assessment.actions.grading import LibraryOf
from app.assessment.actions.handing_in import hand_in
from app.assessment.models import Attempt
from app.assessment.queries import GRADED, AttemptRow, attempts_of, find_attempt, marks_of
from app.audit.actions import write_audit
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.storage.locks import lock_person


def reopen_attempt(
    session: Session, attempt_id: int, minutes: int, reason: str, *, by: int | None, at: datetime
) -> None:
    """Open a paper of a sitting again for some minutes from now, never for fewer than it had left.

    What was handed in stays as it is: its receipt and grade are rows, and its fact holds until the next handing in
    supersedes it. So nobody loses a pass by being helped, and the server hands in again when the time is over.

    Raises:
        NotFoundError: There is no such attempt.
        RefusedError: `open`, `no_sitting`, `later_attempt` (the person has begun a further one) or `marked`
            (somebody has marked its answers).
        InvalidError: Fewer than 1 or more than 240 minutes.
    """
    refuse_minutes(minutes)
    row = _held(session, attempt_id)
    _refuse_reopening(session, row)
    fresh = {"state": "open", "submitted_at": None, "receipt": None, "score": None, "passed": None, "is_zero": False}
    session.execute(update(Attempt).where(Attempt.id == row.id).values(**fresh))
    until = at + timedelta(minutes=minutes)
    missing = timedelta() if row.deadline_at is None else max(timedelta(), until - row.deadline_at)
    add_reopening(session, row.id, ceil(missing.total_seconds()), reason, by=by, at=at)
    detail = {"minutes": minutes, "reason": reason, "receipt": row.receipt, "score": row.score, "passed": row.passed}
    write_audit(session, "attempt.reopened", f"attempt:{row.id}", detail, by=by, at=at)
    for handler in session.info.get("reopening_handlers", ()):
        handler(session, row.id, at)


def force_submission(
    session: Session, library_of: LibraryOf, attempt_id: int, reason: str, *, by: int, at: datetime
) -> bool:
    """Hand in a paper for the person as its ledger stands; False when it is handed in already.

    Raises:
        NotFoundError: There is no such attempt.
    """
    row = _held(session, attempt_id)
    if not row.is_open:
        return False
    write_audit(session, "attempt.forced", f"attempt:{row.id}", {"reason": reason}, by=by, at=at)
    hand_in(session, row, library_of(row.release_id), by=by, at=at)
    return True


def _held(session: Session, attempt_id: int) -> AttemptRow:
    """Lock the person, then the attempt, as everybody does who hands in."""
    found = find_attempt(session, attempt_id)
    if found is None:
        raise NotFoundError
    lock_person(session, found.person_id)
    row = find_attempt(session, attempt_id, lock=True)
    if row is None:
        raise NotFoundError
    return row


def _refuse_reopening(session: Session, row: AttemptRow) -> None:
    if row.is_open:
        raise RefusedError("open", N_("This paper is open. Nothing was changed."))
    if row.sitting_id is None or row.mode != GRADED:
        raise RefusedError("no_sitting", N_("Only papers of a sitting can be opened again."))
    later = [other for other in attempts_of(session, row.person_id, row.quiz_id) if other.id > row.id]
    if any(other.mode == GRADED for other in later):
        raise RefusedError("later_attempt", N_("There is a later attempt already. Nothing was changed."))
    if any(other.is_open for other in later):
        raise RefusedError("practising", N_("The person is practising this quiz just now. Try again after that."))
    if marks_of(session, row.id):
        raise RefusedError("marked", N_("Somebody has marked these answers already. Nothing was changed."))
