"""Tables of published content: objects that never change, releases that list them, channels that point at one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class ContentObjectRow(Base):
    """A compiled thing; its hash is its identity, so that papers can pin it for ever. `data` are a picture's bytes."""

    __tablename__ = "content_object"
    __table_args__ = (Index(None, "kind", "key"),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    parts: Mapped[dict[str, Any]]
    data: Mapped[bytes | None] = mapped_column(LargeBinary)


class ContentSourceRow(Base):
    """Which object a lesson's source compiled to: what has not changed is not compiled again."""

    __tablename__ = "content_source"

    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    object_hash: Mapped[str] = mapped_column(ForeignKey("content_object.hash"))


class ReleaseRow(Base):
    """A release: the hash of every object by its name `kind:key`, made for a channel."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    channel: Mapped[str] = mapped_column(String(20))
    manifest: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[int | None]
    at: Mapped[datetime]


class ChannelRow(Base):
    """Where a channel (`published`, `draft`) points now."""

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))


class PolicyQuoteRow(Base):
    """The value with which a policy was quoted by an object: a changed number finds whom it touches."""

    __tablename__ = "policy_quote"
    __table_args__ = (Index(None, "key"),)

    object_hash: Mapped[str] = mapped_column(ForeignKey("content_object.hash"), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[int]
