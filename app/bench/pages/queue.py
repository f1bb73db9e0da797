"""The queue: what waits for marks, until when, and who has how much to do."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bench.pages.words import deadline_words, role_words, span_words
from app.bench.rules.tasks import TaskRow
from app.kernel.bilingual import Bilingual
from app.marking.pages.queue import ScriptLine
from app.marking.rules.tasks import ScriptTaskRow, Subject

Task = TaskRow | ScriptTaskRow


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A task in words; `title` is the scenario's. Nothing tells who the learner is."""

    task: TaskRow
    title: Bilingual
    waits: str
    deadline: str
    deadline_kind: str
    role: str
    url: str
    is_marked: bool = False


Line = QueueLine | ScriptLine


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A marker: what lies with them, and what of the queue they may take."""

    name: str
    claimed: int
    waiting: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Conversations and answers by deadline, `mine` first.

    `scenarios` are the filters with their counts (`quiz:<id>` for the answers of a quiz), `wanted` the one chosen (""
    for all). total: conversations that wait; answers: answers in words that wait.
    """

    mine: tuple[Line, ...]
    waiting: tuple[Line, ...]
    scenarios: tuple[tuple[str, Bilingual, int], ...]
    wanted: str
    total: int
    answers: int
    load: tuple[LoadLine, ...]

    @property
    def oldest(self) -> Line | None:
        """The one with the nearest deadline."""
        return min((*self.mine, *self.waiting), key=lambda line: line.task.due_at, default=None)


@dataclass(frozen=True, slots=True)
class Marker:
    """A mentor: the paths of the teams they mark, and the conversations and answers they have a task of."""

    id: int
    name: str
    paths: tuple[str, ...]
    taken: frozenset[Subject]


def may_take(marker: Marker, task: Task, paths: Mapping[int | None, str]) -> bool:
    """Tell whether a waiting task may go to a marker; `paths` are those of the teams."""
    path = paths.get(task.team_id, "")
    covers = any(path.startswith(held) for held in marker.paths)
    return covers and task.person_id != marker.id and task.subject not in marker.taken


def queue_line(task: TaskRow, titles: Mapping[str, Bilingual], at: datetime, marked: Collection[int] = ()) -> QueueLine:
    """Put a task into words; `marked` are the tasks whose own marks are in."""
    title = titles.get(task.scenario_id, Bilingual(task.scenario_id, task.scenario_id))
    waits, deadline = span_words(at - task.created_at), deadline_words(task.due_at, at)
    return QueueLine(task, title, waits, *deadline, role_words(task.role), f"/bench/{task.id}", task.id in marked)


def by_deadline(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines in the order of their deadlines."""
    return tuple(sorted(lines, key=lambda line: (line.task.due_at, line.url)))


def load_lines(
    markers: Iterable[Marker], tasks: Sequence[Task], paths: Mapping[int | None, str], me: int
) -> tuple[LoadLine, ...]:
    """Count what lies with each marker and what they may take, the least busy first."""
    claimed = Counter(task.claimed_by for task in tasks if task.state == "claimed")
    waiting = [task for task in tasks if task.state == "waiting"]
    lines = [
        LoadLine(
            marker.name,
            claimed[marker.id],
            len({task.subject for task in waiting if may_take(marker, task, paths)}),
            marker.id == me,
        )
        for marker in markers
    ]
    return tuple(sorted(lines, key=lambda line: (line.claimed, line.name)))
