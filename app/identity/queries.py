"""Reads of people, teams, grants and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
class PersonBrief:
    """A person as other features need one."""

    id: int
    name: str
    employee_number: str
    hire_date: date
    trade: str | None
    lang: str | None
    zone: str | None
    region: str | None
    shift: str | None
    team_id: int | None
    team_name: str | None
    team_path: str
    closed_at: datetime | None


_BRIEF = (
    select(
        Person.id,
        Person.name,
        Person.employee_number,
        Person.hire_date,
        Person.trade,
        Person.lang,
        Person.zone,
        Person.region,
        Person.shift,
        Team.id.label("team_id"),
        Team.name.label("team_name"),
        func.coalesce(Team.path, "").label("team_path"),
        Person.closed_at,
    )
    .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None)))
    .outerjoin(Team, Team.id == Membership.team_id)
)

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


def find_person(session: Session, person_id: int) -> PersonBrief | None:
    """Return one person, or None."""
    row = session.execute(_BRIEF.where(Person.id == person_id)).first()
    return None if row is None else PersonBrief(**row._asdict())


def person_brief(session: Session, person_id: int) -> PersonBrief:
    """Return one person who is known to exist."""
    return PersonBrief(**session.execute(_BRIEF.where(Person.id == person_id)).one()._asdict())


def people_in(session: Session, paths: Sequence[str], *, include_closed: bool = False) -> list[PersonBrief]:
    """Return the present members of the teams at or below the paths, by name; "" is everybody."""
    statement = _BRIEF.order_by(Person.name, Person.id)
    if "" not in paths:
        statement = statement.where(or_(*(Team.path.startswith(path) for path in paths)))
    if not include_closed:
        statement = statement.where(Person.closed_at.is_(None))
    return [PersonBrief(**row._asdict()) for row in session.execute(statement)]


def open_person_ids(session: Session, *, after: int, limit: int) -> list[int]:
    """Return the ids of people who have not left, above an id, ascending: one page of a walk over everybody."""
    statement = select(Person.id).where(Person.id > after, Person.closed_at.is_(None))
    return list(session.execute(statement.order_by(Person.id).limit(limit)).scalars())


def leaf_team_of(session: Session, person_id: int, *, at: datetime) -> int | None:
    """Return the id of the team a person belonged to at an instant."""
    statement = select(Membership.team_id).where(
        Membership.person_id == person_id,
        Membership.valid_from <= at,
        or_(Membership.valid_to.is_(None), Membership.valid_to > at),
    )
    return session.execute(statement.limit(1)).scalar()


def find_person_by_identifier(session: Session, identifier: str) -> tuple[int, str] | None:
    """Return (person id, password hash) of an employee number, phone or e-mail; None when there is none."""
    wanted = fold(identifier)
    statement = (
        select(Person.id, Credential.password_hash)
        .join(Credential, Credential.person_id == Person.id)
        .where(
            or_(
                func.lower(Person.employee_number) == wanted,
                Person.phone == wanted.replace(" ", "").replace("-", ""),
                func.lower(Person.email) == wanted,
            ),
            Person.closed_at.is_(None),
        )
    )
    row = session.execute(statement.order_by(Person.id).limit(1)).first()
    return None if row is None else (row.id, row.password_hash)


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


def sessions_of(session: Session, person_id: int, *, at: datetime) -> list[Row[tuple[int, str, datetime]]]:
    """Return a person's live sign-in sessions (id, device, created_at), newest first."""
    statement = select(SignInSession.id, SignInSession.device, SignInSession.created_at).where(
        SignInSession.person_id == person_id,
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > at,
    )
    return list(session.execute(statement.order_by(SignInSession.id.desc())).tuples())  # type: ignore[arg-type]


def has_admin(session: Session) -> bool:
    """Tell whether anybody administers this installation."""
    return bool(session.execute(select(exists().where(RoleGrant.role == "admin"))).scalar())
