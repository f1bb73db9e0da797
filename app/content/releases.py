"""Publishing: files that pass the linter become objects, a release, and one moved pointer; rollback moves it back."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.content import queries
from app.content.changes import Change, changes_against
from app.content.check.languages import read_lock, write_lock
from app.content.check.published import AttemptsOn, check_against
from app.content.check.run import check_tree
from app.content.compile.tree import compile_tree
from app.content.diagnostics import Diagnostic
from app.content.libraries import Libraries
from app.content.models import ChannelRow, ContentObjectRow, ContentSourceRow, PolicyQuoteRow, ReleaseRow
from app.content.objects import ContentObject
from app.content.queries import Release
from app.content.retirement import retired_names, write_retired
from app.content.source import Tree, read_tree
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.storage.dialects import insert_ignore, upsert
from app.storage.locks import lock_table


class LintError(RefusedError):
    """The files have mistakes; `found` lists them."""

    def __init__(self, found: list[Diagnostic]) -> None:
        super().__init__(
            "lint",
            N_("The content has %(count)s mistakes. Nothing was published; see the list and publish again."),
            count=len(found),
        )
        self.found = found


def publish(
    session: Session, root: Path, *, by: int | None, at: datetime, note: str = "", channel: str = queries.PUBLISHED
) -> Release:
    """Publish the files under `root`; the present release is returned when nothing has changed.

    Raises:
        LintError: The linter found mistakes.
    """
    tree = read_tree(root)
    checked = check_tree(tree)
    if channel == queries.PUBLISHED:
        checked += lint_against(session, tree, session.info.get("libraries") or Libraries())
    found = [diagnostic for diagnostic in checked if diagnostic.severity == "error"]
    if found:
        raise LintError(found)
    lock_table(session, ReleaseRow.__table__)  # type: ignore[arg-type]  # two authors, one next number
    objects = _compiled(session, tree)
    manifest = {item.name: item.hash for item in objects}
    present_id = queries.find_release_id(session, channel)
    present = queries.find_release(session, present_id) if present_id else None
    if present and dict(queries.manifest_of(session, present.id)) == manifest:
        return present
    _store(session, objects)
    release = _add_release(session, manifest, channel, by=by, at=at, note=note)
    _point(session, channel, release.id)
    return release


def roll_back(session: Session, release_id: int, *, channel: str = queries.PUBLISHED) -> Release:
    """Point the channel at an earlier release of it; NotFoundError when there is none of that id.

    A draft is none: it was never held against what people have answered.
    """
    release = queries.find_release(session, release_id, channel)
    if release is None:
        raise NotFoundError
    _point(session, channel, release.id)
    return release


def finish_publishing(session: Session, root: Path) -> None:
    """Write retired ids and the translations' lock beside the files; a read-only folder is left alone.

    Called after the commit of a publication: ids must not be retired by a release that never was.
    """
    with contextlib.suppress(PermissionError):
        write_retired(root, retired_names(session))
        write_lock(read_tree(root), read_lock(root), accept=False)


def pending_changes(session: Session, tree: Tree, channel: str = queries.PUBLISHED) -> tuple[Change, ...]:
    """Return what publishing a tree without mistakes would change, each with its class."""
    release_id = queries.find_release_id(session, channel)
    manifest = queries.manifest_of(session, release_id) if release_id else {}
    parts = queries.parts_of(session, manifest.values())
    return changes_against(manifest, parts, compile_tree(tree, _cache(session, {})))


def lint_against(
    session: Session, tree: Tree, libraries: Libraries, attempts_on: AttemptsOn | None = None
) -> list[Diagnostic]:
    """Return what may not change under ids already published (E7); nothing before the first release."""
    library = libraries.published(session)
    if library is None:
        return []
    parts = queries.parts_of(session, [question.hash for question in library.questions.values()])
    found = check_against(tree, library, parts, attempts_on)
    return sorted(found, key=lambda diagnostic: diagnostic.order)


def _compiled(session: Session, tree: Tree) -> list[ContentObject]:
    fresh: dict[str, ContentObject] = {}
    objects = compile_tree(tree, _cache(session, fresh))
    _store(session, list(fresh.values()))
    rows = [{"source": source, "object_hash": item.hash} for source, item in fresh.items()]
    insert_ignore(session, ContentSourceRow.__table__, rows)  # type: ignore[arg-type]
    return objects


def _cache(
    session: Session, fresh: dict[str, ContentObject]
) -> Callable[[str, str, Callable[[], ContentObject]], ContentObject]:
    """Return a function that finds what a lesson's source compiled to, or compiles it and remembers it in `fresh`."""
    known = queries.stored_lessons(session)

    def cached(key: str, source: str, compiled: Callable[[], ContentObject]) -> ContentObject:
        stored = known.get(source)
        if stored and stored.key == key:
            return stored
        fresh[source] = compiled()
        return fresh[source]

    return cached


def _store(session: Session, objects: list[ContentObject]) -> None:
    known = queries.known_hashes(session, [item.hash for item in objects])
    new = list({item.hash: item for item in objects if item.hash not in known}.values())
    if not new:
        return
    session.execute(
        insert(ContentObjectRow),
        [
            {
                "hash": item.hash,
                "kind": item.kind,
                "key": item.key,
                "body": item.body,
                "parts": dict(item.parts),
                "data": item.data,
            }
            for item in new
        ],
    )
    quotes = [
        {"object_hash": item.hash, "key": key, "value": value} for item in new for key, value in item.policies.items()
    ]
    if quotes:
        session.execute(insert(PolicyQuoteRow), quotes)


def _add_release(
    session: Session, manifest: dict[str, str], channel: str, *, by: int | None, at: datetime, note: str
) -> Release:
    row = ReleaseRow(seq=queries.last_seq(session) + 1, channel=channel, manifest=manifest, note=note, by=by, at=at)
    session.add(row)
    session.flush()
    return Release(row.id, row.seq, note, by, at)


def _point(session: Session, channel: str, release_id: int) -> None:
    upsert(session, ChannelRow.__table__, {"name": channel, "release_id": release_id}, key=("name",))  # type: ignore[arg-type]
