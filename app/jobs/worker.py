"""The worker: takes jobs one after the other until it is told to stop."""

import logging
import os
import socket
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

from sqlalchemy.orm import Session

from app.jobs.actions import enqueue_due, fail, finish, lease_next
from app.jobs.queries import has_due, slots_seen
from app.jobs.rules import LeasedJob, Recurring, due_kinds
from app.kernel.clock import Clock, utc_now
from app.kernel.ids import new_code
from app.storage.database import Database

Handler = Callable[[Session, Mapping[str, Any], datetime], None]


@dataclass(frozen=True, slots=True)
class InTwoSteps:
    """A handler that takes long to look and little to write: while it looks, nobody waits behind the gate.

    look: reads on a read-only session. keep: writes what was found; it decides by itself whether that is still new.
    """

    look: Callable[[Session, Mapping[str, Any], datetime], Any]
    keep: Callable[[Session, Any, datetime], None]

    def __call__(self, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
        """Do both in one transaction."""
        self.keep(session, self.look(session, payload, at), at)


_PAUSE = 1.0  # seconds between looks at an empty queue
_log = logging.getLogger(__name__)


def run_worker(
    database: Database,
    handlers: Mapping[str, Handler],
    schedule: Sequence[Recurring] = (),
    *,
    clock: Clock = utc_now,
    stop: Event,
) -> None:
    """Work until `stop` is set; a failure of the database is waited out, like one of a job."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{new_code(6)}"
    while not stop.is_set():
        try:
            was_busy = work_once(database, handlers, schedule, owner=owner, clock=clock)
        except Exception:  # noqa: BLE001 - a database that is away comes back
            _log.exception("the queue could not be read; trying again")
            was_busy = False
        if not was_busy:
            stop.wait(_PAUSE)


def work_once(
    database: Database,
    handlers: Mapping[str, Handler],
    schedule: Sequence[Recurring] = (),
    *,
    owner: str,
    clock: Clock = utc_now,
) -> bool:
    """Put what is due into the queue and do one job; False when there was none."""
    _plan(database, schedule, clock())
    kinds = tuple(handlers)
    with database.read() as session:
        if not has_due(session, kinds, at=clock()):
            return False
    with database.write() as session:
        job = lease_next(session, kinds, owner=owner, at=clock())
    if job is None:
        return False
    _do(database, handlers[job.kind], job, clock)
    return True


def _plan(database: Database, schedule: Sequence[Recurring], at: datetime) -> None:
    with database.read() as session:  # looked at without the gate: mostly nothing is due
        due = due_kinds(schedule, slots_seen(session), at)
    if due:
        with database.write() as session:
            enqueue_due(session, due, at=at)


def _do(database: Database, handler: Handler, job: LeasedJob, clock: Clock) -> None:
    try:
        run = _looked(database, handler, job, clock)
        with database.write() as session:
            if finish(session, job, at=clock()):
                run(session)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is noted with its job
        _log.exception("job %s (%s) failed at try %s", job.id, job.kind, job.attempt)
        trace = "".join(traceback.format_exception(error))
        with database.write() as session:
            fail(session, job, trace, at=clock())


def _looked(database: Database, handler: Handler, job: LeasedJob, clock: Clock) -> Callable[[Session], None]:
    """Return what is left to do in the transaction that marks the job done."""
    if not isinstance(handler, InTwoSteps):
        return lambda session: handler(session, job.payload, clock())
    with database.read() as session:
        found = handler.look(session, job.payload, clock())
    return lambda session: handler.keep(session, found, clock())
