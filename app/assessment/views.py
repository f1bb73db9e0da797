"""Pages of quizzes and attempts, and the address that takes answers while they are given."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Blueprint, Response, make_response, redirect, request, url_for

from app.assessment.access import access_attempt, access_examinee, access_quiz
from app.assessment.actions import (
    Outcome,
    Recorded,
    SentForm,
    append_events,
    draw_ahead,
    grant_one_more,
    prepare_events,
    record_form,
    start_attempt,
    start_practice,
    submit_attempt,
)
from app.assessment.forms import GrantForm
from app.assessment.pages import (
    AttemptPage,
    ExamTerms,
    PersonAttemptsPage,
    QuizPage,
    ReceiptPage,
    ReviewPage,
    TimeOverPage,
    answer_values,
    exam_terms,
    item_views,
    span,
)
from app.assessment.queries import (
    GRADED,
    AttemptRow,
    Standing,
    accommodation_of,
    attempt_summaries,
    correction_notes,
    events_of,
    explanations_of,
    find_sitting,
    has_open_papers,
    result_of,
    settled_of,
    specs_for,
    standing_in,
)
from app.assessment.rules.batch import form_values, read_batch
from app.assessment.rules.ledger import answers_from
from app.assessment.rules.marking import Result
from app.assessment.rules.people import people_parts
from app.assessment.rules.placing import courses_known
from app.assessment.rules.timing import remaining_seconds
from app.assessment.rules.verdicts import ReviewState, may_review
from app.assessment.rules.windows import Window
from app.content.library import Course, Library, Quiz
from app.identity.queries import PersonBrief, person_brief
from app.kernel.errors import InvalidError
from app.web.errors import translated
from app.web.guards import needs, signed_in, signed_in_keeping_what_was_typed
from app.web.rendering import render
from app.web.request import (
    actor,
    connection,
    lang,
    library,
    library_of,
    now,
    reading,
    release_id,
    writing,
    writing_statement,
)

blueprint = Blueprint("assessment", __name__, template_folder="templates")
blueprint.register_blueprint(Blueprint("items", "app.items", template_folder="."))  # the kinds' own templates

_PLACE = re.compile(r"item-\d{1,4}")  # the section of a question
_ATTEMPT = "/attempts/<int(max=9007199254740991):attempt_id>"


@blueprint.get("/quizzes/<quiz_id>")
@signed_in
def quiz(quiz_id: str) -> str:
    """Show the rules of a quiz and what may be done now."""
    found = access_quiz(library(), quiz_id)
    person_id = actor().person_id
    standing = standing_in(reading(), found, person_id, at=now())
    page = QuizPage(
        quiz=found,
        verdict=standing.verdict,
        attempts=attempt_summaries(reading(), person_id, quiz_id, with_practice=True),
        time_limit=span(found.time_limit),
        wait=span(found.wait_between),
        has_red_line=any(draw.must_pass for draw in found.draws),
        terms=_terms(found, standing.limits.window),
        places=tuple(library().courses[course] for course in found.places),
    )
    return render("assessment/quiz.html", page)


@blueprint.post("/quizzes/<quiz_id>/attempts")
@signed_in
def start(quiz_id: str) -> Response:
    """Start an attempt or resume the open one."""
    found, who = access_quiz(library(), quiz_id), actor().person_id
    drawn = draw_ahead(reading(), library(), found, trade=actor().trade)
    with writing() as session:
        attempt_id = start_attempt(
            session, library_of, quiz_id, who, release_id=release_id(), by=who, at=now(), drawn=drawn
        )
    return _to("assessment.attempt", attempt_id)


@blueprint.post("/quizzes/<quiz_id>/practice")
@signed_in
def practise(quiz_id: str) -> Response:
    """Begin or go on with a practice that counts for nothing: of the whole quiz, or of what was wrong."""
    who, only_wrong = actor().person_id, "only_wrong" in request.form
    with writing() as session:
        attempt_id = start_practice(
            session, library_of, quiz_id, who, release_id=release_id(), only_wrong=only_wrong, by=who, at=now()
        )
    return _to("assessment.attempt", attempt_id)


@blueprint.get(_ATTEMPT)
@signed_in
def attempt(attempt_id: int) -> Response | str:
    """Show the paper with what is saved; a submitted attempt leads to its receipt."""
    row = access_attempt(reading(), actor(), attempt_id)
    if not row.is_open:
        return _to("assessment.receipt", attempt_id)
    if row.deadline_at is not None and now() > row.deadline_at:
        return _time_over(row)
    return render("assessment/attempt.html", _paper_page(row, is_saved="saved" in request.args))


@blueprint.post(f"{_ATTEMPT}/events")
@signed_in
def events(attempt_id: int) -> Response:
    """Append answers to the ledger; acknowledged ones are on the disk."""
    batch = read_batch(request.get_data(cache=False))
    ready = prepare_events(connection(), library_of, attempt_id, batch, by=actor().person_id, at=now())
    if ready.rows:
        with writing_statement() as statement:
            append_events(statement, ready)
    return _acknowledged(ready.recorded)


@blueprint.post(f"{_ATTEMPT}/answers")
@signed_in_keeping_what_was_typed
def answers(attempt_id: int) -> Response:
    """Save the whole form: for browsers without JavaScript."""
    with writing() as session:
        outcome = record_form(session, library_of, attempt_id, _sent_form(), by=actor().person_id, at=now())
    if outcome.errors:
        return _again(attempt_id, outcome)
    place = _PLACE.fullmatch(request.form.get("at", ""))
    back = url_for("assessment.attempt", attempt_id=attempt_id, saved=1, _anchor=place and place[0])
    return redirect(back, 303)  # type: ignore[return-value]


@blueprint.post(f"{_ATTEMPT}/submission")
@signed_in_keeping_what_was_typed
def submission(attempt_id: int) -> Response:
    """Hand in; asking again leads to the same receipt."""
    with writing() as session:
        outcome = submit_attempt(session, library_of, attempt_id, _sent_form(), by=actor().person_id, at=now())
    if not outcome.submitted:
        return _again(attempt_id, outcome)
    return _to("assessment.receipt", attempt_id)


@blueprint.get(f"{_ATTEMPT}/receipt")
@signed_in
def receipt(attempt_id: int) -> Response | str:
    """Show what was handed in and what came of it."""
    row = access_attempt(reading(), actor(), attempt_id)
    if row.is_open:
        return _to("assessment.attempt", attempt_id)
    released = library_of(row.release_id)
    found = released.quizzes[row.quiz_id]
    standing = standing_in(reading(), found, row.person_id, at=now())
    result = result_of(reading(), released, row)
    page = ReceiptPage(
        attempt=row,
        quiz_id=row.quiz_id,
        title=found.title,
        result=result,
        review=_review_state(row, standing),
        verdict=standing.verdict,
        by_people=people_parts(result.items, specs_for(released, row.paper), settled_of(reading(), row.id)),
        corrections=tuple((at, reason) for at, _, reason in correction_notes(reading(), row.id)),
        places=_placed(released, row, result) if row.mode == GRADED else (),
    )
    return render("assessment/receipt.html", page)


def _placed(released: Library, row: AttemptRow, result: Result) -> tuple[tuple[Course, bool], ...]:
    """Tell of each course of a placement test whether it is known now."""
    known = courses_known(released, row.quiz_id, result, row.paper.pass_score)
    return tuple((released.courses[course], course in known) for course in released.quizzes[row.quiz_id].places)


@blueprint.get(f"{_ATTEMPT}/review")
@signed_in
def review(attempt_id: int) -> Response | str:
    """Show answers, key and reasons when the quiz releases them."""
    row = access_attempt(reading(), actor(), attempt_id)
    if row.is_open:
        return _to("assessment.attempt", attempt_id)
    released = library_of(row.release_id)
    found = released.quizzes[row.quiz_id]
    standing = standing_in(reading(), found, row.person_id, at=now())
    state = _review_state(row, standing)
    if state != "open":
        return render("assessment/review.html", ReviewPage(row, found.title, state))
    results = result_of(reading(), released, row).items
    values = answer_values(row, released.questions, {result.id: result.answer for result in results})
    items = item_views(row, released.questions, values, lang(), results=results)
    corrected, settled = explanations_of(reading(), row.id), settled_of(reading(), row.id)
    return render("assessment/review.html", ReviewPage(row, found.title, state, items, corrected, settled))


@blueprint.get("/people/<int(max=9007199254740991):person_id>/attempts")
@needs("manager", "admin")
def person_attempts(person_id: int) -> str:
    """Show a person's attempts and the form for a further one."""
    person = access_examinee(reading(), actor(), person_id)
    return _person_attempts(person, _grant_form(person_id))


@blueprint.post("/people/<int(max=9007199254740991):person_id>/attempts")
@needs("manager", "admin")
def person_attempts_post(person_id: int) -> Response:
    """Give a person one more attempt."""
    person = access_examinee(reading(), actor(), person_id)
    form = _grant_form(person_id)
    if not form.validate():
        return make_response(_person_attempts(person, form), 422)
    found, reason = access_quiz(library(), form.quiz.data), form.reason.data or ""
    with writing() as session:
        grant_one_more(session, found, person_id, reason, by=actor().person_id, at=now())
    return redirect(url_for("assessment.person_attempts", person_id=person_id), 303)  # type: ignore[return-value]


def _review_state(row: AttemptRow, standing: Standing) -> ReviewState:
    """Decide whether the key may be seen: of a practice at once, else as the quiz says."""
    if row.mode != GRADED:
        return "open"
    others = row.sitting_id is not None and has_open_papers(reading(), row.sitting_id)
    key, past = row.paper.release_key, row.as_past()
    return may_review(key, past, standing.verdict, standing.limits, now(), others_write=others)


def _terms(found: Quiz, window: Window) -> ExamTerms:
    sitting = None if window.sitting_id is None else find_sitting(reading(), window.sitting_id)
    accommodation = accommodation_of(reading(), actor().person_id, at=now())
    is_timed = found.time_limit is not None or window.closes_at is not None
    return exam_terms(window, accommodation, "" if sitting is None else sitting.title, is_timed=is_timed)


def _grant_form(person_id: int) -> GrantForm:
    tried = {attempt.quiz_id for attempt in attempt_summaries(reading(), person_id)}
    quizzes = [quiz for quiz in library().quizzes.values() if quiz.id in tried]
    form = GrantForm.from_request()
    used = "exhausted"
    form.offer([q for q in quizzes if standing_in(reading(), q, person_id, at=now()).verdict.state == used], lang())
    return form


def _person_attempts(person: PersonBrief, form: GrantForm) -> str:
    quizzes = library().quizzes
    attempts = tuple(
        (attempt, quizzes[attempt.quiz_id].title if attempt.quiz_id in quizzes else None)
        for attempt in attempt_summaries(reading(), person.id)
    )
    page = PersonAttemptsPage(person, attempts, form, may_grant=bool(form.quiz.choices))
    return render("assessment/person_attempts.html", page)


def _to(endpoint: str, attempt_id: int) -> Response:
    return redirect(url_for(endpoint, attempt_id=attempt_id), 303)  # type: ignore[return-value]


def _sent_form() -> SentForm:
    """Read the form: without `seen` the fields say nothing (a script has saved them already)."""
    seen = request.form.get("seen", "")
    fields = {name: request.form.getlist(name) for name in request.form}
    return SentForm(fields, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None, lang())  # noqa: PLR2004


def _paper_page(
    row: AttemptRow,
    *,
    is_saved: bool = False,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, InvalidError] | None = None,
) -> AttemptPage:
    """Return the paper with the answers of the ledger, or with what was typed into a form that has mistakes."""
    released = library_of(row.release_id)
    ledger = events_of(reading(), row.id)
    values = answer_values(row, released.questions, answers_from(ledger)) if typed is None else typed
    messages = {item: translated(error) for item, error in (errors or {}).items()}
    given = answers_from(ledger) if row.mode != GRADED and typed is None else {}
    results = [result for result in result_of(reading(), released, row).items if result.id in given] if given else ()
    return AttemptPage(
        attempt=row,
        title=released.quizzes[row.quiz_id].title,
        items=item_views(row, released.questions, values, lang(), errors=messages, results=results),
        seen=max((event.id for event in ledger), default=0),
        remaining_seconds=remaining_seconds(row.deadline_at, now()),
        person=person_brief(reading(), row.person_id).employee_number,
        is_saved=is_saved,
        sections=dict(released.quizzes[row.quiz_id].sections),
    )


def _again(attempt_id: int, outcome: Outcome) -> Response:
    row = access_attempt(reading(), actor(), attempt_id)
    fields = {name: request.form.getlist(name) for name in request.form}
    page = _paper_page(row, typed=form_values(fields), errors=outcome.errors)
    return make_response(render("assessment/attempt.html", page), 422)


def _time_over(row: AttemptRow) -> str:
    given = answers_from(events_of(reading(), row.id))
    title = library_of(row.release_id).quizzes[row.quiz_id].title
    return render("assessment/time_over.html", TimeOverPage(row, title, len(given), len(row.paper.items)))


def _acknowledged(recorded: Recorded) -> Response:
    refused = [
        {"seq": refusal.seq, "item": refusal.item, "message": translated(refusal.error)} for refusal in recorded.refused
    ]
    body = {
        "acked": recorded.acked,
        "refused": refused,
        "remaining_seconds": recorded.remaining_seconds,
        "others": recorded.others,
    }
    status = 422 if refused and not recorded.acked else 200
    return Response(msgspec.json.encode(body), status, mimetype="application/json")
