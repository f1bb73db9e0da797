"""Tables of the bench: what waits for a marker, the draft of a mark, marks as rows, and the release of a result."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class MarkingTask(Base):
    """An assessed conversation that waits for one marker: claimed, handed back, done, or returned to the learner.

    `team_path` and `team_id` are the learner's of the day it was handed in: mentors who cover them may claim it.
    """

    __tablename__ = "marking_task"
    __table_args__ = (
        UniqueConstraint("session_id", "role"),
        CheckConstraint("role IN ('first', 'second', 'adjudicator', 'appeal')", name="role"),
        CheckConstraint("state IN ('waiting', 'claimed', 'done', 'returned')", name="state"),
        Index("ix_marking_task_state", "state", "due_at"),
        Index("ix_marking_task_claimed", "claimed_by", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    role: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    scenario_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)


class MarkDraft(Base):
    """What a marker has entered so far; `version` grows with every acknowledged save, so that two tabs notice."""

    __tablename__ = "mark_draft"
    __table_args__ = (UniqueConstraint("task_id", "marker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("marking_task.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Mark(Base):
    """One marker's judgement: rows are inserted, never changed; a later state of it supersedes the earlier.

    state `own`: given blind, before any engine evidence was shown; `final`: after the critical errors were decided.
    body: {"criteria": {id: {"anchor": 1–5 or null for N/A, "evidence": [{"turn", "start", "end"}], "note"}},
    "global": 1–5, "critical": {id: {"found": bool, "reason"}}, "comment"}.
    """

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("state IN ('own', 'final')", name="state"),
        UniqueConstraint("task_id", "marker_id", "state"),
        Index("ix_mark_session", "session_id"),
        Index("ix_mark_marker", "marker_id", "state", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("marking_task.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(12))
    is_blind: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(10))
    total: Mapped[int | None] = mapped_column(Integer)  # thousandths, of this mark alone
    body: Mapped[dict[str, Any]]
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("mark.id"), unique=True)
    at: Mapped[datetime]


class MarkRelease(Base):
    """The moment from which a learner sees the marks; the result is computed from them and stands in the evidence."""

    __tablename__ = "mark_release"
    __table_args__ = (UniqueConstraint("session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
