"""Tables of who may write when: sittings with their audience, and the accommodations of people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class Sitting(Base):
    """An appointment at which an audience may write a quiz: between opening and closing, under a late policy."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("late_policy IN ('submit', 'overdue', 'zero')", name="late_policy"),
        Index("ix_sitting_quiz", "quiz_id", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(120))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    late_policy: Mapped[str] = mapped_column(String(8))
    grace_seconds: Mapped[int] = mapped_column(Integer, default=0)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=1)


class SittingAudience(Base):
    """Who may come to a sitting: everybody of a team and of the teams below it, or one person."""

    __tablename__ = "sitting_audience"
    __table_args__ = (
        CheckConstraint("(team_id IS NULL) <> (person_id IS NULL)", name="one_of_two"),
        Index("ix_sitting_audience_sitting", "sitting_id"),
        Index("ix_sitting_audience_person", "person_id"),
        Index("ix_sitting_audience_team", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AccommodationRow(Base):
    """More time for a person's exams, in thousandths of the usual time or in minutes; ended, never deleted."""

    __tablename__ = "accommodation"
    __table_args__ = (
        CheckConstraint("multiplier IS NOT NULL OR minutes IS NOT NULL", name="something"),
        Index("ix_accommodation_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    multiplier: Mapped[int | None] = mapped_column(Integer)
    minutes: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(400))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
