"""Tables of item analysis: the computed health of a quiz, and panels of judges who set the mark to pass."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.types import CanonicalJson


class QuizHealth(Base):
    """What the attempts at a quiz say, computed by a job from the grades up to `upto_grade_id`; one row a quiz.

    body: what its page reads, as JSON text with fractions; summary: the same for lists; sums: [[question, version, n,
    shown, Σ marks]], added up over quizzes into what is known of a question.
    """

    __tablename__ = "quiz_health"

    quiz_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    upto_grade_id: Mapped[int] = mapped_column(Integer)
    n: Mapped[int] = mapped_column(Integer)
    k: Mapped[int] = mapped_column(Integer)
    summary: Mapped[str] = mapped_column(Text)
    sums: Mapped[Any] = mapped_column(CanonicalJson)
    at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)


class AngoffPanel(Base):
    """A panel that judges for each question of a quiz which share of borderline candidates would answer it rightly."""

    __tablename__ = "angoff_panel"
    __table_args__ = (Index("ix_angoff_panel_quiz", "quiz_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    questions: Mapped[Any] = mapped_column(CanonicalJson)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class AngoffJudge(Base):
    """A judge of a panel."""

    __tablename__ = "angoff_judge"
    __table_args__ = (UniqueConstraint("panel_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("angoff_panel.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AngoffRating(Base):
    """One judgement, in thousandths; rows are inserted, never changed, and the latest of a judge holds."""

    __tablename__ = "angoff_rating"
    __table_args__ = (Index("ix_angoff_rating_panel", "panel_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("angoff_panel.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_id: Mapped[str] = mapped_column(String(80))
    share: Mapped[int] = mapped_column(Integer)
    is_discussed: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime]
