"""A whole course on paper: every lesson one after the other, checks to be ticked with a pen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.content.library import Check, Course, Lesson, Library
from app.kernel.bilingual import Lang

_NAMED = re.compile(r'\b(id|aria-describedby|aria-controls|popovertarget|for)="([^"]+)"')
_WITHIN = re.compile(r'href="#([^"]+)"')
_HEADING = re.compile(r"<(/?)h([23])\b")
_TABLE = re.compile(r"<table>")
Chosen = Mapping[tuple[str, str, str], str]  # (lesson key, text hash, check id) → choice


@dataclass(frozen=True, slots=True)
class PrintedCheck:
    """A self-check on paper; the key and the reasons stand there only when the reader has answered it."""

    check: Check
    chosen: str | None


@dataclass(frozen=True, slots=True)
class PrintedLesson:
    """A lesson on paper: HTML and checks in their order, every id of its own, headings one level lower."""

    lesson: Lesson
    parts: tuple[Markup | PrintedCheck, ...]


@dataclass(frozen=True, slots=True)
class PrintPage:
    """A course as one document."""

    course: Course
    lessons: tuple[PrintedLesson, ...]
    minutes: int


def print_page(library: Library, course: Course, chosen: Chosen, trade: str | None, lang: Lang) -> PrintPage:
    """Put the lessons that a person of a trade needs one after the other."""
    lessons = library.lessons_of(course.id, trade) or library.lessons_of(course.id)
    printed = tuple(_printed(lesson, chosen, lang) for lesson in lessons)
    return PrintPage(course, printed, sum(lesson.minutes for lesson in lessons))


def _printed(lesson: Lesson, chosen: Chosen, lang: Lang) -> PrintedLesson:
    parts: list[Markup | PrintedCheck] = []
    for kind, value in lesson.parts[lang]:
        if kind == "html":
            parts.append(_within(value, lesson.id))
        else:
            parts.append(PrintedCheck(lesson.checks[value], chosen.get((lesson.key, lesson.text_hash, value))))
    return PrintedLesson(lesson, tuple(parts))


def _within(html: str, name: str) -> Markup:
    """Give ids and links within the lesson its name, and put headings below the lesson's own."""
    named = _NAMED.sub(lambda found: f'{found[1]}="{name}-{found[2]}"', html)
    linked = _WITHIN.sub(lambda found: f'href="#{name}-{found[1]}"', named)
    lower = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 1}", linked)
    return Markup(_TABLE.sub('<table class="on-paper">', lower))  # noqa: S704 - the release's own sanitised HTML
