"""The evidence table: rows are inserted, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class Evidence(Base):
    """One fact about a person; `team_id` is the leaf team of the day it took effect."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_person", "person_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    track: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(120))
    release_id: Mapped[int | None]
    score: Mapped[int | None] = mapped_column(Integer)
    passed: Mapped[bool | None] = mapped_column(Boolean)
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), unique=True)
    source: Mapped[str] = mapped_column(String(60), default="")
    detail: Mapped[dict[str, Any]]
