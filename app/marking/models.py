"""Tables of marking: what waits for a marker, the draft of a mark, and marks as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.types import CanonicalJson


class ScriptTask(Base):
    """One answer of one attempt that waits for one marker.

    `team_id` is the learner's of the day it was handed in: mentors who cover it may take it. `evidence` is what the
    engine heard in the answer, kept with the marker's own mark and shown only after it. What was withdrawn (the paper
    was opened again, the question taken out) stays with its marks; the next handing in makes new tasks.
    """

    __tablename__ = "script_task"
    __table_args__ = (
        CheckConstraint("role IN ('first', 'second', 'adjudicator', 'appeal')", name="role"),
        CheckConstraint("state IN ('waiting', 'claimed', 'done', 'withdrawn')", name="state"),
        Index(
            "uq_script_task_standing",
            "attempt_id",
            "item_id",
            "role",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_script_task_state", "state", "due_at"),
        Index("ix_script_task_claimed", "claimed_by", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    quiz_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int]
    role: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    evidence: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)


class ScriptDraft(Base):
    """What a marker has entered so far; `version` grows with every acknowledged save, so that two tabs notice."""

    __tablename__ = "script_draft"
    __table_args__ = (UniqueConstraint("task_id", "marker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("script_task.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[Any] = mapped_column(CanonicalJson)
    at: Mapped[datetime]


class ScriptMark(Base):
    """One marker's judgement of one answer: rows are inserted, never changed.

    body: {"criteria": {id: points}, "comment": words for the learner, "note": words for colleagues}; total in
    thousandths.
    """

    __tablename__ = "script_mark"
    __table_args__ = (
        UniqueConstraint("task_id"),
        Index("ix_script_mark_attempt", "attempt_id", "item_id"),
        Index("ix_script_mark_marker", "marker_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("script_task.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(12))
    total: Mapped[int] = mapped_column(Integer)
    body: Mapped[Any] = mapped_column(CanonicalJson)
    at: Mapped[datetime]
