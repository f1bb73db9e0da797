"""The content page, the releases, the preview of a lesson."""

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.analysis.pages.flagged import FlaggedLine
from app.certification.rules.outlook import TrackOutlook
from app.content.changes import Change
from app.content.check.coverage import Coverage, FactCoverage
from app.content.diagnostics import Diagnostic
from app.content.library import Check, Lesson
from app.content.watching import DraftState
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.web.forms import AppForm
from app.web.request import lang

_OWN = re.compile(r'(id="|popovertarget="|href="#)')


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course of the files with its lessons: key and title."""

    id: str
    title: Bilingual
    lessons: tuple[tuple[str, Bilingual], ...]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The content page: the published release, the draft, the linter, languages, coverage, lessons to preview."""

    published: Any  # ReleaseLine or None
    changes: tuple[Change, ...]
    found: tuple[Diagnostic, ...]
    errors: int
    lessons: int
    both_languages: int
    stale: int
    untaught: tuple[FactCoverage, ...]
    unexamined: tuple[FactCoverage, ...]
    coverage: Coverage
    courses: tuple[CourseLine, ...]
    outlook: tuple[TrackOutlook, ...]
    is_watching: bool
    form: AppForm
    flagged: tuple[FlaggedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """The releases, latest first."""

    lines: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """HTML, or a check shown with its key."""

    html: str = ""
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A lesson of the files, both languages side by side."""

    lesson: Lesson
    columns: tuple[tuple[Lang, tuple[PreviewPart, ...]], ...]
    draft: int | None


def status_page(
    draft: Any,
    published: Any,
    outlook: tuple[TrackOutlook, ...],
    form: AppForm,
    *,
    is_watching: bool,
    flagged: tuple[FlaggedLine, ...] = (),
) -> StatusPage:
    """Collect the content page from the files, the newest releases, and what changed rules would mean."""
    return StatusPage(
        published=published,
        changes=draft.changes,
        found=draft.found,
        errors=draft.errors,
        lessons=len(draft.tree.lessons),
        both_languages=draft.both_languages,
        stale=draft.stale,
        untaught=tuple(fact for fact in draft.coverage.facts if not fact.lessons),
        unexamined=tuple(fact for fact in draft.coverage.facts if not fact.is_examined),
        coverage=draft.coverage,
        courses=tuple(_course_lines(draft.tree)),
        outlook=outlook,
        is_watching=is_watching,
        form=form,
        flagged=flagged,
    )


def preview_page(lesson: Lesson, draft: int | None) -> PreviewPage:
    """Show both languages, each with ids of its own, because a page holds an id once; `draft` is the newest draft."""
    columns = tuple((lang, tuple(_part(lesson, lang, *part) for part in lesson.parts[lang])) for lang in LANGS)
    return PreviewPage(lesson, columns, draft)


def draft_notice(state: DraftState) -> str:
    """Word why the saved files are not the draft; empty when they are."""
    if not state.mistakes:
        return ""
    first = state.mistakes[0]
    place = f"{first['file']}:{first['line']}:{first['column']} {first['code']}"
    return str(
        ngettext(
            "The saved files have a mistake, so this is still the draft before it: %(place)s %(message)s",
            "The saved files have %(num)s mistakes, so this is still the draft before them: %(place)s %(message)s",
            len(state.mistakes),
            place=place,
            message=first["message"][lang()],
        )
    )


def change_word(did: str) -> Any:
    """Word what happens to an object."""
    return {"added": _("New"), "removed": _("Removed"), "changed": _("Changed")}[did]


def kind_word(kind: str) -> Any:
    """Word the kind of an object."""
    words = {
        "lesson": _("Lesson"),
        "question": _("Question"),
        "quiz": _("Quiz"),
        "bank": _("Question bank"),
        "course": _("Course"),
        "programme": _("Programme"),
        "track": _("Certification levels"),
        "policy": _("Company numbers"),
        "glossary": _("Glossary"),
        "competencies": _("Competencies"),
        "facts": _("Curriculum facts"),
        "catalogue": _("Catalogue"),
        "scenario": _("Role-play"),
        "rubric": _("Rubric"),
        "acts": _("Speech acts"),
        "media": _("Picture"),
        "aids": _("Order of the job aids"),
        "situation": _("Phrases"),
        "checklist": _("Checklist"),
        "case": _("Case"),
    }
    return words[kind]


def aspect_word(aspect: str) -> Any:
    """Word the class of a change."""
    words = {
        "text": _("wording"),
        "explanation": _("explanation"),
        "presentation": _("presentation"),
        "policy": _("company number"),
        "grading": _("marking"),
        "structure": _("structure"),
    }
    return words[aspect]


def _course_lines(tree: Any) -> list[CourseLine]:
    return [
        CourseLine(
            course.value.id,
            course.value.title.bilingual(),
            tuple(_titles(tree, f"{course.value.id}/{lesson}") for lesson in course.value.lessons),
        )
        for course in tree.courses.values()
    ]


def _titles(tree: Any, key: str) -> tuple[str, Bilingual]:
    files = tree.lessons.get(key, {})
    titles = [files[lang].head.title if lang in files and files[lang].head else key for lang in LANGS]
    return key, Bilingual(*titles)


def _part(lesson: Lesson, lang: Lang, kind: str, text: str) -> PreviewPart:
    if kind == "check":
        return PreviewPart(check=lesson.checks[text])
    return PreviewPart(html=_OWN.sub(rf"\1{lang}-", text))
