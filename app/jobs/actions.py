"""Putting jobs into the queue, taking them under a lease, finishing and failing them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, update
from sqlalchemy.orm import Session

from app.jobs.models import Job, Recurrence
from app.jobs.queries import due_jobs, slots_seen
from app.jobs.rules import LEASE, MOST_ATTEMPTS, LeasedJob, Recurring, backoff, due_kinds, slot_of
from app.storage.dialects import insert_ignore

_JOBS = cast("Table", Job.__table__)
_RECURRENCES = cast("Table", Recurrence.__table__)
_LONGEST_ERROR = 2000


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, object],
    *,
    at: datetime,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> bool:
    """Ask for work after this transaction; False when the same `unique_key` is already waiting to be taken."""
    row = {"kind": kind, "payload": dict(payload), "unique_key": unique_key, "created_at": at, "attempts": 0}
    return insert_ignore(session, _JOBS, [row | {"run_at": run_at or at}]) == 1


def enqueue_due(session: Session, schedule: Sequence[Recurring], *, at: datetime) -> int:
    """Put every recurring kind that is due into the queue, once however many workers ask; return how many."""
    count = 0
    for entry in due_kinds(schedule, slots_seen(session), at):
        slot = slot_of(entry.every, at)
        insert_ignore(session, _RECURRENCES, [{"kind": entry.kind, "slot": -1}])
        moved = update(Recurrence).where(Recurrence.kind == entry.kind, Recurrence.slot < slot).values(slot=slot)
        if _count(session, moved) == 1:
            count += enqueue(session, entry.kind, {}, at=at, unique_key=f"recurring:{entry.kind}")
    return count


def lease_next(session: Session, kinds: Collection[str], *, owner: str, at: datetime) -> LeasedJob | None:
    """Take the job of these kinds that has waited longest, for `LEASE`; None when nothing is due.

    A job whose worker died is due again when its lease ends; one that outlived too many workers is given up.
    """
    due = due_jobs(kinds, at).limit(1).with_for_update(skip_locked=True)
    while (row := session.execute(due).first()) is not None:
        if row.attempts >= MOST_ATTEMPTS:
            given_up = {"failed_at": at, "last_error": "the worker died each time"}
            session.execute(update(Job).where(Job.id == row.id).values(**given_up))
            continue
        attempt = row.attempts + 1
        lease = {"attempts": attempt, "leased_until": at + LEASE, "lease_owner": owner}
        session.execute(update(Job).where(Job.id == row.id).values(**lease))
        return LeasedJob(row.id, row.kind, row.payload, owner, attempt)
    return None


def finish(session: Session, job: LeasedJob, *, at: datetime) -> bool:
    """Mark a job done in the transaction of its effects; False when another worker has taken it since.

    Called before the effects: the row stays locked until they are committed, so they happen exactly once.
    """
    return _count(session, _held(job).values(done_at=at, last_error=None)) == 1


def fail(session: Session, job: LeasedJob, error: str, *, at: datetime) -> None:
    """Note why a job failed and let it wait, or give it up after `MOST_ATTEMPTS`."""
    values: dict[str, Any] = {"last_error": error[-_LONGEST_ERROR:]}
    if job.attempt >= MOST_ATTEMPTS:
        values["failed_at"] = at
    else:
        again = at + backoff(job.attempt)
        values |= {"run_at": again, "leased_until": again}
    session.execute(_held(job).values(**values))


def retry(session: Session, job_id: int, *, at: datetime) -> bool:
    """Let a job that was given up run again now; False when it was not given up."""
    values = {"failed_at": None, "attempts": 0, "run_at": at, "leased_until": at}
    return _count(session, update(Job).where(Job.id == job_id, Job.failed_at.is_not(None)).values(**values)) == 1


def forget_done(session: Session, *, before: datetime) -> int:
    """Delete jobs done before an instant; what failed stays until somebody looks at it."""
    return _count(session, delete(Job).where(Job.done_at < before))


def _held(job: LeasedJob) -> Any:
    return update(Job).where(
        Job.id == job.id, Job.lease_owner == job.owner, Job.attempts == job.attempt, Job.done_at.is_(None)
    )


def _count(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
