"""What is known of questions from many attempts, kept for the next draws; and grades for attempts older than grades."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from app.assessment.actions.grading import LibraryOf, append_grade
from app.assessment.models import Attempt, ItemFacility
from app.assessment.queries.attempts import AttemptRow, events_of, find_attempt
from app.assessment.queries.outcomes import attempts_without_grade
from app.assessment.rules.grades import seconds_by_item
from app.assessment.rules.ledger import answers_from
from app.storage.dialects import upsert
from app.storage.locks import lock_person

_FACILITY = cast("Table", ItemFacility.__table__)


class KnownFacility(NamedTuple):
    """What first attempts say of one version of a question; facility in thousandths, None before the first answer."""

    question_id: str
    version: str
    n: int
    shown: int
    facility: int | None


def keep_facilities(session: Session, found: Iterable[KnownFacility], *, at: datetime) -> None:
    """Keep what is known of questions, in the place of what was known before."""
    for one in sorted(found):
        upsert(session, _FACILITY, {**one._asdict(), "at": at}, key=("question_id", "version"))


def grade_older_attempts(session: Session, library_of: LibraryOf, *, limit: int, at: datetime) -> int:
    """Give attempts from before there were grades their grade, a page of them; return how many were done.

    Their facts in the ledger stay: only an outcome that differs is a new one.
    """
    found = attempts_without_grade(session, limit=limit)
    for attempt_id, person_id in found:
        lock_person(session, person_id)
        row = find_attempt(session, attempt_id, lock=True)
        if row is not None:
            _copy_answers(session, row)
            append_grade(session, library_of(row.release_id), attempt_id, "rebuild", by=None, at=at)
    return len(found)


def _copy_answers(session: Session, row: AttemptRow) -> None:
    events = events_of(session, row.id)
    copies = {"answers": answers_from(events), "timings": seconds_by_item(events, row.started_at)}
    session.execute(update(Attempt).where(Attempt.id == row.id).values(**copies))
