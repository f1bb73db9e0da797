"""Reads of the queue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.jobs.models import Job, Recurrence


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job as the administration shows it."""

    id: int
    kind: str
    created_at: datetime
    run_at: datetime
    attempts: int
    done_at: datetime | None
    failed_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many jobs wait, retry, were given up, were done; `oldest` is when the longest waiting one was due."""

    waiting: int
    retrying: int
    failed: int
    done: int
    oldest: datetime | None


def slots_seen(session: Session) -> dict[str, int]:
    """Return the last interval of every recurring kind."""
    return {row.kind: row.slot for row in session.execute(select(Recurrence.kind, Recurrence.slot))}


def has_due(session: Session, kinds: Collection[str], *, at: datetime) -> bool:
    """Tell whether a job of these kinds could be taken: asked without the gate, because mostly there is none."""
    return session.execute(due_jobs(kinds, at).limit(1)).first() is not None


def due_jobs(kinds: Collection[str], at: datetime) -> Select[tuple[int, str, dict[str, Any], int]]:
    """Return the statement for the jobs of these kinds that could be taken, the longest waiting first."""
    return (
        select(Job.id, Job.kind, Job.payload, Job.attempts)
        .where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.run_at <= at, Job.kind.in_(kinds))
        .where(or_(Job.leased_until.is_(None), Job.leased_until <= at))
        .order_by(Job.run_at, Job.id)
    )


def queue_state(session: Session) -> QueueState:
    """Count the jobs by state."""
    is_open = Job.done_at.is_(None) & Job.failed_at.is_(None)
    row = session.execute(
        select(
            func.count(case((is_open & (Job.attempts == 0), 1))).label("waiting"),
            func.count(case((is_open & (Job.attempts > 0), 1))).label("retrying"),
            func.count(Job.failed_at).label("failed"),
            func.count(Job.done_at).label("done"),
        )
    ).one()
    # A typed column of its own: an aggregate over CASE would lose the type of instants on SQLite.
    oldest = session.execute(select(Job.run_at).where(is_open).order_by(Job.run_at).limit(1)).scalar()
    return QueueState(row.waiting, row.retrying, row.failed, row.done, oldest)


def recent_jobs(session: Session, *, limit: int = 50) -> list[JobLine]:
    """Return what needs a look first: given up, then open, then done, the newest of each first."""
    order = case((Job.failed_at.is_not(None), 0), (Job.done_at.is_(None), 1), else_=2)
    columns = (
        Job.id,
        Job.kind,
        Job.created_at,
        Job.run_at,
        Job.attempts,
        Job.done_at,
        Job.failed_at,
        Job.last_error,
    )
    statement = select(*columns).order_by(order, Job.id.desc()).limit(limit)
    return [JobLine(**row._asdict()) for row in session.execute(statement)]
