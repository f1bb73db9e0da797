"""Reads of sittings and accommodations: what decides whether and until when somebody may write."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.assessment.models import AccommodationRow, Sitting, SittingAudience
from app.assessment.rules.timing import Accommodation, LatePolicy
from app.assessment.rules.windows import Window, window_for
from app.content.library import Quiz
from app.identity.queries import leaf_team_of, path_of_team


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


_COLUMNS = tuple(getattr(Sitting, name) for name in SittingLine.__dataclass_fields__)


def find_sitting(session: Session, sitting_id: int) -> SittingLine | None:
    """Return a sitting or None."""
    row = session.execute(select(*_COLUMNS).where(Sitting.id == sitting_id)).first()
    return None if row is None else SittingLine(**row._asdict())


def sittings_for(
    session: Session, person_id: int, *, at: datetime, quiz_id: str | None = None
) -> tuple[SittingLine, ...]:
    """Return the sittings that a person may come to and that are not over, the first to open first."""
    team_id = leaf_team_of(session, person_id, at=at)
    path = "" if team_id is None else path_of_team(session, team_id)
    teams = [int(part) for part in path.split("/") if part]  # the leaf and every team above it
    invited = exists().where(
        SittingAudience.sitting_id == Sitting.id,
        or_(SittingAudience.person_id == person_id, SittingAudience.team_id.in_(teams)),
    )
    wanted = and_(Sitting.cancelled_at.is_(None), Sitting.closes_at > at, invited)
    statement = select(*_COLUMNS).where(wanted).order_by(Sitting.opens_at, Sitting.id)
    if quiz_id is not None:
        statement = statement.where(Sitting.quiz_id == quiz_id)
    return tuple(SittingLine(**row._asdict()) for row in session.execute(statement))


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
