"""Storing one turn with its coding and its step: all of it or nothing, in as few round trips as a database allows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Text, bindparam, exists, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from app.roleplay.models import RoleplayCoding, RoleplaySession, RoleplayStep, RoleplayTurn
from app.storage.prepared import PreparedInsert

_T: Any = RoleplayTurn.__table__
_C: Any = RoleplayCoding.__table__
_P: Any = RoleplayStep.__table__
_S: Any = RoleplaySession.__table__
_TURN = ("session_id", "seq", "key", "kind", "text", "option_id", "lang", "at")
_CODING = ("coder", "acts", "acts_hash", "reader", "at")
_STEP = ("session_id", "seq", "body", "hash", "at")


_TEXTS = frozenset({"acts", "body"})  # which come as canonical JSON: the log's hash was made of these bytes


def _bound(table: Any, names: tuple[str, ...]) -> list[Any]:
    return [bindparam(name, type_=Text() if name in _TEXTS else table.c[name].type) for name in names]


_SESSION, _SEQ = bindparam("session_id", type_=_T.c.session_id.type), bindparam("seq", type_=_T.c.seq.type)
_KIND, _OVER = bindparam("kind", type_=_T.c.kind.type), bindparam("over", type_=_S.c.over_at.type)
_NEWEST = select(func.max(_P.c.seq)).where(_P.c.session_id == _SESSION).scalar_subquery()
_FITTING = (
    select(*_bound(_T, _TURN))
    .where(_S.c.id == _SESSION, _S.c.state == "open", _S.c.over_at.is_(None), _SEQ - 1 == _NEWEST)
    .with_for_update()  # so that a closing, or another turn of the same moment, comes before or after
)
_THIS = (_T.c.session_id == _SESSION, _T.c.seq == _SEQ)


def _on_sqlite() -> tuple[PreparedInsert, PreparedInsert, PreparedInsert]:
    """Return one statement for each table: there are no round trips to save, but there is one gate."""
    coding = select(_T.c.id, *_bound(_C, _CODING)).where(*_THIS)
    step = (
        select(*_bound(_P, _STEP), _T.c.id, _C.c.id)
        .select_from(_T.outerjoin(_C, _C.c.turn_id == _T.c.id))
        .where(*_THIS)
    )
    return (
        PreparedInsert({"sqlite": sqlite.insert(_T).from_select(_TURN, _FITTING).on_conflict_do_nothing()}),
        PreparedInsert({"sqlite": sqlite.insert(_C).from_select(("turn_id", *_CODING), coding)}),
        PreparedInsert({"sqlite": sqlite.insert(_P).from_select((*_STEP, "turn_id", "coding_id"), step)}),
    )


def _on_postgresql() -> PreparedInsert:
    """Return one statement for everything, which is a transaction by itself."""
    insert = postgresql.insert
    turn = insert(_T).from_select(_TURN, _FITTING).on_conflict_do_nothing().returning(_T.c.id).cte("turn")
    coded = select(turn.c.id, *_bound(_C, _CODING)).where(_KIND != "left")
    coding = insert(_C).from_select(("turn_id", *_CODING), coded).returning(_C.c.id).cte("coding")
    ending = update(_S).where(_S.c.id == _SESSION, _OVER.isnot(None), exists(select(turn.c.id)))
    over = ending.values(over_at=_OVER).returning(_S.c.id).cte("over_now")
    step = select(*_bound(_P, _STEP), turn.c.id, coding.c.id).select_from(turn.outerjoin(coding, true()))
    stored = insert(_P).from_select((*_STEP, "turn_id", "coding_id"), step).add_cte(over)
    return PreparedInsert({"postgresql": stored})


_APPEND_TURN, _APPEND_CODING, _APPEND_STEP = _on_sqlite()
_APPEND = _on_postgresql()


def store_turn(connection: Connection, values: Mapping[str, object]) -> bool:
    """Store a turn, unless the session is over or something else was said meanwhile; tell whether it was stored.

    `values` names the columns of turn, coding and step, JSON as its canonical text; `over` is the instant when this
    turn ends the conversation.
    """
    if connection.dialect.name == "postgresql":
        return _APPEND.run(connection, [values]) == 1
    if _APPEND_TURN.run(connection, [values]) != 1:
        return False
    if values["kind"] != "left":
        _APPEND_CODING.run(connection, [values])
    _APPEND_STEP.run(connection, [values])
    if values["over"] is not None:
        connection.execute(update(_S).where(_S.c.id == values["session_id"]).values(over_at=values["over"]))
    return True
