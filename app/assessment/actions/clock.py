"""Moving the clock of attempts: lost time given back, extensions; every end is computed anew from what is stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, AttemptCredit
from app.assessment.queries import open_gaps
from app.assessment.rules.timing import TimeFrame, clock_of
from app.audit.actions import write_audit
from app.kernel.errors import N_, InvalidError
from app.kernel.ids import new_code
from app.storage.dialects import insert_ignore

MOST_MINUTES = 240
CreditKind = Literal["outage", "extension", "reopening"]


@dataclass(frozen=True, slots=True)
class Changed:
    """How many attempts a deed changed, and how many seconds it gave them altogether."""

    attempts: int
    seconds: int = 0


def credit_lost_time(
    session: Session, attempt_ids: Collection[int], reason: str, *, by: int | None, at: datetime
) -> Changed:
    """Give back every silence of these attempts that was not given back yet; closed attempts stay as they are.

    A second click at the same moment gives nothing: a silence is credited once.
    """
    held = _hold_open(session, attempt_ids)
    batch = new_code()
    rows = [
        _credit(gap.attempt_id, "outage", gap.seconds, batch, reason, by=by, at=at) | {"gap_id": gap.id}
        for gap in open_gaps(session, held)
    ]
    return _give(session, rows, by=by, at=at)


def extend_attempts(
    session: Session, attempt_ids: Collection[int], minutes: int, reason: str, *, by: int | None, at: datetime
) -> Changed:
    """Give these attempts more minutes; closed ones and those without a deadline stay as they are.

    Raises:
        InvalidError: Fewer than 1 or more than 240 minutes.
    """
    refuse_minutes(minutes)
    batch = new_code()
    rows = [
        _credit(attempt_id, "extension", 60 * minutes, batch, reason, by=by, at=at) | {"gap_id": None}
        for attempt_id in _hold_open(session, attempt_ids, with_deadline=True)
    ]
    return _give(session, rows, by=by, at=at)


def add_reopening(
    session: Session, attempt_id: int, seconds: int, reason: str, *, by: int | None, at: datetime
) -> None:
    """Note the time that a reopening adds to a held attempt, and set its clock."""
    row = _credit(attempt_id, "reopening", seconds, new_code(), reason, by=by, at=at)
    session.execute(insert(AttemptCredit).values(**row))
    set_clocks(session, [attempt_id])


def set_clocks(session: Session, attempt_ids: Sequence[int]) -> None:
    """Compute until when these attempts run from their stored inputs: the only place that moves a deadline."""
    credited = (
        select(func.coalesce(func.sum(AttemptCredit.seconds), 0))
        .where(AttemptCredit.attempt_id == Attempt.id)
        .correlate(Attempt)
        .scalar_subquery()
    )
    inputs = select(
        Attempt.id,
        Attempt.started_at,
        Attempt.limit_seconds,
        Attempt.closes_at,
        Attempt.extra_seconds,
        Attempt.late_policy,
        Attempt.grace_seconds,
        credited.label("credited"),
    ).where(Attempt.id.in_(attempt_ids))
    rows = [_ends(row._asdict()) for row in session.execute(inputs)]
    if rows:
        table: Any = Attempt.__table__
        session.connection().execute(
            update(table).where(table.c.id == bindparam("attempt")),
            [{"attempt": row.pop("id"), **row} for row in rows],
        )


def refuse_minutes(minutes: int) -> None:
    """Raise InvalidError for a number of minutes that can only be a slip of the hand."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidError("minutes", N_("Give between 1 and 240 minutes."))


def _ends(row: dict[str, Any]) -> dict[str, Any]:
    limit = None if row["limit_seconds"] is None else timedelta(seconds=row["limit_seconds"])
    extra, credit = timedelta(seconds=row["extra_seconds"]), timedelta(seconds=int(row["credited"]))
    frame = TimeFrame(row["started_at"], limit, row["closes_at"], extra, credit)
    clock = clock_of(frame, row["late_policy"], timedelta(seconds=row["grace_seconds"]))
    return {
        "id": row["id"],
        "credited_seconds": int(row["credited"]),
        "deadline_at": clock.deadline_at,
        "ends_at": clock.ends_at,
    }


def _hold_open(session: Session, attempt_ids: Collection[int], *, with_deadline: bool = False) -> list[int]:
    """Lock those that are open, always in the same order; nobody hands them in until the transaction ends."""
    found = select(Attempt.id).where(Attempt.id.in_(set(attempt_ids)), Attempt.state == "open")
    if with_deadline:
        found = found.where(Attempt.deadline_at.is_not(None))
    return list(session.execute(found.order_by(Attempt.id).with_for_update()).scalars())


def _credit(
    attempt_id: int, kind: CreditKind, seconds: int, batch: str, reason: str, *, by: int | None, at: datetime
) -> dict[str, Any]:
    what = {"attempt_id": attempt_id, "kind": kind, "seconds": seconds, "batch": batch}
    return {**what, "reason": reason, "by": by, "at": at}


def _give(session: Session, rows: Sequence[Mapping[str, Any]], *, by: int | None, at: datetime) -> Changed:
    if not rows:
        return Changed(0)
    insert_ignore(session, AttemptCredit.__table__, rows)  # type: ignore[arg-type]
    given: dict[int, int] = {}
    for row in rows:
        given[row["attempt_id"]] = given.get(row["attempt_id"], 0) + row["seconds"]
    set_clocks(session, list(given))
    first = rows[0]
    for attempt_id, seconds in given.items():
        detail = {"kind": first["kind"], "seconds": seconds, "batch": first["batch"], "reason": first["reason"]}
        write_audit(session, "attempt.time_given", f"attempt:{attempt_id}", detail, by=by, at=at)
    return Changed(len(given), sum(given.values()))
