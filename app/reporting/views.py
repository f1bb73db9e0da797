"""The overview, the list of people, their exports."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_babel import gettext as _
from markupsafe import escape

from app.content.library import Track
from app.kernel.errors import NotFoundError
from app.reporting.access import access_scope, access_track
from app.reporting.pages.levels import levels_table
from app.reporting.pages.overview import NEEDS_SHOWN, STUCK_SHOWN, overview_page
from app.reporting.pages.people import PEOPLE_SHOWN, Listed, export_head, export_rows, people_page
from app.reporting.pages.seen import Seen
from app.reporting.queries import STATES, Wanted, people_standing, sums_of, waiters
from app.reporting.rules.cells import BOM, csv_lines
from app.reporting.rules.days import day_of
from app.reporting.rules.standing import stuck_since
from app.web.csrf import csrf_token
from app.web.guards import needs
from app.web.rendering import fill_shell, render, shell
from app.web.request import actor, connection, lang, library, now, reading
from app.web.security import charts_page
from app.web.services import services

blueprint = Blueprint("reporting", __name__, template_folder="templates")
_EXPORTED_AT_ONCE = 1000


@blueprint.get("/overview")
@needs("manager", "admin")
def overview() -> str:
    """Show where the people of one's teams stand."""
    charts_page()
    seen = _seen()
    if seen is None:
        return render("reporting/nothing.html", None)
    assets = services().assets
    script = '<script type="module" src="{}" data-plotly="{}"></script>'
    return fill_shell(
        shell("/overview"),
        {
            0: str(escape(_("Overview"))),
            1: render_template("reporting/overview.html", page=overview_page(seen)),
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
    seen = _seen()
    if seen is None:
        raise NotFoundError
    return _csv(iter((BOM, csv_lines(levels_table(seen)))), "levels.csv")


def _seen() -> Seen | None:
    """Read what the overview is made of, in a handful of statements; None before there are tracks."""
    found, track = library(), access_track(library(), request.args.get("track", ""))
    if track is None or not track.levels:
        return None
    team, today = _number("team"), day_of(now())
    scope = access_scope(connection(), actor(), team)
    place = (connection(), scope.paths, track.id)
    return Seen(
        library=found,
        track=track,
        scope=scope,
        wanted_team=team,
        sums=sums_of(*place, track.levels[0].id, today=today),
        stuck=waiters(*place, since=stuck_since(today), limit=STUCK_SHOWN),
        needs=waiters(*place, since=today, limit=NEEDS_SHOWN + 1, who="manager"),
        today=today,
        lang=lang(),
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
