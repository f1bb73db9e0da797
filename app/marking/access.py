"""Doors to marking: an answer that a mentor may mark, or "not found"."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.identity.queries import path_of_team, team_paths_in
from app.identity.rules import Actor
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.marking.queries import find_task, open_tasks, takers_of
from app.marking.rules.tasks import ScriptTaskRow


def access_task(session: Session, actor: Actor, task_id: int) -> ScriptTaskRow:
    """Return a task of a learner whose mentor the actor is, never of one's own answer; else NotFoundError."""
    task = find_task(session, task_id)
    if task is None or task.person_id == actor.person_id:
        raise NotFoundError
    path = "" if task.team_id is None else path_of_team(session, task.team_id)
    if not actor.covers("mentor", path):
        raise NotFoundError
    return task


def access_taken_task(session: Session, actor: Actor, task_id: int) -> ScriptTaskRow:
    """Return a task that the actor has claimed.

    Raises:
        NotFoundError: Not the actor's to mark, or withdrawn.
        RefusedError: `not_claimed` or `taken`.
    """
    task = access_task(session, actor, task_id)
    if task.state == "waiting":
        raise RefusedError("not_claimed", N_("Take this answer from the bench first."))
    if task.state == "withdrawn":
        raise NotFoundError
    if task.claimed_by != actor.person_id:
        raise RefusedError("taken", N_("A colleague has just taken this answer. Please choose another one."))
    return task


@dataclass(frozen=True, slots=True)
class Covered:
    """The tasks of learners whose mentor somebody is, and the paths of their teams (None: of no team)."""

    tasks: tuple[ScriptTaskRow, ...]
    paths: Mapping[int | None, str]


def access_queue(session: Session, actor: Actor) -> Covered:
    """Return everything that waits for or lies with a marker in the actor's teams, but for one's own answers."""
    held = actor.paths("mentor")
    paths = team_paths_in(session, held)
    tasks = open_tasks(session, None if "" in held else paths)
    found: dict[int | None, str] = {team: path for team, path in paths.items() if path}
    found[None] = ""
    return Covered(tuple(task for task in tasks if task.person_id != actor.person_id), found)


def waiting_for(session: Session, actor: Actor) -> tuple[ScriptTaskRow, ...]:
    """Return what the actor may mark, each answer once: what lies with them and what they may take."""
    tasks = access_queue(session, actor).tasks
    taken = takers_of(session, {(task.attempt_id, task.item_id) for task in tasks}).get(actor.person_id, frozenset())
    mine = [task for task in tasks if task.claimed_by == actor.person_id]
    free = [task for task in tasks if task.state == "waiting" and (task.attempt_id, task.item_id) not in taken]
    found = (*mine, *{task.subject: task for task in reversed(free)}.values())
    return tuple(sorted(found, key=lambda task: (task.due_at, task.id)))
