"""Pages of corrections: the list, the form, the dry run, the decision."""

import json

from flask import Blueprint, Response, make_response, redirect, request

from app.assessment.actions import CorrectionDraft
from app.assessment.queries import CorrectionLine, corrections_list, count_corrected, find_correction
from app.content.library import Question
from app.corrections.access import access_question
from app.corrections.actions import confirm_correction
from app.corrections.forms import CorrectionForm, present_key
from app.corrections.pages import (
    CorrectionPage,
    CorrectionRow,
    CorrectionsPage,
    NewCorrectionPage,
    action_words,
    changed_rows,
    harm_words,
    stem_of,
)
from app.corrections.queries import dry_run_of, named_flips
from app.identity.queries import names_of
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, lang, library, library_of, now, reading, writing

blueprint = Blueprint("corrections", __name__, template_folder="templates")
_SHOWN = 50


@blueprint.get("/corrections")
@needs("author", "admin")
def corrections() -> str:
    """Show what was corrected."""
    lines = corrections_list(reading())
    names = names_of(reading(), [line.by for line in lines if line.by is not None])
    return render("corrections/corrections.html", CorrectionsPage(tuple(_row(line, names) for line in lines)))


@blueprint.get("/corrections/new")
@needs("author", "admin")
def new_correction() -> str:
    """Show the form for a question."""
    question_id = request.args.get("question", "")
    question = access_question(reading(), library(), question_id)
    appeal = request.args.get("appeal", "")
    values = {"harm": "raise_only", "appeal": int(appeal) if appeal.isascii() and appeal.isdigit() else None}
    form = _offered(CorrectionForm.from_request(**values, **present_key(question)), question_id, question)
    return _form_page(form, question_id, question)


@blueprint.post("/corrections/new")
@needs("author", "admin")
def new_correction_post() -> Response | str:
    """Show what the correction would do; nothing is changed."""
    question_id = request.args.get("question", "")
    question = access_question(reading(), library(), question_id)
    form = _offered(CorrectionForm.from_request(), question_id, question)
    draft = _draft(form, question_id, question)
    if draft is None:
        return make_response(_form_page(form, question_id, question), 422)
    return _dry_run_page(form, draft, question)


@blueprint.post("/corrections")
@needs("author", "admin")
def correct() -> Response:
    """Carry the correction out as its dry run was seen."""
    question_id = request.args.get("question", "")
    question = access_question(reading(), library(), question_id)
    form = _offered(CorrectionForm.from_request(), question_id, question)
    draft = _draft(form, question_id, question)
    if draft is None:
        return make_response(_form_page(form, question_id, question), 422)
    try:
        with writing() as session:
            seen, harm, who = form.counts(), bool(form.accepts_harm.data), actor().person_id
            done = confirm_correction(session, library_of, draft, seen=seen, accepts_harm=harm, by=who, at=now())
    except RefusedError as error:
        form.blame(InvalidError("accepts_harm" if error.code == "harms" else "", error.message))
        return make_response(_dry_run_page(form, draft, question), 409)
    return redirect(f"/corrections/{done}", 303)  # type: ignore[return-value]


@blueprint.get("/corrections/<int(max=9007199254740991):correction_id>")
@needs("author", "admin")
def correction(correction_id: int) -> str:
    """Show a correction and how far it is carried out."""
    line = find_correction(reading(), correction_id)
    if line is None:
        raise NotFoundError
    names = names_of(reading(), [] if line.by is None else [line.by])
    total = int((line.preview or {}).get("attempts", 0))
    return render("corrections/correction.html", CorrectionPage(_row(line, names), total))


def _row(line: CorrectionLine, names: dict[int, str]) -> CorrectionRow:
    return CorrectionRow(
        line=line,
        stem=stem_of(library(), line.question_id, lang()),
        action=action_words(line.action),
        harm=harm_words(line.harm),
        by=names.get(line.by or 0, ""),
        done=count_corrected(reading(), line.id),
    )


def _offered(form: CorrectionForm, question_id: str, question: Question | None) -> CorrectionForm:
    quizzes = [quiz for quiz in library().quizzes.values() if question_id in library().questions_of(quiz)]
    form.offer(question, quizzes, lang())
    return form


def _draft(form: CorrectionForm, question_id: str, question: Question | None) -> CorrectionDraft | None:
    if not form.validate():
        return None
    try:
        return form.draft(question_id, question)
    except InvalidError as error:
        field = "chosen_key" if form.is_chosen else "typed_key"
        form.blame(InvalidError(field, error.message, **error.values))
        return None


def _form_page(form: CorrectionForm, question_id: str, question: Question | None) -> str:
    page = NewCorrectionPage(question_id, question, form, stem_of(library(), question_id, lang()))
    return render("corrections/new.html", page)


def _dry_run_page(form: CorrectionForm, draft: CorrectionDraft, question: Question | None) -> str:
    run = dry_run_of(reading(), draft.scope, draft.action, draft.harm, draft.spec)
    passing, failing = run.newly_passed[:_SHOWN], run.newly_failed[:_SHOWN]
    names = names_of(reading(), [one.person_id for one in (*passing, *failing)])
    page = NewCorrectionPage(
        question_id=draft.scope.question_id,
        question=question,
        form=form,
        stem=stem_of(library(), draft.scope.question_id, lang()),
        run=run,
        seen=json.dumps(run.to_json()),
        passing=changed_rows(passing, names),
        failing=changed_rows(failing, names),
        flips=named_flips(reading(), library(), run, at=now()),
    )
    return render("corrections/dry_run.html", page)
