"""The map of a programme: stages, planned days, and the state of each thing to do."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.content.library import Library, Programme, Stage
from app.learning.rules.lessons import Standing, course_standing

ItemState = Literal["done", "now", "later", "late"]


@dataclass(frozen=True, slots=True)
class MapItem:
    """One thing to do; `done` of `total` counts lessons (a quiz or role-play is one); `due` is its last planned day.

    is_waiting: it is handed in and waits for marks.
    """

    kind: Literal["course", "quiz", "roleplay"]
    id: str
    state: ItemState
    done: int
    total: int
    due: date | None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class MapStage:
    """A stage with its items; the days are dates for somebody enrolled, None for others."""

    stage: Stage
    first_day: date | None
    last_day: date | None
    items: tuple[MapItem, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing of the stage is left."""
        return all(item.state == "done" for item in self.items)


@dataclass(frozen=True, slots=True)
class ProgrammeMap:
    """A programme as one person sees it; `day` counts from 1, None for somebody not enrolled."""

    programme: Programme
    day: int | None
    stages: tuple[MapStage, ...]

    @property
    def items(self) -> tuple[MapItem, ...]:
        """All items in order."""
        return tuple(item for stage in self.stages for item in stage.items)

    @property
    def done(self) -> int:
        """Lessons and quizzes done."""
        return sum(item.done for item in self.items)

    @property
    def total(self) -> int:
        """Lessons and quizzes of the whole programme."""
        return sum(item.total for item in self.items)

    @property
    def late(self) -> int:
        """How many items are past their planned days."""
        return sum(item.state == "late" and not item.is_waiting for item in self.items)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return all(item.state == "done" for item in self.items)

    @property
    def next_item(self) -> MapItem | None:
        """The first item not done that does not wait for marks."""
        return next((item for item in self.items if item.state != "done" and not item.is_waiting), None)


def day_number(starts_on: date, today: date) -> int:
    """Return which day of the plan it is; the day of the start is 1, the day before it 0."""
    return (today - starts_on).days + 1


def planned_date(starts_on: date, day: int) -> date:
    """Return the date of a planned day."""
    return starts_on + timedelta(days=day - 1)


def local_date(at: datetime, zone: str) -> date:
    """Return the date of an instant where somebody lives."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """Return the last second of a local day, in UTC: what is due on a day may be done until then."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)


def programme_map(
    library: Library,
    programme: Programme,
    standing: Standing,
    *,
    trade: str | None,
    starts_on: date | None,
    today: date,
) -> ProgrammeMap:
    """Draw the map for somebody enrolled since `starts_on`, or (None) for somebody who only looks."""
    day = None if starts_on is None else day_number(starts_on, today)
    stages = tuple(_stage(library, stage, standing, trade, (starts_on, day)) for stage in programme.stages)
    return ProgrammeMap(programme, day, stages)


def _stage(
    library: Library, stage: Stage, standing: Standing, trade: str | None, clock: tuple[date | None, int | None]
) -> MapStage:
    starts_on, day = clock
    first = None if starts_on is None else planned_date(starts_on, stage.first_day)
    last = None if starts_on is None else planned_date(starts_on, stage.last_day)
    items = []
    for item in stage.items:
        done, total = item_progress(library, item.kind, item.id, standing, trade)
        state = _state(stage, day, is_done=done >= total)
        handed_in = {"roleplay": standing.waiting, "quiz": standing.papers}.get(item.kind, frozenset())
        waiting = state != "done" and item.id in handed_in
        items.append(MapItem(item.kind, item.id, state, done, total, last, waiting))
    return MapStage(stage, first, last, tuple(items))


def item_progress(library: Library, kind: str, key: str, standing: Standing, trade: str | None) -> tuple[int, int]:
    """Return (done, total) of a course in lessons, of a quiz or role-play as one; a course once recorded stays done."""
    if kind == "quiz":
        return int(key in standing.quizzes), 1
    if kind == "roleplay":
        return int(key in standing.roleplays), 1
    if key not in library.courses:
        return 0, 1
    course = course_standing(library, key, trade, standing.texts)
    total = max(course.total, 1)
    return (total if key in standing.courses else course.done), total


def _state(stage: Stage, day: int | None, *, is_done: bool) -> ItemState:
    if is_done:
        return "done"
    if day is None or day < stage.first_day:
        return "later"
    return "now" if day <= stage.last_day else "late"
