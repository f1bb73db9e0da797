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
from app.content.check.coverage import Coverage, coverage
from app.content.check.numbers import Numbers
from app.content.check.roleplays.goldens import Golden, play_goldens
from app.content.check.roleplays.run import check_playable
from app.content.check.roleplays.scene import Scene, scenes_of
from app.content.check.run import check_tree
from app.content.compile.lessons import compile_lesson
from app.content.compile.media import compile_media
from app.content.compile.tree import glossary_terms, pictures_of, tracks_of
from app.content.diagnostics import Diagnostic
from app.content.libraries import Libraries
from app.content.library import Lesson
from app.content.objects import read_object
from app.content.queries import Release
from app.content.releases import lint_against, pending_changes
from app.content.source import FileStates, Tree, file_states, read_tree
from app.dialogue.scenario import Rubric, Scenario
from app.identity.queries.directory import names_of
from app.kernel.bilingual import LANGS, Bilingual
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.utterance.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Draft:
    """The files as they are now: what is wrong with them and what publishing would change."""

    tree: Tree
    found: tuple[Diagnostic, ...]
    changes: tuple[Change, ...]
    coverage: Coverage

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
class Staged:
    """A scenario ready to be looked at and played; `found` is what the linter says about its file.

    `scenario` and what belongs to it is None while the file has mistakes that keep it from being played.
    """

    id: str
    title: Bilingual
    grade: int
    trade: str
    scenario: Scenario | None
    rubric: Rubric | None
    lexicon: Lexicon | None
    found: tuple[Diagnostic, ...] = ()
    goldens: tuple[Golden, ...] = ()

    @property
    def errors(self) -> int:
        """How many mistakes its file has."""
        return sum(item.severity == "error" for item in self.found)

    @property
    def right(self) -> int:
        """How many golden transcripts come out as they say, each language counted."""
        return sum(not golden.mismatches for golden in self.goldens)


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
    pictures = pictures_of(key, files, compile_media(tree)[1])
    compiled = compile_lesson(key, files, tree.policy_values(), glossary_terms(tree), pictures)
    lesson: Lesson = read_object(compiled.kind, compiled.hash, compiled.body)
    return lesson


def staged_scenarios(root: Path) -> tuple[Staged, ...]:
    """Return the scenarios of the files, lowest grade first."""
    return tuple(sorted(_staged(root, file_states(root)).values(), key=lambda one: (one.grade, one.id)))


def staged_scenario(root: Path, scenario_id: str) -> Staged:
    """Return one scenario of the files; NotFoundError when no readable file holds it."""
    staged = _staged(root, file_states(root)).get(scenario_id)
    if staged is None:
        raise NotFoundError
    return staged


def published_scenario(session: Session, libraries: Libraries, scenario_id: str) -> Staged:
    """Return one scenario as learners meet it; NotFoundError when it is not published."""
    library = libraries.published(session)
    scenario = library.scenarios.get(scenario_id) if library else None
    if library is None or scenario is None:
        raise NotFoundError
    rubric, lexicon = library.rubrics.get(scenario.rubric), library.lexicon
    goldens = play_goldens(scenario, rubric, lexicon) if rubric and lexicon else ()
    named = (scenario.id, scenario.title, scenario.grade, scenario.trade)
    return Staged(*named, scenario, rubric, lexicon, goldens=goldens)


@lru_cache(maxsize=2)
def _staged(root: Path, states: FileStates) -> dict[str, Staged]:
    tree, found = _checked(root, states)
    scenes = scenes_of(tree, Numbers(tree.policy_values()))
    return {scene.file.id: _stage(scene, tuple(d for d in found if d.file == scene.document.file)) for scene in scenes}


def _stage(scene: Scene, found: tuple[Diagnostic, ...]) -> Staged:
    file = scene.file
    named = (file.id, file.title.bilingual(), file.grade, file.trade)
    scenario = None if any(check_playable(scene)) else scene.scenario
    if scenario is None or scene.rubric is None or scene.lexicon is None:
        return Staged(*named, None, None, None, found)
    goldens = play_goldens(scenario, scene.rubric, scene.lexicon)
    return Staged(*named, scenario, scene.rubric, scene.lexicon, found, goldens)


@lru_cache(maxsize=2)
def _checked(root: Path, _states: FileStates) -> tuple[Tree, tuple[Diagnostic, ...]]:
    tree = read_tree(root)
    return tree, tuple(check_tree(tree))
