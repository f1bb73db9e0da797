"""Tables of awards and revocations: rows are inserted, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class AwardRow(Base):
    """One certificate; `evidence` keeps titles, signers and the tree of reasons it was given for, as of that day."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("person_id", "track", "level", "cycle", name="uq_award_cycle"),
        Index("ix_award_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    track: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    awarded_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    release_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[dict[str, Any]]


class RevocationRow(Base):
    """Why, when and by whom a certificate was taken back."""

    __tablename__ = "revocation"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
