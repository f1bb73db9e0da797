"""The queue: what waits, who has how much, taking and giving back."""

from collections import Counter

from flask import Response, request

from app.bench.access import Covered, access_queue, access_taken_task, access_task
from app.bench.actions import claim_task, hand_back_task
from app.bench.pages.queue import Marker, QueuePage, load_lines, may_take, queue_line
from app.bench.queries import takers_of, tasks_marked_by
from app.bench.views.base import TASK, blueprint, to_queue, to_task
from app.identity.queries import holders_of
from app.kernel.bilingual import Bilingual
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
    me, tasks = actor().person_id, covered.tasks
    markers = _markers(covered)
    myself = next((marker for marker in markers if marker.id == me), None)
    takeable = [t for t in tasks if t.state == "waiting" and myself and may_take(myself, t, covered.paths)]
    counts = Counter(task.scenario_id for task in takeable)
    titles = _titles(covered)
    marked = tasks_marked_by(reading(), me)
    return QueuePage(
        mine=tuple(queue_line(task, titles, now(), marked) for task in tasks if task.claimed_by == me),
        waiting=tuple(queue_line(task, titles, now()) for task in takeable if wanted in ("", task.scenario_id)),
        scenarios=tuple((scenario, titles[scenario], n) for scenario, n in sorted(counts.items())),
        wanted=wanted,
        total=len(takeable),
        load=load_lines(markers, tasks, covered.paths, me),
    )


def _titles(covered: Covered) -> dict[str, Bilingual]:
    return {
        task.scenario_id: library_of(task.release_id).scenarios[task.scenario_id].title
        for task in sorted(covered.tasks, key=lambda task: task.release_id)
    }


def _markers(covered: Covered) -> list[Marker]:
    """Return the mentors of these teams, each with the teams held and the conversations taken."""
    taken = takers_of(reading(), {task.session_id for task in covered.tasks})
    known = [path for path in covered.paths.values() if path]
    held: dict[int, tuple[str, tuple[str, ...]]] = {}
    for person, name, path in holders_of(reading(), "mentor", at=now()):
        if any(team.startswith(path) for team in known) or not known:
            held[person] = (name, (*held.get(person, ("", ()))[1], path))
    return [Marker(person, name, paths, taken.get(person, frozenset())) for person, (name, paths) in held.items()]
