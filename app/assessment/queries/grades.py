"""Reads of grades, settled marks, corrections and what is known of questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment.models import (
    Attempt,
    AttemptCorrection,
    GradeRow,
    ItemCorrection,
    ItemFacility,
    ItemMark,
    ItemQuarantine,
)
from app.assessment.queries.attempts import AttemptRow, events_of, specs_for
from app.assessment.rules.drawing import Known
from app.assessment.rules.ledger import answers_from
from app.assessment.rules.marking import Correction, Judged, Result, score_attempt
from app.content.library import Library, Quiz
from app.content.versions import answered_version
from app.items.base import Answer, ItemSpec
from app.items.people import graded
from app.items.specs import parse_spec


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One outcome of an attempt as it was kept."""

    id: int
    cause: str
    score: int
    passed: bool | None
    waiting: int
    items: list[list[Any]]
    correction_id: int | None
    evidence_id: int | None
    receipt: str | None
    submitted_at: datetime | None
    by: int | None
    at: datetime


def grades_of(session: Session, attempt_id: int) -> tuple[GradeLine, ...]:
    """Return the outcomes of an attempt, oldest first; the last one holds."""
    names = GradeLine.__dataclass_fields__
    statement = select(*(getattr(GradeRow, name) for name in names)).where(GradeRow.attempt_id == attempt_id)
    return tuple(GradeLine(**row._asdict()) for row in session.execute(statement.order_by(GradeRow.id)))


def marks_of(session: Session, attempt_id: int) -> dict[str, dict[str, Any]]:
    """Return the settled marks of an attempt by question: {"criteria": {id: points}, "comment": …}."""
    statement = select(ItemMark.item_id, ItemMark.body).where(ItemMark.attempt_id == attempt_id).order_by(ItemMark.id)
    return {row.item_id: row.body for row in session.execute(statement)}


@dataclass(frozen=True, slots=True)
class Settled:
    """What people gave for an answer: points by criterion, words for the learner, since when, and how it came about.

    how: the last part of the mark's source (`single`, `mean`, `adjudicated`, `alone`, `undecided`), "" for others.
    """

    points: Mapping[str, int]
    comment: str
    how: str
    at: datetime


def settled_of(session: Session, attempt_id: int) -> dict[str, Settled]:
    """Return the settled marks of an attempt by question, with how they came about; without markers' names."""
    statement = select(ItemMark.item_id, ItemMark.body, ItemMark.source, ItemMark.at)
    rows = session.execute(statement.where(ItemMark.attempt_id == attempt_id).order_by(ItemMark.id))
    return {
        row.item_id: Settled(
            row.body["criteria"],
            row.body.get("comment", ""),
            row.source.rpartition(":")[2] if row.source.startswith("script:") else "",
            row.at,
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class MarkedPaper:
    """A paper whose last answer people have marked: for Today."""

    attempt_id: int
    quiz_id: str
    at: datetime


def marked_since(session: Session, person_id: int, since: datetime) -> tuple[MarkedPaper, ...]:
    """Return a person's papers that people have finished marking since an instant, the newest first."""
    statement = (
        select(Attempt.id, Attempt.quiz_id, func.max(GradeRow.at))
        .join(GradeRow, GradeRow.attempt_id == Attempt.id)
        .where(Attempt.person_id == person_id, GradeRow.cause == "marks", GradeRow.passed.is_not(None))
        .where(GradeRow.at >= since, Attempt.state == "submitted")
        .group_by(Attempt.id, Attempt.quiz_id)
    )
    found = [MarkedPaper(row[0], row[1], row[2]) for row in session.execute(statement)]
    return tuple(sorted(found, key=lambda paper: paper.at, reverse=True))


def corrections_of(session: Session, attempt_id: int) -> tuple[Correction, ...]:
    """Return the corrections that were carried out on an attempt, in their order."""
    statement = (
        select(ItemCorrection.id, ItemCorrection.question_id, ItemCorrection.action, ItemCorrection.harm)
        .add_columns(ItemCorrection.spec)
        .join(AttemptCorrection, AttemptCorrection.correction_id == ItemCorrection.id)
        .where(AttemptCorrection.attempt_id == attempt_id)
        .order_by(ItemCorrection.id)
    )
    return tuple(
        Correction(row.id, row.question_id, row.action, row.harm, None if row.spec is None else parse_spec(row.spec))
        for row in session.execute(statement)
    )


def correction_notes(session: Session, attempt_id: int) -> tuple[tuple[datetime, str, str], ...]:
    """Return (when, question, reason) of each correction that was carried out on an attempt, in their order."""
    statement = (
        select(ItemCorrection.at, ItemCorrection.question_id, ItemCorrection.reason)
        .join(AttemptCorrection, AttemptCorrection.correction_id == ItemCorrection.id)
        .where(AttemptCorrection.attempt_id == attempt_id)
        .order_by(ItemCorrection.id)
    )
    return tuple((row.at, row.question_id, row.reason) for row in session.execute(statement))


def explanations_of(session: Session, attempt_id: int) -> dict[str, dict[str, str]]:
    """Return the corrected explanations {zh, en} of an attempt's questions, the latest of each."""
    statement = (
        select(ItemCorrection.question_id, ItemCorrection.explain)
        .join(AttemptCorrection, AttemptCorrection.correction_id == ItemCorrection.id)
        .where(AttemptCorrection.attempt_id == attempt_id)
        .order_by(ItemCorrection.id)
    )
    return {row.question_id: row.explain for row in session.execute(statement) if row.explain}


def judged_of(
    session: Session, row: AttemptRow, answers: Mapping[str, Answer], specs: Mapping[str, ItemSpec]
) -> Judged:
    """Return what people decided about an attempt: settled marks as grades, corrections, and whether it is zero."""
    marks = {
        item: graded(specs[item], answers.get(item), body["criteria"])
        for item, body in marks_of(session, row.id).items()
    }
    return Judged(marks, corrections_of(session, row.id), row.is_zero)


def result_of(session: Session, library: Library, row: AttemptRow) -> Result:
    """Mark an attempt from its ledger, marks and corrections; `library` is the release it is pinned to."""
    answers, specs = answers_from(events_of(session, row.id)), specs_for(library, row.paper)
    return score_attempt(row.paper, answers, specs, judged_of(session, row, answers, specs))


def seconds_of(session: Session, attempt_id: int) -> dict[str, int]:
    """Return how many seconds each question of a handed-in attempt took."""
    return session.execute(select(Attempt.timings).where(Attempt.id == attempt_id)).scalar() or {}


def mark_given(session: Session, attempt_id: int, item_id: str) -> int | None:
    """Return the id of the settled mark of an answer, None before the first."""
    statement = select(ItemMark.id).where(ItemMark.attempt_id == attempt_id, ItemMark.item_id == item_id)
    found: int | None = session.execute(statement.order_by(ItemMark.id.desc()).limit(1)).scalar()
    return found


def quarantined(session: Session) -> frozenset[str]:
    """Return the questions that no new paper may take."""
    return frozenset(
        session.execute(select(ItemQuarantine.question_id).where(ItemQuarantine.lifted_at.is_(None))).scalars()
    )


def known_of(session: Session, library: Library, quiz: Quiz) -> dict[str, Known]:
    """Return what is known of the questions that a quiz may draw, in their present versions."""
    drawn = {question.id: question for draw in quiz.draws for question in library.pool(quiz, draw)}
    statement = select(ItemFacility.question_id, ItemFacility.version, ItemFacility.n, ItemFacility.shown)
    statement = statement.add_columns(ItemFacility.facility).where(ItemFacility.question_id.in_(drawn))
    return {
        row.question_id: Known(row.n, row.shown, row.facility)
        for row in session.execute(statement)
        if answered_version(drawn[row.question_id]) == row.version
    }
