"""Tables of role-plays: what was said, how it was coded and what followed, each appended and never changed (wall 2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class RoleplaySession(Base):
    """One conversation; it pins everything it depends on and holds no score.

    An assessed one goes to the mentors when it ends. At most one is open per person, scenario and purpose.
    `forked_from` and `forked_turn` name the conversation that a “what if” continues. `over_at`: since then nothing
    more can be said, only the work order is open; `ending` is the scenario's, or "closed" for one left unfinished,
    "abandoned" for an assessed one that fell silent.
    """

    __tablename__ = "roleplay_session"
    __table_args__ = (
        CheckConstraint("purpose IN ('practice', 'assessed')", name="purpose"),
        CheckConstraint("mode IN ('hints', 'choices', 'text')", name="mode"),
        CheckConstraint("state IN ('open', 'ended')", name="state"),
        CheckConstraint("state = 'open' OR (ending IS NOT NULL AND ended_at IS NOT NULL)", name="outcome"),
        Index(
            "uq_roleplay_session_open",
            "person_id",
            "scenario_id",
            "purpose",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_roleplay_session_person", "person_id", "scenario_id"),
        Index(
            "ix_roleplay_session_over",
            "over_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scenario_id: Mapped[str] = mapped_column(String(80))
    release_id: Mapped[int]
    scenario_hash: Mapped[str] = mapped_column(String(64))
    rubric_hash: Mapped[str] = mapped_column(String(64))
    acts_hash: Mapped[str] = mapped_column(String(64))
    engine: Mapped[int] = mapped_column(Integer)
    purpose: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(10))
    forked_from: Mapped[int | None] = mapped_column(ForeignKey("roleplay_session.id"))
    forked_turn: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    over_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(80))


class RoleplayTurn(Base):
    """What the learner said, chose, or that the learner left; idempotent by (session, key)."""

    __tablename__ = "roleplay_turn"
    __table_args__ = (
        UniqueConstraint("session_id", "seq"),
        UniqueConstraint("session_id", "key"),
        CheckConstraint("kind IN ('said', 'chosen', 'left')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    seq: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    option_id: Mapped[str | None] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]


class RoleplayCoding(Base):
    """How a turn was read: by the reader, by the option chosen, or by a mentor; a later coding supersedes."""

    __tablename__ = "roleplay_coding"
    __table_args__ = (Index("ix_roleplay_coding_turn", "turn_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("roleplay_turn.id"))
    coder: Mapped[str] = mapped_column(String(10))
    acts: Mapped[list[Any]]
    acts_hash: Mapped[str] = mapped_column(String(64))
    reader: Mapped[int] = mapped_column(Integer)
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("roleplay_coding.id"), unique=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class RoleplayStep(Base):
    """What followed from a coding: the engine's log entry, chained by hashes; seq 0 is the customer's opening."""

    __tablename__ = "roleplay_step"
    __table_args__ = (UniqueConstraint("session_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    seq: Mapped[int] = mapped_column(Integer)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("roleplay_turn.id"))
    coding_id: Mapped[int | None] = mapped_column(ForeignKey("roleplay_coding.id"))
    body: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class RoleplayTicketEntry(Base):
    """One change of one field of the work order; idempotent by (session, client, seq)."""

    __tablename__ = "roleplay_ticket_entry"
    __table_args__ = (UniqueConstraint("session_id", "client", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    client: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    field: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]


class RoleplayReturn(Base):
    """An assessed conversation that came back without marks, and why; the learner may take another one."""

    __tablename__ = "roleplay_return"
    __table_args__ = (UniqueConstraint("session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("roleplay_session.id"))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
