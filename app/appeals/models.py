"""The table of appeals."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class Appeal(Base):
    """A learner's claim about one question of one attempt: filed, taken, decided or withdrawn; once per question.

    outcome: `upheld`, `partly` or `rejected`, always with a reason; action: what shall follow (`none`, `remark` by
    another marker, `correct` the question for all: that correction names the appeal).
    """

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("attempt_id", "item_id"),
        CheckConstraint("state IN ('filed', 'taken', 'decided', 'withdrawn')", name="state"),
        CheckConstraint("outcome IS NULL OR outcome IN ('upheld', 'partly', 'rejected')", name="outcome"),
        Index("ix_appeal_state", "state", "due_at"),
        Index("ix_appeal_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int]
    claim: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="filed")
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    look: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(10))
    action: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
