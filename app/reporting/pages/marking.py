"""Marking in one's teams: what waits, with whom and how long, and how each mentor marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bench.pages.words import span_words
from app.bench.rules.health import Spread, spread_of
from app.reporting.pages.overview import Choice
from app.reporting.pages.words import _, ngettext
from app.reporting.rules.marking import Task, waiting_by_marker


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A marker (or nobody yet), the counts by age with their sum, and how long the oldest has waited.

    answers: how many of them are written ones.
    """

    name: str
    counts: tuple[int, ...]
    total: int
    answers: int
    oldest: str


@dataclass(frozen=True, slots=True)
class HealthRow:
    """A mentor's marks: how many, and mean and spread where there are enough of them."""

    name: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class MarkingPage:
    """`sentence` says how things stand; `all_spread` are the numbers over all mentors."""

    teams: tuple[Choice, ...]
    sentence: str
    waiting: tuple[WaitingRow, ...]
    health: tuple[HealthRow, ...]
    all_spread: Spread


def marking_page(
    teams: tuple[Choice, ...],
    tasks: Sequence[Task],
    totals: Mapping[int, Sequence[int]],
    names: Mapping[int, str],
    at: datetime,
) -> MarkingPage:
    """Lay out what waits and how mentors mark; `totals` of blind marks of conversations."""
    rows = waiting_by_marker(tasks, at)
    health = sorted((names.get(marker, "–"), spread_of(found)) for marker, found in totals.items())
    return MarkingPage(
        teams=teams,
        sentence=_sentence(tasks, at),
        waiting=tuple(
            WaitingRow(
                _("nobody yet") if row.marker is None else names.get(row.marker, "–"),
                row.counts,
                row.total,
                row.answers,
                span_words(at - row.oldest_at),
            )
            for row in rows
        ),
        health=tuple(HealthRow(name, spread) for name, spread in health),
        all_spread=spread_of([total for found in totals.values() for total in found]),
    )


def _sentence(tasks: Sequence[Task], at: datetime) -> str:
    if not tasks:
        return _("Nothing waits for marks.")
    late = sum(task.due_at <= at for task in tasks)
    span = span_words(at - min(task.created_at for task in tasks))
    waits = ngettext(
        "%(num)s piece of work waits for marks, for %(span)s.",
        "%(num)s pieces of work wait for marks, the oldest for %(span)s.",
        len(tasks),
        span=span,
    )
    within = _("All are within their deadline.")
    over = ngettext("%(num)s is past its deadline.", "%(num)s are past their deadline.", late)
    return _("%(waits)s %(rest)s", waits=waits, rest=over if late else within)
