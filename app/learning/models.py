"""Tables of enrolments, assignments, reading positions, bookmarks and answers to self-checks."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class Enrolment(Base):
    """A person's way through a programme; its planned days count from `starts_on` as day 1."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_open",
            "person_id",
            "programme",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_enrolment_programme", "programme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    programme: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date] = mapped_column(Date)
    enrolled_at: Mapped[datetime]
    enrolled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Assignment(Base):
    """A course or a quiz that somebody is asked to do by an instant; at most one stands for each."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_standing",
            "person_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        CheckConstraint("kind IN ('course', 'quiz')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class LessonProgress(Base):
    """Where a person stands in a lesson; both positions are thousandths of this text of it."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        UniqueConstraint("person_id", "lesson"),
        CheckConstraint("position BETWEEN 0 AND 1000 AND furthest BETWEEN position AND 1000", name="span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson: Mapped[str] = mapped_column(String(120))
    text_hash: Mapped[str] = mapped_column(String(64))
    anchor: Mapped[str] = mapped_column(String(80), default="")
    position: Mapped[int] = mapped_column(Integer)
    furthest: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime]


class CheckAnswer(Base):
    """A person's answer to a self-check of one text of a lesson; the first one stays."""

    __tablename__ = "check_answer"
    __table_args__ = (UniqueConstraint("person_id", "lesson", "text_hash", "check_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson: Mapped[str] = mapped_column(String(120))
    text_hash: Mapped[str] = mapped_column(String(64))
    check_id: Mapped[str] = mapped_column(String(80))
    choice_id: Mapped[str] = mapped_column(String(80))
    is_right: Mapped[bool] = mapped_column(Boolean)
    release_id: Mapped[int]
    answered_at: Mapped[datetime]


class Bookmark(Base):
    """A section that a person wants to find again; `anchor` is its heading, empty for the lesson as a whole."""

    __tablename__ = "bookmark"
    __table_args__ = (UniqueConstraint("person_id", "lesson", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson: Mapped[str] = mapped_column(String(120))
    anchor: Mapped[str] = mapped_column(String(80), default="")
    made_at: Mapped[datetime]
