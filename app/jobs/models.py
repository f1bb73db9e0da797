"""Tables of jobs and of the recurring kinds."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base

_OPEN = text("done_at IS NULL AND failed_at IS NULL")
# A taken job keeps a lease for good, also between tries: so a wish that comes while it runs is a new row, not lost.
_WAITING = text("leased_until IS NULL AND done_at IS NULL AND failed_at IS NULL")


class Job(Base):
    """One piece of work; `unique_key` is unique among the jobs that nobody has taken yet."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_open", "run_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_job_waiting", "unique_key", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    payload: Mapped[dict[str, Any]]
    unique_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class Recurrence(Base):
    """The last interval, counted from 1970, in which a recurring kind was put into the queue."""

    __tablename__ = "job_recurrence"

    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[int]
