"""Changes: enrolling, assigning, answering self-checks, noting positions and bookmarks, finishing lessons."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.content.library import Lesson, Library
from app.evidence.actions import record_fact
from app.evidence.queries import facts_of_kind
from app.evidence.rules import ANY, Fact, standing_facts
from app.identity.queries import trade_of
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.learning.access import access_assignment, access_enrolment
from app.learning.models import Assignment, Bookmark, CheckAnswer, Enrolment, LessonProgress
from app.learning.queries import answers_of, assignments_of, enrolments_of, find_position
from app.learning.rules.lessons import (
    COURSE,
    END,
    ENROLMENT,
    LESSON,
    PLACED,
    course_counts_anew,
    course_standing,
    is_finished,
    lesson_state,
    open_checks,
    standing_of,
    texts_digest,
)
from app.storage.dialects import insert_ignore, upsert
from app.storage.locks import lock_person


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer to a self-check: the choice that stands, and whether the lesson is finished now."""

    choice_id: str
    is_right: bool
    is_finished: bool


def enrol(
    session: Session,
    library: Library,
    person_id: int,
    programme: str,
    starts_on: date,
    *,
    by: int | None,
    at: datetime,
) -> int:
    """Enrol a person in a programme whose first day is `starts_on`; return the enrolment's id.

    Raises InvalidError (`programme`) when there is no such programme or the person is in it already.
    """
    lock_person(session, person_id)
    if programme not in library.programmes:
        raise InvalidError("programme", N_("Please choose one of the programmes."))
    if any(known.programme == programme for known in enrolments_of(session, person_id)):
        raise InvalidError("programme", N_("This person is in the programme already."))
    row = {"person_id": person_id, "programme": programme, "starts_on": starts_on}
    statement = insert(Enrolment).values(**row, enrolled_at=at, enrolled_by=by).returning(Enrolment.id)
    enrolment_id = session.execute(statement).scalar_one()
    source = f"enrolment:{enrolment_id}"
    record_fact(session, Fact(person_id, ANY, ENROLMENT, programme, at, source=source), by=by, at=at)
    detail = {"programme": programme, "starts_on": starts_on.isoformat()}
    write_audit(session, "enrolment.created", f"person:{person_id}", detail, by=by, at=at)
    return enrolment_id


def end_enrolment(session: Session, person_id: int, enrolment_id: int, *, by: int | None, at: datetime) -> None:
    """End an enrolment; what was learned stays. NotFoundError when it is not in force."""
    lock_person(session, person_id)
    known = access_enrolment(session, person_id, enrolment_id)
    source = f"enrolment:{enrolment_id}"
    session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(ended_at=at, ended_by=by))
    begun = [
        fact.id for fact in facts_of_kind(session, person_id, ENROLMENT, known.programme) if fact.fact.source == source
    ]
    ended = Fact(
        person_id, ANY, ENROLMENT, known.programme, at, False, supersedes=max(begun, default=None), source=source
    )
    record_fact(session, ended, by=by, at=at)
    write_audit(session, "enrolment.ended", f"person:{person_id}", {"programme": known.programme}, by=by, at=at)


def assign(
    session: Session,
    library: Library,
    person_id: int,
    kind: str,
    key: str,
    *,
    due_at: datetime,
    note: str = "",
    by: int | None,
    at: datetime,
) -> int:
    """Ask a person to do a course or quiz by an instant; an earlier request for the same gives way. Return the id.

    Raises InvalidError: `what` when nothing of that name is published, `due_on` when the instant has passed.
    """
    lock_person(session, person_id)
    known = {"course": library.courses, "quiz": library.quizzes}.get(kind, {})
    if key not in known:
        raise InvalidError("what", N_("Please choose a course or a quiz."))
    if due_at <= at:
        raise InvalidError("due_on", N_("This day has passed. Choose a later one."))
    for earlier in assignments_of(session, person_id):
        if (earlier.kind, earlier.key) == (kind, key):
            _cancel(session, earlier.id, by=by, at=at)
    row = {"person_id": person_id, "kind": kind, "key": key, "due_at": due_at, "note": note[:500]}
    statement = insert(Assignment).values(**row, assigned_at=at, assigned_by=by).returning(Assignment.id)
    assignment_id = session.execute(statement).scalar_one()
    detail = {"kind": kind, "key": key, "due_at": due_at.isoformat()}
    write_audit(session, "assignment.created", f"person:{person_id}", detail, by=by, at=at)
    return assignment_id


def cancel_assignment(session: Session, person_id: int, assignment_id: int, *, by: int | None, at: datetime) -> None:
    """Take an assignment back; NotFoundError when it does not stand."""
    lock_person(session, person_id)
    known = access_assignment(session, person_id, assignment_id)
    _cancel(session, assignment_id, by=by, at=at)
    detail = {"kind": known.kind, "key": known.key}
    write_audit(session, "assignment.cancelled", f"person:{person_id}", detail, by=by, at=at)


def answer_check(
    session: Session, library: Library, person_id: int, lesson: Lesson, *, check_id: str, choice_id: str, at: datetime
) -> Answered:
    """Keep the first answer to a self-check of the present text, and finish the lesson when that was all it lacked.

    Raises NotFoundError for an unknown check, InvalidError (`choice`) for an unknown choice.
    """
    lock_person(session, person_id)
    check = lesson.checks.get(check_id)
    if check is None:
        raise NotFoundError
    right = {choice.id: choice.right for choice in check.choices}
    if choice_id not in right:
        raise InvalidError("choice", N_("Please choose an answer."))
    answers = answers_of(session, person_id, lesson)
    if check_id not in answers:
        answers[check_id] = choice_id
        row = {"person_id": person_id, "lesson": lesson.key, "text_hash": lesson.text_hash, "check_id": check_id}
        row |= {"choice_id": choice_id, "is_right": right[choice_id], "release_id": library.release_id}
        session.execute(insert(CheckAnswer).values(**row, answered_at=at))
    furthest = _furthest(session, person_id, lesson)
    finished = is_finished(lesson, furthest, answers)
    if finished:
        _finish(session, library, person_id, lesson, at=at)
    chosen = answers[check_id]
    return Answered(chosen, right[chosen], finished)


def note_position(
    session: Session, library: Library, person_id: int, lesson: Lesson, *, anchor: str, position: int, at: datetime
) -> bool:
    """Remember where a person stopped (thousandths of the lesson); return whether the lesson is finished.

    Reaching the end finishes it when every check is answered. Raises InvalidError outside 0–1000; an anchor that the
    lesson does not have is kept as none.
    """
    if not 0 <= position <= END:
        raise InvalidError("position", N_("A position is a number from 0 to 1000."))
    lock_person(session, person_id)
    anchors = {section.anchor for section in lesson.sections}
    furthest = max(position, _furthest(session, person_id, lesson))
    _put_position(session, person_id, lesson, (anchor if anchor in anchors else "", position, furthest), at=at)
    if not is_finished(lesson, furthest, answers_of(session, person_id, lesson)):
        return False
    _finish(session, library, person_id, lesson, at=at)
    return True


def put_bookmark(session: Session, person_id: int, lesson: Lesson, *, anchor: str, at: datetime) -> None:
    """Mark a section of a lesson, or with an empty anchor the lesson; a mark that stands stays as it is.

    Raises NotFoundError when the lesson has no such section.
    """
    if anchor and anchor not in {section.anchor for section in lesson.sections}:
        raise NotFoundError
    row = {"person_id": person_id, "lesson": lesson.key, "anchor": anchor, "made_at": at}
    insert_ignore(session, Bookmark.__table__, [row])  # type: ignore[arg-type]


def remove_bookmark(session: Session, person_id: int, lesson_key: str, *, anchor: str) -> None:
    """Take a bookmark away; without one nothing happens. The lesson need not be published any more."""
    mine = (Bookmark.person_id == person_id, Bookmark.lesson == lesson_key, Bookmark.anchor == anchor)
    session.execute(delete(Bookmark).where(*mine))


def complete_lesson(session: Session, library: Library, person_id: int, lesson: Lesson, *, at: datetime) -> bool:
    """Finish a lesson by the button at its end; return False when it was finished before (nothing happens then).

    Raises RefusedError (`checks_open`) while self-checks are unanswered.
    """
    lock_person(session, person_id)
    left = len(open_checks(lesson, answers_of(session, person_id, lesson)))
    if left:
        message = N_("Answer the self-checks of this lesson first; %(n)s are still open. Your answers so far are kept.")
        raise RefusedError("checks_open", message, n=left)
    known = find_position(session, person_id, lesson.key)
    anchor = known.anchor if known is not None and known.text_hash == lesson.text_hash else ""
    _put_position(session, person_id, lesson, (anchor, END, END), at=at)
    return _finish(session, library, person_id, lesson, at=at)


def place_out(
    session: Session,
    library: Library,
    person_id: int,
    courses: Collection[str],
    *,
    source: str,
    effective_at: datetime,
    at: datetime,
) -> None:
    """Take the lessons of courses that a placement test (`source`) showed to be known as finished, and say so.

    Lessons finished before are left as they are. What the same test said earlier about other courses is withdrawn.
    The caller has locked the person.
    """
    trade = trade_of(session, person_id)
    facts = [fact for kind in (LESSON, COURSE) for fact in facts_of_kind(session, person_id, kind)]
    for known in standing_facts(facts, at=at):
        if known.fact.source == source and known.fact.passed and known.key.split("/")[0] not in courses:
            taken_back = replace(known.fact, passed=False, supersedes=known.id, release_id=library.release_id)
            record_fact(session, taken_back, by=person_id, at=at)
    before = standing_of(facts, at=at)
    for course in courses:
        lessons = library.lessons_of(course, trade)
        fresh = {lesson.key: lesson.text_hash for lesson in lessons if lesson.key not in before.texts}
        placed = Fact(person_id, ANY, LESSON, "", effective_at, True, None, library.release_id, None, source)
        for key, text_hash in fresh.items():
            detail = {"text_hash": text_hash, "minutes": 0, PLACED: True}
            record_fact(session, replace(placed, key=key, detail=detail), by=person_id, at=at)
        standing = course_standing(library, course, trade, {**before.texts, **fresh})
        if fresh and course_counts_anew(standing, before.courses.get(course)):
            detail = {"texts": texts_digest(standing), PLACED: True}
            record_fact(session, replace(placed, kind=COURSE, key=course, detail=detail), by=person_id, at=at)


def _cancel(session: Session, assignment_id: int, *, by: int | None, at: datetime) -> None:
    statement = update(Assignment).where(Assignment.id == assignment_id)
    session.execute(statement.values(cancelled_at=at, cancelled_by=by))


def _furthest(session: Session, person_id: int, lesson: Lesson) -> int:
    known = find_position(session, person_id, lesson.key)
    return known.furthest if known is not None and known.text_hash == lesson.text_hash else 0


def _put_position(
    session: Session, person_id: int, lesson: Lesson, place: tuple[str, int, int], *, at: datetime
) -> None:
    anchor, position, furthest = place
    row = {"person_id": person_id, "lesson": lesson.key, "text_hash": lesson.text_hash, "anchor": anchor}
    row |= {"position": position, "furthest": furthest, "updated_at": at}
    upsert(session, LessonProgress.__table__, row, key=["person_id", "lesson"])  # type: ignore[arg-type]


def _finish(session: Session, library: Library, person_id: int, lesson: Lesson, *, at: datetime) -> bool:
    """Write the facts of a finished lesson and, when it was the last one, of its course; False when they stand."""
    facts = [fact for kind in (LESSON, COURSE) for fact in facts_of_kind(session, person_id, kind)]
    before = standing_of(facts, at=at)
    if lesson_state(lesson, before.texts) == "done" and lesson.key not in before.placed:
        return False
    detail = {"text_hash": lesson.text_hash, "minutes": lesson.minutes}
    _record(session, library, person_id, (LESSON, lesson.key), detail, at=at)
    texts = {**before.texts, lesson.key: lesson.text_hash}
    course = course_standing(library, lesson.course, trade_of(session, person_id), texts)
    if course_counts_anew(course, before.courses.get(lesson.course)):
        _record(session, library, person_id, (COURSE, lesson.course), {"texts": texts_digest(course)}, at=at)
    return True


def _record(
    session: Session,
    library: Library,
    person_id: int,
    what: tuple[str, str],
    detail: dict[str, object],
    *,
    at: datetime,
) -> None:
    kind, key = what
    fact = Fact(person_id, ANY, kind, key, at, passed=True, release_id=library.release_id, detail=detail)
    record_fact(session, fact, by=person_id, at=at)
