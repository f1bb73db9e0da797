"""Accommodations: more time for a person's exams, granted and ended, never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.assessment.models import AccommodationRow
from app.audit.actions import write_audit
from app.kernel.clock import to_text
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.storage.locks import lock_person

USUAL, MOST_MULTIPLIER, MOST_MINUTES = 1000, 3000, 240


@dataclass(frozen=True, slots=True)
class NewAccommodation:
    """That many thousandths of the usual time (1250: a quarter more), or minutes on top; from when, until when."""

    multiplier: int | None
    minutes: int | None
    reason: str
    valid_from: datetime
    valid_to: datetime | None = None


def grant_accommodation(
    session: Session, person_id: int, new: NewAccommodation, *, by: int | None, at: datetime
) -> int:
    """Give a person more time in every exam begun while it holds; return its id. The latest granted one holds.

    Raises:
        InvalidError: No time, too much of it, or an end before the beginning.
    """
    _check(new)
    lock_person(session, person_id)
    values = {
        "person_id": person_id,
        "multiplier": new.multiplier,
        "minutes": new.minutes,
        "reason": new.reason,
        "valid_from": new.valid_from,
        "valid_to": new.valid_to,
        "granted_by": by,
        "granted_at": at,
    }
    statement = insert(AccommodationRow).values(**values).returning(AccommodationRow.id)
    accommodation_id = int(session.execute(statement).scalar_one())
    until = None if new.valid_to is None else to_text(new.valid_to)
    detail = {
        "accommodation": accommodation_id,
        "multiplier": new.multiplier,
        "minutes": new.minutes,
        "reason": new.reason,
        "from": to_text(new.valid_from),
        "until": until,
    }
    write_audit(session, "accommodation.granted", f"person:{person_id}", detail, by=by, at=at)
    return accommodation_id


def end_accommodation(session: Session, person_id: int, accommodation_id: int, *, by: int | None, at: datetime) -> None:
    """End an accommodation; papers begun under it keep their time.

    Raises:
        NotFoundError: The person has no such accommodation.
        RefusedError: `ended`: it is ended already.
    """
    lock_person(session, person_id)
    columns = select(AccommodationRow.ended_at).where(
        AccommodationRow.id == accommodation_id, AccommodationRow.person_id == person_id
    )
    row = session.execute(columns).first()
    if row is None:
        raise NotFoundError
    if row.ended_at is not None:
        raise RefusedError("ended", N_("This is ended already. Nothing was changed."))
    values = {"ended_by": by, "ended_at": at}
    session.execute(update(AccommodationRow).where(AccommodationRow.id == accommodation_id).values(**values))
    detail = {"accommodation": accommodation_id}
    write_audit(session, "accommodation.ended", f"person:{person_id}", detail, by=by, at=at)


def _check(new: NewAccommodation) -> None:
    if new.multiplier is None and new.minutes is None:
        raise InvalidError("percent", N_("Give a percentage or minutes."))
    if new.multiplier is not None and not USUAL < new.multiplier <= MOST_MULTIPLIER:
        raise InvalidError("percent", N_("Give between 1 and 200 % more time."))
    if new.minutes is not None and not 1 <= new.minutes <= MOST_MINUTES:
        raise InvalidError("minutes", N_("Give between 1 and 240 minutes."))
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise InvalidError("until", N_("It has to end after it begins."))
