"""Locks that a decision needs before it reads what it decides on."""

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

_PERSON = 7001
_NAMED = 7003
SEALING = 1  # the chain of audit rows
TEAMS = 2  # the tree of teams
ADMINS = 3  # that somebody administers the installation
SUMMARIES = 4  # the folding and rebuilding of counts
SUMMARIES = 4  # the sums that dashboards read
HEALTH = 5  # what is known of questions, added up over quizzes
SITTINGS = 6  # when sittings are, and for whom: who starts shares it, who changes one holds it

_SHARED = text("SELECT pg_advisory_xact_lock_shared(:space, :name)")


def lock_person(session: Session, person_id: int) -> None:
    """Hold everything about one person until the transaction ends.

    PostgreSQL takes an advisory lock; SQLite writes one at a time behind its gate and needs none.
    """
    if session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(:space, :person)")
        session.execute(statement, {"space": _PERSON, "person": person_id})


def lock_named(session: Session, name: int) -> None:
    """Hold one of the things named above until the transaction ends; SQLite needs no lock here either."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:space, :name)"), {"space": _NAMED, "name": name})


def share_named(session: Session, name: int) -> None:
    """Let nobody hold one of the things named above alone until the transaction ends; others may share it, too."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_SHARED, {"space": _NAMED, "name": name})


def lock_table(session: Session, table: Table) -> None:
    """Let nobody else write a table until the transaction ends; reading goes on. SQLite needs no lock here either."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))
