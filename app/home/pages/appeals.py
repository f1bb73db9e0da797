"""Appeals on Today: how one's own stand, and how many wait for those who answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.appeals.pages import state_words
from app.appeals.rules import AppealRow
from app.content.library import Library
from app.kernel.bilingual import Bilingual
from app.learning.pages.maps import title_of


@dataclass(frozen=True, slots=True)
class AppealNews:
    """An appeal of one's own: its quiz, where it stands, and when it was or will be answered."""

    title: Bilingual
    url: str
    state: str
    tone: str
    due_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AppealsNote:
    """How many appeals wait for an answer, how many of them for too long, and by when the next is due."""

    count: int
    late: int
    due_at: datetime


def appeal_news(library: Library, appeals: Sequence[AppealRow], *, since: datetime) -> tuple[AppealNews, ...]:
    """Return a person's appeals that wait, or were decided since an instant."""
    told = (
        row
        for row in appeals
        if row.state in {"filed", "taken"} or (row.decided_at is not None and row.decided_at >= since)
    )
    return tuple(
        AppealNews(
            title_of(library, "quiz", row.quiz_id),
            f"/appeals/{row.id}",
            *state_words(row),
            row.due_at,
            row.decided_at,
        )
        for row in told
    )


def appeals_note(appeals: Sequence[AppealRow], me: int, at: datetime) -> AppealsNote | None:
    """Return what waits for somebody who answers appeals, None when nothing does; nobody answers their own."""
    waiting = [row for row in appeals if row.person_id != me]
    if not waiting:
        return None
    return AppealsNote(len(waiting), sum(row.is_late(at) for row in waiting), min(row.due_at for row in waiting))
