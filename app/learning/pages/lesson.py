"""The reader: a lesson cut once per release, language and trade into pieces that a request only joins (wall 12)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import escape

from app.content.library import Lesson, Library
from app.kernel.bilingual import Lang
from app.learning.pages.checks import CheckPieces, check_pieces
from app.learning.pages.marks import MarkPieces, mark_pieces
from app.learning.queries import LessonMemory
from app.learning.rules.lessons import END, LessonState, lesson_state

Piece = str | CheckPieces | MarkPieces
_TOP = 2  # the level of headings that have a star
_SECTION = re.compile(r'(?=<h2 id="([^"]+)">)')


@dataclass(frozen=True, slots=True)
class LessonPieces:
    """Everything of a lesson's page that is the same for all people of a trade.

    bars: the course's progress bar by number of lessons finished. required: keys of the course's required lessons.
    resume: the link back by anchor. marks: the stars beside headings, by anchor. end_open: the note by number of open
    checks. end_form: around the token.
    """

    title: str
    head: str
    bars: tuple[str, ...]
    required: frozenset[str]
    notes: dict[LessonState, str]
    resume: dict[str, str]
    body: tuple[Piece, ...]
    checks: dict[str, CheckPieces]
    marks: dict[str, MarkPieces]
    end_open: tuple[str, ...]
    end_form: tuple[str, str]
    end_done: str
    foot: str


def lesson_url(key: str) -> str:
    """Return the address of a lesson."""
    course, _slash, lesson = key.partition("/")
    return f"/courses/{course}/lessons/{lesson}"


def lesson_html(pieces: LessonPieces, lesson: Lesson, memory: LessonMemory, token: str, notice: str = "") -> str:
    """Join the page's content for one person; `notice` says what went wrong with what was just sent."""
    state = lesson_state(lesson, memory.texts)
    answers = memory.answers
    parts = [pieces.head, pieces.bars[sum(key in memory.texts for key in pieces.required)], pieces.notes[state]]
    if notice:
        parts.append(f'<div class="note bad lesson-note" role="alert"><p>{escape(notice)}</p></div>')
    if state != "done" and 0 < memory.position < END and memory.anchor in pieces.resume:
        parts += ['<p class="note resume" data-position="', str(memory.position), '"', pieces.resume[memory.anchor]]
    for part in pieces.body:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, CheckPieces):
            parts.append(part.html(answers.get(part.id), token))
        else:
            parts.append(part.html(is_marked=part.anchor in memory.bookmarks, token=token))
    parts += [end_html(pieces, lesson, state, answers, token), pieces.foot]
    return "".join(parts)


def end_html(pieces: LessonPieces, lesson: Lesson, state: LessonState, answers: Mapping[str, str], token: str) -> str:
    """Return the end of the lesson: what is still open, the button that finishes it, or where to go on."""
    if state == "done":
        return pieces.end_done
    left = [check for check in lesson.checks if check not in answers]
    if not left:
        return f"{pieces.end_form[0]}{token}{pieces.end_form[1]}"
    numbers = {check: number for number, check in enumerate(lesson.checks, 1)}
    links = "".join(f'<a class="chip" href="#check-{check}">{numbers[check]}</a>' for check in left)
    return f'<div class="lesson-end" id="end">{pieces.end_open[len(left)]}<p class="row">{links}</p></div>'


def make_pieces(library: Library, lesson: Lesson, lang: Lang, trade: str | None) -> LessonPieces:
    """Cut a lesson into pieces; gettext runs here, never while a page is joined."""
    url = lesson_url(lesson.key)
    checks = {check.id: check_pieces(check, url, lang) for check in lesson.checks.values()}
    lessons = library.lessons_of(lesson.course, trade)
    if lesson not in lessons:
        lessons = library.lessons_of(lesson.course)
    total = len(lessons)
    titles = {
        "": lesson.title,
        **{section.anchor: section.title for section in lesson.sections if section.level == _TOP},
    }
    marks = {anchor: mark_pieces(anchor, title.in_lang(lang), url) for anchor, title in titles.items()}
    body: list[Piece] = [*_opening(lesson, lang, url, marks[""])]
    for kind, value in lesson.parts[lang]:
        body += _with_stars(_scrolling(value), marks) if kind == "html" else [checks[value]]
    return LessonPieces(
        title=str(escape(lesson.title.in_lang(lang))),
        head=_head(library, lesson, lessons, lang),
        bars=tuple(_bar(done, total) for done in range(total + 1)),
        required=frozenset(found.key for found in lessons),
        notes=_notes(),
        resume={section.anchor: _resume(section.anchor, section.title.in_lang(lang)) for section in lesson.sections},
        body=_joined(body),
        checks=checks,
        marks=marks,
        end_open=tuple(_end_open(left) for left in range(len(checks) + 1)),
        end_form=_end_form(url),
        end_done=_end_done(lesson, lessons, lang),
        foot=_foot(lesson, lessons, lang),
    )


def _scrolling(html: str) -> str:
    """Let wide tables scroll sideways by themselves, by keyboard too."""
    name = escape(_("Table"))
    opening = f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table>'
    return html.replace("<table>", opening).replace("</table>", "</table></div>")


def _with_stars(html: str, marks: Mapping[str, MarkPieces]) -> Iterator[Piece]:
    """Put the star of each section before its heading."""
    head, *sections = _SECTION.split(html)
    yield head
    for anchor, text in zip(sections[::2], sections[1::2], strict=True):
        if anchor in marks:
            yield marks[anchor]
        yield text


def _joined(body: list[Piece]) -> tuple[Piece, ...]:
    """Join neighbouring texts, so that a page is made of few pieces."""
    found: list[Piece] = []
    for part in body:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def _head(library: Library, lesson: Lesson, lessons: tuple[Lesson, ...], lang: Lang) -> str:
    course = library.courses[lesson.course]
    place = _("Lesson %(n)s of %(total)s", n=lessons.index(lesson) + 1, total=len(lessons))
    minutes = ngettext("%(num)s minute", "%(num)s minutes", lesson.minutes)
    return (
        f'<p class="eyebrow"><a href="/courses/{course.id}">{escape(course.title.in_lang(lang))}</a> · '
        f"{escape(place)} · {escape(minutes)}</p>"
    )


def _bar(done: int, total: int) -> str:
    label = _("%(done)s of %(total)s lessons of this course finished", done=done, total=total)
    return f'<progress class="bar lesson-bar" value="{done}" max="{total}" aria-label="{escape(label)}"></progress>'


def _notes() -> dict[LessonState, str]:
    changed = _("This lesson has changed since you read it. Read it again and answer its checks once more.")
    return {
        "open": "",
        "done": "",
        "changed": f'<div class="note warn lesson-note"><p>{escape(changed)}</p></div>',
    }


def _resume(anchor: str, title: str) -> str:
    text = _("Continue where you stopped: %(title)s", title=title)
    return f' id="resume"><a href="#{escape(anchor)}">{escape(text)}</a></p>'


def _opening(lesson: Lesson, lang: Lang, url: str, mark: MarkPieces) -> tuple[Piece, ...]:
    items = "".join(
        f'<li class="level-{section.level}"><a href="#{escape(section.anchor)}">'
        f"{escape(section.title.in_lang(lang))}</a></li>"
        for section in lesson.sections
    )
    name = escape(_("In this lesson"))
    before = (
        f'<div class="reader"><nav class="contents" aria-label="{name}"><p class="eyebrow">{name}</p>'
        f'<ol>{items}</ol>{_print_button()}</nav><article class="prose" id="lesson" data-url="{url}">'
    )
    after = (
        f"<h1>{escape(lesson.title.in_lang(lang))}</h1>"
        f'<details class="contents-phone"><summary>{name}</summary><ol>{items}</ol>{_print_button()}</details>'
    )
    return before, mark, after


def _print_button() -> str:
    text = escape(_("Print or save as PDF"))
    return f'<p><button class="btn quiet" type="button" data-print hidden>{text}</button></p>'


def _end_open(left: int) -> str:
    text = ngettext(
        "One self-check is still open. Answer it to finish this lesson.",
        "%(num)s self-checks are still open. Answer them to finish this lesson.",
        left,
    )
    return f"<p>{escape(text)}</p>"


def _end_form(url: str) -> tuple[str, str]:
    hidden = '<input type="hidden" name="csrf_token" value="'
    text, button = _("You are at the end and have answered every check."), _("Finish this lesson")
    return (
        f'<div class="lesson-end" id="end"><p>{escape(text)}</p><form method="post" action="{url}/completion">{hidden}',
        f'"><button class="btn" type="submit">{escape(button)}</button></form></div>',
    )


def _end_done(lesson: Lesson, lessons: tuple[Lesson, ...], lang: Lang) -> str:
    done = _("You have finished this lesson.")
    place = lessons.index(lesson)
    if place + 1 < len(lessons):
        following = lessons[place + 1]
        url, text = lesson_url(following.key), _("Next lesson: %(title)s", title=following.title.in_lang(lang))
    else:
        url, text = f"/courses/{lesson.course}", _("Back to the course")
    return (
        f'<div class="lesson-end" id="end"><div class="note ok" role="status"><p>'
        f"{escape(done)}</p></div>"
        f'<p><a class="btn" href="{url}">{escape(text)}</a></p></div>'
    )


def _foot(lesson: Lesson, lessons: tuple[Lesson, ...], lang: Lang) -> str:
    place = lessons.index(lesson)
    links = ""
    if place > 0:
        before = lessons[place - 1]
        links += _way(before, _("Previous lesson"), "prev", lang)
    if place + 1 < len(lessons):
        links += _way(lessons[place + 1], _("Next lesson"), "next", lang)
    name = escape(_("Previous and next lesson"))
    return f'</article></div><nav class="ways" aria-label="{name}">{links}</nav>' if links else "</article></div>"


def _way(lesson: Lesson, word: str, rel: str, lang: Lang) -> str:
    title = escape(lesson.title.in_lang(lang))
    return f'<a class="way {rel}" rel="{rel}" href="{lesson_url(lesson.key)}"><small>{escape(word)}</small>{title}</a>'
