"""What changed since: the lessons of a level's courses that a renewal asks to be read again."""

from collections.abc import Iterable
from datetime import datetime

from app.certification.rules.conditions import leaves
from app.certification.rules.reasons import Reason
from app.content.conditions import CourseDone
from app.content.library import Lesson, Level, Library
from app.evidence.rules import RecordedFact
from app.learning.rules.lessons import LESSON, lesson_state, standing_of


def lessons_behind(level: Level, library: Library, trade: str | None) -> tuple[Lesson, ...]:
    """Return the lessons a person of a trade needs of every course that the level's own rule names, each once.

    Courses behind `{level: x}` belong to x and to its own renewal.
    """
    named = dict.fromkeys(leaf.course for leaf in leaves(level.require) if isinstance(leaf, CourseDone))
    return tuple(
        lesson for course in named if course in library.courses for lesson in library.lessons_of(course, trade)
    )


def changes_since(lessons: Iterable[Lesson], facts: Iterable[RecordedFact], *, since: datetime, at: datetime) -> Reason:
    """Return whether what changed has been read: met when every lesson was finished in its present text.

    lessons: those the person needs. facts: the person's. since: when the certificate to be renewed was given.
    The children are the lessons that are new or changed (unmet) and those read (again) since then (met); a change
    that did not matter (`text_hash` stays) asks nobody.
    """
    known = tuple(facts)
    read = standing_of(known, at=at)
    behind = {fact.key: fact.id for fact in known if fact.kind == LESSON and fact.fact.passed is not False}
    parts = []
    for lesson in lessons:
        finished_at = read.finished_at.get(lesson.key)
        if finished_at is None or lesson_state(lesson, read.texts) != "done":
            parts.append(Reason("lesson", met=False, key=lesson.key, who="you"))
        elif finished_at > since:  # what was read in that moment is what the certificate itself rests on
            again = (behind[lesson.key],)
            parts.append(Reason("lesson", met=True, key=lesson.key, since=finished_at, done=1, facts=again))
    return _together(tuple(parts), since)


def _together(parts: tuple[Reason, ...], since: datetime) -> Reason:
    done = sum(part.met for part in parts)
    met = done == len(parts)
    return Reason(
        "changes",
        met,
        who=None if met else "you",
        since=max((part.since for part in parts if part.since), default=since) if met else None,
        done=done,
        total=len(parts),
        children=parts,
    )
