"""Tasks, claims, marks and what they come to: the only way anything is written about answers that people mark."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.assessment.actions import settle_item
from app.assessment.queries import GRADED, marks_of
from app.assessment.rules.grades import Graded
from app.audit.actions import write_audit
from app.content.library import Library
from app.identity.queries import holders_of, leaf_team_of, path_of_team
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.marking.models import ScriptDraft, ScriptMark, ScriptTask
from app.marking.queries import (
    LibraryOf,
    MarkRow,
    Script,
    find_draft,
    find_task,
    forgotten_tasks,
    is_settled,
    marks_of_script,
    overdue_beside_marks,
    script_of,
    tasks_of,
)
from app.marking.rules.doubling import deciding_quizzes, roles_for_script
from app.marking.rules.hearing import Heard, heard_in
from app.marking.rules.outcome import Disputed, Settled, outcome_of, without_others
from app.marking.rules.sheet import Sheet, clean_sheet, missing_in, total_of
from app.marking.rules.tasks import CLAIM_LASTS, OPEN, Role, ScriptTaskRow, due_at, refuse_claim
from app.storage.locks import lock_person

_AT_ONCE = 50


def on_grade(session: Session, graded: Graded, at: datetime) -> None:
    """Bring the tasks of an attempt in line with its new outcome, in the same transaction.

    Every answer that waits for people has its tasks; what waits no longer (settled, taken out by a correction) has no
    open ones. Called again it changes nothing.
    """
    if graded.mode != GRADED:
        return
    waiting = graded.waiting if graded.result.passed is None else ()
    tasks, settled = tasks_of(session, graded.attempt_id), marks_of(session, graded.attempt_id)
    for task in tasks:
        if (
            task.item_id not in waiting
            and task.role != "appeal"
            and (task.state in OPEN or task.item_id not in settled)
        ):
            _withdraw(session, task, at=at)
    there = {task.item_id for task in tasks if task.role != "appeal"}
    for item_id in waiting:
        if item_id not in there:
            _make_tasks(session, graded, item_id, at=at)


def on_reopen(session: Session, attempt_id: int, at: datetime) -> None:
    """Withdraw the tasks of a paper that was opened again: the next handing in makes them anew."""
    for task in tasks_of(session, attempt_id, lock=True):
        _withdraw(session, task, at=at)


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
    _audit(session, "claimed", task, {}, by=by, at=at)


def hand_back_task(session: Session, task_id: int, *, by: int, at: datetime) -> None:
    """Put a task back into the queue for somebody else; the draft stays with who made it.

    Raises:
        RefusedError: `not_claimed`, or `marks_in` once one's own mark is in.
    """
    task = _own(session, task_id, by)
    _refuse_done(task)
    _set(session, task, state="waiting", claimed_by=None, claimed_at=None)
    _audit(session, "handed_back", task, {}, by=by, at=at)


def hand_back_forgotten(session: Session, *, at: datetime, limit: int = 20) -> int:
    """Put answers back into the queue that somebody took and left lying; return how many. Drafts stay."""
    found = forgotten_tasks(session, before=at - CLAIM_LASTS, limit=limit)
    for old in found:
        task, _others = _locked(session, old.id)
        if task.state == "claimed" and task.claimed_at == old.claimed_at:
            _set(session, task, state="waiting", claimed_by=None, claimed_at=None)
            _audit(session, "lapsed", task, {"was": task.claimed_by}, by=None, at=at)
    return len(found)


def save_draft(
    session: Session, library_of: LibraryOf, task_id: int, sheet: Sheet, version: int, *, by: int, at: datetime
) -> int:
    """Save what a marker has entered over the version the page knew; return the new version.

    Sending the same again changes nothing and is acknowledged again.

    Raises:
        InvalidError: The sheet does not fit the question.
        RefusedError: `not_claimed`, `marks_in`, or `newer_draft` when another window has saved since.
    """
    task = _own(session, task_id, by)
    _refuse_done(task)
    clean = clean_sheet(sheet, script_of(session, library_of(task.release_id), task).criteria)
    return _save_draft(session, task, clean, version, by=by, at=at)


def submit_mark(
    session: Session,
    library_of: LibraryOf,
    task_id: int,
    sheet: Sheet,
    version: int,
    *,
    by: int,
    at: datetime,
    heard: Heard | None = None,
) -> None:
    """Take in a marker's points, given blind, once and for good, and settle the answer when that is enough.

    What the engine hears in the answer is kept with the mark; who has read it before the transaction (`heard`) spares
    everybody else the time. Sending it again changes nothing.

    Raises:
        NotFoundError: There is no such task.
        InvalidError: A criterion has no points yet (`field` names the first), or the sheet does not fit.
        RefusedError: `not_claimed`, or `newer_draft` when another window has saved since.
    """
    found = find_task(session, task_id)
    if found is None:
        raise NotFoundError
    lock_person(session, found.person_id)  # before the task, as a handing in and a reopening do
    task = _own(session, task_id, by)
    if task.state == "done":
        return
    library = library_of(task.release_id)
    script = script_of(session, library, task)
    clean = clean_sheet(sheet, script.criteria)
    if missing := missing_in(clean, script.criteria):
        raise InvalidError(missing[0], N_("Something is still open. Your draft is safe."))
    _save_draft(session, task, clean, version, by=by, at=at)
    total = _insert_mark(session, task, script, clean, by=by, at=at)
    if heard is None:
        heard = heard_in(script.question.spec, script.answer, script.lang, library.lexicon)
    _set(session, task, state="done", ended_at=at, evidence=[list(one) for one in heard])
    _audit(session, "marked", task, {"role": task.role, "total": total}, by=by, at=at)
    _decide(session, library_of, task, by=by, at=at)


def ask_again(session: Session, attempt_id: int, item_id: str, *, by: int | None, at: datetime) -> None:
    """Let somebody who has not marked an answer mark it once more, blind, after an appeal; twice changes nothing.

    Raises:
        NotFoundError: Nobody was ever asked to mark this answer.
    """
    tasks = tasks_of(session, attempt_id, item_id)
    if not tasks:
        raise NotFoundError
    if all(task.role != "appeal" for task in tasks):
        _insert_task(session, tasks[0], "appeal", at=at)
        _audit(session, "asked_again", tasks[0], {}, by=by, at=at)


def settle_without_others(session: Session, library_of: LibraryOf, *, at: datetime) -> int:
    """Settle overdue answers for which nobody is left who could give the second or third mark; return how many.

    Where somebody is, the answer goes on waiting: being late is no reason to do without.
    """
    after = done = 0
    while found := overdue_beside_marks(session, at=at, after=after, limit=_AT_ONCE):
        for old in found:
            done += _settle_alone(session, library_of, old, at=at)
        after = found[-1].id
    return done


def _settle_alone(session: Session, library_of: LibraryOf, old: ScriptTaskRow, *, at: datetime) -> bool:
    lock_person(session, old.person_id)
    task, others = _locked(session, old.id)
    takers = {other.claimed_by for other in others if other.claimed_by is not None}
    if task.state != "waiting" or is_settled(session, task) or _has_markers(session, task, takers, at=at):
        return False
    settled = without_others(_sheets(session, task))
    if settled is not None:
        _settle(session, library_of, task, settled, by=None, at=at)
    return settled is not None


def _has_markers(session: Session, task: ScriptTaskRow, takers: Iterable[int], *, at: datetime) -> bool:
    path = "" if task.team_id is None else path_of_team(session, task.team_id)
    without = {task.person_id, *takers}
    mentors = holders_of(session, "mentor", at=at)
    return any(path.startswith(held) for person, _name, held in mentors if person not in without)


def _decide(session: Session, library_of: LibraryOf, task: ScriptTaskRow, *, by: int, at: datetime) -> None:
    """Settle what the marks agree on; where two markers disagree ask a third one; one after an appeal replaces all."""
    tasks = tasks_of(session, task.attempt_id, task.item_id)
    criteria = script_of(session, library_of(task.release_id), task).criteria
    if task.role == "appeal":
        (sheet,) = [
            mark.sheet for mark in marks_of_script(session, task.attempt_id, task.item_id) if mark.role == "appeal"
        ]
        body = {"criteria": dict(sheet.points), "comment": sheet.comment}
        source = f"script:{task.id}:appeal"
        settle_item(session, library_of, task.attempt_id, task.item_id, body, source=source, by=by, at=at)
        return
    roles = [one.role for one in tasks]
    outcome = outcome_of(_sheets(session, task), roles, criteria)
    if isinstance(outcome, Settled):
        _settle(session, library_of, task, outcome, by=by, at=at)
    elif isinstance(outcome, Disputed) and "adjudicator" not in roles:
        _insert_task(session, task, "adjudicator", at=at)
        _audit(session, "disputed", task, {"apart": outcome.apart}, by=by, at=at)


def _settle(
    session: Session, library_of: LibraryOf, task: ScriptTaskRow, settled: Settled, *, by: int | None, at: datetime
) -> None:
    if is_settled(session, task):
        return
    body = {"criteria": settled.points, "comment": settled.comment}
    source = f"script:{task.id}:{settled.how}"
    _audit(session, "settled", task, {"how": settled.how, "points": dict(settled.points)}, by=by, at=at)
    settle_item(session, library_of, task.attempt_id, task.item_id, body, source=source, by=by, at=at)


def _sheets(session: Session, task: ScriptTaskRow) -> dict[Role, Sheet]:
    found: Sequence[MarkRow] = marks_of_script(session, task.attempt_id, task.item_id)
    return {mark.role: mark.sheet for mark in found if mark.role != "appeal"}


def _make_tasks(session: Session, graded: Graded, item_id: str, *, at: datetime) -> None:
    libraries = session.info["libraries"]
    library: Library = libraries.get(session, graded.release_id)
    decides = graded.quiz_id in deciding_quizzes(library.tracks.values())
    values = {
        "attempt_id": graded.attempt_id,
        "item_id": item_id,
        "person_id": graded.person_id,
        "team_id": leaf_team_of(session, graded.person_id, at=at),
        "quiz_id": graded.quiz_id,
        "release_id": graded.release_id,
        "state": "waiting",
        "created_at": at,
        "due_at": due_at(at),
    }
    for role in roles_for_script(graded.attempt_id, decides=decides):
        session.execute(insert(ScriptTask).values(role=role, **values))


def _insert_task(session: Session, task: ScriptTaskRow, role: Role, *, at: datetime) -> None:
    names = ("attempt_id", "item_id", "person_id", "team_id", "quiz_id", "release_id")
    values: dict[str, Any] = {name: getattr(task, name) for name in names}
    values |= {"role": role, "state": "waiting", "created_at": at, "due_at": due_at(at)}
    session.execute(insert(ScriptTask).values(**values))


def _insert_mark(session: Session, task: ScriptTaskRow, script: Script, sheet: Sheet, *, by: int, at: datetime) -> int:
    total = total_of(sheet, script.criteria)
    values = {"attempt_id": task.attempt_id, "item_id": task.item_id, "marker_id": by, "role": task.role}
    session.execute(insert(ScriptMark).values(task_id=task.id, total=total, body=sheet.record(), at=at, **values))
    return total


def _save_draft(session: Session, task: ScriptTaskRow, sheet: Sheet, version: int, *, by: int, at: datetime) -> int:
    known = find_draft(session, task.id, by)
    if known is not None and known.sheet == sheet:
        return known.version
    if version != (known.version if known else 0):
        raise RefusedError("newer_draft", N_("This answer was also marked in another window. Show the newest draft."))
    values = {"version": version + 1, "body": sheet.record(), "at": at}
    if known is None:
        session.execute(insert(ScriptDraft).values(task_id=task.id, marker_id=by, **values))
    else:
        mine = (ScriptDraft.task_id == task.id, ScriptDraft.marker_id == by)
        session.execute(update(ScriptDraft).where(*mine).values(**values))
    return version + 1


def _locked(session: Session, task_id: int) -> tuple[ScriptTaskRow, tuple[ScriptTaskRow, ...]]:
    """Return a task and the others of its answer, all held until the transaction ends."""
    found = find_task(session, task_id)
    if found is None:
        raise NotFoundError
    tasks = tasks_of(session, found.attempt_id, found.item_id, lock=True)
    task = next((task for task in tasks if task.id == task_id), None)
    if task is None:  # withdrawn
        raise RefusedError("ended", N_("There is nothing left to mark in this answer."))
    return task, tuple(other for other in tasks if other.id != task_id)


def _own(session: Session, task_id: int, by: int) -> ScriptTaskRow:
    task, _others = _locked(session, task_id)
    if task.claimed_by != by or task.state not in {"claimed", "done"}:
        raise RefusedError("not_claimed", N_("This answer is not with you any more. Nothing was changed."))
    return task


def _refuse_done(task: ScriptTaskRow) -> None:
    if task.state == "done":
        raise RefusedError("marks_in", N_("Your marks are in; they are not changed any more."))


def _withdraw(session: Session, task: ScriptTaskRow, *, at: datetime) -> None:
    _set(session, task, state="withdrawn", ended_at=at)


def _set(session: Session, task: ScriptTaskRow, **values: Any) -> None:
    session.execute(update(ScriptTask).where(ScriptTask.id == task.id).values(**values))


def _audit(
    session: Session, what: str, task: ScriptTaskRow, detail: dict[str, object], *, by: int | None, at: datetime
) -> None:
    about = {"attempt": task.attempt_id, "item": task.item_id, **detail}
    write_audit(session, f"script.{what}", f"script:{task.id}", about, by=by, at=at)
