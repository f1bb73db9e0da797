"""Reads for authors: the files as they lie on disk, and the releases with the names of who made them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from app.content import queries as content
from app.content.changes import Change
from app.content.check.coverage import FactCoverage, coverage
from app.content.check.run import check_tree
from app.content.compile.lessons import compile_lesson
from app.content.compile.tree import glossary_terms
from app.content.diagnostics import Diagnostic
from app.content.libraries import Libraries
from app.content.library import Lesson
from app.content.objects import read_object
from app.content.queries import Release
from app.content.releases import lint_against, pending_changes
from app.content.source import Tree, authored_files, read_tree
from app.identity.queries.directory import names_of
from app.kernel.bilingual import LANGS
from app.kernel.errors import N_, NotFoundError, RefusedError

Signature = tuple[tuple[str, int, int], ...]


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
    tree, checked = _checked(root, _signature(root))
    found = sorted({*checked, *lint_against(session, tree, libraries)}, key=lambda item: item.order)
    is_clean = not any(item.severity == "error" for item in found)
    changes = pending_changes(session, tree) if is_clean else ()
    return Draft(tree, tuple(found), changes, coverage(tree))


def release_lines(session: Session, limit: int = 50) -> tuple[ReleaseLine, ...]:
    """Return the published releases, latest first."""
    found = content.releases(session, limit=limit)
    names = names_of(session, {release.by for release in found if release.by is not None})
    present = content.find_release_id(session)
    return tuple(ReleaseLine(item, names.get(item.by or 0, ""), item.id == present) for item in found)


def preview_lesson(root: Path, key: str) -> Lesson:
    """Compile one lesson from the files; NotFoundError when there is none, RefusedError while it has mistakes."""
    tree, found = _checked(root, _signature(root))
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
def _checked(root: Path, _signature: Signature) -> tuple[Tree, tuple[Diagnostic, ...]]:
    tree = read_tree(root)
    return tree, tuple(check_tree(tree))


def _signature(root: Path) -> Signature:
    """Return name, time and size of every file: the same files need not be checked again."""
    paths = [*authored_files(root), *root.glob("courses/*.lock.json")]
    found = ((path, path.stat()) for path in paths)
    return tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in found)
