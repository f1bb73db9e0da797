"""Reads of attempts and their ledgers."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, String, Text, and_, bindparam, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptAllowance, AttemptEvent
from app.assessment.queries.sittings import window_of
from app.assessment.rules.drawing import Known
from app.assessment.rules.ledger import Event
from app.assessment.rules.paper import Block, Paper, Plan
from app.assessment.rules.timing import GRACE, LatePolicy, counted_at
from app.assessment.rules.verdicts import Limits, PastAttempt, StartVerdict, may_start, present_series
from app.content.library import Library, Question, Quiz
from app.items.base import ItemSpec
from app.kernel.canonical import digest, digest_text
from app.storage.prepared import Prepared
from app.storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt as pages and actions read it; `paper_digest` is the sha256 of the paper's canonical JSON."""

    id: int
    person_id: int
    quiz_id: str
    release_id: int
    cycle: int
    paper: Paper
    paper_digest: str
    started_at: datetime
    deadline_at: datetime | None
    closes_at: datetime | None
    state: str
    submitted_at: datetime | None
    receipt: str | None
    score: int | None
    passed: bool | None
    mode: str = "graded"
    sitting_id: int | None = None
    limit_seconds: int | None = None
    extra_seconds: int = 0
    credited_seconds: int = 0
    late_policy: LatePolicy = "submit"
    grace_seconds: int = 0
    ends_at: datetime | None = None
    is_zero: bool = False
    seed: str = ""

    @property
    def paper_mark(self) -> str:
        """What names this paper outside the house: bound to its secret seed, so that nobody can try keys against it."""
        return digest({"paper": self.paper_digest, "seed": self.seed})

    @property
    def is_open(self) -> bool:
        """Whether answers may still be given."""
        return self.state == "open"

    @property
    def counted_at(self) -> datetime | None:
        """When the submission took effect."""
        return None if self.submitted_at is None else counted_at(self.deadline_at, self.submitted_at)

    def as_past(self) -> PastAttempt:
        """Return what the verdicts look at."""
        waits = not self.is_open and self.passed is None
        return PastAttempt(self.id, self.is_open, self.started_at, self.counted_at, self.passed, waits)


_A, _E = Attempt.__table__.c, AttemptEvent.__table__.c  # tables, not classes: the hot path needs no ORM
_COLUMNS = (
    _A.id,
    _A.person_id,
    _A.quiz_id,
    _A.release_id,
    _A.cycle,
    type_coerce(_A.paper, Text).label("paper_text"),
    _A.started_at,
    _A.deadline_at,
    _A.closes_at,
    _A.state,
    _A.submitted_at,
    _A.receipt,
    _A.score,
    _A.passed,
    _A.mode,
    _A.sitting_id,
    _A.limit_seconds,
    _A.extra_seconds,
    _A.credited_seconds,
    _A.late_policy,
    _A.grace_seconds,
    _A.ends_at,
    _A.is_zero,
    _A.seed,
)
_BY_ID = select(*_COLUMNS)
_BATCH = 500
GRADED = "graded"  # the mode of attempts that count


_INSTANT = UtcDateTime()
_ONE = _BY_ID.where(_A.id == bindparam("attempt_id"))
_LOCKED = _ONE.with_for_update()
_UNSEEN = (_E.attempt_id == _A.id, _E.id > bindparam("seen"))
_OTHERS = or_(  # not "!=": each half is a short range of the index (attempt, client, seq)
    exists().where(*_UNSEEN, _E.client < bindparam("client")),
    exists().where(*_UNSEEN, _E.client > bindparam("client")),
)
_HOT = Prepared(
    select(
        _A.person_id,
        _A.release_id,
        _A.state,
        type_coerce(_A.deadline_at, String).label("deadline"),
        type_coerce(_A.paper, Text).label("paper_text"),
        case((_OTHERS, 1), else_=0).label("others"),
    ).where(_A.id == bindparam("attempt_id"))
)


def find_attempt(session: Session, attempt_id: int, *, lock: bool = False) -> AttemptRow | None:
    """Return an attempt or None; with `lock` nobody else changes it or adds answers until the transaction ends."""
    row = session.execute(_LOCKED if lock else _ONE, {"attempt_id": attempt_id}).first()
    return None if row is None else _attempt(row._asdict())


@dataclass(frozen=True, slots=True)
class WritableAttempt:
    """What an autosave has to know; `others`: another client added answers that the sender's page has not seen."""

    person_id: int
    is_open: bool
    deadline_at: datetime | None
    release_id: int
    paper: Paper
    others: bool


def find_writable_attempt(connection: Connection, attempt_id: int, *, client: str, seen: int) -> WritableAttempt | None:
    """Return an attempt for an autosave in one cheap statement, None when absent; nothing is locked."""
    row = _HOT.first(connection, attempt_id=attempt_id, client=client, seen=seen)
    if row is None:
        return None
    deadline_at = _INSTANT.process_result_value(row.deadline, connection.dialect)
    return WritableAttempt(
        row.person_id, row.state == "open", deadline_at, row.release_id, _paper(row.paper_text), bool(row.others)
    )


def attempts_of(session: Session, person_id: int, quiz_id: str) -> tuple[AttemptRow, ...]:
    """Return a person's attempts at a quiz, oldest first."""
    statement = _BY_ID.where(Attempt.person_id == person_id, Attempt.quiz_id == quiz_id).order_by(Attempt.id)
    return tuple(_attempt(row._asdict()) for row in session.execute(statement))


def latest_series(session: Session, person_id: int, quiz_id: str) -> int:
    """Return the number of the last series of attempts, 1 before the first attempt."""
    attempts = select(func.max(Attempt.cycle)).where(Attempt.person_id == person_id, Attempt.quiz_id == quiz_id)
    granted = select(func.max(AttemptAllowance.cycle)).where(
        AttemptAllowance.person_id == person_id, AttemptAllowance.quiz_id == quiz_id
    )
    row = session.execute(select(attempts.scalar_subquery(), granted.scalar_subquery())).one()
    return max(row[0] or 1, row[1] or 1)


def limits_for(session: Session, quiz: Quiz, person_id: int, cycle: int, *, at: datetime) -> Limits:
    """Return how often and when this person may try the quiz: its own number and what was granted on top."""
    statement = select(func.coalesce(func.sum(AttemptAllowance.extra), 0)).where(
        AttemptAllowance.person_id == person_id,
        AttemptAllowance.quiz_id == quiz.id,
        AttemptAllowance.cycle == cycle,
    )
    extra = int(session.execute(statement).scalar_one())
    attempts = None if quiz.attempts is None else quiz.attempts + extra
    return Limits(attempts, quiz.wait_between, window_of(session, quiz, person_id, at=at))


def events_of(session: Session, attempt_id: int) -> tuple[Event, ...]:
    """Return the ledger of an attempt in the server's order."""
    statement = select(
        AttemptEvent.id,
        AttemptEvent.client,
        AttemptEvent.seq,
        AttemptEvent.item_id,
        AttemptEvent.answer,
        AttemptEvent.lang,
        AttemptEvent.server_at,
        AttemptEvent.client_at,
    ).where(AttemptEvent.attempt_id == attempt_id)
    return tuple(Event(*row) for row in session.execute(statement.order_by(AttemptEvent.id)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a quiz: the present series of attempts, its limits, and what may come next."""

    cycle: int
    limits: Limits
    series: tuple[AttemptRow, ...]
    verdict: StartVerdict


def standing_in(session: Session, quiz: Quiz, person_id: int, *, at: datetime) -> Standing:
    """Return where a person stands with a quiz at an instant."""
    attempts = [row for row in attempts_of(session, person_id, quiz.id) if row.mode == GRADED]
    latest = latest_series(session, person_id, quiz.id)
    last = [row.as_past() for row in attempts if row.cycle == latest]
    cycle = present_series(latest, last, quiz.repeat_after, at)
    series = tuple(row for row in attempts if row.cycle == cycle)
    limits = limits_for(session, quiz, person_id, cycle, at=at)
    return Standing(cycle, limits, series, may_start([row.as_past() for row in series], limits, at))


def plan_for(
    library: Library,
    quiz: Quiz,
    *,
    trade: str | None = None,
    without: Collection[str] = (),
    known: Mapping[str, Known] | None = None,
) -> Plan:
    """Return the quiz as a paper for somebody of a trade is built from it, leaving out questions in quarantine."""
    if quiz.draws:
        blocks = tuple(
            Block(
                draw.id,
                draw.count,
                _left(library.pool(quiz, draw, trade), without),
                must_pass=draw.must_pass,
                balance=draw.balance,
                section=draw.section or "",
            )
            for draw in quiz.draws
        )
    else:
        pool = _left((library.questions[question] for question in quiz.questions), without)
        blocks = (Block("all", len(pool), pool, draw=False),)
    return Plan(
        quiz.id,
        library.release_id,
        quiz.pass_score,
        quiz.release_key,
        blocks,
        frozenset(quiz.shuffle),
        confidence=quiz.confidence,
        known=known or {},
        sections=tuple(section for section, _ in quiz.sections) if quiz.draws else (),
    )


def _left(pool: Iterable[Question], without: Collection[str]) -> tuple[Question, ...]:
    return tuple(question for question in pool if question.id not in without)


def specs_for(library: Library, paper: Paper) -> dict[str, ItemSpec]:
    """Return the pinned questions of a paper; ValueError when the release does not hold what was pinned."""
    specs = {}
    for item in paper.items:
        question = library.questions[item.id]
        if question.hash != item.hash:
            raise ValueError(f"question {item.id} of release {library.release_id} is not the pinned one")
        specs[item.id] = question.spec
    return specs


def overdue_attempts(session: Session, *, at: datetime, limit: int) -> tuple[tuple[int, int], ...]:
    """Return (attempt id, release id) of open attempts whose time and grace have passed, oldest first."""
    ended = or_(and_(Attempt.ends_at.is_(None), Attempt.deadline_at < at - GRACE), Attempt.ends_at < at)
    statement = (
        select(Attempt.id, Attempt.release_id)
        .where(Attempt.state == "open", ended)
        .order_by(Attempt.deadline_at)
        .limit(limit)
    )
    return tuple((row.id, row.release_id) for row in session.execute(statement))


def attempts_on(session: Session, questions: Collection[str]) -> dict[str, int]:
    """Return how many submitted attempts answered each question: those whose score a changed key touches.

    By question id, in any version; questions that nobody answered are absent. One pass over the ledger, for authors.
    """
    counts: dict[str, int] = {}
    ids = sorted(set(questions))
    for start in range(0, len(ids), _BATCH):
        statement = (
            select(AttemptEvent.item_id, func.count(AttemptEvent.attempt_id.distinct()).label("attempts"))
            .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
            .where(AttemptEvent.item_id.in_(ids[start : start + _BATCH]), Attempt.state == "submitted")
            .group_by(AttemptEvent.item_id)
        )
        counts.update({row.item_id: row.attempts for row in session.execute(statement)})
    return counts


def open_attempts_of(session: Session, person_id: int) -> tuple[tuple[int, str, datetime | None], ...]:
    """Return (attempt id, quiz id, deadline) of what a person has begun and not handed in: for Today."""
    statement = select(Attempt.id, Attempt.quiz_id, Attempt.deadline_at).where(
        Attempt.person_id == person_id, Attempt.state == "open"
    )
    return tuple((row.id, row.quiz_id, row.deadline_at) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class AttemptSummary:
    """One line about an attempt: for the quiz page and a person's page."""

    id: int
    quiz_id: str
    started_at: datetime
    submitted_at: datetime | None
    score: int | None
    passed: bool | None
    mode: str = GRADED


def attempt_summaries(
    session: Session, person_id: int, quiz_id: str | None = None, *, with_practice: bool = False
) -> tuple[AttemptSummary, ...]:
    """Return a person's attempts (at one quiz), newest first; those that count unless practice is asked for, too."""
    statement = (
        select(Attempt.id, Attempt.quiz_id, Attempt.started_at, Attempt.submitted_at, Attempt.score, Attempt.passed)
        .add_columns(Attempt.mode)
        .where(Attempt.person_id == person_id)
    )
    if quiz_id is not None:
        statement = statement.where(Attempt.quiz_id == quiz_id)
    if not with_practice:
        statement = statement.where(Attempt.mode == GRADED)
    rows = session.execute(statement.order_by(Attempt.id.desc()))
    return tuple(AttemptSummary(**row._asdict()) for row in rows)


def _attempt(columns: dict[str, Any]) -> AttemptRow:
    text = columns.pop("paper_text")
    return AttemptRow(paper=_paper(text), paper_digest=_digest(text), **columns)


@lru_cache(maxsize=512)
def _paper(text: str) -> Paper:
    """Read a paper once per process: it never changes, and every autosave needs it."""
    return Paper.from_json(json.loads(text))


@lru_cache(maxsize=512)
def _digest(text: str) -> str:
    return digest_text(text)


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return a person's attempts with every acknowledged answer, for the copy of one's data; no papers, no keys."""
    columns = (
        Attempt.id,
        Attempt.quiz_id,
        Attempt.cycle,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.state,
        Attempt.submitted_at,
        Attempt.receipt,
        Attempt.score,
        Attempt.passed,
    )
    own = Attempt.person_id == person_id
    attempts = [row._asdict() for row in session.execute(select(*columns).where(own).order_by(Attempt.id))]
    events = (
        select(AttemptEvent.attempt_id, AttemptEvent.item_id, AttemptEvent.answer, AttemptEvent.lang)
        .add_columns(AttemptEvent.client_at, AttemptEvent.server_at)
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
    )
    answers = [row._asdict() for row in session.execute(events.where(own).order_by(AttemptEvent.id))]
    return {"attempts": attempts, "answers": answers}
