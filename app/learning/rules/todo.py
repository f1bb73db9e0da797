"""What somebody has to do, in the order of its dates, and the one next step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.content.library import Lesson, Library
from app.learning.rules.lessons import Standing, course_standing
from app.learning.rules.programme import MapItem, ProgrammeMap


@dataclass(frozen=True, slots=True)
class Duty:
    """An assignment as it stands: what, by when (the last instant and its local date), since when."""

    id: int
    kind: Literal["course", "quiz"]
    key: str
    due_on: date
    assigned_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do; `due` None means whenever; `later` has not begun by plan."""

    kind: Literal["course", "quiz", "roleplay"]
    id: str
    due: date | None
    is_late: bool
    is_later: bool
    source: Literal["assignment", "programme"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: a lesson (of the course it belongs to), a quiz or a role-play."""

    kind: Literal["lesson", "quiz", "reread", "roleplay"]
    key: str
    due: date | None = None
    is_late: bool = False


def is_duty_done(library: Library, duty: Duty, standing: Standing, trade: str | None) -> bool:
    """A quiz by a pass since it was assigned; a course by every required lesson read in its present text."""
    if duty.kind == "quiz":
        passed_at = standing.quizzes.get(duty.key)
        return passed_at is not None and passed_at >= duty.assigned_at
    if duty.key not in library.courses:
        return True
    return course_standing(library, duty.key, trade, standing.texts).is_current


def todos(
    library: Library,
    duties: Iterable[Duty],
    maps: Iterable[ProgrammeMap],
    standing: Standing,
    *,
    trade: str | None,
    today: date,
) -> tuple[Todo, ...]:
    """Return everything left, by due date; what is both assigned and planned stands once, under the earlier date."""
    found: dict[tuple[str, str], Todo] = {}
    planned = [_planned(item) for way in maps for item in _left(way)]
    asked = [
        Todo(duty.kind, duty.key, duty.due_on, duty.due_on < today, False, "assignment", duty.note)
        for duty in duties
        if _is_known(library, duty) and not is_duty_done(library, duty, standing, trade)
    ]
    for todo in asked + planned:
        known = found.get((todo.kind, todo.id))
        if known is None or _when(todo) < _when(known):
            found[todo.kind, todo.id] = todo
    return tuple(sorted(found.values(), key=_when))


def next_step(
    library: Library, left: Sequence[Todo], standing: Standing, *, trade: str | None, blocked: Mapping[str, str]
) -> NextStep | None:
    """Return the first doable step of what is left; `blocked` names quizzes that cannot be taken now.

    A quiz comes after the lessons of its course when that course is left too.
    When nothing is left, a lesson that changed since it was read is the step; None when there is none either.
    """
    due_courses = {todo.id for todo in left if todo.kind == "course"}
    for todo in left:
        if todo.kind == "roleplay":
            if todo.id in library.scenarios and todo.id not in standing.waiting:
                return NextStep("roleplay", todo.id, todo.due, todo.is_late)
            continue
        if todo.kind == "quiz" and todo.id in standing.papers:
            continue
        quiz = library.quizzes.get(todo.id) if todo.kind == "quiz" else None
        course = todo.id if quiz is None else quiz.course if quiz.course in due_courses else None
        lesson = course_standing(library, course, trade, standing.texts).next_lesson if course else None
        if lesson is not None:
            kind: Literal["lesson", "reread"] = "reread" if lesson.key in standing.texts else "lesson"
            return NextStep(kind, lesson.key, todo.due, todo.is_late)
        if quiz is not None and quiz.id not in blocked:
            return NextStep("quiz", quiz.id, todo.due, todo.is_late)
    for lesson in changed_lessons(library, standing, trade=trade):
        return NextStep("reread", lesson.key)
    return None


def changed_lessons(library: Library, standing: Standing, *, trade: str | None) -> tuple[Lesson, ...]:
    """Return the lessons whose substance changed since the person finished them, in the order of the catalogue."""
    return tuple(
        lesson
        for course in library.courses
        for lesson in course_standing(library, course, trade, standing.texts).changed
    )


def greeting(hour: int) -> Literal["morning", "afternoon", "evening"]:
    """Return the part of the day at a local hour (0–23): evening from 18 until 4."""
    if 4 <= hour < 12:  # noqa: PLR2004 - the hours the docstring names
        return "morning"
    return "afternoon" if 12 <= hour < 18 else "evening"  # noqa: PLR2004


def _left(way: ProgrammeMap) -> list[MapItem]:
    return [item for item in way.items if item.state != "done" and not item.is_waiting]


def _planned(item: MapItem) -> Todo:
    return Todo(item.kind, item.id, item.due, item.state == "late", item.state == "later", "programme")


def _is_known(library: Library, duty: Duty) -> bool:
    return duty.key in (library.courses if duty.kind == "course" else library.quizzes)


def _when(todo: Todo) -> tuple[date, str]:
    return todo.due or date.max, todo.kind  # on one day a course stands before a quiz
