"""Reads of sittings and accommodations: what decides whether and until when somebody may write."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session

from app.assessment.models import AccommodationRow, Attempt, Sitting, SittingAudience
from app.assessment.rules.timing import Accommodation, LatePolicy
from app.assessment.rules.windows import Window, window_for
from app.content.library import Quiz
from app.identity.queries import leaf_path_of
from app.storage.types import UtcDateTime


@dataclass(frozen=True, slots=True)
class SittingLine:
    """A sitting as pages and actions read it."""

    id: int
    quiz_id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    late_policy: LatePolicy
    grace_seconds: int
    created_by: int | None
    cancelled_at: datetime | None
    version: int

    @property
    def window(self) -> Window:
        """What the rules look at."""
        grace = timedelta(seconds=self.grace_seconds)
        return Window(self.opens_at, self.closes_at, self.late_policy, grace, self.id)


_S, _AUDIENCE = Sitting.__table__.c, SittingAudience.__table__.c  # tables, not classes: every start reads them
_COLUMNS = tuple(getattr(_S, name) for name in SittingLine.__dataclass_fields__)
_INVITED = (
    select(*_COLUMNS)
    .where(
        _S.cancelled_at.is_(None),
        _S.closes_at > bindparam("at", type_=UtcDateTime()),
        exists().where(
            _AUDIENCE.sitting_id == _S.id,
            or_(_AUDIENCE.person_id == bindparam("person"), _AUDIENCE.team_id.in_(bindparam("teams", expanding=True))),
        ),
    )
    .order_by(_S.opens_at, _S.id)
)
_INVITED_TO = _INVITED.where(_S.quiz_id == bindparam("quiz"))


def find_sitting(session: Session, sitting_id: int) -> SittingLine | None:
    """Return a sitting or None."""
    row = session.execute(select(*_COLUMNS).where(_S.id == sitting_id)).first()
    return None if row is None else SittingLine(**row._asdict())


def sittings_since(session: Session, since: datetime) -> tuple[SittingLine, ...]:
    """Return the sittings that close after an instant, the first to open first; cancelled ones too."""
    statement = select(*_COLUMNS).where(Sitting.closes_at > since).order_by(Sitting.opens_at, Sitting.id)
    return tuple(SittingLine(**row._asdict()) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is invited: teams (with all below them), and people by name."""

    teams: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


def audiences_of(session: Session, sitting_ids: Collection[int]) -> dict[int, Audience]:
    """Return who is invited to each sitting."""
    statement = select(SittingAudience.sitting_id, SittingAudience.team_id, SittingAudience.person_id).where(
        SittingAudience.sitting_id.in_(set(sitting_ids))
    )
    teams: dict[int, list[int]] = {sitting_id: [] for sitting_id in sitting_ids}
    people: dict[int, list[int]] = {sitting_id: [] for sitting_id in sitting_ids}
    for row in session.execute(statement.order_by(SittingAudience.id)):
        if row.team_id is not None:
            teams[row.sitting_id].append(row.team_id)
        else:
            people[row.sitting_id].append(row.person_id)
    return {key: Audience(tuple(teams[key]), tuple(people[key])) for key in teams}


@dataclass(frozen=True, slots=True)
class AccommodationLine:
    """An accommodation as it was granted, and whether it was ended."""

    id: int
    multiplier: int | None
    minutes: int | None
    reason: str
    valid_from: datetime
    valid_to: datetime | None
    granted_by: int | None
    granted_at: datetime
    ended_by: int | None
    ended_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether it holds at an instant."""
        return self.ended_at is None and self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


def accommodations_of(session: Session, person_id: int) -> tuple[AccommodationLine, ...]:
    """Return all accommodations of a person, the newest first."""
    columns = (getattr(AccommodationRow, name) for name in AccommodationLine.__dataclass_fields__)
    statement = select(*columns).where(AccommodationRow.person_id == person_id)
    return tuple(
        AccommodationLine(**row._asdict()) for row in session.execute(statement.order_by(AccommodationRow.id.desc()))
    )


def export_accommodations(session: Session, person_id: int) -> dict[str, object]:
    """Return a person's accommodations and the sittings for which the person was named, for the copy of one's data."""
    named = (
        select(_S.quiz_id, _S.title, _S.opens_at, _S.closes_at, _S.cancelled_at)
        .join(SittingAudience.__table__, _AUDIENCE.sitting_id == _S.id)
        .where(_AUDIENCE.person_id == person_id)
        .order_by(_S.id)
    )
    return {
        "accommodations": [asdict(line) for line in accommodations_of(session, person_id)],
        "sittings": [row._asdict() for row in session.execute(named)],
    }


def sittings_for(
    session: Session, person_id: int, *, at: datetime, quiz_id: str | None = None
) -> tuple[SittingLine, ...]:
    """Return the sittings that a person may come to and that are not over, the first to open first."""
    path = leaf_path_of(session, person_id, at=at)
    teams = [int(part) for part in path.split("/") if part]  # the leaf and every team above it
    values = {"person": person_id, "teams": teams, "at": at}
    if quiz_id is None:
        rows = session.execute(_INVITED, values)
    else:
        rows = session.execute(_INVITED_TO, {**values, "quiz": quiz_id})
    return tuple(SittingLine(**row._asdict()) for row in rows)


def appointments_of(session: Session, person_id: int, *, at: datetime) -> tuple[SittingLine, ...]:
    """Return the sittings in which a person has not begun a paper yet, the first to open first."""
    begun = select(Attempt.sitting_id).where(Attempt.person_id == person_id, Attempt.sitting_id.is_not(None))
    sat = set(session.execute(begun).scalars())
    return tuple(sitting for sitting in sittings_for(session, person_id, at=at) if sitting.id not in sat)


def window_of(session: Session, quiz: Quiz, person_id: int, *, at: datetime) -> Window:
    """Return when a person may write a quiz."""
    sittings = [sitting.window for sitting in sittings_for(session, person_id, at=at, quiz_id=quiz.id)]
    own = Window(quiz.opens_at, quiz.closes_at, quiz.late, quiz.grace)
    return window_for(own, sittings, at, is_required=quiz.sittings == "required")


def accommodation_of(session: Session, person_id: int, *, at: datetime) -> Accommodation | None:
    """Return the accommodation of a person that holds at an instant: the latest granted one, None for none."""
    statement = (
        select(AccommodationRow.id, AccommodationRow.multiplier, AccommodationRow.minutes)
        .where(
            AccommodationRow.person_id == person_id,
            AccommodationRow.ended_at.is_(None),
            AccommodationRow.valid_from <= at,
            or_(AccommodationRow.valid_to.is_(None), AccommodationRow.valid_to > at),
        )
        .order_by(AccommodationRow.id.desc())
    )
    row = session.execute(statement.limit(1)).first()
    return None if row is None else Accommodation(*row)
