"""Exams on Today: appointments of one's own, and those that a manager looks after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.assessment.queries import SittingLine
from app.content.library import Library
from app.kernel.bilingual import Bilingual
from app.learning.pages.maps import title_of

_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExamRow:
    """An appointment: its name, its quiz, when, and whether it is open now."""

    name: str
    title: Bilingual
    url: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool


def exam_rows(library: Library, sittings: Iterable[SittingLine], at: datetime) -> tuple[ExamRow, ...]:
    """Return the appointments of somebody who writes; a quiz that the release has no more is left out."""
    return tuple(
        _row(library, sitting, f"/quizzes/{sitting.quiz_id}", at)
        for sitting in sittings
        if sitting.quiz_id in library.quizzes
    )


def console_rows(library: Library, sittings: Iterable[SittingLine], at: datetime) -> tuple[ExamRow, ...]:
    """Return the sittings that somebody looks after now or within a day."""
    return tuple(
        _row(library, sitting, f"/sittings/{sitting.id}/console", at)
        for sitting in sittings
        if sitting.cancelled_at is None and sitting.opens_at < at + _SOON
    )


def _row(library: Library, sitting: SittingLine, url: str, at: datetime) -> ExamRow:
    title = title_of(library, "quiz", sitting.quiz_id)
    return ExamRow(sitting.title, title, url, sitting.opens_at, sitting.closes_at, sitting.opens_at <= at)
