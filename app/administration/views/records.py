"""The audit and the job queue."""

from flask import Response, request
from flask_babel import gettext as _

from app.administration.forms import AuditSearchForm
from app.administration.pages import AuditPage, Deed, JobsPage, deeds, subject_of, with_query
from app.administration.rules import ACTIONS, row_number
from app.administration.views.base import blueprint, go
from app.audit.queries import PAGE, AuditFilter, AuditLine, audit_actions, audit_lines
from app.identity.queries import find_id_by_identifier, names_of, team_names_of
from app.jobs.actions import retry
from app.jobs.queries import queue_state, recent_jobs
from app.kernel.errors import NotFoundError
from app.web.forms import options
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import now, reading, writing

_NOBODY = -1


@blueprint.get("/administration/audit")
@needs("admin")
def audit() -> str:
    """Show who did what, the newest first."""
    form = AuditSearchForm(request.args)
    known = [(action, _(ACTIONS.get(action, action))) for action in audit_actions(reading())]
    form.action.choices = options([("", _("all")), *known])
    wanted = AuditFilter(form.action.data or "", form.subject.data or "", _person_id(form.number.data))
    lines = audit_lines(reading(), wanted, before=row_number(request.args.get("before")))
    page = AuditPage(form, _in_words(lines), _older(form, lines), nobody=wanted.person_id == _NOBODY)
    return render("administration/audit.html", page)


@blueprint.get("/administration/jobs")
@needs("admin")
def jobs() -> str:
    """Show the state of the queue."""
    return render("administration/jobs.html", JobsPage(queue_state(reading()), recent_jobs(reading())))


@blueprint.post("/administration/jobs/<int:job_id>/retry")
@needs("admin")
def job_retry(job_id: int) -> Response:
    """Let a job that was given up run again."""
    with writing() as session:
        if not retry(session, job_id, at=now()):
            raise NotFoundError
    return go("/administration/jobs")


def _person_id(number: str | None) -> int | None:
    if not number:
        return None
    return find_id_by_identifier(reading(), number, include_closed=True) or _NOBODY


def _in_words(lines: list[AuditLine]) -> tuple[Deed, ...]:
    subjects = [subject_of(line.subject) for line in lines]
    people = {number for kind, number in subjects if kind == "person" and number}
    people |= {line.by for line in lines if line.by is not None}
    teams = {number for kind, number in subjects if kind == "team" and number}
    return deeds(lines, names_of(reading(), people), team_names_of(reading(), teams))


def _older(form: AuditSearchForm, lines: list[AuditLine]) -> str | None:
    if len(lines) < PAGE:
        return None
    kept = {"action": form.action.data, "number": form.number.data, "subject": form.subject.data}
    return with_query("/administration/audit", **kept, before=lines[-1].id)
