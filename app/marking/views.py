"""Pages of marking: taking and giving back an answer, marking it blind, its draft, and what came of it."""

import msgspec
from flask import Blueprint, Response, make_response, redirect, request, url_for

from app.assessment.queries import settled_of
from app.kernel.bilingual import Bilingual
from app.kernel.clock import to_text
from app.kernel.errors import InvalidError
from app.marking.access import access_taken_task, access_task
from app.marking.actions import claim_task, hand_back_task, save_draft, submit_mark
from app.marking.pages.task import (
    Heard,
    MarkedPage,
    TaskPage,
    asked_of,
    criterion_views,
    settled_total,
)
from app.marking.pages.words import deadline_words, settled_words
from app.marking.queries import (
    MarkRow,
    Script,
    evidence_of,
    find_draft,
    marks_of_script,
    script_of,
    tasks_of,
)
from app.marking.rules.hearing import Heard as KeptEvidence
from app.marking.rules.hearing import heard_in
from app.marking.rules.sent import read_draft, read_form, read_version
from app.marking.rules.sheet import Sheet, clean_sheet, missing_in
from app.marking.rules.tasks import ScriptTaskRow
from app.web.errors import translated
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, lang, library_of, now, reading, writing

blueprint = Blueprint("marking", __name__, template_folder="templates")
_TASK = "/marking/<int(max=9007199254740991):task_id>"


@blueprint.post(f"{_TASK}/claim")
@needs("mentor")
def claim(task_id: int) -> Response:
    """Take an answer."""
    access_task(reading(), actor(), task_id)
    with writing() as session:
        claim_task(session, task_id, by=actor().person_id, at=now())
    return _to_task(task_id)


@blueprint.post(f"{_TASK}/hand-back")
@needs("mentor")
def hand_back(task_id: int) -> Response:
    """Put an answer back into the queue."""
    access_taken_task(reading(), actor(), task_id)
    with writing() as session:
        hand_back_task(session, task_id, by=actor().person_id, at=now())
    return redirect(url_for("bench.queue"), 303)  # type: ignore[return-value]


@blueprint.get(_TASK)
@needs("mentor")
def task(task_id: int) -> str:
    """Show an answer to be marked or, when one's own mark is in, what the engine heard and what came of it."""
    found = access_taken_task(reading(), actor(), task_id)
    script = script_of(reading(), library_of(found.release_id), found)
    own = _own_mark(found)
    if own is not None:
        return render("marking/marked.html", _marked_page(found, script, own))
    return render("marking/task.html", _task_page(found, script))


@blueprint.post(f"{_TASK}/draft")
@needs("mentor")
def draft(task_id: int) -> Response:
    """Save what is entered so far; what is acknowledged is on the disk."""
    found = access_taken_task(reading(), actor(), task_id)
    if request.is_json:
        sent = read_draft(request.get_data(cache=False))
        body = {"version": _save(found, sent.sheet(), sent.version), "at": to_text(now())}
        return Response(msgspec.json.encode(body), mimetype="application/json")
    script = script_of(reading(), library_of(found.release_id), found)
    try:
        _save(found, read_form(_fields(), script.criteria), read_version(_fields()))
    except InvalidError as error:
        return _again(found, script, error)
    return _to_task(task_id)


@blueprint.post(f"{_TASK}/mark")
@needs("mentor")
def mark(task_id: int) -> Response:
    """Take in one's own mark; what is still open is told, and what was entered is kept as a draft."""
    found = access_taken_task(reading(), actor(), task_id)
    script = script_of(reading(), library_of(found.release_id), found)
    try:
        sheet = clean_sheet(read_form(_fields(), script.criteria), script.criteria)
        version = read_version(_fields())
        if found.state != "done" and missing_in(sheet, script.criteria):
            _save(found, sheet, version)
        heard = _hear(found, script)  # before the transaction: reading may have to compile a lexicon
        with writing() as session:
            submit_mark(session, library_of, task_id, sheet, version, by=actor().person_id, at=now(), heard=heard)
    except InvalidError as error:
        return _again(found, script, error)
    return _to_task(task_id)


def _save(found: ScriptTaskRow, sheet: Sheet, version: int) -> int:
    with writing() as session:
        return save_draft(session, library_of, found.id, sheet, version, by=actor().person_id, at=now())


def _fields() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def _to_task(task_id: int) -> Response:
    return redirect(url_for("marking.task", task_id=task_id), 303)  # type: ignore[return-value]


def _again(found: ScriptTaskRow, script: Script, error: InvalidError) -> Response:
    """Show the form as it was sent, with the mistake in it."""
    return make_response(render("marking/task.html", _task_page(found, script, error)), 422)


def _own_mark(found: ScriptTaskRow) -> MarkRow | None:
    marks = marks_of_script(reading(), found.attempt_id, found.item_id)
    return next((one for one in marks if one.task_id == found.id), None)


def _title(found: ScriptTaskRow) -> Bilingual:
    return library_of(found.release_id).quizzes[found.quiz_id].title


def _task_page(found: ScriptTaskRow, script: Script, error: InvalidError | None = None) -> TaskPage:
    saved = find_draft(reading(), found.id, actor().person_id)
    sheet, typed, errors = saved.sheet if saved else Sheet(), None, {}
    if error is not None:
        typed = {name: request.form.get(f"points-{name}", "") for name in script.criteria}
        sheet = Sheet({}, request.form.get("comment", ""), request.form.get("note", ""))
        errors = {error.field: translated(error)}
        if typed.get(error.field) == "":  # then all that are open are named
            errors = {name: translated(error) for name, text in typed.items() if not text}
    return TaskPage(
        task=found,
        asked=asked_of(script, _title(found), lang()),
        criteria=criterion_views(script, sheet, lang(), typed=typed, errors=errors),
        sheet=sheet,
        version=saved.version if saved else 0,
        deadline=deadline_words(found.due_at, now()),
        saved_at=saved.at if saved else None,
        error=translated(error) if error else "",
    )


def _marked_page(found: ScriptTaskRow, script: Script, own: MarkRow) -> MarkedPage:
    settled = settled_of(reading(), found.attempt_id).get(found.item_id)
    others = marks_of_script(reading(), found.attempt_id, found.item_id) if settled else ()
    tasks = tasks_of(reading(), found.attempt_id, found.item_id)
    is_disputed = any(one.role == "adjudicator" and one.state != "done" for one in tasks)
    return MarkedPage(
        task=found,
        asked=asked_of(script, _title(found), lang()),
        criteria=criterion_views(script, own.sheet, lang()),
        own=own,
        state="settled" if settled else "dispute" if is_disputed else "waiting",
        heard=_heard(found),
        others=tuple(one.total for one in others if one.id != own.id),
        settled=settled_total(script, settled.points) if settled else None,
        how=settled_words(settled.how) if settled else "",
    )


def _hear(found: ScriptTaskRow, script: Script) -> KeptEvidence:
    return heard_in(script.question.spec, script.answer, script.lang, library_of(found.release_id).lexicon)


def _heard(found: ScriptTaskRow) -> tuple[Heard, ...]:
    lexicon = library_of(found.release_id).lexicon
    titles = {} if lexicon is None else {act.id: act.title for act in lexicon.acts}
    return tuple(
        Heard(titles.get(act, Bilingual(act, act)), wanted, heard)
        for act, wanted, heard in evidence_of(reading(), found.id)
    )
