"""One person: details, team, roles, closing, one-time codes."""

from dataclasses import replace

from flask import Response, make_response, request
from flask_babel import gettext as _

from app.accounts.rules import spaced_code
from app.administration.forms import GrantForm, PersonForm, TeamChoiceForm, team_options
from app.administration.pages import CodePage, PersonPage, differences
from app.administration.views.base import blueprint, go
from app.identity.access import access_code_receiver, may_give_code
from app.identity.actions import (
    CODE_LASTS,
    StaleError,
    close_person,
    edit_person,
    end_grant,
    grant_role,
    issue_code,
    move_person,
    reopen_person,
)
from app.identity.queries import PersonRecord, find_record, grants_of, memberships_of, person_brief, team_tree
from app.kernel.errors import InvalidError, NotFoundError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, now, reading, writing


@blueprint.get("/administration/people/<int:person_id>")
@needs("admin")
def person(person_id: int) -> str:
    """Show one person with everything that can be changed."""
    return _page(_record(person_id))


@blueprint.post("/administration/people/<int:person_id>")
@needs("admin")
def person_post(person_id: int) -> Response:
    """Save the details, unless somebody else saved others meanwhile."""
    record = _record(person_id)
    form = PersonForm.from_request()
    form.offer(record.trade, record.zone)
    if not form.validate():
        return make_response(_page(record, form), 422)
    try:
        with writing() as session:
            version = int(form.version.data or 0)
            edit_person(session, person_id, form.wanted(), version=version, by=actor().person_id, at=now())
    except StaleError as stale:
        return _stale(form, stale, record)
    except InvalidError as error:
        form.blame(error)
        return make_response(_page(record, form), 422)
    return go(f"/administration/people/{person_id}?done=saved")


@blueprint.post("/administration/people/<int:person_id>/team")
@needs("admin")
def person_team(person_id: int) -> Response:
    """Move the person to another team from now on."""
    record = _record(person_id)
    form = TeamChoiceForm.from_request()
    form.team.choices = team_options(team_tree(reading()))
    if not form.validate():
        return make_response(_page(record, team_form=form), 422)
    with writing() as session:
        move_person(session, person_id, int(form.team.data), by=actor().person_id, at=now())
    return go(f"/administration/people/{person_id}?done=moved")


@blueprint.post("/administration/people/<int:person_id>/roles")
@needs("admin")
def person_roles(person_id: int) -> Response:
    """Grant a role."""
    record = _record(person_id)
    form = GrantForm.from_request()
    form.offer(team_tree(reading()))
    if not form.validate():
        return make_response(_page(record, grant_form=form), 422)
    team_id = int(form.team.data) if form.team.data else None
    try:
        with writing() as session:
            grant_role(session, person_id, form.role.data, team_id=team_id, by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_page(record, grant_form=form), 422)
    return go(f"/administration/people/{person_id}?done=granted")


@blueprint.post("/administration/people/<int:person_id>/roles/<int:grant_id>/ending")
@needs("admin")
def person_role_ending(person_id: int, grant_id: int) -> Response:
    """End a role."""
    if grant_id not in {line.id for line in grants_of(reading(), _record(person_id).id)}:
        raise NotFoundError
    with writing() as session:
        end_grant(session, grant_id, by=actor().person_id, at=now())
    return go(f"/administration/people/{person_id}?done=ended")


@blueprint.post("/administration/people/<int:person_id>/closing")
@needs("admin")
def person_closing(person_id: int) -> Response:
    """End the person's access."""
    with writing() as session:
        close_person(session, _record(person_id).id, by=actor().person_id, at=now())
    return go(f"/administration/people/{person_id}?done=closed")


@blueprint.post("/administration/people/<int:person_id>/reopening")
@needs("admin")
def person_reopening(person_id: int) -> Response:
    """Let the person sign in again."""
    with writing() as session:
        reopen_person(session, _record(person_id).id, by=actor().person_id, at=now())
    return go(f"/administration/people/{person_id}?done=reopened")


@blueprint.post("/people/<int:person_id>/code")
@needs("manager", "admin")
def person_code(person_id: int) -> Response:
    """Issue a one-time code and show it this once: it is kept only as a digest."""
    receiver = access_code_receiver(reading(), actor(), person_id, at=now())
    with writing() as session:
        code = issue_code(session, person_id, by=actor().person_id, at=now())
    back = f"/administration/people/{person_id}" if actor().has("admin") else f"/people/{person_id}"
    until = now() + CODE_LASTS
    page = CodePage(person_id, receiver.name, receiver.employee_number, spaced_code(code), until, back)
    return make_response(render("administration/code.html", page))


def _record(person_id: int) -> PersonRecord:
    record = find_record(reading(), person_id)
    if record is None:
        raise NotFoundError
    return record


def _stale(form: PersonForm, stale: StaleError, record: PersonRecord) -> Response:
    form.version.data = str(stale.version)  # sending it again is then a decision
    return make_response(_page(replace(record, version=stale.version), form, stale=stale), 409)


def _page(
    record: PersonRecord,
    form: PersonForm | None = None,
    *,
    team_form: TeamChoiceForm | None = None,
    grant_form: GrantForm | None = None,
    stale: StaleError | None = None,
) -> str:
    teams = team_tree(reading())
    memberships = memberships_of(reading(), record.id)
    present = next((str(line.team_id) for line in memberships if line.valid_to is None), "")
    form = form or PersonForm(data=_typed(record))
    form.offer(record.trade, record.zone)
    team_form = team_form or TeamChoiceForm(data={"team": present})
    team_form.team.choices = team_options(teams, None if present else "–")
    grant_form = grant_form or GrantForm(data={"role": "mentor", "team": present})
    grant_form.offer(teams)
    page = PersonPage(
        record=record,
        form=form,
        team_form=team_form,
        grant_form=grant_form,
        grants=grants_of(reading(), record.id),
        memberships=memberships,
        may_issue_code=may_give_code(reading(), actor(), person_brief(reading(), record.id), at=now()),
        notice=_notices().get(request.args.get("done", ""), ""),
        differences=differences(form, form.wanted(), stale.present) if stale is not None else (),
    )
    return render("administration/person.html", page)


def _typed(record: PersonRecord) -> dict[str, object]:
    fields = (name for name in PersonRecord.__dataclass_fields__ if name not in {"id", "created_at", "closed_at"})
    return {name: getattr(record, name) for name in fields} | {
        "trade": record.trade or "",
        "lang": record.lang or "",
        "zone": record.zone or "",
    }


def _notices() -> dict[str, str]:
    return {
        "created": _("The person is added. A one-time code lets them set a password."),
        "saved": _("Saved."),
        "moved": _("Moved. What was done before still counts for the earlier team."),
        "granted": _("The role is granted; it holds from now on."),
        "ended": _("The role has ended."),
        "closed": _("Closed: all devices are signed out. Results and certificates stay."),
        "reopened": _("Open again. A one-time code lets them set a new password."),
    }
