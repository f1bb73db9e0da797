"""Reads of the bench: tasks, drafts, marks, released results."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from app.bench.models import Mark, MarkDraft, MarkingTask, MarkRelease
from app.bench.rules.result import Outcome, Scale, outcome_of, scale_of
from app.bench.rules.sheet import Asked, Sheet, read_sheet
from app.bench.rules.tasks import BLIND, Role, TaskRow
from app.content.library import Library
from app.dialogue.scenario import Rubric, Scenario
from app.roleplay.queries import get_session, pinned_by, steps_of, turns_of

LibraryOf = Callable[[int], Library]
_OPEN = ("waiting", "claimed")
_TASK = select(*(getattr(MarkingTask, name) for name in TaskRow.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What a marker has entered so far; `version` counts the acknowledged saves."""

    version: int
    sheet: Sheet
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark that nothing supersedes: one marker's judgement as it stands."""

    id: int
    task_id: int
    session_id: int
    marker_id: int
    role: Role
    state: str
    total: int | None
    sheet: Sheet
    at: datetime


@dataclass(frozen=True, slots=True)
class Frame:
    """What a conversation is marked by: its pinned scenario and rubric, the scale, what a sheet has to answer."""

    scenario: Scenario
    rubric: Rubric
    scale: Scale
    asked: Asked


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """What a learner may see: the outcome and the sheets that decide, without the names of markers."""

    session_id: int
    person_id: int
    at: datetime
    scenario: Scenario
    rubric: Rubric
    outcome: Outcome
    sheets: tuple[Sheet, ...]
    markers: int

    @property
    def score(self) -> int:
        """The result in thousandths."""
        return self.outcome.score or 0

    @property
    def passed(self) -> bool:
        """Whether the conversation is passed."""
        return self.outcome.passed


def find_task(session: Session, task_id: int) -> TaskRow | None:
    """Return a task or None."""
    row = session.execute(_TASK.where(MarkingTask.id == task_id)).first()
    return None if row is None else TaskRow(**row._asdict())


def tasks_of(session: Session, session_id: int, *, lock: bool = False) -> tuple[TaskRow, ...]:
    """Return the tasks of a conversation; with `lock` nobody else claims or marks it until the transaction ends."""
    statement = _TASK.where(MarkingTask.session_id == session_id).order_by(MarkingTask.id)
    return _tasks(session, statement.with_for_update() if lock else statement)


def open_tasks(session: Session, team_ids: Collection[int] | None) -> tuple[TaskRow, ...]:
    """Return what waits for or lies with a marker, in some teams (None: everywhere), the nearest deadline first."""
    statement = _TASK.where(MarkingTask.state.in_(_OPEN))
    if team_ids is not None:
        statement = statement.where(MarkingTask.team_id.in_(team_ids))
    return _tasks(session, statement.order_by(MarkingTask.due_at, MarkingTask.id))


def forgotten_tasks(session: Session, *, before: datetime, limit: int) -> tuple[TaskRow, ...]:
    """Return claimed tasks, oldest claim first, of which nothing was saved since an instant and no marks are in."""
    draft = exists().where(
        MarkDraft.task_id == MarkingTask.id, MarkDraft.marker_id == MarkingTask.claimed_by, MarkDraft.at >= before
    )
    marked = exists().where(Mark.task_id == MarkingTask.id)
    statement = _TASK.where(MarkingTask.state == "claimed", MarkingTask.claimed_at < before, ~draft, ~marked)
    return _tasks(session, statement.order_by(MarkingTask.claimed_at).limit(limit))


def sessions_taken_by(session: Session, marker_id: int) -> frozenset[int]:
    """Return the conversations of which somebody has a task or has marked one."""
    statement = select(MarkingTask.session_id).where(MarkingTask.claimed_by == marker_id)
    return frozenset(session.execute(statement).scalars())


def takers_of(session: Session, session_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return marker → those of the conversations of which the marker has a task."""
    statement = select(MarkingTask.claimed_by, MarkingTask.session_id).where(
        MarkingTask.session_id.in_(session_ids), MarkingTask.claimed_by.is_not(None)
    )
    found: dict[int, frozenset[int]] = {}
    for row in session.execute(statement):
        found[row.claimed_by] = found.get(row.claimed_by, frozenset()) | {row.session_id}
    return found


def tasks_marked_by(session: Session, marker_id: int) -> frozenset[int]:
    """Return the claimed tasks of which somebody's own marks are in and the decision is still open."""
    statement = (
        select(Mark.task_id)
        .join(MarkingTask, MarkingTask.id == Mark.task_id)
        .where(Mark.marker_id == marker_id, MarkingTask.state == "claimed")
    )
    return frozenset(session.execute(statement).scalars())


def find_draft(session: Session, task_id: int, marker_id: int) -> DraftRow | None:
    """Return what a marker has saved of a task, None before the first save."""
    statement = select(MarkDraft.version, MarkDraft.body, MarkDraft.at).where(
        MarkDraft.task_id == task_id, MarkDraft.marker_id == marker_id
    )
    row = session.execute(statement).first()
    return None if row is None else DraftRow(row.version, read_sheet(row.body), row.at)


def marks_of(session: Session, session_id: int) -> tuple[MarkRow, ...]:
    """Return the marks of a conversation as they stand, each marker's last state, in the order first given."""
    later = aliased(Mark)
    columns = [getattr(Mark, name) for name in MarkRow.__dataclass_fields__ if name != "sheet"]
    statement = (
        select(*columns, Mark.body)
        .outerjoin(later, later.supersedes == Mark.id)
        .where(Mark.session_id == session_id, later.id.is_(None))
        .order_by(Mark.task_id, Mark.id)
    )
    return tuple(_mark(row._asdict()) for row in session.execute(statement))


def frame_of(session: Session, library: Library, session_id: int) -> Frame:
    """Return what a conversation is marked by; `library` is the release it is pinned to."""
    pinned = pinned_by(library, get_session(session, session_id))
    flags = frozenset(steps_of(session, session_id)[-1].state.flags)
    scale = scale_of(pinned.scenario, pinned.rubric, flags)
    turns = {turn.seq: len(turn.text) for turn in turns_of(session, session_id)}
    return Frame(pinned.scenario, pinned.rubric, scale, scale.asked(turns))


def outcome_now(session: Session, frame: Frame, session_id: int) -> Outcome | None:
    """Compute the result of a conversation from its final marks, None while one is missing."""
    final = {mark.role: mark.sheet for mark in marks_of(session, session_id) if mark.state == "final"}
    return outcome_of(final, frame.scale)


def is_released(session: Session, session_id: int) -> bool:
    """Tell whether the learner may see the marks of a conversation."""
    return session.execute(select(MarkRelease.id).where(MarkRelease.session_id == session_id)).first() is not None


def released_result(session: Session, library_of: LibraryOf, session_id: int) -> ReleasedResult | None:
    """Return the released result of a conversation, computed from its marks; None before the release."""
    statement = (
        select(MarkRelease.at, MarkingTask.person_id, MarkingTask.release_id)
        .join(MarkingTask, MarkingTask.session_id == MarkRelease.session_id)
        .where(MarkRelease.session_id == session_id)
    )
    row = session.execute(statement.limit(1)).first()
    if row is None:
        return None
    frame = frame_of(session, library_of(row.release_id), session_id)
    final = {mark.role: mark for mark in marks_of(session, session_id) if mark.state == "final"}
    outcome = outcome_of({role: mark.sheet for role, mark in final.items()}, frame.scale)
    assert outcome is not None  # noqa: S101 - only a settled outcome is released
    sheets = tuple(final[role].sheet for role in outcome.roles)
    return ReleasedResult(session_id, row.person_id, row.at, frame.scenario, frame.rubric, outcome, sheets, len(final))


@dataclass(frozen=True, slots=True)
class Released:
    """A line of feedback for Today: which conversation, when its marks were released."""

    session_id: int
    scenario_id: str
    at: datetime


def releases_since(session: Session, person_id: int, since: datetime) -> tuple[Released, ...]:
    """Return the marks released to a person since an instant, the newest first."""
    statement = (
        select(MarkRelease.session_id, MarkingTask.scenario_id, MarkRelease.at)
        .join(MarkingTask, MarkingTask.session_id == MarkRelease.session_id)
        .where(MarkingTask.person_id == person_id, MarkRelease.at >= since, MarkingTask.role == "first")
    )
    return tuple(Released(*row) for row in session.execute(statement.order_by(MarkRelease.at.desc())))


def returned_to(session: Session, person_id: int, since: datetime) -> tuple[TaskRow, ...]:
    """Return the conversations that came back to a person unmarked since an instant, the newest first."""
    statement = _TASK.where(
        MarkingTask.person_id == person_id,
        MarkingTask.state == "returned",
        MarkingTask.role == "first",
        MarkingTask.ended_at >= since,
    )
    return _tasks(session, statement.order_by(MarkingTask.ended_at.desc()))


def totals_by_marker(session: Session, team_ids: Collection[int] | None) -> Mapping[int, Sequence[int]]:
    """Return marker → totals of the blind marks they gave to conversations of some teams (None: everywhere)."""
    statement = (
        select(Mark.marker_id, Mark.total)
        .join(MarkingTask, MarkingTask.id == Mark.task_id)
        .where(Mark.state == "own", Mark.is_blind.is_(True), Mark.role.in_((*BLIND, "adjudicator")))
        .order_by(Mark.id)
    )
    if team_ids is not None:
        statement = statement.where(MarkingTask.team_id.in_(team_ids))
    found: dict[int, list[int]] = {}
    for row in session.execute(statement):
        found.setdefault(row.marker_id, []).append(row.total)
    return found


def impressions_by_scenario(session: Session) -> dict[str, list[tuple[int, int]]]:
    """Return scenario → (overall impression, total in thousandths) of every blind first mark, in the order given."""
    statement = (
        select(MarkingTask.scenario_id, Mark.body, Mark.total)
        .join(MarkingTask, MarkingTask.id == Mark.task_id)
        .where(Mark.state == "own", Mark.is_blind.is_(True), Mark.role == "first", Mark.total.is_not(None))
        .order_by(Mark.id)
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for row in session.execute(statement):
        if row.body["global"] is not None:
            found.setdefault(row.scenario_id, []).append((row.body["global"], row.total))
    return found


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return the released marks of a person's conversations, for the copy of one's data; without markers' names."""
    later = aliased(Mark)
    statement = (
        select(Mark.session_id, MarkingTask.scenario_id, Mark.role, Mark.total, Mark.body, MarkRelease.at)
        .join(MarkingTask, MarkingTask.id == Mark.task_id)
        .join(MarkRelease, MarkRelease.session_id == Mark.session_id)
        .outerjoin(later, later.supersedes == Mark.id)
        .where(MarkingTask.person_id == person_id, Mark.state == "final", later.id.is_(None))
        .order_by(Mark.id)
    )
    return {"role_play_marks": [row._asdict() for row in session.execute(statement)]}


def _tasks(session: Session, statement: Select[Any]) -> tuple[TaskRow, ...]:
    return tuple(TaskRow(**row._asdict()) for row in session.execute(statement))


def _mark(columns: dict[str, Any]) -> MarkRow:
    body = columns.pop("body")
    return MarkRow(sheet=read_sheet(body), **columns)
