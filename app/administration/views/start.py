"""Where administration begins."""

from app.administration.pages import StartPage
from app.administration.views.base import blueprint
from app.audit.queries import count_rows
from app.identity.queries import count_people, team_tree
from app.jobs.queries import queue_state
from app.web.guards import needs
from app.web.rendering import render
from app.web.request import reading


@blueprint.get("/administration")
@needs("admin")
def start() -> str:
    """Show counts and ways to go."""
    people, closed = count_people(reading())
    rows, sealed = count_rows(reading())
    page = StartPage(
        people=people,
        closed=closed,
        teams=len(team_tree(reading())),
        audit_rows=rows,
        unsealed=rows - sealed,
        queue=queue_state(reading()),
    )
    return render("administration/start.html", page)
