"""Files of answers brought in by staff: what one would change is shown first, then it is taken with a reason."""

from flask import Response, make_response, request
from flask_babel import gettext as _

from app.assessment.actions import take_answer_file, weigh_answer_file
from app.assessment.queries import AttemptRow
from app.identity.queries import person_brief
from app.invigilation.access import access_answers
from app.invigilation.forms import AnswerFileForm, TakeFileForm
from app.invigilation.pages.people import AnswerFilePage, WeighedPage, file_lines, refused_lines
from app.invigilation.rules.answer_file import LARGEST, AnswerFile, read_answer_file, refuse_other_paper
from app.invigilation.views.base import blueprint, go, quiz_of
from app.kernel.errors import InvalidError, NotFoundError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, library_of, now, reading, writing


@blueprint.get("/answer-files")
@needs("manager", "admin")
def answer_files() -> str:
    """Show where a file of answers is brought in."""
    notice = _("The answers are taken. The paper has a new receipt.") if request.args.get("told") == "graded" else ""
    notice = notice or (_("The answers are taken.") if request.args.get("told") else "")
    return render("invigilation/answer_file.html", AnswerFilePage(AnswerFileForm(), notice))


@blueprint.post("/answer-files")
@needs("manager", "admin")
def answer_files_post() -> Response:
    """Show what a file would change; nothing is written."""
    sent = request.files.get("file")
    try:
        file, row = _opened(b"" if sent is None else sent.stream.read(LARGEST + 1))
    except InvalidError as error:
        return _refused(error)
    return make_response(_weighed(file, row, TakeFileForm(data={"text": file.text})))


@blueprint.post("/answer-files/confirmation")
@needs("manager", "admin")
def confirmation() -> Response:
    """Take a file whose effect was shown."""
    form = TakeFileForm.from_request()
    try:
        file, row = _opened((form.text.data or "").encode())
    except InvalidError as error:
        return _refused(error)
    if not form.validate():
        return make_response(_weighed(file, row, form), 422)
    reason, in_time, by = form.reason.data or "", bool(form.in_time.data), actor().person_id
    with writing() as session:
        take_answer_file(
            session, library_of, row.id, file.batch, reason, counts_in_time=in_time, by=by, at=now()
        )  # fmt: skip
    return go(f"/answer-files?told={'graded' if row.submitted_at else 'kept'}")


def _opened(body: bytes) -> tuple[AnswerFile, AttemptRow]:
    """Read a file and fetch the paper it names, when the actor decides about its person."""
    file = read_answer_file(body)
    try:
        row = access_answers(reading(), actor(), file.attempt_id)
    except NotFoundError:
        refuse_other_paper(file, 0, "", "")
        raise
    refuse_other_paper(file, row.id, row.paper_mark, person_brief(reading(), row.person_id).employee_number)
    return file, row


def _refused(error: InvalidError) -> Response:
    form = AnswerFileForm()
    form.blame(error)
    return make_response(render("invigilation/answer_file.html", AnswerFilePage(form)), 422)


def _weighed(file: AnswerFile, row: AttemptRow, form: TakeFileForm) -> str:
    weighed = weigh_answer_file(reading(), library_of, row, file.batch)
    page = WeighedPage(
        file=file,
        attempt=row,
        person=person_brief(reading(), row.person_id),
        quiz=quiz_of(row.release_id, row.quiz_id).title,
        lines=file_lines(weighed, row),
        refused=refused_lines(weighed, row),
        changes=len(weighed.changes),
        form=form,
    )
    return render("invigilation/weighed.html", page)
