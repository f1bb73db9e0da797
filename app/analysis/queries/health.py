"""Reads of the health of quizzes: what is kept, and computing it from the outcomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, String, bindparam, select, type_coerce
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session

from app.analysis.models import QuizHealth
from app.analysis.rules.health import Health, VersionSums, health_of
from app.analysis.rules.items import Options
from app.analysis.rules.options import options_in
from app.assessment.queries import corrections_list
from app.assessment.queries.outcomes import outcomes_of, quarantine_stamp
from app.content.libraries import Libraries
from app.identity.queries import people_among
from app.items.specs import parse_spec
from app.kernel.errors import NotFoundError
from app.storage.prepared import Prepared
from app.storage.types import UtcDateTime

_T = QuizHealth.__table__.c
_NEWEST, _BACK = quarantine_stamp()
_STAMP = Prepared(
    select(_T.quiz_id, _T.upto_grade_id, _T.n, _T.k, type_coerce(_T.at, String).label("at_text"))
    .add_columns(_NEWEST.label("newest_out"), _BACK.label("let_back"))
    .where(_T.quiz_id == bindparam("quiz_id"))
)
_ANY = DefaultDialect()
_NAMES_FIRST, _NAMES_AT_ONCE = 40, 400  # mostly the first few are enough


class Stamp(NamedTuple):
    """Which state of a quiz's page is the newest: all that changes with its health, and with what is in quarantine."""

    quiz_id: str
    upto_grade_id: int
    n: int
    k: int
    at_text: Any  # as the database writes it
    newest_out: int
    let_back: int

    @property
    def at(self) -> datetime:
        """When it was computed."""
        found = UtcDateTime().process_result_value(self.at_text, _ANY)
        assert found is not None  # noqa: S101 - the column is required
        return found


@dataclass(frozen=True, slots=True)
class HealthLine:
    """A quiz in the list: people, length of the paper, and the summary of `rules.health.Health`."""

    quiz_id: str
    n: int
    k: int
    at: datetime
    summary: Mapping[str, Any]


def find_stamp(connection: Connection, quiz_id: str) -> Stamp | None:
    """Return which state of a quiz's health is kept, None before the first."""
    row = _STAMP.first(connection, quiz_id=quiz_id)
    return None if row is None else Stamp(*row)


def health_body(connection: Connection, quiz_id: str) -> Mapping[str, Any]:
    """Return the kept health of a quiz in one row; empty before the first."""
    text = connection.execute(select(_T.body).where(_T.quiz_id == quiz_id)).scalar()
    return msgspec.json.decode(text) if text else {}


def health_lines(session: Session) -> tuple[HealthLine, ...]:
    """Return the kept summaries of all quizzes, by quiz."""
    statement = select(_T.quiz_id, _T.n, _T.k, _T.at, _T.summary).order_by(_T.quiz_id)
    return tuple(HealthLine(*row[:4], msgspec.json.decode(row.summary)) for row in session.execute(statement))


def flags_by_question(session: Session) -> dict[str, dict[str, list[str]]]:
    """Return quiz → question → flags, of what is flagged."""
    return {line.quiz_id: line.summary["flags"] for line in health_lines(session) if line.summary["flags"]}


def sums_of_versions(session: Session, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], VersionSums]:
    """Return what all quizzes together know of these versions of questions."""
    wanted, found = set(names), dict[tuple[str, str], VersionSums]()
    for sums in session.execute(select(_T.sums)).scalars():
        for question, version, n, shown, total in sums:
            name = (question, version)
            if name in wanted:
                known = found.get(name, VersionSums(question, version, 0, 0, 0))
                more = (known.n + n, known.shown + shown, known.total + total)
                found[name] = VersionSums(question, version, *more)
    return found


def health_now(session: Session, libraries: Libraries, quiz_id: str) -> Health:
    """Compute the health of a quiz from everything that was handed in; nothing is written."""
    quiz = _quiz_asks(session, libraries, quiz_id)
    outcomes = outcomes_of(session, quiz_id, with_confidence=quiz)
    keys = _corrected(session, {key.item_id for key in outcomes.versions})

    def options_of(hash_: str) -> Options | None:
        try:
            question = libraries.question(session, hash_)
        except NotFoundError:
            return None
        return keys.get(question.id) or options_in(question.spec)

    return health_of(quiz_id, outcomes, options_of)


def _quiz_asks(session: Session, libraries: Libraries, quiz_id: str) -> bool:
    """Whether the published quiz asks how sure one is; one that is gone may have asked."""
    library = libraries.published(session)
    quiz = None if library is None else library.quizzes.get(quiz_id)
    return quiz is None or quiz.confidence


def _corrected(session: Session, question_ids: Collection[str]) -> dict[str, Options]:
    """Return what may be chosen by the newest corrected key of questions that have one."""
    found: dict[str, Options] = {}
    for correction in corrections_list(session, question_ids):
        if correction.action == "rekey" and correction.spec is not None:
            found.setdefault(correction.question_id, options_in(parse_spec(correction.spec)))
    return found


class NearPass(NamedTuple):
    """A pass near the line: who, at which attempt, the score, and how likely the true score reaches the line."""

    person_id: int
    name: str
    team: str
    attempt_id: int
    score: int
    reaches: float


def near_passes(
    connection: Connection, near: list[list[Any]], paths: Collection[str], *, limit: int
) -> tuple[NearPass, ...]:
    """Return the least sure passes of people in the teams at or below the paths."""
    found: list[NearPass] = []
    start, size = 0, _NAMES_FIRST
    while start < len(near) and len(found) < limit and paths:
        part = near[start : start + size]
        people = people_among(connection, [line[0] for line in part], paths)
        for person_id, attempt_id, score, reaches in part:
            person = people.get(person_id)
            if person is not None:
                found.append(NearPass(person_id, person.name, person.team, attempt_id, score, reaches))
        start, size = start + size, _NAMES_AT_ONCE
    return tuple(found[:limit])
