"""Reads of marking: tasks, the answers behind them, drafts and marks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from app.assessment.queries import events_of, mark_given
from app.assessment.rules.ledger import answers_from
from app.content.library import Library, Question
from app.items.people import criteria_of
from app.kernel.bilingual import Lang
from app.marking.models import ScriptDraft, ScriptMark, ScriptTask
from app.marking.rules.hearing import Heard
from app.marking.rules.sheet import Criteria, Sheet, read_sheet
from app.marking.rules.tasks import OPEN, Role, ScriptTaskRow

LibraryOf = Callable[[int], Library]
ScriptKey = tuple[int, str]  # attempt, question
_TASK = select(*(getattr(ScriptTask, name) for name in ScriptTaskRow.__dataclass_fields__))
_STANDS = ScriptTask.state != "withdrawn"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What a marker has entered so far; `version` counts the acknowledged saves."""

    version: int
    sheet: Sheet
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One marker's judgement; `total` in thousandths."""

    id: int
    task_id: int
    marker_id: int
    role: Role
    total: int
    sheet: Sheet
    at: datetime


@dataclass(frozen=True, slots=True)
class Script:
    """What is marked: the pinned question, the answer with its language, and the criteria; nobody's name."""

    question: Question
    answer: str
    lang: Lang
    criteria: Criteria


def find_task(session: Session, task_id: int) -> ScriptTaskRow | None:
    """Return a task or None."""
    row = session.execute(_TASK.where(ScriptTask.id == task_id)).first()
    return None if row is None else ScriptTaskRow(**row._asdict())


def tasks_of(
    session: Session, attempt_id: int, item_id: str | None = None, *, lock: bool = False
) -> tuple[ScriptTaskRow, ...]:
    """Return the tasks of an attempt (of one answer) that were not withdrawn.

    With `lock` nobody else claims or marks them until the transaction ends.
    """
    statement = _TASK.where(ScriptTask.attempt_id == attempt_id, _STANDS).order_by(ScriptTask.id)
    if item_id is not None:
        statement = statement.where(ScriptTask.item_id == item_id)
    return _tasks(session, statement.with_for_update() if lock else statement)


def open_tasks(session: Session, team_ids: Collection[int] | None) -> tuple[ScriptTaskRow, ...]:
    """Return what waits for or lies with a marker, in some teams (None: everywhere), the nearest deadline first."""
    statement = _TASK.where(ScriptTask.state.in_(OPEN))
    if team_ids is not None:
        statement = statement.where(ScriptTask.team_id.in_(team_ids))
    return _tasks(session, statement.order_by(ScriptTask.due_at, ScriptTask.id))


def forgotten_tasks(session: Session, *, before: datetime, limit: int) -> tuple[ScriptTaskRow, ...]:
    """Return claimed tasks, oldest claim first, of which nothing was saved since an instant."""
    draft = exists().where(
        ScriptDraft.task_id == ScriptTask.id, ScriptDraft.marker_id == ScriptTask.claimed_by, ScriptDraft.at >= before
    )
    statement = _TASK.where(ScriptTask.state == "claimed", ScriptTask.claimed_at < before, ~draft)
    return _tasks(session, statement.order_by(ScriptTask.claimed_at).limit(limit))


def overdue_beside_marks(session: Session, *, at: datetime, after: int, limit: int) -> tuple[ScriptTaskRow, ...]:
    """Return waiting tasks past their deadline whose answer somebody else has marked, by id from `after` on."""
    other = aliased(ScriptTask)
    marked = exists().where(
        other.attempt_id == ScriptTask.attempt_id, other.item_id == ScriptTask.item_id, other.state == "done"
    )
    statement = _TASK.where(ScriptTask.state == "waiting", ScriptTask.due_at < at, ScriptTask.id > after, marked)
    return _tasks(session, statement.order_by(ScriptTask.id).limit(limit))


def takers_of(session: Session, scripts: Collection[ScriptKey]) -> dict[int, frozenset[ScriptKey]]:
    """Return marker → those of the answers of which the marker has a task."""
    statement = select(ScriptTask.claimed_by, ScriptTask.attempt_id, ScriptTask.item_id).where(
        ScriptTask.attempt_id.in_({attempt for attempt, _ in scripts}), ScriptTask.claimed_by.is_not(None), _STANDS
    )
    found: dict[int, frozenset[ScriptKey]] = {}
    for row in session.execute(statement):
        key = (row.attempt_id, row.item_id)
        if key in scripts:
            found[row.claimed_by] = found.get(row.claimed_by, frozenset()) | {key}
    return found


def find_draft(session: Session, task_id: int, marker_id: int) -> DraftRow | None:
    """Return what a marker has saved of a task, None before the first save."""
    statement = select(ScriptDraft.version, ScriptDraft.body, ScriptDraft.at).where(
        ScriptDraft.task_id == task_id, ScriptDraft.marker_id == marker_id
    )
    row = session.execute(statement).first()
    return None if row is None else DraftRow(row.version, read_sheet(row.body), row.at)


def marks_of_script(session: Session, attempt_id: int, item_id: str) -> tuple[MarkRow, ...]:
    """Return the marks that count for an answer, in the order given: those of tasks that were not withdrawn."""
    columns = [getattr(ScriptMark, name) for name in MarkRow.__dataclass_fields__ if name != "sheet"]
    statement = (
        select(*columns, ScriptMark.body)
        .join(ScriptTask, ScriptTask.id == ScriptMark.task_id)
        .where(ScriptMark.attempt_id == attempt_id, ScriptMark.item_id == item_id, _STANDS)
        .order_by(ScriptMark.id)
    )
    return tuple(_mark(row._asdict()) for row in session.execute(statement))


def evidence_of(session: Session, task_id: int) -> Heard:
    """Return what the engine heard in a marked answer; nothing for a kind it does not listen to."""
    found = session.execute(select(ScriptTask.evidence).where(ScriptTask.id == task_id)).scalar()
    return tuple((act, wanted, heard) for act, wanted, heard in found or ())


def script_of(session: Session, library: Library, task: ScriptTaskRow) -> Script:
    """Return the answer that a task is about; `library` is the release that the attempt is pinned to."""
    item_id = task.item_id
    events = events_of(session, task.attempt_id)
    answer = answers_from(events).get(item_id)
    langs: list[Lang] = ["en" if event.lang == "en" else "zh" for event in events if event.item_id == item_id]
    question = library.questions[item_id]
    lang = langs[-1] if langs else "zh"
    return Script(question, answer if isinstance(answer, str) else "", lang, criteria_of(question.spec))


def is_settled(session: Session, task: ScriptTaskRow) -> bool:
    """Tell whether the answer of a task has its points."""
    return mark_given(session, task.attempt_id, task.item_id) is not None


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return the marks of a person's answers that have their points, without markers' names and colleagues' notes."""
    statement = (
        select(ScriptMark.attempt_id, ScriptMark.item_id, ScriptMark.role, ScriptMark.total, ScriptMark.body)
        .add_columns(ScriptMark.at)
        .join(ScriptTask, ScriptTask.id == ScriptMark.task_id)
        .where(ScriptTask.person_id == person_id, _STANDS)
        .order_by(ScriptMark.id)
    )
    rows = [row._asdict() for row in session.execute(statement)]
    settled = {key: mark_given(session, *key) for key in {(row["attempt_id"], row["item_id"]) for row in rows}}
    return {"marks_of_answers": [_told(row) for row in rows if settled[row["attempt_id"], row["item_id"]] is not None]}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    body = row.pop("body")
    return {**row, "criteria": body["criteria"], "comment": body["comment"]}


def _tasks(session: Session, statement: Select[Any]) -> tuple[ScriptTaskRow, ...]:
    return tuple(ScriptTaskRow(**row._asdict()) for row in session.execute(statement))


def _mark(columns: dict[str, Any]) -> MarkRow:
    body = columns.pop("body")
    return MarkRow(sheet=read_sheet(body), **columns)
