"""Tables of what attempts are worth: append-only grades, settled marks, corrections, and what is known of questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.types import CanonicalJson


class GradeRow(Base):
    """One outcome of an attempt; rows are inserted, never changed, and the latest holds.

    items: [[question id, score in thousandths, points, state], …]; passed is null while `waiting` questions await a
    person; earned to void are what score and pass are made of (`rules.marking.Sums`). Each handing in (also after a
    reopening) keeps its receipt here.
    """

    __tablename__ = "grade"
    __table_args__ = (
        CheckConstraint("cause IN ('submission', 'marks', 'correction', 'rebuild')", name="cause"),
        Index("ix_grade_attempt", "attempt_id", "id"),
        Index("ix_grade_receipt", "receipt"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    cause: Mapped[str] = mapped_column(String(12))
    score: Mapped[int] = mapped_column(Integer)
    passed: Mapped[bool | None] = mapped_column(Boolean)
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    items: Mapped[Any] = mapped_column(CanonicalJson)
    pass_score: Mapped[int] = mapped_column(Integer)
    earned: Mapped[int] = mapped_column(Integer)
    points: Mapped[int] = mapped_column(Integer)
    red_failed: Mapped[int] = mapped_column(Integer)
    void: Mapped[int] = mapped_column(Integer)
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("item_correction.id"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    receipt: Mapped[str | None] = mapped_column(String(64))
    submitted_at: Mapped[datetime | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class AttemptItem(Base):
    """One question of one handed-in attempt as its latest grade has it: a copy for analysis and for dry runs.

    hash: the pinned question; version: words and key (`app.content.versions`); answer: canonical JSON or null. Rows
    are written anew with every grade, and rebuilt from the ledger by `aftercare rebuild-summaries`.
    """

    __tablename__ = "attempt_item"
    __table_args__ = (Index("ix_attempt_item_question", "item_id", "attempt_id"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    points: Mapped[int] = mapped_column(Integer)
    score: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    is_red: Mapped[bool] = mapped_column(Boolean)
    answer: Mapped[str | None] = mapped_column(Text)
    seconds: Mapped[int | None] = mapped_column(Integer)


class ItemMark(Base):
    """The settled mark of an answer that people mark: {criterion: points} and words for the learner; never changed."""

    __tablename__ = "item_mark"
    __table_args__ = (Index("ix_item_mark_attempt", "attempt_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[Any] = mapped_column(CanonicalJson)
    source: Mapped[str] = mapped_column(String(60))
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("item_mark.id"), unique=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ItemCorrection(Base):
    """What was decided about a question after people had answered it; never changed, undone by a further one.

    scope: {"quiz": id or null, "sitting": id or null, "hashes": [pinned versions]}; spec: the corrected question for
    `rekey`; preview: what the dry run counted when it was confirmed; explain: {zh, en}, shown in reviews as 更正.
    """

    __tablename__ = "item_correction"
    __table_args__ = (
        CheckConstraint("action IN ('void', 'drop', 'full_credit', 'rekey')", name="action"),
        CheckConstraint("harm IN ('as_computed', 'raise_only', 'hold_harmless')", name="harm"),
        Index("ix_item_correction_question", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(12))
    harm: Mapped[str] = mapped_column(String(14))
    scope: Mapped[Any] = mapped_column(CanonicalJson)
    spec: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    explain: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    reason: Mapped[str] = mapped_column(Text)
    preview: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    appeal_id: Mapped[int | None] = mapped_column(Integer)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class AttemptCorrection(Base):
    """Which corrections apply to which attempt: fixed when the correction is carried out, never changed."""

    __tablename__ = "attempt_correction"
    __table_args__ = (UniqueConstraint("attempt_id", "correction_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    correction_id: Mapped[int] = mapped_column(ForeignKey("item_correction.id"))


class ItemQuarantine(Base):
    """A question that no new paper may take until somebody lifts it."""

    __tablename__ = "item_quarantine"
    __table_args__ = (Index("ix_item_quarantine_question", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400))
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]


class ItemFacility(Base):
    """What is known of a question from first attempts: how many saw it, and the mean mark in thousandths.

    `version` is the digest of what is graded; a job writes the rows, and drawing papers of equal difficulty reads them.
    """

    __tablename__ = "item_facility"
    __table_args__ = (UniqueConstraint("question_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(64))
    n: Mapped[int] = mapped_column(Integer)
    shown: Mapped[int] = mapped_column(Integer)
    facility: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime]
