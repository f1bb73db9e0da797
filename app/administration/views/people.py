"""Finding people and adding them."""

from flask import Response, make_response, request

from app.administration.forms import NewPersonForm, PeopleSearchForm, team_options
from app.administration.pages import NewPersonPage, PeoplePage, with_query
from app.administration.rules import page_number, span_of
from app.administration.views.base import blueprint, go
from app.identity.actions import create_person
from app.identity.queries import PEOPLE_PAGE, PersonSearch, search_people, team_tree
from app.kernel.errors import InvalidError
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import actor, now, reading, writing


@blueprint.get("/administration/people")
@needs("admin")
def people() -> str:
    """Search people by name, number, team and role."""
    teams = team_tree(reading())
    form = PeopleSearchForm(request.args)
    form.offer(teams)
    path = next((team.path for team in teams if str(team.id) == form.team.data), "")
    wanted = PersonSearch(form.q.data or "", path, form.role.data or "", bool(form.closed.data))
    number = page_number(request.args.get("page"))
    found, total = search_people(reading(), wanted, page=number)
    span = span_of(number, total, PEOPLE_PAGE)
    return render("administration/people.html", PeoplePage(form, found, span, *_neighbours(form, number, span.pages)))


@blueprint.get("/administration/people/new")
@needs("admin")
def new_person() -> str:
    """Show the form for a new person."""
    form = NewPersonForm(data={"hire_date": now().date(), "team": request.args.get("team", "")})
    return _new(form)


@blueprint.post("/administration/people/new")
@needs("admin")
def new_person_post() -> Response:
    """Add the person and go on to the page where a code can be issued."""
    form = NewPersonForm.from_request()
    _offer(form)
    if not form.validate():
        return make_response(_new(form), 422)
    team_id = int(form.team.data) if form.team.data else None
    try:
        with writing() as session:
            person_id = create_person(session, form.wanted(), team_id=team_id, by=actor().person_id, at=now())
    except InvalidError as error:
        form.blame(error)
        return make_response(_new(form), 422)
    return go(f"/administration/people/{person_id}?done=created")


def _new(form: NewPersonForm) -> str:
    return render("administration/new_person.html", NewPersonPage(form, _offer(form)))


def _offer(form: NewPersonForm) -> bool:
    teams = team_tree(reading())
    form.offer(None, None)
    form.team.choices = team_options(teams, "–")
    return bool(teams)


def _neighbours(form: PeopleSearchForm, page: int, pages: int) -> tuple[str | None, str | None]:
    kept = {
        "q": form.q.data,
        "team": form.team.data,
        "role": form.role.data,
        "closed": "y" if form.closed.data else None,
    }

    def address(number: int) -> str:
        return with_query("/administration/people", **kept, page=number)

    return address(min(page - 1, pages)) if page > 1 else None, address(page + 1) if page < pages else None
