"""Appointing sittings: made, changed while nobody has begun, called off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.assessment.models import Sitting, SittingAudience
from app.assessment.queries import SittingLine, find_sitting, has_begun
from app.assessment.rules.timing import LatePolicy
from app.audit.actions import write_audit
from app.kernel.clock import to_text
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.storage.locks import SITTINGS, lock_named

LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class NewSitting:
    """What makes a sitting: which quiz, between when and when, for whom, and what happens to late papers."""

    quiz_id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    late_policy: LatePolicy
    grace: timedelta
    teams: Collection[int] = ()
    people: Collection[int] = ()

    def columns(self) -> dict[str, object]:
        """Return the columns of its row."""
        return {
            "quiz_id": self.quiz_id,
            "title": self.title,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "late_policy": self.late_policy,
            "grace_seconds": int(self.grace.total_seconds()) if self.late_policy == "overdue" else 0,
        }


def create_sitting(session: Session, new: NewSitting, *, by: int | None, at: datetime) -> int:
    """Appoint a sitting; return its id.

    Raises:
        InvalidError: The times make no sense, or nobody is invited.
    """
    _check(new, at)
    values = {**new.columns(), "created_by": by, "created_at": at}
    sitting_id = int(session.execute(insert(Sitting).values(**values).returning(Sitting.id)).scalar_one())
    _invite(session, sitting_id, new)
    write_audit(session, "sitting.created", f"sitting:{sitting_id}", _told(new), by=by, at=at)
    return sitting_id


def edit_sitting(
    session: Session, sitting_id: int, new: NewSitting, *, version: int, by: int | None, at: datetime
) -> None:
    """Change a sitting that nobody has begun; who is starting at this moment comes before or after, never between.

    Raises:
        NotFoundError: There is no such sitting.
        RefusedError: `stale` (somebody else changed it meanwhile), `begun` or `cancelled`.
        InvalidError: The times make no sense, or nobody is invited.
    """
    found = _held(session, sitting_id)
    if found.version != version:
        raise RefusedError("stale", N_("Somebody else has changed this sitting meanwhile. Look at it again first."))
    if has_begun(session, sitting_id):
        raise RefusedError("begun", N_("Somebody has begun already. Give people more time on the console instead."))
    _check(new, at)
    values = {**new.columns(), "version": version + 1}
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(**values))
    session.execute(delete(SittingAudience).where(SittingAudience.sitting_id == sitting_id))
    _invite(session, sitting_id, new)
    write_audit(session, "sitting.edited", f"sitting:{sitting_id}", _told(new), by=by, at=at)


def cancel_sitting(session: Session, sitting_id: int, reason: str, *, by: int | None, at: datetime) -> None:
    """Call a sitting off: nobody can begin any more; who has begun goes on until the own deadline.

    Raises:
        NotFoundError: There is no such sitting.
        RefusedError: `cancelled`: it is called off already.
    """
    found = _held(session, sitting_id)
    values = {"cancelled_at": at, "version": found.version + 1}
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(**values))
    write_audit(session, "sitting.cancelled", f"sitting:{sitting_id}", {"reason": reason}, by=by, at=at)


def _held(session: Session, sitting_id: int) -> SittingLine:
    lock_named(session, SITTINGS)
    found = find_sitting(session, sitting_id)
    if found is None:
        raise NotFoundError
    if found.cancelled_at is not None:
        raise RefusedError("cancelled", N_("This sitting is cancelled. Nothing was changed."))
    return found


def _check(new: NewSitting, at: datetime) -> None:
    if new.closes_at <= new.opens_at:
        raise InvalidError("closes_at", N_("It has to close after it opens."))
    if new.closes_at - new.opens_at > LONGEST:
        raise InvalidError("closes_at", N_("A sitting lasts at most 31 days."))
    if new.closes_at <= at:
        raise InvalidError("closes_at", N_("This is over already. Choose a later time."))
    if not new.teams and not new.people:
        raise InvalidError("teams", N_("Invite at least one team or person."))


def _invite(session: Session, sitting_id: int, new: NewSitting) -> None:
    rows = [{"team_id": team, "person_id": None} for team in sorted(set(new.teams))]
    rows += [{"team_id": None, "person_id": person} for person in sorted(set(new.people))]
    session.execute(insert(SittingAudience), [{"sitting_id": sitting_id, **row} for row in rows])


def _told(new: NewSitting) -> dict[str, object]:
    columns = new.columns()
    return {
        **columns,
        "opens_at": to_text(new.opens_at),
        "closes_at": to_text(new.closes_at),
        "teams": sorted(set(new.teams)),
        "people": sorted(set(new.people)),
    }
