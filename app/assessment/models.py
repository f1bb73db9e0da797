"""Tables of graded quizzes: attempts with their frozen papers, and the append-only ledger of answers (wall 4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.types import CanonicalJson


class Attempt(Base):
    """One attempt at a quiz; at most one is open per person and quiz.

    `deadline_at` is derived from started_at, limit_seconds, closes_at and extra_seconds whenever one of them is
    set, so that the hot path and the job need not know the rule.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'submitted')", name="state"),
        CheckConstraint("state = 'open' OR (score IS NOT NULL AND receipt IS NOT NULL)", name="outcome"),
        Index(
            "uq_attempt_open",
            "person_id",
            "quiz_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_attempt_person", "person_id", "quiz_id"),
        Index(
            "ix_attempt_deadline",
            "deadline_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int]
    cycle: Mapped[int] = mapped_column(Integer, default=1)
    seed: Mapped[str] = mapped_column(String(64))
    paper: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    limit_seconds: Mapped[int | None] = mapped_column(Integer)
    closes_at: Mapped[datetime | None]
    extra_seconds: Mapped[int] = mapped_column(Integer, default=0)
    deadline_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="open")
    submitted_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(String(64))
    score: Mapped[int | None] = mapped_column(Integer)
    passed: Mapped[bool | None] = mapped_column(Boolean)


class AttemptEvent(Base):
    """One change of one answer; rows are inserted, never changed; idempotent by (attempt, client, seq)."""

    __tablename__ = "attempt_event"
    __table_args__ = (UniqueConstraint("attempt_id", "client", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    client: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    item_id: Mapped[str] = mapped_column(String(80))
    answer: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    lang: Mapped[str] = mapped_column(String(2))
    client_at: Mapped[datetime | None]
    server_at: Mapped[datetime]


class AttemptAllowance(Base):
    """Further attempts that a manager granted a person for a quiz; rows are inserted, never changed."""

    __tablename__ = "attempt_allowance"
    __table_args__ = (Index("ix_attempt_allowance_person", "person_id", "quiz_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    cycle: Mapped[int] = mapped_column(Integer, default=1)
    extra: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(400))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
