"""Pages of appeals: filing and following one's own, looking at those of others."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect
from markupsafe import Markup

from app.appeals.access import access_appeal_to_review, access_own_appeal, access_own_item, appealed_item
from app.appeals.actions import decide_appeal, file_appeal, hand_back_appeal, note_look, take_appeal, withdraw_appeal
from app.appeals.forms import ClaimForm, DecisionForm, LookForm
from app.appeals.pages import (
    AppealLine,
    AppealPage,
    AppealQueuePage,
    AppealsPage,
    FilePage,
    ReviewAppealPage,
    follow_words,
    item_view,
    line_of,
)
from app.appeals.queries import appeals_of, decided_appeals, open_appeals
from app.appeals.rules import AppealRow
from app.assessment.queries import corrections_list
from app.identity.queries import names_of
from app.items.registry import KINDS
from app.web.guards import needs, signed_in
from app.web.rendering import render
from app.web.request import actor, lang, library_of, now, reading, writing

blueprint = Blueprint("appeals", __name__, template_folder="templates")
_ID = "<int(max=9007199254740991):appeal_id>"
_ITEM = "/attempts/<int(max=9007199254740991):attempt_id>/items/<int(max=9999):number>/appeal"
_LATELY = timedelta(days=30)


@blueprint.get(_ITEM)
@signed_in
def new_appeal(attempt_id: int, number: int) -> str:
    """Show the form of an appeal about one question of one's own paper."""
    return _file_page(attempt_id, number, ClaimForm.from_request())


@blueprint.post(_ITEM)
@signed_in
def new_appeal_post(attempt_id: int, number: int) -> Response:
    """File it."""
    form = ClaimForm.from_request()
    attempt, item = access_own_item(reading(), actor(), attempt_id, number)
    if not form.validate():
        return make_response(_file_page(attempt_id, number, form), 422)
    with writing() as session:
        done = file_appeal(session, attempt, item.id, form.claim.data or "", by=actor().person_id, at=now())
    return _to(f"/appeals/{done}")


@blueprint.get("/appeals")
@signed_in
def appeals() -> str:
    """Show one's own appeals."""
    return render(
        "appeals/appeals.html", AppealsPage(tuple(_line(row) for row in appeals_of(reading(), actor().person_id)))
    )


@blueprint.get(f"/appeals/{_ID}")
@signed_in
def appeal(appeal_id: int) -> str:
    """Show one's own appeal and its answer."""
    row = access_own_appeal(reading(), actor(), appeal_id)
    found = appealed_item(reading(), library_of(row.release_id), row)
    return render("appeals/appeal.html", AppealPage(_line(row), found.number, follow_words(row.action)))


@blueprint.post(f"/appeals/{_ID}/withdrawal")
@signed_in
def withdraw(appeal_id: int) -> Response:
    """Take one's own appeal back."""
    with writing() as session:
        withdraw_appeal(session, appeal_id, by=actor().person_id, at=now())
    return _to(f"/appeals/{appeal_id}")


@blueprint.get("/appeals/queue")
@needs("author", "admin")
def queue() -> str:
    """Show what waits for an answer."""
    mine = actor().person_id
    waiting = [row for row in open_appeals(reading()) if row.person_id != mine]
    lately = decided_appeals(reading(), since=now() - _LATELY)
    decided = [row for row in lately if row.state == "decided" and row.person_id != mine]
    names = names_of(reading(), [row.reviewer_id for row in (*waiting, *decided) if row.reviewer_id])
    page = AppealQueuePage(
        tuple(_line(row, names) for row in waiting),
        tuple(_line(row, names) for row in decided if row.person_id != mine),
    )
    return render("appeals/queue.html", page)


@blueprint.get(f"/appeals/{_ID}/review")
@needs("author", "admin")
def review(appeal_id: int) -> str:
    """Show an appeal to who looks at it, without the learner's name."""
    return _review_page(appeal_id, LookForm.from_request(), DecisionForm.from_request())


@blueprint.post(f"/appeals/{_ID}/taking")
@needs("author", "admin")
def take(appeal_id: int) -> Response:
    """Take it."""
    access_appeal_to_review(reading(), actor(), appeal_id)
    with writing() as session:
        take_appeal(session, appeal_id, by=actor().person_id, at=now())
    return _to(f"/appeals/{appeal_id}/review")


@blueprint.post(f"/appeals/{_ID}/handing-back")
@needs("author", "admin")
def hand_back(appeal_id: int) -> Response:
    """Give it back."""
    access_appeal_to_review(reading(), actor(), appeal_id)
    with writing() as session:
        hand_back_appeal(session, appeal_id, by=actor().person_id, at=now())
    return _to("/appeals/queue")


@blueprint.post(f"/appeals/{_ID}/look")
@needs("author", "admin")
def look(appeal_id: int) -> Response:
    """Keep one's own view before the key is shown."""
    access_appeal_to_review(reading(), actor(), appeal_id)
    form = LookForm.from_request()
    if not form.validate():
        return make_response(_review_page(appeal_id, form, DecisionForm.from_request()), 422)
    with writing() as session:
        note_look(session, appeal_id, form.look.data or "", by=actor().person_id, at=now())
    return _to(f"/appeals/{appeal_id}/review")


@blueprint.post(f"/appeals/{_ID}/decision")
@needs("author", "admin")
def decide(appeal_id: int) -> Response:
    """Decide it with a reason; a question that is to be corrected leads on to its correction."""
    row = access_appeal_to_review(reading(), actor(), appeal_id)
    form, marked_by = DecisionForm.from_request(), _marked_by(row)
    form.offer(marked_by)
    if not form.validate():
        return make_response(_review_page(appeal_id, LookForm(), form), 422)
    with writing() as session:
        done = decide_appeal(session, appeal_id, form.decision(), marked_by=marked_by, by=actor().person_id, at=now())
    if done.action == "correct":
        return _to(f"/corrections/new?question={done.item_id}&appeal={done.id}")
    return _to(f"/appeals/{appeal_id}/review")


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]


def _line(row: AppealRow, names: dict[int, str] | None = None) -> AppealLine:
    return line_of(library_of(row.release_id), row, lang(), is_late=row.is_late(now()), names=names)


def _marked_by(row: AppealRow) -> str:
    return KINDS[library_of(row.release_id).questions[row.item_id].kind].marked_by


def _file_page(attempt_id: int, number: int, form: ClaimForm) -> str:
    attempt, item = access_own_item(reading(), actor(), attempt_id, number)
    released = library_of(attempt.release_id)
    stem = Markup(released.questions[item.id].stem[lang()])  # noqa: S704 - sanitised when published
    return render("appeals/new.html", FilePage(attempt_id, number, released.quizzes[attempt.quiz_id].title, stem, form))


def _review_page(appeal_id: int, look_form: LookForm, decision_form: DecisionForm) -> str:
    row = access_appeal_to_review(reading(), actor(), appeal_id)
    released = library_of(row.release_id)
    found = appealed_item(reading(), released, row)
    decision_form.offer(_marked_by(row))
    corrections = [line for line in corrections_list(reading(), [row.item_id]) if line.appeal_id == row.id]
    page = ReviewAppealPage(
        line=_line(row, names_of(reading(), [row.reviewer_id] if row.reviewer_id else [])),
        item=item_view(released, found, lang(), shows_key=row.look is not None or row.state == "decided"),
        is_mine=row.reviewer_id == actor().person_id and row.state == "taken",
        look_form=look_form,
        decision_form=decision_form,
        corrections=tuple(corrections),
    )
    return render("appeals/review.html", page)
