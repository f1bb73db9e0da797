"""One paper of a sitting: its clock and its silences; opened again, or handed in for its person."""

from collections.abc import Mapping

from flask import Response, make_response, request

from app.assessment.actions import force_submission, reopen_attempt
from app.assessment.queries import GapLine, credits_of, gaps_of, grades_of
from app.invigilation.access import access_lines, access_paper, access_sitting, name_of
from app.invigilation.forms import DeedForm, MinutesForm
from app.invigilation.pages.console import PaperPage, console_row
from app.invigilation.pages.words import clock_words, measured_words, span_words, told_words
from app.invigilation.views.base import SITTING, blueprint, go, quiz_of
from app.kernel.errors import NotFoundError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, library_of, now, reading, writing

_PAPER = f"{SITTING}/papers/<int(max=9007199254740991):attempt_id>"


@blueprint.get(_PAPER)
@needs("manager", "admin")
def paper(sitting_id: int, attempt_id: int) -> str:
    """Show a paper's clock, its silences, what was given and handed in, and what can be done."""
    access_paper(reading(), actor(), sitting_id, attempt_id, at=now())
    return _page(sitting_id, attempt_id)


@blueprint.post(f"{_PAPER}/reopening")
@needs("manager", "admin")
def reopening(sitting_id: int, attempt_id: int) -> Response:
    """Open a paper again for some minutes."""
    access_paper(reading(), actor(), sitting_id, attempt_id, at=now())
    form = MinutesForm.from_request()
    if not form.validate():
        return make_response(_page(sitting_id, attempt_id, {"reopen": form}), 422)
    minutes, reason = form.minutes.data or 0, form.reason.data or ""
    with writing() as session:
        reopen_attempt(session, attempt_id, minutes, reason, by=actor().person_id, at=now())
    return go(f"/sittings/{sitting_id}/papers/{attempt_id}?told=reopenings&n=1")


@blueprint.post(f"{_PAPER}/submission")
@needs("manager", "admin")
def submission(sitting_id: int, attempt_id: int) -> Response:
    """Hand in a paper for its person."""
    access_paper(reading(), actor(), sitting_id, attempt_id, at=now())
    form = DeedForm.from_request()
    if not form.validate():
        return make_response(_page(sitting_id, attempt_id, {"force": form}), 422)
    reason, by = form.reason.data or "", actor().person_id
    with writing() as session:
        done = force_submission(session, library_of, attempt_id, reason, by=by, at=now())
    return go(f"/sittings/{sitting_id}/papers/{attempt_id}?told=submissions&n={int(done)}")


def _page(sitting_id: int, attempt_id: int, forms: Mapping[str, DeedForm] | None = None) -> str:
    seen = access_sitting(reading(), actor(), sitting_id)
    lines = access_lines(reading(), actor(), seen, at=now())
    line = next((line for line in lines if line.paper is not None and line.paper.id == attempt_id), None)
    if line is None or line.paper is None:
        raise NotFoundError
    quiz = quiz_of(line.paper.release_id, line.paper.quiz_id)
    page = PaperPage(
        sitting=seen.sitting,
        quiz=quiz.title,
        row=console_row(line, quiz.question_count, now()),
        gaps=tuple((gap, span_words(gap.seconds), _times(gap)) for gap in gaps_of(reading(), [attempt_id])),
        credits=tuple((one, name_of(reading(), one.by)) for one in credits_of(reading(), [attempt_id])),
        outcomes=tuple(one for one in grades_of(reading(), attempt_id) if one.receipt is not None),
        forms={name: form.named(name) for name, form in {**_forms(), **(forms or {})}.items()},
        notice=told_words(request.args),
    )
    return render("invigilation/paper.html", page)


def _times(gap: GapLine) -> str:
    return f"{clock_words(gap.from_at)} – {clock_words(gap.to_at)}"


def _forms() -> dict[str, DeedForm]:
    credit = DeedForm(data={"reason": measured_words()})
    return {"credit": credit, "extend": MinutesForm(), "reopen": MinutesForm(), "force": DeedForm()}
