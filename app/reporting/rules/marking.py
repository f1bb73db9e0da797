"""Conversations and answers that wait for marks: by marker and by how long they have waited."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.bench.rules.tasks import TaskRow
from app.marking.rules.tasks import ScriptTaskRow

Task = TaskRow | ScriptTaskRow

AGES = (timedelta(days=1), timedelta(days=3))  # below the first: fresh; beyond the last: late


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies with one marker (None: with nobody yet): counts by age, youngest first, and the oldest's hand-in.

    answers: how many of them are written ones.
    """

    marker: int | None
    counts: tuple[int, ...]
    answers: int
    oldest_at: datetime

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts)


def age_of(task: Task, at: datetime) -> int:
    """Return the number of the age that a task has reached: 0 up to a day, 1 up to three, 2 beyond."""
    waited = at - task.created_at
    return sum(waited > limit for limit in AGES)


def waiting_by_marker(tasks: Iterable[Task], at: datetime) -> tuple[Waiting, ...]:
    """Sort what waits by who has it, what nobody has first, then by how long the oldest has waited."""
    found: dict[int | None, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.claimed_by if task.state == "claimed" else None, []).append(task)
    rows = []
    for marker, theirs in found.items():
        ages = Counter(age_of(task, at) for task in theirs)
        counts = tuple(ages[age] for age in range(len(AGES) + 1))
        answers = sum(isinstance(task, ScriptTaskRow) for task in theirs)
        rows.append(Waiting(marker, counts, answers, min(task.created_at for task in theirs)))
    return tuple(sorted(rows, key=lambda row: (row.marker is not None, row.oldest_at, row.marker or 0)))
