"""Reads of releases: channels, manifests, bodies."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from app.content.models import ChannelRow, ContentObjectRow, ContentSourceRow, PolicyQuoteRow, ReleaseRow
from app.content.objects import ContentObject

PUBLISHED = "published"
DRAFT = "draft"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Release:
    """A release as listed; `by` is a person id, None for the command line."""

    id: int
    seq: int
    note: str
    by: int | None
    at: datetime


def channel_release_id(channel: str = PUBLISHED) -> ScalarSelect[int]:
    """Return a scalar subquery for a channel's release, to stand in another SELECT."""
    return select(ChannelRow.release_id).where(ChannelRow.name == channel).scalar_subquery()


def find_release_id(session: Session, channel: str = PUBLISHED) -> int | None:
    """Return the release at which a channel points, None before the first."""
    return session.scalar(select(ChannelRow.release_id).where(ChannelRow.name == channel))


def find_release(session: Session, release_id: int, channel: str | None = None) -> Release | None:
    """Return one release (made for a channel) without its manifest."""
    statement = _listed().where(ReleaseRow.id == release_id)
    if channel is not None:
        statement = statement.where(ReleaseRow.channel == channel)
    row = session.execute(statement).one_or_none()
    return Release(*row) if row else None


def releases(session: Session, channel: str = PUBLISHED, limit: int = 50) -> tuple[Release, ...]:
    """Return the newest releases made for a channel, latest first."""
    made = _listed().where(ReleaseRow.channel == channel).order_by(ReleaseRow.seq.desc()).limit(limit)
    return tuple(Release(*row) for row in session.execute(made))


def manifest_of(session: Session, release_id: int) -> Mapping[str, str]:
    """Return the hash of every object of a release by its name `kind:key`; empty for no such release."""
    manifest = session.scalar(select(ReleaseRow.manifest).where(ReleaseRow.id == release_id))
    return manifest or {}


def last_seq(session: Session) -> int:
    """Return the highest release number, 0 before the first."""
    return session.scalar(select(func.max(ReleaseRow.seq))) or 0


def bodies(session: Session, hashes: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Return (hash, kind, key, body) of objects, in no particular order."""
    table = ContentObjectRow
    found: list[tuple[str, str, str, str]] = []
    for batch in _batches(hashes):
        rows = session.execute(select(table.hash, table.kind, table.key, table.body).where(table.hash.in_(batch)))
        found += [(row.hash, row.kind, row.key, row.body) for row in rows]
    return found


def find_media(session: Session, hash_: str) -> tuple[str, bytes] | None:
    """Return body and bytes of a picture, None for no such picture."""
    table = ContentObjectRow
    wanted = (table.hash == hash_, table.kind == "media", table.data.is_not(None))
    row = session.execute(select(table.body, table.data).where(*wanted)).one_or_none()
    return (row.body, row.data) if row else None


def parts_of(session: Session, hashes: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the digests of each aspect by object hash."""
    table = ContentObjectRow
    found: dict[str, Mapping[str, Any]] = {}
    for batch in _batches(hashes):
        rows = session.execute(select(table.hash, table.parts).where(table.hash.in_(batch)))
        found.update({row.hash: row.parts for row in rows})
    return found


def known_hashes(session: Session, hashes: Iterable[str]) -> set[str]:
    """Return which of the objects are stored already."""
    table = ContentObjectRow
    found: set[str] = set()
    for batch in _batches(hashes):
        found.update(session.scalars(select(table.hash).where(table.hash.in_(batch))))
    return found


def stored_lessons(session: Session) -> Mapping[str, ContentObject]:
    """Return what the sources of the lessons that the channels show compiled to, by the source's digest."""
    row, found = ContentObjectRow, {}
    for batch in _batches(_shown_lessons(session)):
        quotes: dict[str, dict[str, int]] = {}
        quote = PolicyQuoteRow
        for hash_, key, value in session.execute(
            select(quote.object_hash, quote.key, quote.value).where(quote.object_hash.in_(batch))
        ):
            quotes.setdefault(hash_, {})[key] = value
        rows = session.execute(
            select(ContentSourceRow.source, row.hash, row.key, row.body, row.parts)
            .join(row, row.hash == ContentSourceRow.object_hash)
            .where(row.hash.in_(batch))
        )
        for one in rows:
            found[one.source] = ContentObject("lesson", one.key, one.body, one.parts, quotes.get(one.hash, {}))
    return found


def _shown_lessons(session: Session) -> Iterator[str]:
    """Yield the hashes of the lessons at which a channel points: every save of a draft leaves another one behind."""
    pointed = select(ReleaseRow.manifest).join(ChannelRow, ChannelRow.release_id == ReleaseRow.id)
    for manifest in session.scalars(pointed):
        yield from (hash_ for name, hash_ in manifest.items() if name.startswith("lesson:"))


def quotes_of(session: Session, policy_key: str) -> tuple[tuple[str, str, str, int], ...]:
    """Return (object hash, kind, key, value) of everything that ever quoted a policy value."""
    rows = session.execute(
        select(ContentObjectRow.hash, ContentObjectRow.kind, ContentObjectRow.key, PolicyQuoteRow.value)
        .join(PolicyQuoteRow, PolicyQuoteRow.object_hash == ContentObjectRow.hash)
        .where(PolicyQuoteRow.key == policy_key)
    )
    return tuple((row.hash, row.kind, row.key, row.value) for row in rows)


def published_objects(session: Session) -> dict[str, set[str]]:
    """Return the hashes of everything that any published release ever held, by name `kind:key`."""
    found: dict[str, set[str]] = {}
    for manifest in session.scalars(select(ReleaseRow.manifest).where(ReleaseRow.channel == PUBLISHED)):
        for name, hash_ in manifest.items():
            found.setdefault(name, set()).add(hash_)
    return found


def _listed() -> Any:
    return select(ReleaseRow.id, ReleaseRow.seq, ReleaseRow.note, ReleaseRow.by, ReleaseRow.at)


def _batches(hashes: Iterable[str]) -> list[list[str]]:
    ordered = sorted(set(hashes))
    return [ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH)]
