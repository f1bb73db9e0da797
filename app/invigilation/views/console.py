"""The console of a sitting: how everybody stands, and deeds for one or for all; it polls and needs no stream."""

from datetime import datetime, timedelta

from flask import Response, jsonify, make_response, render_template, request

from app.assessment.actions import Changed
from app.invigilation.access import Seen, access_lines, access_sitting
from app.invigilation.actions import credit_papers, extend_papers
from app.invigilation.forms import AnswerFileForm, DeedForm, MinutesForm
from app.invigilation.pages.console import ConsolePage, ConsoleRow, console_row, counts_of, in_order
from app.invigilation.pages.words import measured_words, span_words, told_words
from app.invigilation.queries import Line
from app.invigilation.views.base import SITTING, blueprint, go, quiz_of, title_of
from app.kernel.bilingual import Bilingual
from app.kernel.clock import from_text, to_text
from app.kernel.errors import InvalidError, NotFoundError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, now, reading, writing

_OVERLAP = timedelta(seconds=5)  # what was committed a little after the instant it bears is not missed


@blueprint.get(f"{SITTING}/console")
@needs("manager", "admin")
def console(sitting_id: int) -> str:
    """Show who is in, who is silent, and what time is owed."""
    return _page(access_sitting(reading(), actor(), sitting_id))


@blueprint.get(f"{SITTING}/console/changes")
@needs("manager", "admin")
def changes(sitting_id: int) -> Response:
    """Return what changed after an instant: the page replaces these rows and the counts."""
    seen = access_sitting(reading(), actor(), sitting_id)
    after = _after(request.args.get("after", ""))
    page = _console_page(seen)
    wanted = {line.person.id for line in access_lines(reading(), actor(), seen, at=now(), since=after)}
    rows = {
        f"person-{row.person.id}": render_template("invigilation/row.html", row=row, sitting=seen.sitting)
        for row in page.rows
        if row.person.id in wanted
    }
    head = render_template("invigilation/counts.html", page=page)
    return jsonify({"after": page.after, "counts": head, "rows": rows})


@blueprint.post(f"{SITTING}/credits")
@needs("manager", "admin")
def credits_post(sitting_id: int) -> Response:
    """Give lost minutes back, to one paper or to all affected."""
    seen, form = access_sitting(reading(), actor(), sitting_id), DeedForm.from_request()
    if not form.validate():
        return make_response(_page(seen, credit_form=form), 422)
    chosen = _chosen(seen, form.paper_id())
    reason, by = form.reason.data or "", actor().person_id
    with writing() as session:
        changed = credit_papers(session, sitting_id, chosen, reason, by=by, at=now())
    return _back(sitting_id, form, "credits", changed)


@blueprint.post(f"{SITTING}/extensions")
@needs("manager", "admin")
def extensions(sitting_id: int) -> Response:
    """Give one paper or all some minutes more."""
    seen, form = access_sitting(reading(), actor(), sitting_id), MinutesForm.from_request()
    if not form.validate():
        return make_response(_page(seen, extend_form=form), 422)
    chosen = _chosen(seen, form.paper_id())
    minutes, reason, by = form.minutes.data or 0, form.reason.data or "", actor().person_id
    with writing() as session:
        changed = extend_papers(session, sitting_id, chosen, minutes, reason, by=by, at=now())
    return _back(sitting_id, form, "extensions", changed)


def _chosen(seen: Seen, paper_id: int | None) -> list[Line]:
    """Return the lines of one paper, or of all that the actor decides about."""
    lines = [line for line in access_lines(reading(), actor(), seen, at=now()) if line.paper is not None]
    if paper_id is None:
        return lines
    chosen = [line for line in lines if line.paper and line.paper.id == paper_id]
    if not chosen:
        raise NotFoundError
    return chosen


def _back(sitting_id: int, form: DeedForm, told: str, changed: Changed) -> Response:
    from_paper = form.paper_id() if "from_paper" in request.form else None
    place = "console" if from_paper is None else f"papers/{from_paper}"
    return go(f"/sittings/{sitting_id}/{place}?told={told}&n={changed.attempts}&s={changed.seconds}")


def _page(seen: Seen, *, credit_form: DeedForm | None = None, extend_form: MinutesForm | None = None) -> str:
    return render("invigilation/console.html", _console_page(seen, credit_form, extend_form))


def _console_page(
    seen: Seen, credit_form: DeedForm | None = None, extend_form: MinutesForm | None = None
) -> ConsolePage:
    lines = access_lines(reading(), actor(), seen, at=now())
    rows = in_order(_row(line, seen) for line in lines)
    owed = [line for line, row in zip(lines, (_row(line, seen) for line in lines), strict=True) if row.owed]
    title = title_of(seen)
    return ConsolePage(
        sitting=seen.sitting,
        quiz=title or Bilingual(seen.sitting.quiz_id, seen.sitting.quiz_id),
        rows=rows,
        counts=counts_of(rows),
        owed_papers=len(owed),
        owed=span_words(sum(line.owed_seconds for line in owed)),
        after=to_text(now() - _OVERLAP),
        may_edit=seen.may_edit,
        credit_form=(credit_form or DeedForm(data={"reason": measured_words()})).named("credit"),
        extend_form=(extend_form or MinutesForm()).named("extend"),
        file_form=AnswerFileForm(),
        notice=told_words(request.args),
    )


def _row(line: Line, seen: Seen) -> ConsoleRow:
    release = None if line.paper is None else line.paper.release_id
    total = 0 if line.paper is None else quiz_of(release, seen.sitting.quiz_id).question_count
    return console_row(line, total, now())


def _after(text: str) -> datetime:
    try:
        return from_text(text)
    except ValueError as error:
        raise InvalidError("after", "after") from error
