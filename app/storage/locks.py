"""Locks that a decision needs before it reads what it decides on."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_PERSON = 7001


def lock_person(session: Session, person_id: int) -> None:
    """Hold everything about one person until the transaction ends.

    PostgreSQL takes an advisory lock; SQLite writes one at a time behind its gate and needs none.
    """
    if session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(:space, :person)")
        session.execute(statement, {"space": _PERSON, "person": person_id})
