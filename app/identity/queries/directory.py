"""Reads for those who keep people and teams: search, one person's record, the tree, roles and memberships."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.identity.models import Credential, Membership, Person, RoleGrant, SignInSession, Team
from app.identity.rules import Role

PEOPLE_PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that the row of a person holds, with the version that an edit must name."""

    id: int
    employee_number: str
    name: str
    hire_date: date
    phone: str | None
    email: str | None
    trade: str | None
    region: str | None
    shift: str | None
    lang: str | None
    zone: str | None
    is_demo: bool
    created_at: datetime
    closed_at: datetime | None
    version: int
    has_password: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in a list."""

    id: int
    name: str
    employee_number: str
    trade: str | None
    team_name: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonSearch:
    """Whom to list: words from name or number, a team with all below, whether closed ones too, which role."""

    text: str = ""
    team_path: str = ""
    role: str = ""
    include_closed: bool = False


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team of the tree; `depth` counts from 0 at the root, `people` are its own open members."""

    id: int
    parent_id: int | None
    name: str
    path: str
    depth: int
    people: int
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role that somebody holds or held; no team means everywhere."""

    id: int
    role: Role
    team_id: int | None
    team_name: str | None
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """The team of a person during a time."""

    team_id: int
    team_name: str
    valid_from: datetime
    valid_to: datetime | None


def find_record(session: Session, person_id: int) -> PersonRecord | None:
    """Return everything a person's row holds, or None."""
    fields = [name for name in PersonRecord.__dataclass_fields__ if name != "has_password"]
    has_password = exists().where(Credential.person_id == Person.id).label("has_password")
    row = session.execute(
        select(*(getattr(Person, name) for name in fields), has_password).where(Person.id == person_id)
    ).first()
    return None if row is None else PersonRecord(**row._asdict())


def search_people(session: Session, wanted: PersonSearch, *, page: int = 1) -> tuple[list[PersonLine], int]:
    """Return one page (from 1) of `PEOPLE_PAGE` people by name, and how many there are in all."""
    columns = (
        Person.id,
        Person.name,
        Person.employee_number,
        Person.trade,
        Team.name.label("team_name"),
        Person.closed_at,
    )
    total = session.execute(_found(select(func.count()).select_from(Person), wanted)).scalar_one()
    statement = _found(select(*columns).select_from(Person), wanted).order_by(Person.name, Person.id)
    rows = session.execute(statement.limit(PEOPLE_PAGE).offset((page - 1) * PEOPLE_PAGE))
    return [PersonLine(**row._asdict()) for row in rows], total


def _found(statement: Any, wanted: PersonSearch) -> Any:
    statement = statement.outerjoin(
        Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None))
    ).outerjoin(Team, Team.id == Membership.team_id)
    if wanted.text:
        is_named = Person.name.icontains(wanted.text, autoescape=True)
        is_numbered = Person.employee_number.icontains(wanted.text, autoescape=True)
        statement = statement.where(or_(is_named, is_numbered))
    if wanted.team_path:
        statement = statement.where(Team.path.startswith(wanted.team_path))
    if wanted.role:
        held = exists().where(
            RoleGrant.person_id == Person.id, RoleGrant.role == wanted.role, RoleGrant.valid_to.is_(None)
        )
        statement = statement.where(held)
    return statement if wanted.include_closed else statement.where(Person.closed_at.is_(None))


def team_tree(session: Session, *, include_closed: bool = False) -> list[TeamLine]:
    """Return every team below its parent, sisters by name."""
    people = (
        select(func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.team_id == Team.id, Membership.valid_to.is_(None), Person.closed_at.is_(None))
        .correlate(Team)
        .scalar_subquery()
    )
    columns = (Team.id, Team.parent_id, Team.name, Team.path, Team.closed_at, Team.version, people.label("people"))
    statement = select(*columns).order_by(Team.name, Team.id)
    if not include_closed:
        statement = statement.where(Team.closed_at.is_(None))
    rows = session.execute(statement).all()
    lines = [TeamLine(depth=row.path.count("/") - 2, **row._asdict()) for row in rows]
    return _in_tree_order(lines)


def _in_tree_order(lines: Sequence[TeamLine]) -> list[TeamLine]:
    below: dict[int | None, list[TeamLine]] = {}
    known = {line.id for line in lines}
    for line in lines:
        below.setdefault(line.parent_id if line.parent_id in known else None, []).append(line)
    ordered: list[TeamLine] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        line = waiting.pop()
        ordered.append(line)
        waiting.extend(reversed(below.get(line.id, [])))
    return ordered


def find_team(session: Session, team_id: int) -> TeamLine | None:
    """Return one team, open or closed, or None."""
    return next((line for line in team_tree(session, include_closed=True) if line.id == team_id), None)


def path_of_team(session: Session, team_id: int) -> str:
    """Return the path of one team, open or closed; "" for one that does not exist."""
    return session.execute(select(Team.path).where(Team.id == team_id)).scalar() or ""


def team_paths_in(session: Session, paths: Sequence[str]) -> dict[int, str]:
    """Return team → path of those at or below the paths, open or closed; "" is every team, no path none."""
    if not paths:
        return {}
    statement = select(Team.id, Team.path)
    if "" not in paths:
        statement = statement.where(or_(*(Team.path.startswith(path) for path in paths)))
    return {row.id: row.path for row in session.execute(statement)}


def holders_of(session: Session, role: Role, *, at: datetime) -> tuple[tuple[int, str, str], ...]:
    """Return (person, name, path of the team or "" for everywhere) of who holds a role at an instant, by name."""
    statement = (
        select(Person.id, Person.name, func.coalesce(Team.path, ""))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Team, Team.id == RoleGrant.team_id)
        .where(
            RoleGrant.role == role,
            RoleGrant.valid_from <= at,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > at),
            Person.closed_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return tuple((row[0], row[1], row[2]) for row in session.execute(statement))


def grants_of(session: Session, person_id: int, *, include_ended: bool = False) -> list[GrantLine]:
    """Return the roles of a person, the newest last."""
    columns = (RoleGrant.id, RoleGrant.role, RoleGrant.team_id, RoleGrant.valid_from, RoleGrant.valid_to)
    statement = (
        select(*columns, Team.name.label("team_name"))
        .outerjoin(Team, Team.id == RoleGrant.team_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.id)
    )
    if not include_ended:
        statement = statement.where(RoleGrant.valid_to.is_(None))
    return [GrantLine(**row._asdict()) for row in session.execute(statement)]


def memberships_of(session: Session, person_id: int) -> list[MembershipLine]:
    """Return the teams of a person over time, the oldest first."""
    columns = (Membership.team_id, Team.name.label("team_name"), Membership.valid_from, Membership.valid_to)
    statement = (
        select(*columns)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.valid_from, Membership.id)
    )
    return [MembershipLine(**row._asdict()) for row in session.execute(statement)]


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id."""
    statement = select(Person.id, Person.name).where(Person.id.in_(set(person_ids)))
    return {row.id: row.name for row in session.execute(statement)}


def team_names_of(session: Session, team_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of teams by id."""
    statement = select(Team.id, Team.name).where(Team.id.in_(set(team_ids)))
    return {row.id: row.name for row in session.execute(statement)}


def count_people(session: Session) -> tuple[int, int]:
    """Return how many people may sign in, and how many are closed."""
    row = session.execute(select(func.count(), func.count(Person.closed_at)).select_from(Person)).one()
    return row[0] - row[1], row[1]


def export_person(session: Session, person_id: int) -> dict[str, object]:
    """Return what identity keeps about a person; hashes of passwords, codes and tokens are left out."""
    record = find_record(session, person_id)
    sessions = select(
        SignInSession.device, SignInSession.created_at, SignInSession.expires_at, SignInSession.revoked_at
    ).where(SignInSession.person_id == person_id)
    return {
        "profile": None if record is None else asdict(record),
        "memberships": [asdict(line) for line in memberships_of(session, person_id)],
        "roles": [asdict(line) for line in grants_of(session, person_id, include_ended=True)],
        "sign_in_sessions": [row._asdict() for row in session.execute(sessions.order_by(SignInSession.id))],
    }
