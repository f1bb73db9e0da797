"""Tables of reporting: where everybody stands, and the counts of it by team; both can be made anew at any time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base

_MAY_BE_STUCK: dict[str, Any] = {"sqlite_where": text("may_be_stuck = 1"), "postgresql_where": text("may_be_stuck")}


class StandingRow(Base):
    """A person on a track (`any`: once for everybody); `counted` is what this row added to the tally.

    Days are whole numbers such as 20260302. `level` is the highest one held, until `held_until` (not in it).
    """

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_stuck", "track", "since_on", "person_id", **_MAY_BE_STUCK),
        Index("ix_standing_waits", "track", "waits_for", "since_on", "person_id", **_MAY_BE_STUCK),
        Index("ix_standing_changes_at", "changes_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    track: Mapped[str] = mapped_column(String(40), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    programme: Mapped[str] = mapped_column(String(80), default="")
    level: Mapped[str] = mapped_column(String(40), default="")
    held_until: Mapped[int | None] = mapped_column(Integer)
    has_lapsed: Mapped[bool] = mapped_column(Boolean, default=False)
    waits_for: Mapped[str] = mapped_column(String(10), default="")
    next_step: Mapped[str] = mapped_column(String(130), default="")
    since_on: Mapped[int] = mapped_column(Integer, default=0)
    may_be_stuck: Mapped[bool] = mapped_column(Boolean, default=False)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    last_on: Mapped[int] = mapped_column(Integer)
    changes_at: Mapped[datetime | None]
    release_id: Mapped[int]
    counted: Mapped[list[Any]]


class Tally(Base):
    """How many people of a leaf team are counted under a measure: the sum of `n` over the rows of one name.

    Rows are only inserted, so writers never wait for each other; a job folds rows of one name into one.
    """

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_name", "track", "measure", "bucket", "key", "team_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track: Mapped[str] = mapped_column(String(40))
    measure: Mapped[str] = mapped_column(String(12))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    bucket: Mapped[int] = mapped_column(Integer, default=0)
    key: Mapped[str] = mapped_column(String(180), default="")
    n: Mapped[int] = mapped_column(Integer)
