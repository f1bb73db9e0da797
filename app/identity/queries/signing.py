"""Reads of who is signed in, of passwords, codes and failures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.identity.models import (
    Credential,
    Membership,
    OneTimeCode,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
    Team,
)
from app.identity.rules import Actor, read_grants
from app.kernel.text import fold


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One signed-in device; `device` is what its browser says of itself."""

    id: int
    device: str
    created_at: datetime
    expires_at: datetime


_grant_team = aliased(Team)
_GRANTS = (
    select(func.aggregate_strings(RoleGrant.role + literal(":") + func.coalesce(_grant_team.path, literal("")), ","))
    .outerjoin(_grant_team, _grant_team.id == RoleGrant.team_id)
    .where(
        RoleGrant.person_id == Person.id,
        RoleGrant.valid_from <= bindparam("at"),
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > bindparam("at")),
    )
    .correlate(Person)
    .scalar_subquery()
)
_ACTOR_COLUMNS = (
    Person.id,
    Person.name,
    Person.lang,
    Person.zone,
    Person.trade,
    func.coalesce(Team.path, "").label("team_path"),
    _GRANTS.label("grants"),
)
SESSION_SELECT = (
    select(SignInSession.id.label("session_id"), *_ACTOR_COLUMNS, Credential.must_change)
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(Credential, Credential.person_id == Person.id)
    .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None)))
    .outerjoin(Team, Team.id == Membership.team_id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > bindparam("at"),
        Person.closed_at.is_(None),
    )
)


def actor_from(row: Row[tuple[object, ...]]) -> Actor:
    """Make the actor of a row of `SESSION_SELECT`."""
    return Actor(
        person_id=row.id,
        name=row.name,
        session_id=row.session_id,
        grants=read_grants(row.grants),
        lang=row.lang,
        zone=row.zone,
        trade=row.trade,
        team_path=row.team_path,
        must_change_password=bool(row.must_change),
    )


def find_actor(session: Session, token_hash: str, *, at: datetime) -> Actor | None:
    """Return who is signed in with a token, or None when the session ended, was revoked or never was."""
    row = session.execute(SESSION_SELECT, {"token_hash": token_hash, "at": at}).first()
    return None if row is None else actor_from(row)


def actor_for(session: Session, person_id: int, *, at: datetime) -> Actor:
    """Return a person as an actor without a session: for jobs, commands and tests."""
    statement = (
        select(*_ACTOR_COLUMNS)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None)))
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Person.id == person_id)
    )
    row = session.execute(statement, {"at": at}).one()
    return Actor(row.id, row.name, 0, read_grants(row.grants), row.lang, row.zone, row.trade, row.team_path)


def find_person_by_identifier(session: Session, identifier: str) -> tuple[int, str] | None:
    """Return (person id, password hash) of an employee number, phone or e-mail; None when there is none."""
    statement = select(Person.id, Credential.password_hash).join(Credential, Credential.person_id == Person.id)
    row = session.execute(_identified(statement, identifier)).first()
    return None if row is None else (row.id, row.password_hash)


def find_id_by_identifier(session: Session, identifier: str, *, include_closed: bool = False) -> int | None:
    """Return the id of an employee number, phone or e-mail, also of somebody without a password yet."""
    row = session.execute(_identified(select(Person.id), identifier, include_closed=include_closed)).first()
    return None if row is None else row.id


def _identified(statement: Any, identifier: str, *, include_closed: bool = False) -> Any:
    wanted = fold(identifier)
    is_theirs = or_(
        func.lower(Person.employee_number) == wanted,
        Person.phone == wanted.replace(" ", "").replace("-", ""),
        func.lower(Person.email) == wanted,
    )
    if not include_closed:
        statement = statement.where(Person.closed_at.is_(None))
    return statement.where(is_theirs).order_by(Person.id).limit(1)


def password_hash_of(session: Session, person_id: int) -> str | None:
    """Return a person's password hash, None before one is set."""
    return session.execute(select(Credential.password_hash).where(Credential.person_id == person_id)).scalar()


def failures_for(session: Session, keys: Sequence[str], *, since: datetime) -> dict[str, int]:
    """Return how often sign-in failed per throttle key in windows begun since an instant."""
    statement = select(SignInFailure.key, SignInFailure.failures).where(
        SignInFailure.key.in_(keys), SignInFailure.window_start > since
    )
    return {row.key: row.failures for row in session.execute(statement)}


def find_code(session: Session, code_hash: str, *, at: datetime) -> int | None:
    """Return whose unused, unexpired one-time code this is."""
    statement = select(OneTimeCode.person_id).where(
        OneTimeCode.code_hash == code_hash, OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > at
    )
    return session.execute(statement).scalar()


def sessions_of(session: Session, person_id: int, *, at: datetime) -> list[SessionLine]:
    """Return a person's live sign-in sessions, newest first."""
    statement = select(
        SignInSession.id, SignInSession.device, SignInSession.created_at, SignInSession.expires_at
    ).where(
        SignInSession.person_id == person_id,
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > at,
    )
    return [SessionLine(**row._asdict()) for row in session.execute(statement.order_by(SignInSession.id.desc()))]


def has_admin(session: Session) -> bool:
    """Tell whether anybody administers this installation."""
    return bool(session.execute(select(exists().where(RoleGrant.role == "admin"))).scalar())
