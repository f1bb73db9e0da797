"""When a lesson and a course are finished, and when a lesson has changed since."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.content.library import Lesson, Library
from app.evidence.rules import RecordedFact, standing_facts
from app.kernel.canonical import digest

END = 1000  # thousandths of a lesson: its end mark was on the screen
LESSON, COURSE, QUIZ, ENROLMENT = "lesson", "course", "quiz", "enrolment"
ROLEPLAY = "roleplay"  # a conversation that mentors have marked
HANDED_IN = "roleplay-waiting"  # one that waits for marks; these, or its return, supersede it
QUIZ_WAITING = "quiz-waiting"  # a paper of which people still mark something; its outcome supersedes it
PLACED = "placed"  # in the detail of a lesson's fact: known by a placement test, not read
LessonState = Literal["done", "changed", "open"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says of a person's learning at an instant.

    texts: lesson key → text_hash that was last finished. courses: course id → digest of the texts it was finished
    with. quizzes: quiz id → instant of the latest pass. finished_at: lesson key → instant of the last finish.
    roleplays: scenario id → instant of the latest pass; waiting: scenarios that wait for marks; papers: quizzes of
    which people still mark a paper; placed: lessons known by a placement test and not read since → its instant.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict)
    quizzes: Mapping[str, datetime] = field(default_factory=dict)
    finished_at: Mapping[str, datetime] = field(default_factory=dict)
    roleplays: Mapping[str, datetime] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    placed: Mapping[str, datetime] = field(default_factory=dict)


def standing_of(facts: Iterable[RecordedFact], *, at: datetime) -> Standing:
    """Read a person's facts into what stands at an instant; later facts about the same thing win."""
    texts: dict[str, str] = {}
    courses: dict[str, str] = {}
    quizzes: dict[str, datetime] = {}
    finished_at: dict[str, datetime] = {}
    roleplays: dict[str, datetime] = {}
    waiting: set[str] = set()
    papers: set[str] = set()
    placed: dict[str, datetime] = {}
    for recorded in standing_facts(facts, at=at):
        fact = recorded.fact
        if fact.passed is False:
            continue
        if fact.kind == LESSON:
            texts[fact.key] = str(fact.detail.get("text_hash", ""))
            finished_at[fact.key] = fact.effective_at
            placed.pop(fact.key, None)
            if fact.detail.get(PLACED):
                placed[fact.key] = fact.effective_at
        elif fact.kind == COURSE:
            courses[fact.key] = str(fact.detail.get("texts", ""))
        elif fact.kind == QUIZ and fact.passed:
            quizzes[fact.key] = fact.effective_at
        elif fact.kind == ROLEPLAY and fact.passed:
            roleplays[fact.key] = fact.effective_at
        elif fact.kind == HANDED_IN:
            waiting.add(fact.key)
        elif fact.kind == QUIZ_WAITING:
            papers.add(fact.key)
    return Standing(texts, courses, quizzes, finished_at, roleplays, frozenset(waiting), frozenset(papers), placed)


def lesson_state(lesson: Lesson, texts: Mapping[str, str]) -> LessonState:
    """Tell whether a lesson is done in its present text, was done in an earlier one, or is open."""
    if lesson.key not in texts:
        return "open"
    return "done" if texts[lesson.key] == lesson.text_hash else "changed"


def open_checks(lesson: Lesson, answered: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the lesson's self-checks still to be answered, in order."""
    return tuple(check for check in lesson.checks if check not in answered)


def is_finished(lesson: Lesson, furthest: int, answered: Collection[str]) -> bool:
    """Tell whether the end was reached (`furthest` in thousandths) and every check answered, rightly or not."""
    return furthest >= END and not open_checks(lesson, answered)


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """A course for one person: the lessons required of the person, each with its state."""

    course: str
    lessons: tuple[tuple[Lesson, LessonState], ...]

    @property
    def total(self) -> int:
        """How many lessons are required."""
        return len(self.lessons)

    @property
    def done(self) -> int:
        """How many of them were finished, in whatever text."""
        return sum(state != "open" for _, state in self.lessons)

    @property
    def changed(self) -> tuple[Lesson, ...]:
        """The lessons whose text changed since they were finished."""
        return tuple(lesson for lesson, state in self.lessons if state == "changed")

    @property
    def is_complete(self) -> bool:
        """Whether every required lesson was finished."""
        return self.done == self.total > 0

    @property
    def is_current(self) -> bool:
        """Whether every required lesson was finished in its present text."""
        return self.total > 0 and all(state == "done" for _, state in self.lessons)

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson still open, else the first one changed, else None."""
        for wanted in ("open", "changed"):
            for lesson, state in self.lessons:
                if state == wanted:
                    return lesson
        return None

    @property
    def minutes_left(self) -> int:
        """Planned minutes of the lessons still open."""
        return sum(lesson.minutes for lesson, state in self.lessons if state == "open")


def course_standing(library: Library, course: str, trade: str | None, texts: Mapping[str, str]) -> CourseStanding:
    """Return how far a person of a trade is in a course; without a trade all lessons are required."""
    lessons = library.lessons_of(course, trade)
    return CourseStanding(course, tuple((lesson, lesson_state(lesson, texts)) for lesson in lessons))


def shown_standing(library: Library, course: str, trade: str | None, texts: Mapping[str, str]) -> CourseStanding:
    """Return how far somebody is in a course to be looked at; one of other trades is shown with all its lessons."""
    own = course_standing(library, course, trade, texts)
    return own if own.total else course_standing(library, course, None, texts)


def texts_digest(standing: CourseStanding) -> str:
    """Return a digest of the present texts of the required lessons: which state of a course somebody finished."""
    return digest({lesson.key: lesson.text_hash for lesson, _ in standing.lessons})


def course_counts_anew(standing: CourseStanding, recorded: str | None) -> bool:
    """Tell whether finishing a lesson makes a new fact about its course.

    The first time, when the last required lesson is finished; later, when a course that changed since (`recorded` is
    the digest noted then) has been read again completely.
    """
    if recorded is None:
        return standing.is_complete
    return standing.is_current and recorded != texts_digest(standing)
