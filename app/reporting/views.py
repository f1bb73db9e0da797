"""The overview, the list of people, their exports."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from flask import Blueprint, Response, current_app, request, stream_with_context
from markupsafe import escape

from app.bench.queries import open_tasks, totals_by_marker
from app.content.library import Track
from app.identity.queries import names_of, team_paths_in
from app.kernel.bilingual import Lang
from app.kernel.errors import NotFoundError
from app.marking.queries import open_tasks as open_answers
from app.reporting.access import access_scope, access_track
from app.reporting.pages.levels import levels_table
from app.reporting.pages.marking import marking_page
from app.reporting.pages.overview import NEEDS_SHOWN, STUCK_SHOWN, overview_page, team_choices
from app.reporting.pages.people import PEOPLE_SHOWN, Listed, export_head, export_rows, people_page
from app.reporting.pages.seen import Seen
from app.reporting.pages.words import _, translation
from app.reporting.queries import changes_in, people_standing, sums_of, waiters
from app.reporting.rules.cells import BOM, csv_lines
from app.reporting.rules.days import day_of
from app.reporting.rules.marking import Task
from app.reporting.rules.scope import Scope
from app.reporting.rules.shown import STATES, Wanted
from app.reporting.rules.standing import stuck_since
from app.web.csrf import csrf_token
from app.web.guards import needs
from app.web.rendering import fill_shell, render, shell
from app.web.request import actor, connection, lang, library, now, reading
from app.web.security import charts_page
from app.web.services import services

blueprint = Blueprint("reporting", __name__, template_folder="templates")
_EXPORTED_AT_ONCE = 1000
_MOST_BODIES = 100  # of the overview, kept in one process


@blueprint.get("/overview")
@needs("manager", "admin")
def overview() -> str:
    """Show where the people of one's teams stand."""
    charts_page()
    place = _place()
    if place is None:
        return render("reporting/nothing.html", None)
    assets = services().assets
    script = '<script type="module" src="{}" data-plotly="{}"></script>'
    return fill_shell(
        shell("/overview"),
        {
            0: str(escape(_("Overview"))),
            1: _body(place),
            2: csrf_token(),
            3: str(escape(actor().name)),
            4: str(escape(_in_other_language())),
            5: script.format(assets.url("js/charts.js"), assets.url("plotly.min.js")),
        },
    )


@blueprint.get("/overview/people")
@needs("manager", "admin")
def people() -> str:
    """List the people of one's teams."""
    track = access_track(library(), request.args.get("track", ""))
    if track is None:
        return render("reporting/nothing.html", None)
    return render("reporting/people.html", people_page(_listed(track, _number("after") or 0, PEOPLE_SHOWN + 1)))


@blueprint.get("/overview/marking")
@needs("manager", "admin")
def marking() -> str:
    """Show what waits for marks in one's teams, and how their mentors mark."""
    team = _number("team")
    scope = access_scope(connection(), actor(), team)
    inside = None if "" in scope.paths else team_paths_in(reading(), scope.paths)
    tasks: list[Task] = [*open_tasks(reading(), inside), *open_answers(reading(), inside)]
    totals = totals_by_marker(reading(), inside)
    markers = {task.claimed_by for task in tasks if task.claimed_by is not None} | set(totals)
    names = names_of(reading(), markers)
    page = marking_page(team_choices(scope, team), tasks, totals, names, now())
    return render("reporting/marking.html", page)


@blueprint.get("/overview.csv")
@needs("manager", "admin")
def people_csv() -> Response:
    """Export the list of people, as long as it is."""
    track = access_track(library(), request.args.get("track", ""))
    if track is None:
        raise NotFoundError
    first = _listed(track, 0, _EXPORTED_AT_ONCE)
    return _csv(stream_with_context(_pages(track, first)), "people.csv")


@blueprint.get("/overview/levels.csv")
@needs("manager", "admin")
def levels_csv() -> Response:
    """Export the table of levels by team."""
    place = _place()
    if place is None:
        raise NotFoundError
    return _csv(iter((BOM, csv_lines(levels_table(_seen(place))))), "levels.csv")


class _Place(NamedTuple):
    """What is looked at, by whom and when: all that the overview depends on, beside what changes in the teams."""

    scope: Scope
    team: int | None
    track: Track
    today: int
    lang: Lang
    release_id: int


def _place() -> _Place | None:
    """Read what is looked at; None before there are tracks with levels."""
    found, track = library(), access_track(library(), request.args.get("track", ""))
    if track is None or not track.levels:
        return None
    team = _number("team")
    scope = access_scope(connection(), actor(), team)
    return _Place(scope, team, track, day_of(now()), lang(), found.release_id)


def _body(place: _Place) -> str:
    """Return the page's body; it is made anew whenever anything that it shows of these teams has changed."""
    kept: dict[object, str] = current_app.extensions.setdefault("aftercare.overviews", {})
    key = (place._replace(track=place.track.id), changes_in(connection(), place.scope.paths))  # type: ignore[arg-type]
    if key not in kept:
        if len(kept) >= _MOST_BODIES:
            kept.clear()
        # The template needs nothing of the request, so it is spared what every template is given.
        template = current_app.jinja_env.get_template("reporting/overview.html")
        kept[key] = template.render(page=overview_page(_seen(place)), _=partial(translation, place.lang))
    return kept[key]


def _seen(place: _Place) -> Seen:
    """Read what the overview shows, in three statements."""
    track, today = place.track, place.today
    where = (connection(), place.scope.paths, track.id)
    return Seen(
        library=library(),
        track=track,
        scope=place.scope,
        wanted_team=place.team,
        sums=sums_of(*where, track.levels[0].id, today=today),
        stuck=waiters(*where, since=stuck_since(today), limit=STUCK_SHOWN),
        needs=waiters(*where, since=today, limit=NEEDS_SHOWN + 1, who="manager"),
        today=today,
        lang=place.lang,
    )


def _listed(track: Track, after: int, limit: int) -> Listed:
    state, team, today = request.args.get("state", ""), _number("team"), day_of(now())
    if state and state not in STATES:
        raise NotFoundError
    scope = access_scope(connection(), actor(), team)
    wanted = Wanted(scope.paths, track.id, today, state, after)
    found = people_standing(reading(), wanted, limit=limit)
    return Listed(library(), track, scope, team, state, after, found, today, lang())


def _pages(track: Track, listed: Listed) -> Iterator[str]:
    yield BOM + csv_lines([export_head()])
    while listed.people:
        yield csv_lines(export_rows(listed))
        listed = _listed(track, listed.people[-1].person_id, _EXPORTED_AT_ONCE)


def _csv(body: Iterator[str], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="text/csv", headers=headers)


def _number(name: str) -> int | None:
    """Return a whole number of the address, None when it is not there; NotFoundError for anything else."""
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # noqa: PLR2004 - digits of the largest key
        raise NotFoundError
    return int(text)


def _in_other_language() -> str:
    other = "en" if lang() == "zh" else "zh"
    kept = [f"{name}={request.args[name]}" for name in ("team", "track") if request.args.get(name)]
    return "/overview?" + "&".join([f"lang={other}", *kept])
