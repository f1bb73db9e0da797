"""Today: the one next step, what is due, what changed, and how far the next level is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.assessment.queries import Standing as QuizStanding
from app.certification.rules.ladder import Ladder
from app.content.library import Course, Lesson, Library, Quiz
from app.dialogue.scenario import Scenario
from app.home.pages.appeals import AppealNews, AppealsNote
from app.home.pages.exams import ExamRow
from app.home.pages.roleplays import BenchNote, FeedbackRow, PaperRow, TalkRow
from app.home.queries import OpenAttempt, Work
from app.kernel.bilingual import Bilingual
from app.learning.pages.lesson import lesson_url
from app.learning.pages.maps import title_of, url_of
from app.learning.queries import Position
from app.learning.rules.lessons import END, course_standing
from app.learning.rules.programme import ProgrammeMap
from app.learning.rules.todo import NextStep, Todo
from app.roleplay.queries import SessionRow


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A lesson as the next step: where in its course, and the heading at which it was left."""

    lesson: Lesson
    course: Course
    number: int
    total: int
    stopped_at: Bilingual | None
    is_reread: bool
    url: str
    due: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class QuizStep:
    """A quiz as the next step, to be begun or (with an attempt) to be gone on with."""

    quiz: Quiz
    standing: QuizStanding | None
    attempt: OpenAttempt | None
    url: str
    due: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class RoleplayStep:
    """A role-play as the next step, to be begun or (with a session) to be gone on with."""

    scenario: Scenario
    session: SessionRow | None
    url: str
    due: date | None
    is_late: bool


Step = LessonStep | QuizStep | RoleplayStep


@dataclass(frozen=True, slots=True)
class TodoRow:
    """One of the other things to do; for a course how far it is, for a quiz how it stands."""

    todo: Todo
    title: Bilingual
    url: str
    done: int
    total: int
    minutes: int
    quiz: Quiz | None
    standing: QuizStanding | None
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The page of somebody who learns; `day` is the day since hire, `late` counts what is past its date.

    exams: appointments to write; consoles: sittings that a manager looks after.
    talks: role-plays to go on with; feedback: what came back from the bench; bench: what waits there for a mentor;
    papers: quizzes whose answers people are marking. appeals: one's own; doubts: those that wait for one's answer.
    """

    name: str
    today: date
    day: int
    part: Literal["morning", "afternoon", "evening"]
    step: Step | None
    rows: tuple[TodoRow, ...]
    later: tuple[TodoRow, ...]
    changed: tuple[tuple[Lesson, str], ...]
    ladders: tuple[Ladder, ...]
    maps: tuple[ProgrammeMap, ...]
    exams: tuple[ExamRow, ...] = ()
    consoles: tuple[ExamRow, ...] = ()
    talks: tuple[TalkRow, ...] = ()
    feedback: tuple[FeedbackRow, ...] = ()
    bench: BenchNote | None = None
    papers: tuple[PaperRow, ...] = ()
    appeals: tuple[AppealNews, ...] = ()
    doubts: AppealsNote | None = None


def step_of(library: Library, work: Work, trade: str | None) -> Step | None:
    """Return the next step with its words: an attempt that runs comes before everything else, then an assessed call.

    A role-play begun for practice is the step when there is no other, or when it is the one that comes next.
    """
    for attempt in work.attempts:
        if attempt.quiz in library.quizzes:
            return QuizStep(library.quizzes[attempt.quiz], None, attempt, f"/attempts/{attempt.id}", None, False)
    if (talk := _talk_first(library, work)) is not None:
        return RoleplayStep(library.scenarios[talk.scenario_id], talk, f"/role-play-sessions/{talk.id}", None, False)
    return None if work.step is None else _planned(library, work.step, work, trade)


def _planned(library: Library, step: NextStep, work: Work, trade: str | None) -> Step:
    if step.kind == "roleplay":
        return RoleplayStep(library.scenarios[step.key], None, f"/role-plays/{step.key}", step.due, step.is_late)
    if step.kind == "quiz":
        standing = work.quizzes.get(step.key)
        return QuizStep(library.quizzes[step.key], standing, None, f"/quizzes/{step.key}", step.due, step.is_late)
    return _lesson_step(library, step, work, trade)


def _talk_first(library: Library, work: Work) -> SessionRow | None:
    known = [talk for talk in work.talks if talk.scenario_id in library.scenarios]
    wanted = work.step.key if work.step and work.step.kind == "roleplay" else ""
    first = next((talk for talk in known if talk.is_assessed or talk.scenario_id == wanted), None)
    return first or (known[0] if known and work.step is None else None)


def _lesson_step(library: Library, step: NextStep, work: Work, trade: str | None) -> LessonStep:
    lesson = library.lessons[step.key]
    lessons = library.lessons_of(lesson.course, trade)
    return LessonStep(
        lesson=lesson,
        course=library.courses[lesson.course],
        number=lessons.index(lesson) + 1,
        total=len(lessons),
        stopped_at=_stopped_at(lesson, work.positions.get(lesson.key)),
        is_reread=step.kind == "reread",
        url=lesson_url(lesson.key),
        due=step.due,
        is_late=step.is_late,
    )


def _stopped_at(lesson: Lesson, position: Position | None) -> Bilingual | None:
    if position is None or position.text_hash != lesson.text_hash or position.position >= END:
        return None
    return next((section.title for section in lesson.sections if section.anchor == position.anchor), None)


def todo_rows(library: Library, work: Work, step: Step | None, trade: str | None) -> list[TodoRow]:
    """Return everything left with its words, but for what the next step belongs to."""
    rows, shown = [], _subject(step)
    for todo in work.left:
        if (todo.kind, todo.id) == shown:
            continue
        course = course_standing(library, todo.id, trade, work.standing.texts) if todo.kind == "course" else None
        rows.append(
            TodoRow(
                todo=todo,
                title=title_of(library, todo.kind, todo.id),
                url=url_of(todo.kind, todo.id),
                done=course.done if course else 0,
                total=course.total if course else 1,
                minutes=course.minutes_left if course else 0,
                quiz=library.quizzes.get(todo.id) if todo.kind == "quiz" else None,
                scenario=library.scenarios.get(todo.id) if todo.kind == "roleplay" else None,
                standing=work.quizzes.get(todo.id),
            )
        )
    return rows


def _subject(step: Step | None) -> tuple[str, str] | None:
    if isinstance(step, LessonStep):
        return "course", step.course.id
    if isinstance(step, RoleplayStep):
        return "roleplay", step.scenario.id
    return None if step is None else ("quiz", step.quiz.id)
