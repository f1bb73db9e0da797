"""Claiming, marking and releasing: the only way anything is written about marks."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.bench.models import Mark, MarkDraft, MarkingTask, MarkRelease
from app.bench.queries import (
    Frame,
    LibraryOf,
    MarkRow,
    find_draft,
    find_task,
    forgotten_tasks,
    frame_of,
    is_released,
    marks_of,
    outcome_now,
    tasks_of,
)
from app.bench.rules.decision import Decision, final_sheet
from app.bench.rules.result import Outcome, total_of
from app.bench.rules.sheet import LONGEST_NOTE, Sheet, clean_sheet, missing_in
from app.bench.rules.tasks import CLAIM_LASTS, Role, TaskRow, due_at, refuse_claim, roles_needed
from app.content.libraries import Libraries
from app.evidence.actions import record_fact
from app.evidence.queries import facts_of_kind
from app.evidence.rules import ANY, Fact
from app.identity.queries import leaf_team_of
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.learning.rules.lessons import HANDED_IN, ROLEPLAY
from app.roleplay.actions import return_session
from app.roleplay.queries import SessionRow, get_session
from app.storage.locks import lock_person


def on_hand_in(session: Session, session_id: int, at: datetime) -> None:
    """Put an assessed conversation that was just handed in into the queue, in the same transaction."""
    row = get_session(session, session_id)
    libraries: Libraries = session.info["libraries"]
    scenario = libraries.get(session, row.release_id).scenarios[row.scenario_id]
    for role in roles_needed(scenario.markers):
        _insert_task(session, row, role, at=at)
    fact = Fact(
        person_id=row.person_id,
        track=ANY,
        kind=HANDED_IN,
        key=row.scenario_id,
        effective_at=row.ended_at or at,
        release_id=row.release_id,
        source=f"roleplay:{session_id}",
        detail={"grade": scenario.grade, "session": session_id},
    )
    record_fact(session, fact, by=row.person_id, at=at)


def claim_task(session: Session, task_id: int, *, by: int, at: datetime) -> None:
    """Give a task to a marker; asking again for one's own changes nothing.

    Raises:
        NotFoundError: There is no such task.
        RefusedError: `own`, `marked`, `taken` or `ended`.
    """
    task, others = _locked(session, task_id)
    refuse_claim(task, others, by=by)
    if task.state == "claimed":
        return
    _set(session, task, state="claimed", claimed_by=by, claimed_at=at)
    write_audit(session, "marking.claimed", f"marking:{task_id}", {"session": task.session_id}, by=by, at=at)


def hand_back_task(session: Session, task_id: int, *, by: int, at: datetime) -> None:
    """Put a task back into the queue for somebody else; the draft stays with who made it.

    Raises:
        RefusedError: `not_claimed`, or `marks_in` once one's own marks are in.
    """
    task, _others = _own(session, task_id, by)
    _refuse_marked(session, task, by)
    _set(session, task, state="waiting", claimed_by=None, claimed_at=None)
    write_audit(session, "marking.handed_back", f"marking:{task_id}", {"session": task.session_id}, by=by, at=at)


def hand_back_forgotten(session: Session, *, at: datetime, limit: int = 20) -> int:
    """Put conversations back into the queue that somebody took and left lying; return how many. Drafts stay."""
    found = forgotten_tasks(session, before=at - CLAIM_LASTS, limit=limit)
    for old in found:
        task, _others = _locked(session, old.id)
        if task.state == "claimed" and task.claimed_at == old.claimed_at and not _has_mark(session, task):
            _set(session, task, state="waiting", claimed_by=None, claimed_at=None)
            detail = {"session": task.session_id, "was": task.claimed_by}
            write_audit(session, "marking.lapsed", f"marking:{task.id}", detail, by=None, at=at)
    return len(found)


def return_task(session: Session, task_id: int, reason: str, *, by: int, at: datetime) -> None:
    """Return a conversation to its learner unmarked, for all markers, with a reason that the learner reads.

    Raises:
        InvalidError: Without a reason.
        RefusedError: `not_claimed`, or `marks_in` when anybody's marks are in.
    """
    task, others = _own(session, task_id, by)
    words = reason.strip()
    if not words or len(words) > LONGEST_NOTE:
        raise InvalidError("reason", N_("Say in one or two sentences what the learner should do differently."))
    if marks_of(session, task.session_id):
        raise RefusedError("marks_in", N_("There are marks for this conversation already, so it cannot go back."))
    for one in (task, *others):
        _set(session, one, state="returned", ended_at=at, reason=words)
    return_session(session, task.session_id, words, by=by, at=at)
    detail = {"session": task.session_id, "reason": words}
    write_audit(session, "marking.returned", f"marking:{task_id}", detail, by=by, at=at)
    waiting = _waiting_fact(session, task)
    fact = Fact(
        person_id=task.person_id,
        track=ANY,
        kind=HANDED_IN,
        key=task.scenario_id,
        effective_at=at,
        passed=False,
        release_id=task.release_id,
        supersedes=waiting,
        source=f"roleplay:{task.session_id}",
        detail={"session": task.session_id},
    )
    record_fact(session, fact, by=by, at=at)


def save_draft(
    session: Session, library_of: LibraryOf, task_id: int, sheet: Sheet, version: int, *, by: int, at: datetime
) -> int:
    """Save what a marker has entered over the version the page knew; return the new version.

    Sending the same again changes nothing and is acknowledged again.

    Raises:
        InvalidError: The sheet does not fit the conversation.
        RefusedError: `not_claimed`, `marks_in`, or `newer_draft` when another window has saved since.
    """
    task, _others = _own(session, task_id, by)
    _refuse_marked(session, task, by)
    clean = clean_sheet(sheet, frame_of(session, library_of(task.release_id), task.session_id).asked)
    return _save_draft(session, task, clean, version, by=by, at=at)


def submit_own_marks(
    session: Session, library_of: LibraryOf, task_id: int, sheet: Sheet, version: int, *, by: int, at: datetime
) -> None:
    """Take in a marker's own marks, given before anything of the engine or of others was shown; once, for good.

    Raises:
        InvalidError: A criterion, a critical error or the impression is still open (`field` names the first).
        RefusedError: `not_claimed`, or `newer_draft` when another window has saved since.
    """
    task, _others = _own(session, task_id, by)
    if _mark_by(session, task, by) is not None:
        return
    frame = frame_of(session, library_of(task.release_id), task.session_id)
    clean = clean_sheet(sheet, frame.asked)
    missing = missing_in(clean, frame.asked)
    if missing:
        raise InvalidError(missing[0].key or missing[0].kind, N_("Something is still open. Your draft is safe."))
    _save_draft(session, task, clean, version, by=by, at=at)
    total = total_of(clean, frame.scale)
    _insert_mark(session, task, clean, total, state="own", supersedes=None, by=by, at=at)
    detail = {"session": task.session_id, "role": task.role, "total": total}
    write_audit(session, "marking.marked", f"marking:{task_id}", detail, by=by, at=at)


def save_decision(
    session: Session, library_of: LibraryOf, task_id: int, decision: Decision, version: int, *, by: int, at: datetime
) -> int:
    """Save what a marker has decided so far, in the draft of the marks; return the new version, as `save_draft` does.

    Raises:
        InvalidError: It does not fit the conversation.
        RefusedError: `not_claimed`, `no_marks`, `marks_in` when it is finished, or `newer_draft`.
    """
    task, _others = _own(session, task_id, by)
    own = _mark_by(session, task, by)
    if own is None:
        raise _no_marks()
    if own.state != "own":
        _refuse_marked(session, task, by)
    comment = own.sheet.comment if decision.comment is None else decision.comment
    sheet = Sheet(critical=decision.critical, comment=comment)
    clean = clean_sheet(sheet, frame_of(session, library_of(task.release_id), task.session_id).asked)
    return _save_draft(session, task, clean, version, by=by, at=at)


def decide_task(
    session: Session, library_of: LibraryOf, task_id: int, decision: Decision, *, by: int, at: datetime
) -> Outcome | None:
    """Turn one's own marks into the final ones, and release the result when no other marker is needed.

    Returns what the marks come to; None while another marker is awaited. Asking again changes nothing.

    Raises:
        InvalidError: A critical error is undecided, or the engine is overruled without a reason.
        RefusedError: `not_claimed`, or `no_marks` before one's own marks are in.
    """
    task, others = _own(session, task_id, by)
    own = _mark_by(session, task, by)
    if own is None:
        raise _no_marks()
    frame = frame_of(session, library_of(task.release_id), task.session_id)
    if own.state == "own":
        final = final_sheet(own.sheet, decision, frame.scale)
        total = total_of(final, frame.scale)
        _insert_mark(session, task, final, total, state="final", supersedes=own.id, by=by, at=at)
        _set(session, task, state="done", ended_at=at)
        detail = {"session": task.session_id, "role": task.role, "total": total}
        write_audit(session, "marking.finished", f"marking:{task_id}", detail, by=by, at=at)
    return _settle(session, frame, task, others, by=by, at=at)


def _settle(
    session: Session, frame: Frame, task: TaskRow, others: tuple[TaskRow, ...], *, by: int, at: datetime
) -> Outcome | None:
    """Release what is settled; where two markers disagree ask a third one."""
    outcome = outcome_now(session, frame, task.session_id)
    if outcome is None or is_released(session, task.session_id):
        return outcome
    if not outcome.differences:
        _release(session, frame, task, outcome, by=by, at=at)
    elif all(other.role != "adjudicator" for other in (task, *others)):
        _insert_task(session, get_session(session, task.session_id), "adjudicator", at=at)
        named = [f"{difference.kind}:{difference.key}".rstrip(":") for difference in outcome.differences]
        detail = {"session": task.session_id, "differences": named}
        write_audit(session, "marking.disputed", f"marking:{task.id}", detail, by=by, at=at)
    return outcome


def _release(session: Session, frame: Frame, task: TaskRow, outcome: Outcome, *, by: int, at: datetime) -> None:
    lock_person(session, task.person_id)
    session.execute(insert(MarkRelease).values(session_id=task.session_id, by=by, at=at))
    row = get_session(session, task.session_id)
    markers = sum(mark.state == "final" for mark in marks_of(session, task.session_id))
    detail: dict[str, object] = {
        "grade": frame.scenario.grade,
        "critical": len(outcome.critical),
        "markers": markers,
        "session": task.session_id,
    }
    fact = Fact(
        person_id=task.person_id,
        track=ANY,
        kind=ROLEPLAY,
        key=task.scenario_id,
        effective_at=row.ended_at or at,
        passed=outcome.passed,
        score=outcome.score,
        release_id=task.release_id,
        supersedes=_waiting_fact(session, task),
        source=f"roleplay:{task.session_id}",
        detail=detail,
    )
    record_fact(session, fact, by=by, at=at)
    more: dict[str, object] = {"score": outcome.score, "passed": outcome.passed, "errors": list(outcome.critical)}
    write_audit(session, "marking.released", f"person:{task.person_id}", detail | more, by=by, at=at)


def _waiting_fact(session: Session, task: TaskRow) -> int | None:
    found = facts_of_kind(session, task.person_id, HANDED_IN, task.scenario_id)
    return next((fact.id for fact in found if fact.fact.detail.get("session") == task.session_id), None)


def _insert_task(session: Session, row: SessionRow, role: Role, *, at: datetime) -> None:
    values = {
        "session_id": row.id,
        "role": role,
        "person_id": row.person_id,
        "team_id": leaf_team_of(session, row.person_id, at=at),
        "scenario_id": row.scenario_id,
        "release_id": row.release_id,
        "created_at": at,
        "due_at": due_at(at),
        "state": "waiting",
    }
    session.execute(insert(MarkingTask).values(**values))


def _insert_mark(
    session: Session,
    task: TaskRow,
    sheet: Sheet,
    total: int | None,
    *,
    state: str,
    supersedes: int | None,
    by: int,
    at: datetime,
) -> None:
    values = {
        "task_id": task.id,
        "session_id": task.session_id,
        "marker_id": by,
        "role": task.role,
        "is_blind": True,
        "state": state,
        "total": total,
        "body": sheet.record(),
        "supersedes": supersedes,
        "at": at,
    }
    session.execute(insert(Mark).values(**values))


def _save_draft(session: Session, task: TaskRow, sheet: Sheet, version: int, *, by: int, at: datetime) -> int:
    known = find_draft(session, task.id, by)
    if known is not None and known.sheet == sheet:
        return known.version
    if version != (known.version if known else 0):
        raise RefusedError(
            "newer_draft", N_("This conversation was also marked in another window. Show the newest draft.")
        )
    values = {"version": version + 1, "body": sheet.record(), "at": at}
    if known is None:
        session.execute(insert(MarkDraft).values(task_id=task.id, marker_id=by, **values))
    else:
        mine = (MarkDraft.task_id == task.id, MarkDraft.marker_id == by)
        session.execute(update(MarkDraft).where(*mine).values(**values))
    return version + 1


def _locked(session: Session, task_id: int) -> tuple[TaskRow, tuple[TaskRow, ...]]:
    """Return a task and the others of its conversation, all held until the transaction ends."""
    found = find_task(session, task_id)
    if found is None:
        raise NotFoundError
    tasks = tasks_of(session, found.session_id, lock=True)
    task = next(task for task in tasks if task.id == task_id)
    return task, tuple(other for other in tasks if other.id != task_id)


def _own(session: Session, task_id: int, by: int) -> tuple[TaskRow, tuple[TaskRow, ...]]:
    task, others = _locked(session, task_id)
    if task.claimed_by != by or task.state not in {"claimed", "done"}:
        raise RefusedError("not_claimed", N_("This conversation is not with you any more. Nothing was changed."))
    return task, others


def _mark_by(session: Session, task: TaskRow, by: int) -> MarkRow | None:
    marks = marks_of(session, task.session_id)
    return next((mark for mark in marks if mark.task_id == task.id and mark.marker_id == by), None)


def _has_mark(session: Session, task: TaskRow) -> bool:
    return any(mark.task_id == task.id for mark in marks_of(session, task.session_id))


def _no_marks() -> RefusedError:
    return RefusedError("no_marks", N_("Hand in your own marks first."))


def _refuse_marked(session: Session, task: TaskRow, by: int) -> None:
    if _mark_by(session, task, by) is not None:
        raise RefusedError("marks_in", N_("Your marks are in; they are not changed any more."))


def _set(session: Session, task: TaskRow, **values: Any) -> None:
    session.execute(update(MarkingTask).where(MarkingTask.id == task.id).values(**values))
