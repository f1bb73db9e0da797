"""What all pages of the bench need: the blueprint, the address of a task, what was told, the fields of a form."""

import msgspec
from flask import Blueprint, Response, redirect, request, url_for

from app.bench.pages.marking import Told
from app.bench.pages.talk import promised_views, texts_of, turn_views
from app.bench.queries import Frame, MarkRow, frame_of, marks_of
from app.bench.rules.tasks import TaskRow
from app.kernel.clock import to_text
from app.roleplay.pages.parts import plain_ticket
from app.roleplay.queries import Exchange, exchanges_of, ticket_of
from app.web.request import actor, lang, library_of, now, reading

blueprint = Blueprint("bench", __name__, template_folder="../templates")

TASK = "/bench/<int(max=9007199254740991):task_id>"


def frame(task: TaskRow) -> Frame:
    """Return what the conversation of a task is marked by."""
    return frame_of(reading(), library_of(task.release_id), task.session_id)


def talk_of(task: TaskRow, found: Frame) -> tuple[Told, dict[int, str], tuple[Exchange, ...]]:
    """Return what was told, the learner's words by turn, and the exchanges behind both."""
    exchanges = exchanges_of(reading(), found.scenario, task.session_id, lang())
    texts, state = texts_of(exchanges), exchanges[-1].step.state
    ticket = plain_ticket(found.scenario, ticket_of(reading(), task.session_id), lang())
    told = Told(found.scenario, turn_views(exchanges, found.scenario), ticket, promised_views(state.promises, texts))
    return told, texts, exchanges


def own_mark(task: TaskRow) -> MarkRow | None:
    """Return the mark that the actor has given to a task, None before."""
    marks = marks_of(reading(), task.session_id)
    return next((mark for mark in marks if mark.task_id == task.id and mark.marker_id == actor().person_id), None)


def fields() -> dict[str, list[str]]:
    """Return the fields of the sent form."""
    return {name: request.form.getlist(name) for name in request.form}


def acknowledged(version: int) -> Response:
    """Answer an autosave: what is acknowledged is on the disk."""
    body = {"version": version, "at": to_text(now())}
    return Response(msgspec.json.encode(body), mimetype="application/json")


def to_task(task_id: int) -> Response:
    """Lead to the page of a task."""
    return redirect(url_for("bench.task", task_id=task_id), 303)  # type: ignore[return-value]


def to_queue() -> Response:
    """Lead to the queue."""
    return redirect(url_for("bench.queue"), 303)  # type: ignore[return-value]
