"""Reads of enrolments, assignments, reading positions, bookmarks and answers to self-checks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnClause, Connection, bindparam, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from app.content.library import Lesson
from app.evidence.queries import facts_of_people, standing_details
from app.learning.models import Assignment, Bookmark, CheckAnswer, Enrolment, LessonProgress
from app.learning.rules.lessons import COURSE, HANDED_IN, LESSON, QUIZ, QUIZ_WAITING, ROLEPLAY, Standing, standing_of
from app.learning.rules.programme import local_date
from app.learning.rules.todo import Duty
from app.storage.prepared import Prepared

_KINDS = (LESSON, COURSE, QUIZ, QUIZ_WAITING, ROLEPLAY, HANDED_IN)  # of facts about learning


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One enrolment of a person."""

    id: int
    person_id: int
    programme: str
    starts_on: date
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One standing assignment of a person."""

    id: int
    person_id: int
    kind: Literal["course", "quiz"]
    key: str
    due_at: datetime
    note: str
    assigned_at: datetime
    assigned_by: int | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody stopped in a lesson: the heading above, and thousandths of the text."""

    lesson: str
    text_hash: str
    anchor: str
    position: int
    furthest: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LessonMemory:
    """All that is remembered of one person about one lesson, and which texts of the course were finished.

    bookmarks: the anchors of its marked sections, "" for the lesson as a whole.
    """

    anchor: str = ""
    position: int = 0
    furthest: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    bookmarks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A bookmark of a person: the lesson's key and the section's anchor, empty for the lesson as a whole."""

    lesson: str
    anchor: str
    made_at: datetime


_ENROLMENT = select(
    Enrolment.id, Enrolment.person_id, Enrolment.programme, Enrolment.starts_on, Enrolment.ended_at
).order_by(Enrolment.starts_on, Enrolment.id)
_ASSIGNMENT = (
    select(
        Assignment.id,
        Assignment.person_id,
        Assignment.kind,
        Assignment.key,
        Assignment.due_at,
        Assignment.note,
        Assignment.assigned_at,
        Assignment.assigned_by,
    )
    .where(Assignment.cancelled_at.is_(None))
    .order_by(Assignment.due_at, Assignment.id)
)
_POSITION = select(
    LessonProgress.lesson,
    LessonProgress.text_hash,
    LessonProgress.anchor,
    LessonProgress.position,
    LessonProgress.furthest,
    LessonProgress.updated_at,
)

_progress, _answer, _mark = LessonProgress.__table__.c, CheckAnswer.__table__.c, Bookmark.__table__.c
_fact = standing_details(LESSON).subquery("fact").c
_NONE: ColumnClause[int] = literal_column("0")
_NOTHING: ColumnClause[str] = literal_column("''")
# One statement for the reader: the position, the bookmark, the answers to this text's checks, what was finished.
_MEMORY = Prepared(
    union_all(
        select(
            literal_column("'p'").label("tag"),
            _progress.anchor.label("key"),
            _progress.text_hash.label("value"),
            _progress.position.label("first"),
            _progress.furthest.label("second"),
        ).where(_progress.person_id == bindparam("person"), _progress.lesson == bindparam("lesson")),
        select(literal_column("'a'"), _answer.check_id, _answer.choice_id, _NONE, _NONE).where(
            _answer.person_id == bindparam("person"),
            _answer.lesson == bindparam("lesson"),
            _answer.text_hash == bindparam("text"),
        ),
        select(literal_column("'b'"), _mark.anchor, _NOTHING, _NONE, _NONE).where(
            _mark.person_id == bindparam("person"), _mark.lesson == bindparam("lesson")
        ),
        select(literal_column("'f'"), _fact.key, _fact.detail, _fact.id, _NONE),
    )
)


def lesson_memory(connection: Connection, person_id: int, lesson: Lesson) -> LessonMemory:
    """Return what is remembered about a person and the present text of a lesson, in one statement."""
    values = {"person": person_id, "lesson": lesson.key, "text": lesson.text_hash, "prefix": lesson.course + "/"}
    answers: dict[str, str] = {}
    texts: dict[str, tuple[int, str]] = {}
    place: tuple[str, int, int] = ("", 0, 0)
    bookmarks: set[str] = set()
    rows: list[Any] = _MEMORY.all(connection, **values)
    for tag, key, value, first, second in rows:
        if tag == "a":
            answers[key] = value
        elif tag == "f":
            texts[key] = max(texts.get(key, (0, "")), (first, value))
        elif tag == "b":
            bookmarks.add(key)
        elif value == lesson.text_hash:
            place = (key, first, second)
    found = {key: str(json.loads(detail).get("text_hash", "")) for key, (_, detail) in texts.items()}
    return LessonMemory(*place, answers=answers, texts=found, bookmarks=frozenset(bookmarks))


def enrolments_of(session: Session, person_id: int, *, ended: bool = False) -> tuple[EnrolmentRow, ...]:
    """Return a person's enrolments, the earliest first; those that ended only when asked for."""
    statement = _ENROLMENT.where(Enrolment.person_id == person_id)
    if not ended:
        statement = statement.where(Enrolment.ended_at.is_(None))
    return tuple(EnrolmentRow(**row._asdict()) for row in session.execute(statement))


def enrolments_of_people(session: Session, person_ids: Sequence[int]) -> dict[int, tuple[EnrolmentRow, ...]]:
    """Return the enrolments in force of many people in one read."""
    statement = _ENROLMENT.where(Enrolment.person_id.in_(person_ids), Enrolment.ended_at.is_(None))
    found: dict[int, tuple[EnrolmentRow, ...]] = dict.fromkeys(person_ids, ())
    for row in session.execute(statement):
        found[row.person_id] = (*found[row.person_id], EnrolmentRow(**row._asdict()))
    return found


def assignments_of(session: Session, person_id: int) -> tuple[AssignmentRow, ...]:
    """Return a person's standing assignments, what is due first comes first; done ones are among them."""
    statement = _ASSIGNMENT.where(Assignment.person_id == person_id)
    return tuple(AssignmentRow(**row._asdict()) for row in session.execute(statement))


def find_assignment(session: Session, person_id: int, assignment_id: int) -> AssignmentRow | None:
    """Return a standing assignment of this person."""
    row = session.execute(_ASSIGNMENT.where(Assignment.person_id == person_id, Assignment.id == assignment_id)).first()
    return None if row is None else AssignmentRow(**row._asdict())


def find_enrolment(session: Session, person_id: int, enrolment_id: int) -> EnrolmentRow | None:
    """Return an enrolment in force of this person."""
    statement = _ENROLMENT.where(
        Enrolment.person_id == person_id, Enrolment.id == enrolment_id, Enrolment.ended_at.is_(None)
    )
    row = session.execute(statement).first()
    return None if row is None else EnrolmentRow(**row._asdict())


def find_position(session: Session, person_id: int, lesson: str) -> Position | None:
    """Return where a person stopped in a lesson, whichever text of it that was."""
    statement = _POSITION.where(LessonProgress.person_id == person_id, LessonProgress.lesson == lesson)
    row = session.execute(statement).first()
    return None if row is None else Position(**row._asdict())


def positions_of(session: Session, person_id: int) -> dict[str, Position]:
    """Return where a person stopped, by lesson."""
    rows = session.execute(_POSITION.where(LessonProgress.person_id == person_id))
    return {row.lesson: Position(**row._asdict()) for row in rows}


def answers_of(session: Session, person_id: int, lesson: Lesson) -> dict[str, str]:
    """Return the chosen choice by check, of the present text of a lesson."""
    statement = select(CheckAnswer.check_id, CheckAnswer.choice_id).where(
        CheckAnswer.person_id == person_id,
        CheckAnswer.lesson == lesson.key,
        CheckAnswer.text_hash == lesson.text_hash,
    )
    return {row.check_id: row.choice_id for row in session.execute(statement)}


def answers_in_course(session: Session, person_id: int, course: str) -> dict[tuple[str, str, str], str]:
    """Return the chosen choices in a course by (lesson key, text hash, check id)."""
    columns = (CheckAnswer.lesson, CheckAnswer.text_hash, CheckAnswer.check_id, CheckAnswer.choice_id)
    statement = select(*columns).where(
        CheckAnswer.person_id == person_id, CheckAnswer.lesson.startswith(f"{course}/", autoescape=True)
    )
    return {(row.lesson, row.text_hash, row.check_id): row.choice_id for row in session.execute(statement)}


def bookmarks_of(session: Session, person_id: int) -> tuple[BookmarkRow, ...]:
    """Return a person's bookmarks, the newest first."""
    statement = select(Bookmark.lesson, Bookmark.anchor, Bookmark.made_at).where(Bookmark.person_id == person_id)
    rows = session.execute(statement.order_by(Bookmark.made_at.desc(), Bookmark.id.desc()))
    return tuple(BookmarkRow(**row._asdict()) for row in rows)


def last_reading(session: Session, person_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each of the people last read in a lesson; who never did is absent."""
    statement = (
        select(LessonProgress.person_id, func.max(LessonProgress.updated_at, type_=LessonProgress.updated_at.type))
        .where(LessonProgress.person_id.in_(person_ids))
        .group_by(LessonProgress.person_id)
    )
    return {person_id: at for person_id, at in session.execute(statement) if at is not None}


def standing_for(session: Session, person_id: int, *, at: datetime) -> Standing:
    """Return what the ledger says of a person's learning at an instant."""
    return standing_of(facts_of_people(session, [person_id], _KINDS)[person_id], at=at)


def duty_of(row: AssignmentRow, zone: str) -> Duty:
    """Return an assignment as the rules see it, its due date where the person lives."""
    return Duty(row.id, row.kind, row.key, local_date(row.due_at, zone), row.assigned_at, row.note)


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return enrolments, assignments, reading positions, bookmarks and self-checks, for the copy of one's data."""
    parts = (
        ("enrolments", Enrolment),
        ("assignments", Assignment),
        ("reading", LessonProgress),
        ("bookmarks", Bookmark),
    )
    return {name: _rows_about(session, table, person_id) for name, table in (*parts, ("self_checks", CheckAnswer))}


def _rows_about(session: Session, model: Any, person_id: int) -> list[dict[str, object]]:
    kept = [column for column in model.__table__.columns if column.name not in {"person_id", "text_hash"}]
    return [row._asdict() for row in session.execute(select(*kept).where(model.person_id == person_id))]
