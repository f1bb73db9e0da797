"""Doors to the bench: a task that a mentor may mark, a result that somebody may see, or "not found"."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.bench.queries import (
    LibraryOf,
    ReleasedResult,
    find_task,
    open_tasks,
    released_result,
    sessions_taken_by,
)
from app.bench.rules.tasks import TaskRow
from app.identity.access import access_person
from app.identity.queries import path_of_team, team_paths_in
from app.identity.rules import Actor
from app.kernel.errors import N_, NotFoundError, RefusedError


def access_task(session: Session, actor: Actor, task_id: int) -> TaskRow:
    """Return a task of a learner whose mentor the actor is, never of one's own conversation; else NotFoundError."""
    task = find_task(session, task_id)
    if task is None or task.person_id == actor.person_id:
        raise NotFoundError
    path = "" if task.team_id is None else path_of_team(session, task.team_id)
    if not actor.covers("mentor", path):
        raise NotFoundError
    return task


def access_taken_task(session: Session, actor: Actor, task_id: int) -> TaskRow:
    """Return a task that the actor has claimed.

    Raises:
        NotFoundError: Not the actor's to mark, or returned to the learner.
        RefusedError: `not_claimed` or `taken`.
    """
    task = access_task(session, actor, task_id)
    if task.state == "waiting":
        raise RefusedError("not_claimed", N_("Take this conversation from the bench first."))
    if task.state == "returned":
        raise NotFoundError
    if task.claimed_by != actor.person_id:
        raise RefusedError("taken", N_("A colleague has just taken this conversation. Please choose another one."))
    return task


def access_result(session: Session, actor: Actor, library_of: LibraryOf, session_id: int) -> ReleasedResult:
    """Return a released result: of one's own conversation, or of somebody whom the actor may see."""
    result = released_result(session, library_of, session_id)
    if result is None:
        raise NotFoundError
    access_person(session, actor, result.person_id)
    return result


@dataclass(frozen=True, slots=True)
class Covered:
    """The tasks of learners whose mentor somebody is, and the paths of their teams (None: of no team)."""

    tasks: tuple[TaskRow, ...]
    paths: Mapping[int | None, str]


def access_queue(session: Session, actor: Actor) -> Covered:
    """Return everything that waits for or lies with a marker in the actor's teams, but for one's own conversations."""
    held = actor.paths("mentor")
    paths = team_paths_in(session, held)
    tasks = open_tasks(session, None if "" in held else paths)
    found: dict[int | None, str] = {team: path for team, path in paths.items() if path}
    found[None] = ""
    return Covered(tuple(task for task in tasks if task.person_id != actor.person_id), found)


def waiting_for(session: Session, actor: Actor) -> tuple[TaskRow, ...]:
    """Return what the actor may mark: what lies with them and what they may take, the nearest deadline first."""
    taken = sessions_taken_by(session, actor.person_id)
    return tuple(
        task
        for task in access_queue(session, actor).tasks
        if task.claimed_by == actor.person_id or (task.state == "waiting" and task.session_id not in taken)
    )
