"""Reads of what was said, how it was read, what followed, and what stands in the work order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.dialogue.engine import replies
from app.dialogue.log import read_step, read_step_text
from app.dialogue.scenario import Scenario
from app.dialogue.state import Step
from app.kernel.bilingual import Lang
from app.roleplay.models import RoleplayCoding, RoleplaySession, RoleplayStep, RoleplayTicketEntry, RoleplayTurn
from app.roleplay.queries.sessions import SessionRow
from app.roleplay.rules.tickets import TicketEntry, values_from
from app.storage.prepared import Prepared
from app.utterance.values import Act, read_act


@dataclass(frozen=True, slots=True)
class TurnRow:
    """Something the learner said or chose, or that the learner left, in the language of the page it came from."""

    id: int
    seq: int
    kind: str
    text: str
    option_id: str | None
    lang: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CodingRow:
    """How a turn was read; the one that nothing supersedes counts."""

    id: int
    turn_id: int
    seq: int
    coder: str
    acts: tuple[Act, ...]
    reader: int
    supersedes: int | None
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn, how it was read and what followed; the first one is the customer's opening, without a turn."""

    seq: int
    turn: TurnRow | None
    acts: tuple[Act, ...]
    step: Step
    replies: tuple[str, ...]


_T, _C, _P = RoleplayTurn.__table__.c, RoleplayCoding.__table__.c, RoleplayStep.__table__.c
_S, _E = RoleplaySession.__table__.c, RoleplayTicketEntry.__table__.c
_TURN = (_T.id, _T.seq, _T.kind, _T.text, _T.option_id, _T.lang, _T.at)
_LAST = select(func.max(_P.seq)).where(_P.session_id == bindparam("session_id")).scalar_subquery()
_KNOWN = select(_T.seq).where(_T.session_id == bindparam("session_id"), _T.key == bindparam("key")).scalar_subquery()
_HOT = Prepared(
    select(
        _S.id,
        _S.person_id,
        _S.scenario_id,
        _S.release_id,
        _S.scenario_hash,
        _S.rubric_hash,
        _S.acts_hash,
        _S.engine,
        _S.purpose,
        _S.mode,
        _S.state,
        case((_S.over_at.is_(None), 0), else_=1).label("is_over"),
        type_coerce(_P.body, Text).label("body"),
        _P.seq,
        _P.hash,
        _KNOWN.label("known"),
    ).where(_S.id == bindparam("session_id"), _P.session_id == bindparam("session_id"), _P.seq == _LAST)
)

_TEXT = Prepared(select(_T.text).where(_T.session_id == bindparam("session_id"), _T.seq == bindparam("seq")))


def find_talk(connection: Connection, session_id: int, *, key: str) -> Any:
    """Return a session with its last step and the number of the turn that has this key (None: it is new).

    One cheap statement; nothing is locked. None when there is no such session.
    """
    return _HOT.first(connection, session_id=session_id, key=key)


def turns_of(session: Session, session_id: int) -> tuple[TurnRow, ...]:
    """Return what was said, in order."""
    rows = session.execute(select(*_TURN).where(_T.session_id == session_id).order_by(_T.seq))
    return tuple(TurnRow(*row) for row in rows)


def texts_of(connection: Connection, session_id: int, turns: Iterable[int]) -> dict[int, str]:
    """Return the learner's words in some turns, by number: one cheap statement for each of these few."""
    found = ((seq, _TEXT.first(connection, session_id=session_id, seq=seq)) for seq in turns)
    return {seq: row.text for seq, row in found if row is not None}


def find_turn_by_key(session: Session, session_id: int, key: str) -> TurnRow | None:
    """Return the turn that a page sent under this key, None when it never arrived."""
    row = session.execute(select(*_TURN).where(_T.session_id == session_id, _T.key == key)).first()
    return None if row is None else TurnRow(*row)


def steps_of(session: Session, session_id: int, *, first: int = 0) -> tuple[Step, ...]:
    """Return what followed, in order, from the customer's opening (0) or a later step on."""
    statement = select(_P.body, _P.hash).where(_P.session_id == session_id, _P.seq >= first)
    return tuple(read_step(row.body, row.hash) for row in session.execute(statement.order_by(_P.seq)))


def codings_of(session: Session, session_id: int) -> tuple[CodingRow, ...]:
    """Return every coding of a session's turns, in the order they were made."""
    statement = (
        select(_C.id, _C.turn_id, _T.seq, _C.coder, _C.acts, _C.reader, _C.supersedes, _C.by, _C.at)
        .join_from(RoleplayCoding.__table__, RoleplayTurn.__table__, _T.id == _C.turn_id)
        .where(_T.session_id == session_id)
        .order_by(_C.id)
    )
    rows = (row._asdict() for row in session.execute(statement))
    return tuple(CodingRow(**{**row, "acts": tuple(read_act(act) for act in row["acts"])}) for row in rows)


def exchanges_of(
    session: Session, scenario: Scenario, session_id: int, lang: Lang, *, first: int = 0
) -> tuple[Exchange, ...]:
    """Return the conversation as it went, the customer's lines in a language, from an exchange on.

    The acts are those from which the steps followed: a later coding never rewrites the conversation shown.
    """
    statement = (
        select(_P.seq, _P.body, _P.hash, _C.acts, *(column.label(f"turn_{column.name}") for column in _TURN))
        .outerjoin_from(RoleplayStep.__table__, RoleplayTurn.__table__, _T.id == _P.turn_id)
        .outerjoin(RoleplayCoding.__table__, _C.id == _P.coding_id)
        .where(_P.session_id == session_id, _P.seq >= first)
        .order_by(_P.seq)
    )
    found = []
    for row in session.execute(statement):
        step = read_step(row.body, row.hash)
        turn = None if row.turn_id is None else TurnRow(*row[4:])
        acts = tuple(read_act(act) for act in row.acts or ())
        found.append(Exchange(row.seq, turn, acts, step, replies(scenario, step, lang)))
    return tuple(found)


def transcript_of(session: Session, scenario: Scenario, row: SessionRow, lang: Lang) -> tuple[Exchange, ...]:
    """Return the whole conversation of a session; `scenario` is the pinned one."""
    return exchanges_of(session, scenario, row.id, lang)


def entries_of(session: Session, session_id: int) -> tuple[TicketEntry, ...]:
    """Return every change of the work order, in the server's order."""
    statement = select(_E.id, _E.client, _E.seq, _E.field, _E.value, _E.lang).where(_E.session_id == session_id)
    return tuple(TicketEntry(*row) for row in session.execute(statement.order_by(_E.id)))


def ticket_of(session: Session, session_id: int) -> Mapping[str, str]:
    """Return what stands in the work order, by field."""
    return values_from(entries_of(session, session_id))


def read_body(text: str, hash_: str) -> Step:
    """Read a step from the text of its stored body."""
    return read_step_text(text, hash_)
