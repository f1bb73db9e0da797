"""Libraries: releases read from the database once and kept for the life of the process."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from app.content import queries
from app.content.library import Library, Question
from app.content.objects import read_object
from app.kernel.errors import NotFoundError

_MOST_RELEASES = 8


class Libraries:
    """The releases that this process has read; objects are shared between releases by their hash.

    objects: read objects by hash, to be shared with other `Libraries` of this process (over other databases, say):
    a hash names the same object everywhere.
    """

    def __init__(self, objects: dict[str, Any] | None = None) -> None:
        self._releases: dict[int, Library] = {}
        self._objects: dict[str, Any] = {} if objects is None else objects

    def get(self, session: Session, release_id: int) -> Library:
        """Return a release; NotFoundError when there is none of that id."""
        library = self._releases.get(release_id)
        if library is None:
            library = self._read(session, release_id)
            if len(self._releases) >= _MOST_RELEASES:
                self._forget()
            self._releases[release_id] = library
        return library

    def known(self, release_id: int) -> Library | None:
        """Return a release that this process has read already."""
        return self._releases.get(release_id)

    def published(self, session: Session) -> Library | None:
        """Return what learners see now, None before the first release."""
        release_id = queries.find_release_id(session)
        return None if release_id is None else self.get(session, release_id)

    def question(self, session: Session, hash_: str) -> Question:
        """Return a question by its hash, also one that no release holds any more; NotFoundError for none."""
        (question,) = self.questions(session, (hash_,))
        return question

    def questions(self, session: Session, hashes: Iterable[str]) -> tuple[Question, ...]:
        """Return the questions of a paper in the order of their hashes, missing ones read by one statement."""
        wanted = tuple(hashes)
        self._fetch(session, [hash_ for hash_ in wanted if hash_ not in self._objects])
        found = [self._objects.get(hash_) for hash_ in wanted]
        questions = tuple(question for question in found if isinstance(question, Question))
        if len(questions) < len(wanted):
            raise NotFoundError
        return questions

    def _read(self, session: Session, release_id: int) -> Library:
        release = queries.find_release(session, release_id)
        if release is None:
            raise NotFoundError
        manifest = queries.manifest_of(session, release_id)
        self._fetch(session, [hash_ for hash_ in manifest.values() if hash_ not in self._objects])
        return assemble(release_id, release.seq, {name: self._objects[hash_] for name, hash_ in manifest.items()})

    def _fetch(self, session: Session, hashes: list[str]) -> None:
        if hashes:
            for hash_, kind, _key, body in queries.bodies(session, hashes):
                self._objects[hash_] = read_object(kind, hash_, body)

    def _forget(self) -> None:
        """Drop the oldest release, and all objects: those still needed are read again when asked for."""
        del self._releases[min(self._releases)]
        self._objects = {}


def assemble(release_id: int, seq: int, objects: dict[str, Any]) -> Library:
    """Put the objects of a release (by name `kind:key`) together as a library."""
    by_kind: dict[str, dict[str, Any]] = {}
    for name, value in objects.items():
        kind, _, key = name.partition(":")
        by_kind.setdefault(kind, {})[key] = value

    def listed(kind: str, attribute: str) -> Any:
        value = by_kind.get(kind, {}).get(kind)
        return getattr(value, attribute) if value else ()

    def ordered(kind: str, attribute: str) -> Any:
        return {key: by_kind[kind][key] for key in getattr(aids, attribute)} if aids else {}

    aids = by_kind.get("aids", {}).get("aids")
    return Library(
        release_id=release_id,
        seq=seq,
        families=listed("catalogue", "families"),
        courses=by_kind.get("course", {}),
        lessons=by_kind.get("lesson", {}),
        programmes=by_kind.get("programme", {}),
        quizzes=by_kind.get("quiz", {}),
        banks=by_kind.get("bank", {}),
        questions=by_kind.get("question", {}),
        tracks=by_kind.get("track", {}),
        policies={value.key: value for policy in by_kind.get("policy", {}).values() for value in policy.values},
        glossary={term.id: term for term in listed("glossary", "terms")},
        phrases=ordered("situation", "situations"),
        checklists=ordered("checklist", "checklists"),
        cases=ordered("case", "cases"),
        competencies={entry.id: entry for entry in listed("competencies", "competencies")},
        facts={fact.id: fact for fact in listed("facts", "facts")},
        scenarios=by_kind.get("scenario", {}),
        rubrics=by_kind.get("rubric", {}),
        media=by_kind.get("media", {}),
        lexicon=by_kind.get("acts", {}).get("acts"),
    )
