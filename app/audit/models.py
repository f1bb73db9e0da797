"""Audit rows are inserted unchained; the seal of each is a row of its own."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class AuditRow(Base):
    """One deed; `digest` = sha256(nonce ‖ detail), so that erasing a person may drop nonce and detail."""

    __tablename__ = "audit_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str | None] = mapped_column(Text)


class AuditSeal(Base):
    """The link of one audit row to the chain: sha256(previous link ‖ row).

    `previous` is unique, so that two sealers at once cannot fork the chain. The row may go (that is what the
    chain is for), hence no foreign key.
    """

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(unique=True)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    link: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]
