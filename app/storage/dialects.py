"""The few statements that SQLite and PostgreSQL spell differently."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_ignore(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that violate no unique constraint; return how many went in."""
    if not rows:
        return 0
    insert = _insert(session)(table).values([dict(row) for row in rows]).on_conflict_do_nothing()
    # psycopg counts the rows of a many-row INSERT only when it is asked to.
    result = session.execute(insert, execution_options={"preserve_rowcount": True})
    return int(result.rowcount)  # type: ignore[attr-defined]


def upsert(session: Session, table: Table, row: Mapping[str, Any], *, key: Sequence[str]) -> None:
    """Insert one row, or overwrite the other columns of the row with the same key."""
    insert = _insert(session)(table).values(dict(row))
    rest = {name: insert.excluded[name] for name in row if name not in key}
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=rest))


def add_to(session: Session, table: Table, row: Mapping[str, Any], *, key: Sequence[str]) -> None:
    """Insert one row, or add its other (numeric) columns to the row with the same key."""
    insert = _insert(session)(table).values(dict(row))
    rest = {name: func.coalesce(table.c[name], 0) + insert.excluded[name] for name in row if name not in key}
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=rest))


def _insert(session: Session) -> Any:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


def plan_long_work(session: Session) -> None:
    """Let a transaction that touches most of the tables take its time, with plans that know how large they are."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("ANALYZE"))
