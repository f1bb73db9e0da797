"""Roles granted and ended."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.identity.actions.teams import open_team
from app.identity.models import Person, RoleGrant
from app.identity.rules import ROLES, TEAM_ROLES, Role
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.storage.locks import ADMINS, lock_named


def grant_role(
    session: Session, person_id: int, role: Role, *, team_id: int | None = None, by: int | None, at: datetime
) -> int:
    """Give a role from now on, over a team and below or (None) everywhere; return the grant's id."""
    if role not in ROLES:
        raise InvalidError("role", N_("There is no such role."))
    if team_id is not None:
        if role not in TEAM_ROLES:
            raise InvalidError("team", N_("This role is held everywhere, not over a team."))
        open_team(session, team_id)
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.team_id == team_id if team_id is not None else RoleGrant.team_id.is_(None),
        RoleGrant.valid_to.is_(None),
    )
    known = session.execute(held).scalar()
    if known is not None:
        return known
    values = {"person_id": person_id, "role": role, "team_id": team_id, "valid_from": at}
    grant_id = session.execute(insert(RoleGrant).values(**values).returning(RoleGrant.id)).scalar_one()
    detail = {"role": role, "team": team_id}
    write_audit(session, "role.granted", f"person:{person_id}", detail, by=by, at=at)
    return grant_id


def end_grant(session: Session, grant_id: int, *, by: int | None, at: datetime) -> None:
    """End a role from now on; the last administrator cannot be ended."""
    grant = session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None or grant.valid_to is not None:
        raise NotFoundError
    if grant.role == "admin":
        refuse_last_admin(session, grant.person_id)
    grant.valid_to = at
    detail = {"role": grant.role, "team": grant.team_id}
    write_audit(session, "role.ended", f"person:{grant.person_id}", detail, by=by, at=at)


def refuse_last_admin(session: Session, leaving_id: int) -> None:
    """Raise RefusedError when nobody but this person could administer the installation."""
    lock_named(session, ADMINS)
    others = (
        select(func.count())
        .select_from(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == "admin", RoleGrant.valid_to.is_(None))
        .where(Person.closed_at.is_(None), Person.id != leaving_id)
    )
    if session.execute(others).scalar_one() == 0:
        raise RefusedError("last_admin", N_("The system needs an administrator: appoint another one first."))
