"""Reads of the health of quizzes: what is kept, and computing it from the outcomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.analysis.models import QuizHealth
from app.analysis.rules.health import Health, VersionSums, health_of
from app.analysis.rules.items import Options
from app.analysis.rules.options import options_in
from app.assessment.queries import corrections_list
from app.assessment.queries.outcomes import outcomes_of
from app.content.libraries import Libraries
from app.identity.queries import people_among
from app.items.specs import parse_spec
from app.kernel.errors import NotFoundError

_T = QuizHealth.__table__.c
_STAMP = (_T.quiz_id, _T.upto_grade_id, _T.n, _T.k, _T.at)
_NAMES_AT_ONCE = 400


class Stamp(NamedTuple):
    """Which state of a quiz's health is kept: all that changes when it is computed anew."""

    quiz_id: str
    upto_grade_id: int
    n: int
    k: int
    at: datetime


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
    row = connection.execute(select(*_STAMP).where(_T.quiz_id == quiz_id)).first()
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


def near_passes(session: Session, near: list[list[Any]], paths: Collection[str], *, limit: int) -> tuple[NearPass, ...]:
    """Return the least sure passes of people in the teams at or below the paths."""
    found: list[NearPass] = []
    for start in range(0, len(near), _NAMES_AT_ONCE):
        part = near[start : start + _NAMES_AT_ONCE]
        people = people_among(session, [line[0] for line in part], paths)
        for person_id, attempt_id, score, reaches in part:
            person = people.get(person_id)
            if person is not None:
                found.append(NearPass(person_id, person.name, person.team_name or "", attempt_id, score, reaches))
        if len(found) >= limit:
            break
    return tuple(found[:limit])
