"""The tree of teams."""

from flask import Response, make_response, request
from flask_babel import gettext as _

from app.administration.forms import TeamForm, TeamNameForm, TeamPlaceForm, team_options
from app.administration.pages import TeamPage, TeamsPage
from app.administration.views.base import blueprint, go
from app.identity.actions import close_team, create_team, move_team, rename_team, reopen_team
from app.identity.queries import TeamLine, team_tree
from app.identity.rules import is_below
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, now, reading, writing


@blueprint.get("/administration/teams")
@needs("admin")
def teams() -> str:
    """Show the tree and the form for a new team."""
    return _teams(TeamForm(data={"parent": ""}))


@blueprint.post("/administration/teams")
@needs("admin")
def teams_post() -> Response:
    """Add a team."""
    form = TeamForm.from_request()
    form.parent.choices = team_options(team_tree(reading()), _("the top of the tree"))
    if not form.validate():
        return make_response(_teams(form), 422)
    parent_id = int(form.parent.data) if form.parent.data else None
    try:
        with writing() as session:
            create_team(session, form.name.data or "", parent_id=parent_id, by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_teams(form), 422)
    return go("/administration/teams")


@blueprint.get("/administration/teams/<int:team_id>")
@needs("admin")
def team(team_id: int) -> str:
    """Show one team with what can be changed."""
    return _team(_line(team_id))


@blueprint.post("/administration/teams/<int:team_id>/name")
@needs("admin")
def team_name(team_id: int) -> Response:
    """Rename the team."""
    line = _line(team_id)
    form = TeamNameForm.from_request()
    if not form.validate():
        return make_response(_team(line, name_form=form), 422)
    try:
        with writing() as session:
            rename_team(session, team_id, form.name.data or "", by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_team(line, name_form=form), 422)
    return go(f"/administration/teams/{team_id}")


@blueprint.post("/administration/teams/<int:team_id>/place")
@needs("admin")
def team_place(team_id: int) -> Response:
    """Hang the team with everything below it elsewhere."""
    line = _line(team_id)
    form = TeamPlaceForm.from_request()
    form.parent.choices = team_options(team_tree(reading()), _("the top of the tree"))
    if not form.validate():
        return make_response(_team(line, place_form=form), 422)
    parent_id = int(form.parent.data) if form.parent.data else None
    try:
        with writing() as session:
            move_team(session, team_id, parent_id, by=actor().person_id, at=now())
    except (InvalidError, RefusedError) as error:
        form.blame(InvalidError("parent", error.message, **error.values))
        return make_response(_team(line, place_form=form), 422)
    return go(f"/administration/teams/{team_id}")


@blueprint.post("/administration/teams/<int:team_id>/closing")
@needs("admin")
def team_closing(team_id: int) -> Response:
    """Close an empty team."""
    with writing() as session:
        close_team(session, _line(team_id).id, by=actor().person_id, at=now())
    return go("/administration/teams")


@blueprint.post("/administration/teams/<int:team_id>/reopening")
@needs("admin")
def team_reopening(team_id: int) -> Response:
    """Open a closed team again."""
    with writing() as session:
        reopen_team(session, _line(team_id).id, by=actor().person_id, at=now())
    return go(f"/administration/teams/{team_id}")


def _line(team_id: int) -> TeamLine:
    for line in team_tree(reading(), include_closed=True):
        if line.id == team_id:
            return line
    raise NotFoundError


def _teams(form: TeamForm) -> str:
    whole = team_tree(reading(), include_closed=True)
    open_ones = [line for line in whole if line.closed_at is None]
    form.parent.choices = team_options(open_ones, _("the top of the tree"))
    shown = whole if "closed" in request.args else open_ones
    return render("administration/teams.html", TeamsPage(shown, form, len(whole) > len(open_ones)))


def _team(line: TeamLine, *, name_form: TeamNameForm | None = None, place_form: TeamPlaceForm | None = None) -> str:
    whole = team_tree(reading())
    place_form = place_form or TeamPlaceForm(data={"parent": str(line.parent_id or "")})
    elsewhere = [other for other in whole if not is_below(other.path, line.path)]
    place_form.parent.choices = team_options(elsewhere, _("the top of the tree"))
    page = TeamPage(
        team=line,
        above=tuple(other for other in whole if other.id != line.id and is_below(line.path, other.path)),
        below=tuple(other for other in whole if other.parent_id == line.id),
        name_form=name_form or TeamNameForm(data={"name": line.name}),
        place_form=place_form,
    )
    return render("administration/team.html", page)
