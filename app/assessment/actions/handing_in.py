"""Handing in: an open attempt becomes a submitted one, with its receipt, grade, evidence and audit row."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assessment.actions.grading import HandedIn, append_grade
from app.assessment.models import Attempt
from app.assessment.queries import AttemptRow, events_of
from app.assessment.rules.grades import seconds_by_item
from app.assessment.rules.ledger import answers_from, receipt_digest
from app.assessment.rules.timing import counts_as_zero
from app.audit.actions import write_audit
from app.content.library import Library
from app.kernel.clock import to_text


def hand_in(session: Session, row: AttemptRow, library: Library, *, by: int | None, at: datetime) -> None:
    """Hand in an open attempt of a locked person as its ledger stands; `by` None is the server when time has run out.

    What staff hand in counts as handed in by the person: it is not late because somebody had to help.
    """
    is_zero = counts_as_zero(row.deadline_at, row.ends_at, row.late_policy, at, by_person=by is not None)
    keep_hand_in(session, row, library, submitted_at=at, is_zero=is_zero, by=by, at=at)


def keep_hand_in(
    session: Session,
    row: AttemptRow,
    library: Library,
    *,
    submitted_at: datetime,
    is_zero: bool,
    by: int | None,
    at: datetime,
) -> None:
    """Keep what the ledger holds as handed in at an instant, with a receipt and a grade of its own."""
    events = events_of(session, row.id)
    answers = answers_from(events)
    receipt = receipt_digest(row.id, row.paper_digest, answers, to_text(submitted_at))
    values = {
        "state": "submitted",
        "submitted_at": submitted_at,
        "receipt": receipt,
        "score": 0,  # until the grade, in this transaction
        "is_zero": is_zero,
        "answers": answers,
        "timings": seconds_by_item(events, row.started_at),
    }
    session.execute(update(Attempt).where(Attempt.id == row.id).values(**values))
    handed_in = HandedIn(receipt, submitted_at)
    graded = append_grade(session, library, row.id, "submission", by=by, at=at, handed_in=handed_in)
    outcome = {"score": graded.result.score, "passed": graded.result.passed}
    detail = {"quiz": row.quiz_id, "receipt": receipt, "is_zero": is_zero, **outcome}
    write_audit(session, "attempt.submitted", f"attempt:{row.id}", detail, by=by, at=at)
