"""Outcomes of attempts: every new one is an appended grade, with its evidence, told to who acts on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptCorrection, AttemptItem, GradeRow, ItemMark
from app.assessment.queries import (
    GRADED,
    AttemptRow,
    corrections_list,
    corrections_of,
    find_attempt,
    grades_of,
    mark_given,
    result_of,
    seconds_of,
    specs_for,
)
from app.assessment.rules.grades import Graded, kept_items
from app.assessment.rules.marking import Result
from app.assessment.rules.placing import courses_known
from app.content.library import Library
from app.content.versions import answered_version
from app.evidence.actions import record_fact
from app.evidence.queries import facts_of_kind
from app.evidence.rules import ANY, Fact
from app.items.base import ItemSpec
from app.items.people import criteria_of
from app.kernel.canonical import canonical_json
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.learning.actions import place_out
from app.storage.locks import lock_person

LibraryOf = Callable[[int], Library]
Cause = Literal["submission", "marks", "correction", "rebuild"]
QUIZ, QUIZ_WAITING = "quiz", "quiz-waiting"  # kinds of facts: an outcome; one that a person still has to mark


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a handing in adds to its grade."""

    receipt: str
    submitted_at: datetime


def append_grade(
    session: Session,
    library: Library,
    attempt_id: int,
    cause: Cause,
    *,
    by: int | None,
    at: datetime,
    correction_id: int | None = None,
    handed_in: HandedIn | None = None,
) -> Graded:
    """Compute an attempt's outcome from everything known, keep it as its latest grade, and tell who acts on it.

    A graded attempt's fact is superseded by a new one where the outcome differs; practice leaves no evidence. The
    caller has locked the person, and the attempt is handed in.
    """
    row = find_attempt(session, attempt_id)
    if row is None or row.is_open:
        raise NotFoundError
    if cause == "submission" and row.mode == GRADED:
        _adopt_corrections(session, library, row)
    result = result_of(session, library, row)
    is_older = cause == "rebuild"
    evidence_id = _fact(session, row, result, is_older=is_older, by=by, at=at) if row.mode == GRADED else None
    more: dict[str, Any] = {"correction_id": correction_id, "evidence_id": evidence_id, "by": by, "at": at}
    if handed_in is not None:
        more |= {"receipt": handed_in.receipt, "submitted_at": handed_in.submitted_at}
    grade_id = _insert_grade(session, row, result, cause, more)
    _keep_items(session, library, row, result)
    known = {"grade_id": grade_id, "score": result.score, "passed": result.passed}
    session.execute(update(Attempt).where(Attempt.id == row.id).values(**known))
    if row.mode == GRADED:
        _place(session, library, row, result, at=at)
    graded = Graded(grade_id, row.id, row.person_id, row.quiz_id, row.release_id, cause, row.mode, result)
    for handler in session.info.get("grade_handlers", ()):
        handler(session, graded, at)
    return graded


def _insert_grade(session: Session, row: AttemptRow, result: Result, cause: Cause, more: Mapping[str, Any]) -> int:
    sums = result.sums
    values = {
        "attempt_id": row.id,
        "cause": cause,
        "score": result.score,
        "passed": result.passed,
        "waiting": len(result.waiting),
        "items": kept_items(result),
        "pass_score": row.paper.pass_score,
        **{name: getattr(sums, name) for name in ("earned", "points", "red_failed", "void")},
        **more,
    }
    return int(session.execute(insert(GradeRow).values(**values).returning(GradeRow.id)).scalar_one())


def settle_item(
    session: Session,
    library_of: LibraryOf,
    attempt_id: int,
    item_id: str,
    body: Mapping[str, Any],
    *,
    source: str,
    by: int | None,
    at: datetime,
) -> Graded:
    """Keep the mark that people agreed on for one answer, and append the grade that follows.

    body: {"criteria": {id: points}, "comment": words for the learner}; source names the mark behind it.

    Raises:
        NotFoundError: No such attempt, or no such question on it that people mark.
        RefusedError: `open`: the attempt is not handed in.
        InvalidError: Points for other criteria than the question's, or outside their bounds.
    """
    row = find_attempt(session, attempt_id)
    if row is None or item_id not in {item.id for item in row.paper.items}:
        raise NotFoundError
    if row.is_open:
        raise RefusedError("open", N_("This attempt is not handed in yet."))
    lock_person(session, row.person_id)
    library = library_of(row.release_id)
    points = _checked_points(specs_for(library, row.paper)[item_id], body.get("criteria", {}))
    values = {
        "attempt_id": attempt_id,
        "item_id": item_id,
        "body": {"criteria": points, "comment": str(body.get("comment", ""))},
        "source": source,
        "supersedes": mark_given(session, attempt_id, item_id),
    }
    session.execute(insert(ItemMark).values(**values, by=by, at=at))
    return append_grade(session, library, attempt_id, "marks", by=by, at=at)


def _checked_points(spec: ItemSpec, points: Mapping[str, int]) -> dict[str, int]:
    """Return points for every criterion within its bounds; NotFoundError for a question that the engine marks."""
    criteria = criteria_of(spec)
    if not criteria:
        raise NotFoundError
    if set(points) != set(criteria) or any(not 0 <= points[key] <= part.points for key, part in criteria.items()):
        raise InvalidError("criteria", N_("Give points for every criterion, within its bounds."))
    return dict(points)


def _adopt_corrections(session: Session, library: Library, row: AttemptRow) -> None:
    """Let corrections decided while this attempt was still being written apply to it, too."""
    known = {correction.id for correction in corrections_of(session, row.id)}
    for correction in corrections_list(session, [item.id for item in row.paper.items]):
        scope, question = correction.scope, library.questions[correction.question_id]
        if (
            correction.id not in known
            and row.id <= scope["upto"]
            and scope["quiz_id"] in (None, row.quiz_id)
            and scope["sitting_id"] in (None, row.sitting_id)
            and (not scope["versions"] or answered_version(question) in scope["versions"])
        ):
            values = {"attempt_id": row.id, "correction_id": correction.id}
            session.execute(insert(AttemptCorrection).values(**values))


def _keep_items(session: Session, library: Library, row: AttemptRow, result: Result) -> None:
    """Write the copy of each question's outcome that analysis and dry runs read."""
    pinned = {item.id: item.hash for item in row.paper.items}
    seconds = seconds_of(session, row.id)
    rows = [
        {
            "attempt_id": row.id,
            "item_id": item.id,
            "place": place,
            "hash": pinned[item.id],
            "version": answered_version(library.questions[item.id]),
            "points": item.points,
            "score": item.score,
            "state": item.state,
            "is_red": item.is_red,
            "answer": None if item.answer is None else canonical_json(item.answer),
            "seconds": seconds.get(item.id),
        }
        for place, item in enumerate(result.items)
    ]
    session.execute(delete(AttemptItem).where(AttemptItem.attempt_id == row.id))
    if rows:
        session.execute(insert(AttemptItem), rows)


def _place(session: Session, library: Library, row: AttemptRow, result: Result, *, at: datetime) -> None:
    """Let a placement test say which lessons are known; a later outcome of the same paper takes back what it must."""
    quiz = library.quizzes.get(row.quiz_id)
    if quiz is None or not quiz.places:
        return
    known = courses_known(library, row.quiz_id, result, row.paper.pass_score)
    place_out(
        session, library, row.person_id, known, source=f"attempt:{row.id}", effective_at=row.counted_at or at, at=at
    )


def _fact(
    session: Session, row: AttemptRow, result: Result, *, is_older: bool, by: int | None, at: datetime
) -> int | None:
    """Record what the outcome says about the person, superseding what the last one said; return the fact's id."""
    last = next(iter(reversed(grades_of(session, row.id))), None)
    before = None if last is None else last.evidence_id
    known: tuple[int | None, bool | None] = (None, None) if last is None else (last.score, last.passed)
    if last is None and is_older:
        before, known = _fact_without_grade(session, row)
    if before is not None and known == (result.score, result.passed):
        return before
    waits = result.passed is None
    fact = Fact(
        person_id=row.person_id,
        track=ANY,
        kind=QUIZ_WAITING if waits else QUIZ,
        key=row.quiz_id,
        effective_at=row.counted_at or at,
        release_id=row.release_id,
        supersedes=before,
        source=f"attempt:{row.id}",
        score=None if waits else result.score,
        passed=None if waits else result.passed,
    )
    return record_fact(session, fact, by=by, at=at)


def _fact_without_grade(session: Session, row: AttemptRow) -> tuple[int | None, tuple[int | None, bool | None]]:
    """Return what the ledger says of an attempt that was handed in before there were grades: (fact, outcome)."""
    source = f"attempt:{row.id}"
    for fact in reversed(facts_of_kind(session, row.person_id, QUIZ, row.quiz_id)):
        if fact.fact.source == source:
            return fact.id, (fact.fact.score, fact.fact.passed)
    return None, (None, None)
