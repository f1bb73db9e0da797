"""Reads of sessions: one, a person's, those that nobody closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.content.library import Library
from app.dialogue.scenario import Rubric, Scenario
from app.evidence.queries import facts_of_kind
from app.evidence.rules import RecordedFact
from app.kernel.errors import NotFoundError
from app.roleplay.models import RoleplayReturn, RoleplaySession, RoleplayStep, RoleplayTicketEntry, RoleplayTurn
from app.roleplay.rules.ladder import Past, Setting, fate_of, rung_of
from app.utterance.lexicon import Lexicon

KIND = "roleplay"  # of the evidence that the bench records when it releases marks


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with everything that it pins."""

    id: int
    person_id: int
    scenario_id: str
    release_id: int
    scenario_hash: str
    rubric_hash: str
    acts_hash: str
    engine: int
    purpose: str
    mode: str
    forked_from: int | None
    forked_turn: int | None
    started_at: datetime
    state: str
    over_at: datetime | None
    ended_at: datetime | None
    ending: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is not closed yet: the work order, at least, may still be written."""
        return self.state == "open"

    @property
    def is_talking(self) -> bool:
        """Whether something may still be said."""
        return self.state == "open" and self.over_at is None

    @property
    def is_assessed(self) -> bool:
        """Whether it goes to the mentors."""
        return self.purpose == "assessed"

    @property
    def setting(self) -> Setting:
        """What its page needs to know."""
        return Setting(self.id, self.purpose, self.mode)


_S = RoleplaySession.__table__.c
_COLUMNS = tuple(_S[name] for name in SessionRow.__slots__)


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a session was begun with."""

    library: Library
    scenario: Scenario
    rubric: Rubric
    lexicon: Lexicon


def pinned_by(library: Library, row: SessionRow) -> Pinned:
    """Return what a session pins from its release; ValueError when the release does not hold it."""
    scenario, lexicon = library.scenarios[row.scenario_id], library.lexicon
    rubric = library.rubrics[scenario.rubric]
    if lexicon is None or (scenario.hash, rubric.hash, lexicon.hash) != (
        row.scenario_hash,
        row.rubric_hash,
        row.acts_hash,
    ):
        raise ValueError(f"release {row.release_id} does not hold what session {row.id} pins")
    return Pinned(library, scenario, rubric, lexicon)


def find_session(session: Session, session_id: int, *, lock: bool = False) -> SessionRow | None:
    """Return a session or None; with `lock` nobody else adds to it until the transaction ends."""
    statement = select(*_COLUMNS).where(_S.id == session_id)
    row = session.execute(statement.with_for_update() if lock else statement).first()
    return None if row is None else SessionRow(*row)


def get_session(session: Session, session_id: int) -> SessionRow:
    """Return a session; NotFoundError when there is none."""
    row = find_session(session, session_id)
    if row is None:
        raise NotFoundError
    return row


def open_sessions_of(session: Session, person_id: int) -> tuple[SessionRow, ...]:
    """Return what a person has begun and not closed, newest first: for Today."""
    statement = select(*_COLUMNS).where(_S.person_id == person_id, _S.state == "open").order_by(_S.id.desc())
    return tuple(SessionRow(*row) for row in session.execute(statement))


def forgotten_sessions(
    session: Session, *, before: datetime, limit: int = 20, of: tuple[int, str] | None = None
) -> tuple[int, ...]:
    """Return the ids of sessions whose conversation ended before an instant and that nobody closed, oldest first.

    `of`: only those of a person and a scenario.
    """
    statement = select(_S.id).where(_S.state == "open", _S.over_at < before)
    if of is not None:
        statement = statement.where(_S.person_id == of[0], _S.scenario_id == of[1])
    return tuple(session.execute(statement.order_by(_S.over_at).limit(limit)).scalars())


def silent_sessions(session: Session, *, before: datetime, limit: int = 20, of: int | None = None) -> tuple[int, ...]:
    """Return the ids of open assessed sessions in which nothing was said since an instant, oldest first.

    `of`: only this one.
    """
    last = select(func.max(RoleplayStep.at)).where(RoleplayStep.session_id == _S.id).scalar_subquery()
    talking = (_S.state == "open", _S.over_at.is_(None), _S.purpose == "assessed", _S.started_at < before)
    statement = select(_S.id).where(*talking, last < before)
    if of is not None:
        statement = statement.where(_S.id == of)
    statement = statement.order_by(_S.id).limit(limit)
    return tuple(session.execute(statement).scalars())


def results_of(session: Session, person_id: int, scenario_id: str | None = None) -> dict[int, RecordedFact]:
    """Return what the mentors released about a person's assessed conversations, the last word by session id."""
    facts = facts_of_kind(session, person_id, KIND, scenario_id)
    named = {fact.fact.source.partition(":")[2]: fact for fact in facts if fact.fact.source.startswith(f"{KIND}:")}
    return {int(source): fact for source, fact in named.items() if source.isdigit()}


def find_result(session: Session, row: SessionRow) -> RecordedFact | None:
    """Return what the mentors released about a session, None before."""
    return results_of(session, row.person_id, row.scenario_id).get(row.id) if row.is_assessed else None


def find_return(session: Session, session_id: int) -> str | None:
    """Return why a session came back without marks, None when it did not."""
    return session.scalar(select(RoleplayReturn.reason).where(RoleplayReturn.session_id == session_id))


def past_of(
    session: Session, person_id: int, scenarios: Mapping[str, Scenario], scenario_id: str | None = None
) -> dict[str, tuple[Past, ...]]:
    """Return a person's conversations by scenario id, oldest first; endings are judged by `scenarios`."""
    turns = select(func.count()).where(RoleplayTurn.session_id == _S.id).correlate(RoleplaySession.__table__)
    statement = (
        select(
            _S.id, _S.scenario_id, _S.purpose, _S.mode, _S.state, _S.ending, _S.started_at, _S.ended_at, _S.forked_from
        )
        .add_columns(turns.scalar_subquery().label("turns"), RoleplayReturn.reason)
        .outerjoin_from(RoleplaySession, RoleplayReturn, RoleplayReturn.session_id == _S.id)
        .where(_S.person_id == person_id)
    )
    if scenario_id is not None:
        statement = statement.where(_S.scenario_id == scenario_id)
    results = results_of(session, person_id, scenario_id)
    found: dict[str, tuple[Past, ...]] = {}
    for row in session.execute(statement.order_by(_S.id)):
        one = _past(row, scenarios.get(row.scenario_id), results.get(row.id))
        found[row.scenario_id] = (*found.get(row.scenario_id, ()), one)
    return found


def _past(row: Any, scenario: Scenario | None, result: RecordedFact | None) -> Past:
    endings = {ending.id: ending.result for ending in scenario.endings} if scenario else {}
    return Past(
        id=row.id,
        rung=rung_of(row.purpose, row.mode),
        fate=fate_of(row.purpose, row.state, returned=row.reason is not None, released=result is not None),
        is_open=row.state == "open",
        started_at=row.started_at,
        turns=row.turns,
        result=endings.get(row.ending),
        ended_at=row.ended_at,
        passed=result.fact.passed if result else None,
        score=result.fact.score if result else None,
        reason=row.reason,
        is_fork=row.forked_from is not None,
    )


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return a person's conversations with everything said and written in them, for the copy of one's data."""
    own, in_session = _S.person_id == person_id, RoleplaySession.__table__
    pinned = {"scenario_hash", "rubric_hash", "acts_hash", "person_id"}
    columns = [column for column in _COLUMNS if column.name not in pinned]
    sessions = session.execute(select(*columns).where(own).order_by(_S.id))
    t, e = RoleplayTurn, RoleplayTicketEntry
    turns = select(t.session_id, t.seq, t.kind, t.text, t.lang, t.at).join(in_session, _S.id == t.session_id)
    entries = select(e.session_id, e.field, e.value, e.lang, e.at).join(in_session, _S.id == e.session_id)
    return {
        "role_plays": [row._asdict() for row in sessions],
        "role_play_turns": [row._asdict() for row in session.execute(turns.where(own).order_by(t.id))],
        "role_play_work_orders": [row._asdict() for row in session.execute(entries.where(own).order_by(e.id))],
    }
