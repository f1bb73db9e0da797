"""One door to teams: what of the tree somebody may look at, or "not found"."""

from sqlalchemy import Connection

from app.content.library import Library, Track
from app.identity.rules import Actor
from app.kernel.errors import NotFoundError
from app.reporting.queries import open_teams
from app.reporting.rules.scope import Scope, make_scope

EVERYTHING = ("",)


def access_scope(connection: Connection, actor: Actor, team_id: int | None) -> Scope:
    """Return the teams a manager covers (an admin: all), or one of them with all below it; NotFoundError otherwise."""
    held = EVERYTHING if actor.has("admin") else actor.paths("manager")
    scope = make_scope(held, open_teams(connection), team_id)
    if scope is None:
        raise NotFoundError
    return scope


def access_track(library: Library, track_id: str) -> Track | None:
    """Return a published track ("": the first one, None when there is none); NotFoundError for an unknown one."""
    if not track_id:
        return next(iter(library.tracks.values()), None)
    if track_id not in library.tracks:
        raise NotFoundError
    return library.tracks[track_id]
