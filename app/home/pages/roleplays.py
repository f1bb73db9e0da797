"""What people mark, on Today: role-plays begun, what came back from the bench, what waits there for a mentor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bench.pages.words import deadline_words, span_words
from app.bench.rules.tasks import TaskRow
from app.content.library import Library
from app.home.queries import Work
from app.kernel.bilingual import Bilingual
from app.learning.pages.maps import title_of
from app.marking.rules.tasks import ScriptTaskRow


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A conversation to go on with."""

    title: Bilingual
    url: str
    started_at: datetime
    is_assessed: bool


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """Marks that were released or, with a reason, a conversation that came back without marks."""

    title: Bilingual
    url: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A quiz whose answers people are marking."""

    title: Bilingual
    url: str


@dataclass(frozen=True, slots=True)
class BenchNote:
    """How many conversations and answers wait for a mentor, how long the oldest has waited, the nearest deadline."""

    count: int
    answers: int
    waits: str
    deadline: str
    deadline_kind: str


def talk_rows(library: Library, work: Work, shown: str) -> tuple[TalkRow, ...]:
    """Return the conversations begun; `shown` is the address of the next step, which stands elsewhere."""
    rows = (
        TalkRow(
            title_of(library, "roleplay", talk.scenario_id),
            f"/role-play-sessions/{talk.id}",
            talk.started_at,
            talk.is_assessed,
        )
        for talk in work.talks
    )
    return tuple(row for row in rows if row.url != shown)


def feedback_rows(library: Library, work: Work) -> tuple[FeedbackRow, ...]:
    """Return what came back from the bench lately, newest first; what was played again is not told as returned."""
    released = [
        FeedbackRow(
            title_of(library, "roleplay", one.scenario_id), f"/role-play-sessions/{one.session_id}/marks", one.at
        )
        for one in work.released
    ]
    again = {one.scenario_id for one in work.released} | work.standing.waiting
    returned = [
        FeedbackRow(
            title_of(library, "roleplay", one.scenario_id),
            f"/role-plays/{one.scenario_id}",
            one.ended_at,
            one.reason or "",
        )
        for one in work.returned
        if one.scenario_id not in again and one.ended_at
    ]
    papers = [
        FeedbackRow(title_of(library, "quiz", one.quiz_id), f"/attempts/{one.attempt_id}/receipt", one.at)
        for one in work.marked
    ]
    return tuple(sorted([*released, *returned, *papers], key=lambda row: row.at, reverse=True))


def paper_rows(library: Library, work: Work) -> tuple[PaperRow, ...]:
    """Return the quizzes of which people are marking a paper."""
    return tuple(
        PaperRow(title_of(library, "quiz", quiz), f"/quizzes/{quiz}")
        for quiz in sorted(work.standing.papers)
        if quiz in library.quizzes
    )


def bench_note(talks: Sequence[TaskRow], answers: Sequence[ScriptTaskRow], at: datetime) -> BenchNote | None:
    """Return what waits for a mentor, None when nothing does."""
    tasks: list[TaskRow | ScriptTaskRow] = [*talks, *answers]
    if not tasks:
        return None
    oldest, nearest = min(task.created_at for task in tasks), min(task.due_at for task in tasks)
    return BenchNote(len(talks), len(answers), span_words(at - oldest), *deadline_words(nearest, at))
