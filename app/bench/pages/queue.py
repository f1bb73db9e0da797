"""The queue: what waits for marks, until when, and who has how much to do."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bench.pages.words import deadline_words, role_words, span_words
from app.bench.rules.tasks import TaskRow
from app.kernel.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A task in words; `title` is the scenario's. Nothing tells who the learner is."""

    task: TaskRow
    title: Bilingual
    waits: str
    deadline: str
    deadline_kind: str
    role: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A marker: what lies with them, and what of the queue they may take."""

    name: str
    claimed: int
    waiting: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`mine` comes first; `scenarios` are the filters with their counts, `wanted` the one chosen ("" for all)."""

    mine: tuple[QueueLine, ...]
    waiting: tuple[QueueLine, ...]
    scenarios: tuple[tuple[str, Bilingual, int], ...]
    wanted: str
    total: int
    load: tuple[LoadLine, ...]

    @property
    def oldest(self) -> QueueLine | None:
        """The one with the nearest deadline."""
        return min((*self.mine, *self.waiting), key=lambda line: line.task.due_at, default=None)


@dataclass(frozen=True, slots=True)
class Marker:
    """A mentor: the paths of the teams they mark, and the conversations they have a task of."""

    id: int
    name: str
    paths: tuple[str, ...]
    taken: frozenset[int]


def may_take(marker: Marker, task: TaskRow, paths: Mapping[int | None, str]) -> bool:
    """Tell whether a waiting task may go to a marker; `paths` are those of the teams."""
    path = paths.get(task.team_id, "")
    covers = any(path.startswith(held) for held in marker.paths)
    return covers and task.person_id != marker.id and task.session_id not in marker.taken


def queue_line(task: TaskRow, titles: Mapping[str, Bilingual], at: datetime, marked: Collection[int] = ()) -> QueueLine:
    """Put a task into words; `marked` are the tasks whose own marks are in."""
    title = titles.get(task.scenario_id, Bilingual(task.scenario_id, task.scenario_id))
    waits, deadline = span_words(at - task.created_at), deadline_words(task.due_at, at)
    return QueueLine(task, title, waits, *deadline, role_words(task.role), task.id in marked)


def load_lines(
    markers: Iterable[Marker], tasks: Sequence[TaskRow], paths: Mapping[int | None, str], me: int
) -> tuple[LoadLine, ...]:
    """Count what lies with each marker and what they may take, the least busy first."""
    claimed = Counter(task.claimed_by for task in tasks if task.state == "claimed")
    waiting = [task for task in tasks if task.state == "waiting"]
    lines = [
        LoadLine(
            marker.name, claimed[marker.id], sum(may_take(marker, task, paths) for task in waiting), marker.id == me
        )
        for marker in markers
    ]
    return tuple(sorted(lines, key=lambda line: (line.claimed, line.name)))
