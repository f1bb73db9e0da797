"""The tree of teams: made, renamed, moved with all below, closed when empty."""

from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.identity.models import Membership, Person, Team
from app.identity.rules import is_below
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.storage.locks import TEAMS, lock_named

_LONGEST_PATH = 200


def create_team(
    session: Session, name: str, *, parent_id: int | None = None, is_demo: bool = False, by: int | None, at: datetime
) -> int:
    """Add a team below another one, or at the root; return its id."""
    lock_named(session, TEAMS)
    parent = open_team(session, parent_id) if parent_id is not None else None
    _refuse_same_name(session, name, parent_id)
    team = Team(name=name, parent_id=parent_id, path="", created_at=at, is_demo=is_demo)
    session.add(team)
    session.flush()
    team.path = _fitting(f"{parent.path if parent else '/'}{team.id}/")
    session.flush()
    write_audit(session, "team.created", f"team:{team.id}", {"name": name, "parent": parent_id}, by=by, at=at)
    return team.id


def rename_team(session: Session, team_id: int, name: str, *, by: int | None, at: datetime) -> None:
    """Give a team another name; its sisters may not have it."""
    lock_named(session, TEAMS)
    team = _changeable(session, team_id)
    if team.name == name:
        return
    _refuse_same_name(session, name, team.parent_id)
    detail = {"from": team.name, "to": name}
    team.name, team.version = name, team.version + 1
    write_audit(session, "team.renamed", f"team:{team_id}", detail, by=by, at=at)


def move_team(session: Session, team_id: int, parent_id: int | None, *, by: int | None, at: datetime) -> None:
    """Hang a team with everything below it under another team, or (None) at the root.

    Roles held over teams go with the tree at once. RefusedError when the new place lies inside the team itself.
    """
    lock_named(session, TEAMS)
    team = _changeable(session, team_id)
    if team.parent_id == parent_id:
        return
    parent = open_team(session, parent_id) if parent_id is not None else None
    if parent is not None and is_below(parent.path, team.path):
        raise RefusedError("cycle", N_("A team cannot be put below itself."))
    _refuse_same_name(session, team.name, parent_id)
    detail = {"from": team.parent_id, "to": parent_id}
    _rewrite_paths(session, team.path, f"{parent.path if parent else '/'}{team.id}/")
    session.execute(update(Team).where(Team.id == team_id).values(parent_id=parent_id, version=Team.version + 1))
    session.expire_all()
    write_audit(session, "team.moved", f"team:{team_id}", detail, by=by, at=at)


def close_team(session: Session, team_id: int, *, by: int | None, at: datetime) -> None:
    """Close a team without people and without open teams below; its history stays."""
    lock_named(session, TEAMS)
    team = _changeable(session, team_id)
    below = select(func.count()).where(Team.parent_id == team_id, Team.closed_at.is_(None))
    people = (
        select(func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.team_id == team_id, Membership.valid_to.is_(None), Person.closed_at.is_(None))
    )
    if session.execute(below).scalar_one() or session.execute(people).scalar_one():
        raise RefusedError("team_not_empty", N_("There are still people or teams in it. Move them first."))
    team.closed_at, team.version = at, team.version + 1
    write_audit(session, "team.closed", f"team:{team_id}", {"name": team.name}, by=by, at=at)


def reopen_team(session: Session, team_id: int, *, by: int | None, at: datetime) -> None:
    """Open a closed team again; RefusedError while the team above it is closed."""
    lock_named(session, TEAMS)
    team = session.get(Team, team_id)
    if team is None or team.closed_at is None:
        raise NotFoundError
    parent = session.get(Team, team.parent_id) if team.parent_id is not None else None
    if parent is not None and parent.closed_at is not None:
        raise RefusedError("parent_closed", N_("The team above it is closed. Open that one first."))
    _refuse_same_name(session, team.name, team.parent_id)
    team.closed_at, team.version = None, team.version + 1
    write_audit(session, "team.reopened", f"team:{team_id}", {"name": team.name}, by=by, at=at)


def open_team(session: Session, team_id: int, *, field: str = "team") -> Team:
    """Return a team that is not closed, held until the transaction ends; InvalidError otherwise."""
    team = session.get(Team, team_id, with_for_update={"read": True})
    if team is None or team.closed_at is not None:
        raise InvalidError(field, N_("There is no such team, or it has been closed."))
    return team


def _changeable(session: Session, team_id: int) -> Team:
    team = session.get(Team, team_id, with_for_update=True)
    if team is None or team.closed_at is not None:
        raise NotFoundError
    return team


def _refuse_same_name(session: Session, name: str, parent_id: int | None) -> None:
    beside = Team.parent_id == parent_id if parent_id is not None else Team.parent_id.is_(None)
    statement = select(Team.id).where(beside, Team.name == name, Team.closed_at.is_(None)).limit(1)
    if session.execute(statement).scalar() is not None:
        raise InvalidError("name", N_("There is already a team of this name in the same place."))


def _rewrite_paths(session: Session, old: str, new: str) -> None:
    longest = session.execute(select(func.max(func.length(Team.path))).where(Team.path.startswith(old))).scalar_one()
    if longest - len(old) + len(new) > _LONGEST_PATH:
        raise RefusedError("too_deep", N_("The teams would be nested too deeply."))
    moved = literal(new) + func.substr(Team.path, len(old) + 1)
    statement = update(Team).where(Team.path.startswith(old)).values(path=moved)
    session.execute(statement, execution_options={"synchronize_session": False})


def _fitting(path: str) -> str:
    if len(path) > _LONGEST_PATH:
        raise RefusedError("too_deep", N_("The teams would be nested too deeply."))
    return path
