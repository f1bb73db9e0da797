"""Marking a conversation blind: the page, its draft, one's own marks, and the way back to the learner."""

from flask import Response, make_response, redirect, request, url_for

from app.bench.access import access_taken_task
from app.bench.actions import return_task, save_draft, submit_own_marks
from app.bench.forms import ReturnForm
from app.bench.pages.marking import MarkingPage, count_open, criterion_views, critical_views
from app.bench.pages.words import deadline_words
from app.bench.queries import DraftRow, find_draft
from app.bench.rules.sent import read_draft, read_form, read_version
from app.bench.rules.sheet import Missing, Sheet, clean_sheet, missing_in
from app.bench.rules.tasks import TaskRow
from app.bench.views.base import TASK, acknowledged, blueprint, fields, frame, own_mark, talk_of, to_queue, to_task
from app.bench.views.deciding import show_deciding
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, library_of, now, reading, writing


@blueprint.get(TASK)
@needs("mentor")
def task(task_id: int) -> str:
    """Show a conversation to be marked or, when one's own marks are in, what the engine and others found."""
    found = access_taken_task(reading(), actor(), task_id)
    own = own_mark(found)
    return show_deciding(found, own) if own else render("bench/marking.html", _page(found, _draft(found)))


@blueprint.post(f"{TASK}/draft")
@needs("mentor")
def draft(task_id: int) -> Response:
    """Save what is entered so far; what is acknowledged is on the disk."""
    found = access_taken_task(reading(), actor(), task_id)
    if request.is_json:
        sent = read_draft(request.get_data(cache=False))
        return acknowledged(_save(found, sent.sheet(), sent.version))
    _save(found, read_form(fields(), frame(found).asked), read_version(fields()))
    return redirect(url_for("bench.task", task_id=task_id), 303)  # type: ignore[return-value]


@blueprint.post(f"{TASK}/mark")
@needs("mentor")
def mark(task_id: int) -> Response:
    """Take in one's own marks; what is still open is told, and what was entered is kept as a draft."""
    found = access_taken_task(reading(), actor(), task_id)
    if own_mark(found):
        return to_task(task_id)
    asked, version = frame(found).asked, read_version(fields())
    sheet = clean_sheet(read_form(fields(), asked), asked)
    missing = missing_in(sheet, asked)
    if missing:
        saved = DraftRow(_save(found, sheet, version), sheet, now())
        return make_response(render("bench/marking.html", _page(found, saved, missing=missing)), 422)
    with writing() as session:
        submit_own_marks(session, library_of, task_id, sheet, version, by=actor().person_id, at=now())
    return to_task(task_id)


@blueprint.post(f"{TASK}/return")
@needs("mentor")
def give_back(task_id: int) -> Response:
    """Return a conversation to its learner with a reason."""
    found = access_taken_task(reading(), actor(), task_id)
    form = ReturnForm.from_request()
    if not form.validate():
        return make_response(render("bench/marking.html", _page(found, _draft(found), form=form)), 422)
    with writing() as session:
        return_task(session, task_id, form.reason.data or "", by=actor().person_id, at=now())
    return to_queue()


def _draft(found: TaskRow) -> DraftRow | None:
    return find_draft(reading(), found.id, actor().person_id)


def _page(
    found: TaskRow, saved: DraftRow | None, *, missing: tuple[Missing, ...] = (), form: ReturnForm | None = None
) -> MarkingPage:
    shown = frame(found)
    told, texts, _exchanges = talk_of(found, shown)
    sheet = saved.sheet if saved else Sheet()
    left, total = count_open(sheet, shown)
    return MarkingPage(
        task=found,
        told=told,
        criteria=criterion_views(shown, sheet, texts, missing),
        criticals=critical_views(shown, sheet, missing),
        sheet=sheet,
        version=saved.version if saved else 0,
        deadline=deadline_words(found.due_at, now()),
        saved_at=saved.at if saved else None,
        open_count=left,
        total=total,
        missing=missing,
        form=form or ReturnForm(),
    )


def _save(found: TaskRow, sheet: Sheet, version: int) -> int:
    with writing() as session:
        return save_draft(session, library_of, found.id, sheet, version, by=actor().person_id, at=now())
