"""The page of one's bookmarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.content.library import Course, Lesson, Library, Section
from app.learning.pages.lesson import lesson_url
from app.learning.queries import BookmarkRow


@dataclass(frozen=True, slots=True)
class BookmarkLine:
    """A marked section with its lesson and course; `section` is None for the lesson as a whole."""

    course: Course
    lesson: Lesson
    section: Section | None
    anchor: str
    url: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BookmarksPage:
    """One's bookmarks, the newest first; `gone` counts those of lessons that are no longer published."""

    lines: tuple[BookmarkLine, ...]
    gone: int


def bookmarks_page(library: Library, rows: Sequence[BookmarkRow]) -> BookmarksPage:
    """Give bookmarks their words and addresses; a section that is gone leads to its lesson."""
    known = [row for row in rows if row.lesson in library.lessons]
    return BookmarksPage(tuple(_line(library, row) for row in known), len(rows) - len(known))


def _line(library: Library, row: BookmarkRow) -> BookmarkLine:
    lesson = library.lessons[row.lesson]
    section = next((found for found in lesson.sections if found.anchor == row.anchor), None)
    url = lesson_url(lesson.key) + (f"#{section.anchor}" if section else "")
    return BookmarkLine(library.courses[lesson.course], lesson, section, row.anchor, url, row.made_at)
