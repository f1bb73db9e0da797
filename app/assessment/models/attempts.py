"""Tables of attempts: frozen papers, the append-only ledger of answers, contact, gaps and credited time (wall 4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.types import CanonicalJson


class Attempt(Base):
    """One attempt at a quiz; at most one is open per person and quiz.

    `deadline_at` is derived from started_at, limit_seconds, closes_at, extra_seconds (an accommodation) and
    credited_seconds whenever one of them is set, so that the hot path and the job need not know the rule; `ends_at`
    is set when a late paper may still be handed in without new answers. Only mode `graded` counts. `answers` (what
    stood when it was handed in) and `timings` (seconds by question) are copies for analysis: the ledger holds.
    grade_id, score and passed are the latest grade's; passed is null while a person has to mark something.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'submitted')", name="state"),
        CheckConstraint("state = 'open' OR (score IS NOT NULL AND receipt IS NOT NULL)", name="outcome"),
        CheckConstraint("mode IN ('graded', 'practice', 'retry')", name="mode"),
        CheckConstraint("late_policy IN ('submit', 'overdue', 'zero')", name="late_policy"),
        Index(
            "uq_attempt_open",
            "person_id",
            "quiz_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_attempt_person", "person_id", "quiz_id"),
        Index("ix_attempt_quiz", "quiz_id", "state"),
        Index("ix_attempt_sitting", "sitting_id"),
        Index("ix_attempt_receipt", "receipt"),
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
    mode: Mapped[str] = mapped_column(String(10), default="graded", server_default="graded")
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    accommodation_id: Mapped[int | None] = mapped_column(ForeignKey("accommodation.id"))
    credited_seconds: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    late_policy: Mapped[str] = mapped_column(String(8), default="submit", server_default="submit")
    grace_seconds: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    ends_at: Mapped[datetime | None]
    is_zero: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    grade_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    answers: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    timings: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
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


class AttemptContact(Base):
    """When each client of an open attempt was last heard of: the heartbeat of its page moves it forward."""

    __tablename__ = "attempt_contact"
    __table_args__ = (UniqueConstraint("attempt_id", "client"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    client: Mapped[str] = mapped_column(String(40))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class AttemptGap(Base):
    """A stretch in which the server heard nothing of an open attempt; inserted when contact returns, never changed."""

    __tablename__ = "attempt_gap"
    __table_args__ = (Index("ix_attempt_gap_attempt", "attempt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    client: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]


class AttemptCredit(Base):
    """Time given back to an attempt: lost minutes (with their gap), an extension, or a reopening; never changed.

    `batch` names the click that credited several attempts at once.
    """

    __tablename__ = "attempt_credit"
    __table_args__ = (
        CheckConstraint("kind IN ('outage', 'extension', 'reopening')", name="kind"),
        UniqueConstraint("attempt_id", "gap_id"),
        Index("ix_attempt_credit_attempt", "attempt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[int] = mapped_column(Integer)
    gap_id: Mapped[int | None] = mapped_column(ForeignKey("attempt_gap.id"))
    batch: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(400))
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
