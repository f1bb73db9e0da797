"""The queue: what waits, who has how much, taking and giving back."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial

from flask import Response, request

from app.bench.access import Covered, access_queue, access_taken_task, access_task
from app.bench.actions import claim_task, hand_back_task
from app.bench.pages.queue import Line, Marker, QueuePage, Task, by_deadline, load_lines, may_take, queue_line
from app.bench.queries import takers_of, tasks_marked_by
from app.bench.rules.tasks import TaskRow
from app.bench.views.base import TASK, blueprint, to_queue, to_task
from app.identity.queries import holders_of
from app.kernel.bilingual import Bilingual
from app.marking.access import access_queue as access_scripts
from app.marking.pages.queue import script_line
from app.marking.queries import takers_of as takers_of_answers
from app.marking.rules.tasks import ScriptTaskRow
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, library_of, now, reading, writing


@blueprint.get("/bench")
@needs("mentor")
def queue() -> str:
    """Show what waits for marks in one's teams."""
    return render("bench/queue.html", _page(access_queue(reading(), actor()), request.args.get("scenario", "")))


@blueprint.post(f"{TASK}/claim")
@needs("mentor")
def claim(task_id: int) -> Response:
    """Take a conversation."""
    access_task(reading(), actor(), task_id)
    with writing() as session:
        claim_task(session, task_id, by=actor().person_id, at=now())
    return to_task(task_id)


@blueprint.post(f"{TASK}/hand-back")
@needs("mentor")
def hand_back(task_id: int) -> Response:
    """Put a conversation back into the queue."""
    access_taken_task(reading(), actor(), task_id)
    with writing() as session:
        hand_back_task(session, task_id, by=actor().person_id, at=now())
    return to_queue()


def _page(covered: Covered, wanted: str) -> QueuePage:
    me, scripts = actor().person_id, access_scripts(reading(), actor())
    tasks: list[Task] = [*covered.tasks, *scripts.tasks]
    markers = _markers(covered, scripts.tasks)
    free = _free(next((marker for marker in markers if marker.id == me), None), tasks, covered)
    counts = Counter(_filter(task) for task in free)
    titles = _titles(tasks)
    marked = tasks_marked_by(reading(), me)
    lines = partial(_line, titles=titles, marked=marked)
    return QueuePage(
        mine=by_deadline(lines(task) for task in tasks if task.claimed_by == me),
        waiting=by_deadline(lines(task) for task in free if wanted in ("", _filter(task))),
        scenarios=tuple((name, titles[name], n) for name, n in sorted(counts.items())),
        wanted=wanted,
        total=sum(isinstance(task, TaskRow) for task in free),
        answers=sum(not isinstance(task, TaskRow) for task in free),
        load=load_lines(markers, tasks, covered.paths, me),
    )


def _free(me: Marker | None, tasks: Sequence[Task], covered: Covered) -> list[Task]:
    """Return what I may take; of an answer that two are to mark I see one task."""
    found = [task for task in tasks if task.state == "waiting" and me and may_take(me, task, covered.paths)]
    answers = {task.subject: task for task in reversed(found) if not isinstance(task, TaskRow)}
    return [task for task in found if isinstance(task, TaskRow) or answers[task.subject] is task]


def _filter(task: Task) -> str:
    return task.scenario_id if isinstance(task, TaskRow) else f"quiz:{task.quiz_id}"


def _line(task: Task, *, titles: dict[str, Bilingual], marked: Collection[int]) -> Line:
    if isinstance(task, TaskRow):
        return queue_line(task, titles, now(), marked)
    return script_line(task, titles[_filter(task)], now())


def _titles(tasks: Sequence[Task]) -> dict[str, Bilingual]:
    return {_filter(task): _title(task) for task in sorted(tasks, key=lambda task: task.release_id)}


def _title(task: Task) -> Bilingual:
    released = library_of(task.release_id)
    if isinstance(task, TaskRow):
        return released.scenarios[task.scenario_id].title
    return released.quizzes[task.quiz_id].title


def _markers(covered: Covered, scripts: Sequence[ScriptTaskRow]) -> list[Marker]:
    """Return the mentors of these teams, each with the teams held and what was taken."""
    talks = takers_of(reading(), {task.session_id for task in covered.tasks})
    answers = takers_of_answers(reading(), {(task.attempt_id, task.item_id) for task in scripts})
    known = [path for path in covered.paths.values() if path]
    held: dict[int, tuple[str, tuple[str, ...]]] = {}
    for person, name, path in holders_of(reading(), "mentor", at=now()):
        if any(team.startswith(path) for team in known) or not known:
            held[person] = (name, (*held.get(person, ("", ()))[1], path))
    return [
        Marker(
            person,
            name,
            paths,
            frozenset(("talk", str(talk)) for talk in talks.get(person, ()))
            | {("script", str(attempt), item) for attempt, item in answers.get(person, ())},
        )
        for person, (name, paths) in held.items()
    ]
