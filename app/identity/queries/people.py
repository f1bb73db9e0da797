"""Reads of people and of the team they belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session

from app.identity.models import Membership, Person, Team
from app.storage.types import UtcDateTime


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


_M, _T = Membership.__table__.c, Team.__table__.c
_AT = bindparam("at", type_=UtcDateTime())
_LEAF_PATH = (
    select(_T.path)
    .join(Membership.__table__, _M.team_id == _T.id)
    .where(_M.person_id == bindparam("person"), _M.valid_from <= _AT, or_(_M.valid_to.is_(None), _M.valid_to > _AT))
    .limit(1)
)

_NAMED = (
    select(Person.id, Person.name, func.coalesce(Team.name, ""))
    .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None)))
    .outerjoin(Team, Team.id == Membership.team_id)
)


def find_person(session: Session, person_id: int) -> PersonBrief | None:
    """Return one person, or None."""
    row = session.execute(_BRIEF.where(Person.id == person_id)).first()
    return None if row is None else PersonBrief(**row._asdict())


def person_brief(session: Session, person_id: int) -> PersonBrief:
    """Return one person who is known to exist."""
    return PersonBrief(**session.execute(_BRIEF.where(Person.id == person_id)).one()._asdict())


def trade_of(session: Session, person_id: int) -> str | None:
    """Return the trade of a person who is known to exist, None for somebody who serves any."""
    found: str | None = session.execute(select(Person.trade).where(Person.id == person_id)).scalar_one()
    return found


def people_in(session: Session, paths: Sequence[str], *, include_closed: bool = False) -> list[PersonBrief]:
    """Return the present members of the teams at or below the paths, by name; "" is everybody, no path nobody."""
    if not paths:
        return []
    statement = _BRIEF.order_by(Person.name, Person.id)
    if "" not in paths:
        statement = statement.where(or_(*(Team.path.startswith(path) for path in paths)))
    if not include_closed:
        statement = statement.where(Person.closed_at.is_(None))
    return [PersonBrief(**row._asdict()) for row in session.execute(statement)]


class NamedPerson(NamedTuple):
    """Somebody by name and team: for lists that say no more."""

    id: int
    name: str
    team: str


def people_among(connection: Connection, person_ids: Collection[int], paths: Collection[str]) -> dict[int, NamedPerson]:
    """Return those of some people who are still here and in the teams at or below the paths, by id."""
    if not paths:
        return {}
    tops = () if "" in paths else tuple(paths)
    values = {f"top{number}": path for number, path in enumerate(tops)}
    rows = connection.execute(_named_below(len(tops)), {"ids": list(set(person_ids)), **values})
    return {row[0]: NamedPerson(*row) for row in rows}


@lru_cache(maxsize=16)
def _named_below(tops: int) -> Any:
    """Return the statement for so many paths, none for everybody: making it costs more than running it."""
    below = or_(*(Team.path.startswith(bindparam(f"top{number}")) for number in range(tops))) if tops else true()
    wanted = Person.id.in_(bindparam("ids", expanding=True))
    return _NAMED.where(wanted, Person.closed_at.is_(None), below)


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


def leaf_path_of(session: Session, person_id: int, *, at: datetime) -> str:
    """Return the path of the team a person belonged to at an instant, "" for none."""
    found = session.execute(_LEAF_PATH, {"person": person_id, "at": at}).scalar()
    return found or ""
