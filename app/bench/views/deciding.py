"""After one's own marks: the engine's evidence beside them, the decision, and what came of it."""

from dataclasses import replace

from flask import Response, make_response, request

from app.bench.access import access_taken_task
from app.bench.actions import decide_task, save_decision
from app.bench.pages.deciding import DecidingPage, compared_criteria, compared_criticals, difference_words
from app.bench.pages.marking import criterion_views
from app.bench.queries import DraftRow, MarkRow, find_draft, is_released, marks_of, outcome_now, tasks_of
from app.bench.rules.decision import Decision, decided_so_far
from app.bench.rules.sent import read_decision, read_draft, read_version
from app.bench.rules.tasks import TaskRow
from app.bench.views.base import TASK, acknowledged, blueprint, fields, frame, own_mark, talk_of, to_task
from app.dialogue.debrief import debrief
from app.dialogue.ticket import compare_ticket
from app.kernel.errors import InvalidError
from app.roleplay.pages.parts import promise_views, ticket_rows
from app.roleplay.queries import ticket_of
from app.web.errors import translated
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, lang, library_of, now, reading, writing


@blueprint.post(f"{TASK}/decision")
@needs("mentor")
def decision(task_id: int) -> Response:
    """Decide the critical errors that one sees differently from the engine, and finish."""
    found = access_taken_task(reading(), actor(), task_id)
    decided = read_decision(fields(), frame(found).asked)
    try:
        with writing() as session:
            decide_task(session, library_of, task_id, decided, by=actor().person_id, at=now())
    except InvalidError as error:
        own = own_mark(found)
        return make_response(show_deciding(found, own, decided, error) if own else "", 422)
    return to_task(task_id)


@blueprint.post(f"{TASK}/decision/draft")
@needs("mentor")
def decision_draft(task_id: int) -> Response:
    """Save what is decided so far; what is acknowledged is on the disk."""
    found = access_taken_task(reading(), actor(), task_id)
    if request.is_json:
        sent = read_draft(request.get_data(cache=False))
        return acknowledged(_save(found, sent.decision(), sent.version))
    _save(found, read_decision(fields(), frame(found).asked), read_version(fields()))
    return to_task(task_id)


def show_deciding(
    found: TaskRow, own: MarkRow, decided: Decision | None = None, error: InvalidError | None = None
) -> str:
    """Return the page after one's own marks, with what was sent and the mistake in it if there is one."""
    page = _page(found, own, find_draft(reading(), found.id, own.marker_id), decided)
    if error:
        wrong = tuple(
            replace(line, error=translated(error)) if line.critical.id == error.field else line
            for line in page.criticals
        )
        page = replace(page, criticals=wrong, error=translated(error))
    return render("bench/deciding.html", page)


def _save(found: TaskRow, decision: Decision, version: int) -> int:
    with writing() as session:
        return save_decision(session, library_of, found.id, decision, version, by=actor().person_id, at=now())


def _page(found: TaskRow, own: MarkRow, saved: DraftRow | None, sent: Decision | None) -> DecidingPage:
    shown = frame(found)
    kept = decided_so_far(saved.sheet) if saved else Decision()
    decided = sent or kept
    told, texts, exchanges = talk_of(found, shown)
    steps = tuple(exchange.step for exchange in exchanges)
    made, state = debrief(shown.scenario, shown.rubric, steps), steps[-1].state
    marks, tasks = marks_of(reading(), found.session_id), tasks_of(reading(), found.session_id)
    others = tuple(mark for mark in marks if mark.id != own.id)
    outcome = outcome_now(reading(), shown, found.session_id) if own.state == "final" else None
    lines = compare_ticket(shown.scenario, state, ticket_of(reading(), found.session_id), lang())
    return DecidingPage(
        task=found,
        told=told,
        criteria=compared_criteria(shown, criterion_views(shown, own.sheet, texts), made, texts, others),
        criticals=compared_criticals(shown, own.sheet, made, texts, decided.critical),
        ticket=ticket_rows(lines, lang()),
        promises=promise_views(state.promises, texts, shown.scenario, lang(), tells=True),
        engine=made.checklist.score,
        own=own,
        others=others,
        comment=own.sheet.comment if decided.comment is None else decided.comment,
        is_last=all(task.state == "done" for task in tasks if task.id != found.id),
        outcome=outcome,
        differences=() if outcome is None else difference_words(shown, outcome),
        is_released=is_released(reading(), found.session_id),
        version=saved.version if saved else 0,
        saved_at=saved.at if saved and kept.comment is not None else None,
    )
