"""Reads for authors: the files as they lie on disk, and the releases with the names of who made them."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from sqlalchemy.orm import Session

from app.assessment.queries import attempts_on
from app.certification.queries import tracks_outlook
from app.certification.rules.outlook import TrackOutlook
from app.content import queries as content
from app.content.changes import Change
from app.content.check.coverage import FactCoverage, coverage
from app.content.check.run import check_tree
from app.content.compile.lessons import compile_lesson
from app.content.compile.tree import glossary_terms, tracks_of
from app.content.diagnostics import Diagnostic
from app.content.libraries import Libraries
from app.content.library import Lesson
from app.content.objects import read_object
from app.content.queries import Release
from app.content.releases import lint_against, pending_changes
from app.content.source import FileStates, Tree, file_states, read_tree
from app.identity.queries.directory import names_of
from app.kernel.bilingual import LANGS
from app.kernel.errors import N_, NotFoundError, RefusedError


@dataclass(frozen=True, slots=True)
class Draft:
    """The files as they are now: what is wrong with them and what publishing would change."""

    tree: Tree
    found: tuple[Diagnostic, ...]
    changes: tuple[Change, ...]
    facts: tuple[FactCoverage, ...]

    @property
    def errors(self) -> int:
        """How many mistakes stand in the way of publishing."""
        return sum(item.severity == "error" for item in self.found)

    @property
    def both_languages(self) -> int:
        """How many lessons have both languages."""
        return sum(len(files) == len(LANGS) for files in self.tree.lessons.values())

    @property
    def stale(self) -> int:
        """How many translations are older than their source."""
        return sum(item.code == "W603" for item in self.found)


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release with the name of who made it (empty: the command line) and whether learners see it."""

    release: Release
    by: str
    is_published: bool


def draft_of(session: Session, root: Path, libraries: Libraries) -> Draft:
    """Return the state of the files; changes are known only when nothing is wrong."""
    tree, checked = _checked(root, file_states(root))
    found = sorted(
        {*checked, *lint_against(session, tree, libraries, partial(attempts_on, session))}, key=lambda item: item.order
    )
    is_clean = not any(item.severity == "error" for item in found)
    changes = pending_changes(session, tree) if is_clean else ()
    return Draft(tree, tuple(found), changes, coverage(tree))


def outlook_of(session: Session, draft: Draft, libraries: Libraries, *, at: datetime) -> tuple[TrackOutlook, ...]:
    """Return what changed rules of levels would mean for everybody; nothing while the files have mistakes."""
    library = libraries.published(session)
    if library is None or draft.errors:
        return ()
    return tracks_outlook(session, library.tracks, tracks_of(draft.tree), at=at)


def release_lines(session: Session, limit: int = 50) -> tuple[ReleaseLine, ...]:
    """Return the published releases, latest first."""
    found = content.releases(session, limit=limit)
    names = names_of(session, {release.by for release in found if release.by is not None})
    present = content.find_release_id(session)
    return tuple(ReleaseLine(item, names.get(item.by or 0, ""), item.id == present) for item in found)


def preview_lesson(root: Path, key: str) -> Lesson:
    """Compile one lesson from the files; NotFoundError when there is none, RefusedError while it has mistakes."""
    tree, found = _checked(root, file_states(root))
    files = tree.lessons.get(key)
    if files is None:
        raise NotFoundError
    names = {file.file for file in files.values()}
    if any(item.severity == "error" and item.file in names for item in found):
        raise RefusedError("lint", N_("This lesson has mistakes. The list on the content page says where."))
    compiled = compile_lesson(key, files, tree.policy_values(), glossary_terms(tree))
    lesson: Lesson = read_object(compiled.kind, compiled.hash, compiled.body)
    return lesson


@lru_cache(maxsize=2)
def _checked(root: Path, _states: FileStates) -> tuple[Tree, tuple[Diagnostic, ...]]:
    tree = read_tree(root)
    return tree, tuple(check_tree(tree))
