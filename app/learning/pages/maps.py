"""The pages of programmes and courses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.content.library import Course, Family, Lesson, Library, Programme, Quiz
from app.dialogue.scenario import Scenario
from app.kernel.bilingual import Bilingual
from app.learning.pages.lesson import lesson_url
from app.learning.queries import Position
from app.learning.rules.lessons import END, CourseStanding, LessonState, Standing, shown_standing
from app.learning.rules.programme import MapItem, MapStage, ProgrammeMap


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A course, quiz or role-play of a stage with its words and address."""

    item: MapItem
    title: Bilingual
    url: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with the rows of its items."""

    stage: MapStage
    items: tuple[ItemRow, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The map of a programme; `next_row` is what comes next for somebody enrolled who is not done."""

    programme: Programme
    map: ProgrammeMap
    stages: tuple[StageRow, ...]
    next_row: ItemRow | None
    last_day: int


@dataclass(frozen=True, slots=True)
class ProgrammesPage:
    """One's own programmes with progress, the others by their summaries."""

    mine: tuple[ProgrammePage, ...]
    others: tuple[Programme, ...]


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in the catalogue with one's own progress; `is_other`: it is meant for other trades."""

    course: Course
    standing: CourseStanding
    minutes: int
    is_other: bool


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family of courses with one's own progress, and the placement tests by which open ones may be skipped."""

    family: Family
    courses: tuple[CourseRow, ...]
    placements: tuple[Quiz, ...]


@dataclass(frozen=True, slots=True)
class CoursesPage:
    """The catalogue by family; families without a course are left out."""

    families: tuple[FamilyRow, ...]


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson of a course map; `position` in thousandths when it was begun and not finished.

    placed_at: known by a placement test since then, and not read.
    """

    number: int
    lesson: Lesson
    state: LessonState
    url: str
    position: int
    placed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CoursePage:
    """The map of a course: lessons, objectives, prerequisites with whether they are met, quizzes with the pass.

    placements: tests by which lessons still open may be skipped.
    """

    course: Course
    standing: CourseStanding
    lessons: tuple[LessonRow, ...]
    minutes: int
    requires: tuple[tuple[Course, bool], ...]
    quizzes: tuple[tuple[Quiz, datetime | None], ...]
    next_url: str | None
    placements: tuple[Quiz, ...] = ()


def title_of(library: Library, kind: str, key: str) -> Bilingual:
    """Return the title of a course, quiz or role-play, its id when it is no longer published."""
    all_of: Mapping[str, Mapping[str, Course | Quiz | Scenario]] = {
        "course": library.courses,
        "quiz": library.quizzes,
        "roleplay": library.scenarios,
    }
    known = all_of[kind]
    return known[key].title if key in known else Bilingual(key, key)


def url_of(kind: str, key: str) -> str:
    """Return the address of a course, quiz or role-play."""
    return {"course": "/courses/", "quiz": "/quizzes/", "roleplay": "/role-plays/"}[kind] + key


def programme_page(library: Library, drawn: ProgrammeMap) -> ProgrammePage:
    """Give a programme's map its words and addresses."""
    current = next((stage for stage in drawn.stages if not stage.is_done), None)
    rows = tuple(StageRow(stage, _rows(library, stage), stage is current) for stage in drawn.stages)
    wanted = drawn.next_item if drawn.day is not None else None
    following = next((row for stage in rows for row in stage.items if row.item is wanted), None)
    last_day = max((stage.stage.last_day for stage in drawn.stages), default=0)
    return ProgrammePage(drawn.programme, drawn, rows, following, last_day)


def _rows(library: Library, stage: MapStage) -> tuple[ItemRow, ...]:
    return tuple(
        ItemRow(item, title_of(library, item.kind, item.id), url_of(item.kind, item.id)) for item in stage.items
    )


def courses_page(library: Library, standing: Standing, trade: str | None) -> CoursesPage:
    """List the catalogue with a person's progress."""
    families = []
    for family in library.families:
        rows = tuple(_course_row(library, course, standing, trade) for course in family.courses)
        if rows:
            open_ones = (row.course.id for row in rows if not row.standing.is_complete and not row.is_other)
            tests = {quiz.id: quiz for course in open_ones for quiz in placements_for(library, course, trade)}
            families.append(FamilyRow(family, rows, tuple(tests.values())))
    return CoursesPage(tuple(families))


def _course_row(library: Library, course: str, standing: Standing, trade: str | None) -> CourseRow:
    progress = shown_standing(library, course, trade, standing.texts)
    minutes = sum(lesson.minutes for lesson, _ in progress.lessons)
    return CourseRow(library.courses[course], progress, minutes, not library.lessons_of(course, trade))


def course_page(
    library: Library, course: Course, standing: Standing, positions: Mapping[str, Position], trade: str | None
) -> CoursePage:
    """Draw the map of a course for a person."""
    progress = shown_standing(library, course.id, trade, standing.texts)
    rows = tuple(
        LessonRow(
            number,
            lesson,
            state,
            lesson_url(lesson.key),
            _position(lesson, state, positions),
            standing.placed.get(lesson.key),
        )
        for number, (lesson, state) in enumerate(progress.lessons, 1)
    )
    requires = tuple(library.courses[key] for key in course.requires if key in library.courses)
    quizzes = tuple(library.quizzes[key] for key in library.quizzes_of_course.get(course.id, ()))
    following = progress.next_lesson
    return CoursePage(
        course=course,
        standing=progress,
        lessons=rows,
        minutes=sum(lesson.minutes for lesson, _ in progress.lessons),
        requires=tuple((needed, needed.id in standing.courses) for needed in requires),
        quizzes=tuple((quiz, standing.quizzes.get(quiz.id)) for quiz in quizzes),
        next_url=lesson_url(following.key) if following else None,
        placements=() if progress.is_complete else placements_for(library, course.id, trade),
    )


def placements_for(library: Library, course: str, trade: str | None) -> tuple[Quiz, ...]:
    """Return the placement tests for a course that are meant for somebody of a trade."""
    tests = library.placements_of_course.get(course, ())
    return tuple(quiz for quiz in tests if trade is None or quiz.trade in ("any", trade))


def _position(lesson: Lesson, state: LessonState, positions: Mapping[str, Position]) -> int:
    known = positions.get(lesson.key)
    if state == "done" or known is None or known.text_hash != lesson.text_hash:
        return 0
    return known.position if known.position < END else 0
