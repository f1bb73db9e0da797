"""Reads of outcomes for analysis: every handed-in graded attempt at a quiz, and each question of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptItem, GradeRow, ItemQuarantine
from app.assessment.queries.attempts import GRADED
from app.assessment.rules.ledger import SURE
from app.assessment.rules.outcomes import STATES, UNKNOWN, Outcomes, PaperOutcome, VersionKey, sureness

_AT_ONCE = 500
_STATE = {state: place for place, state in enumerate(STATES)}


def outcomes_of(session: Session, quiz_id: str, *, with_confidence: bool = False) -> Outcomes:
    """Return what all handed-in graded attempts at a quiz came to, first the attempts, then their questions."""
    papers, answers, upto = _papers(session, quiz_id, with_confidence=with_confidence)
    places = {paper.attempt_id: place for place, paper in enumerate(papers)}
    columns = _Columns(places, answers)
    for row in _items(session, list(places)):
        columns.add(row)
    pass_score = session.execute(select(GradeRow.pass_score).where(GradeRow.id == upto)).scalar() or 0
    return columns.outcomes(papers, pass_score, upto)


class _Columns:
    """Collects rows without keeping them: texts that repeat are kept once."""

    def __init__(self, places: Mapping[int, int], sure: Mapping[int, Mapping[str, Any]]) -> None:
        self.places, self.sure = places, sure
        self.versions: dict[tuple[str, str], int] = {}
        self.keys: list[VersionKey] = []
        self.answers: dict[str | None, int] = {}
        self.cells: list[tuple[int, int, int, int, int, int, int]] = []

    def add(self, row: Iterable[Any]) -> None:
        """Add one question of one attempt, as `_items` reads it."""
        attempt_id, item, version, hash_, points, score, state, answer, seconds = row
        place = self.places.get(attempt_id)
        if place is None:
            return
        column = self.versions.get((item, version))
        if column is None:
            column = self.versions[item, version] = len(self.keys)
            self.keys.append(VersionKey(item, version, hash_, points))
        given = self.answers.setdefault(answer, len(self.answers))
        said = self.sure.get(attempt_id)
        sure = UNKNOWN if said is None else sureness(said.get(item + SURE))
        self.cells.append((place, column, given, score, _STATE[state], -1 if seconds is None else seconds, sure))

    def outcomes(self, papers: tuple[PaperOutcome, ...], pass_score: int, upto: int) -> Outcomes:
        """Return what was collected."""
        table = np.array(self.cells, dtype=np.int64).reshape(len(self.cells), 7)
        paper, version, answer, score, state, seconds, sure = (np.ascontiguousarray(column) for column in table.T)
        return Outcomes(
            papers=papers,
            versions=tuple(self.keys),
            answers=tuple(self.answers),
            paper=paper,
            version=version,
            answer=answer,
            score=score,
            state=state,
            seconds=seconds,
            sure=sure,
            pass_score=pass_score,
            upto_grade_id=upto,
        )


def _papers(
    session: Session, quiz_id: str, *, with_confidence: bool
) -> tuple[tuple[PaperOutcome, ...], dict[int, Mapping[str, Any]], int]:
    columns = [Attempt.id, Attempt.person_id, Attempt.score, Attempt.passed, Attempt.is_zero, Attempt.grade_id]
    statement = select(*columns, *([Attempt.answers] if with_confidence else []))
    statement = statement.where(Attempt.quiz_id == quiz_id, *_COUNTS).order_by(Attempt.id)
    papers: list[PaperOutcome] = []
    answers: dict[int, Mapping[str, Any]] = {}
    upto, seen = 0, set[int]()
    rows: Iterable[Any] = session.connection().execute(statement)
    for row in rows:
        is_first = row[1] not in seen and not row[4]
        seen.add(row[1])
        papers.append(PaperOutcome(row[0], row[1], row[2] or 0, row[3], bool(row[4]), is_first))
        upto = max(upto, row[5] or 0)
        if with_confidence:
            answers[row[0]] = row[6] or {}
    return tuple(papers), answers, upto


def _items(session: Session, attempt_ids: Sequence[int]) -> Iterator[Any]:
    """Read the questions of attempts page by page: PostgreSQL's client would otherwise hold all of them twice."""
    columns = (AttemptItem.attempt_id, AttemptItem.item_id, AttemptItem.version, AttemptItem.hash, AttemptItem.points)
    statement = (
        select(*columns, AttemptItem.score, AttemptItem.state, AttemptItem.answer, AttemptItem.seconds)
        .where(AttemptItem.attempt_id.in_(bindparam("ids", expanding=True)))
        .order_by(AttemptItem.attempt_id, AttemptItem.place)
    )
    connection = session.connection()
    for start in range(0, len(attempt_ids), _AT_ONCE):
        yield from connection.execute(statement, {"ids": attempt_ids[start : start + _AT_ONCE]})


_COUNTS = (Attempt.state == "submitted", Attempt.mode == GRADED)


def quizzes_attempted(session: Session) -> tuple[str, ...]:
    """Return the quizzes that somebody has handed in, by id."""
    return tuple(
        session.execute(select(Attempt.quiz_id).where(*_COUNTS).distinct().order_by(Attempt.quiz_id)).scalars()
    )


def attempts_without_grade(session: Session, *, limit: int) -> tuple[tuple[int, int], ...]:
    """Return (attempt, person) of handed-in attempts from before there were grades, in the order of people."""
    statement = select(Attempt.id, Attempt.person_id).where(Attempt.state == "submitted", Attempt.grade_id.is_(None))
    return tuple(
        (row[0], row[1]) for row in session.execute(statement.order_by(Attempt.person_id, Attempt.id).limit(limit))
    )


def quarantine_history(session: Session, question_id: str) -> tuple[Any, ...]:
    """Return (reason, by, at, lifted_by, lifted_at) of each time a question was kept off new papers, newest first."""
    columns = (ItemQuarantine.reason, ItemQuarantine.by, ItemQuarantine.at)
    statement = select(*columns, ItemQuarantine.lifted_by, ItemQuarantine.lifted_at)
    found = session.execute(
        statement.where(ItemQuarantine.question_id == question_id).order_by(ItemQuarantine.id.desc())
    )
    return tuple(found)


def quarantine_stamp() -> tuple[Any, Any]:
    """Return two columns that change whenever a question is kept off papers or let back, to stand in a SELECT."""
    newest = select(func.coalesce(func.max(ItemQuarantine.id), 0)).scalar_subquery()
    return newest, select(func.count(ItemQuarantine.lifted_at)).scalar_subquery()
