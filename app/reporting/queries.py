"""Reads of reporting: what a standing is made of, the sums of the overview, lists of people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app.certification.queries import awards_for_many
from app.certification.rules.ladder import Candidate
from app.evidence.models import Evidence
from app.evidence.queries import facts_of_people
from app.identity.models import Membership, Person, Team
from app.learning.queries import enrolments_of_people
from app.reporting.models import StandingRow, Tally
from app.reporting.rules import standing as measures
from app.reporting.rules.days import add_days, day_of, month_of, months_from
from app.reporting.rules.scope import TeamNode
from app.reporting.rules.shown import MONTHS, SOON_DAYS, PersonStanding, Sums, Waiter, Wanted
from app.reporting.rules.standing import COUNTED, EVERYBODY, Subject, stuck_since
from app.storage.prepared import Prepared

_tally, _standing = Tally.__table__.c, StandingRow.__table__.c


# What a standing is made of


def subjects_of(session: Session, person_ids: Sequence[int]) -> list[Subject]:
    """Return the people among these who have not left and belong to a team, with all that counts about them."""
    people = session.execute(
        select(Person.id, Person.name, Person.hire_date, Person.trade, Membership.team_id)
        .join(Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None)))
        .where(Person.id.in_(person_ids), Person.closed_at.is_(None))
        .order_by(Person.id)
    ).all()
    ids = [person.id for person in people]
    facts = facts_of_people(session, ids, COUNTED)
    awards = awards_for_many(session, ids)
    enrolments = enrolments_of_people(session, ids)
    last = _last_days(session, ids)
    return [
        Subject(
            Candidate(row.id, row.name, row.hire_date, row.trade, facts[row.id], awards.get(row.id, ()), False),
            row.team_id,
            tuple(enrolment.programme for enrolment in enrolments[row.id]),
            last.get(row.id, 0),
        )
        for row in people
    ]


def _last_days(session: Session, person_ids: Sequence[int]) -> dict[int, int]:
    last = func.max(Evidence.effective_at, type_=Evidence.effective_at.type)
    statement = select(Evidence.person_id, last).where(Evidence.person_id.in_(person_ids))
    rows = session.execute(statement.group_by(Evidence.person_id))
    return {person_id: day_of(at) for person_id, at in rows if at is not None}


def standings_kept(session: Session, person_ids: Sequence[int]) -> dict[tuple[int, str], StandingRow]:
    """Return the rows kept of these people by (person, track)."""
    statement = select(StandingRow).where(StandingRow.person_id.in_(person_ids))
    rows = session.execute(statement, execution_options={"populate_existing": True}).scalars()
    return {(row.person_id, row.track): row for row in rows}


def stale_people(session: Session, *, release_id: int, at: datetime, limit: int) -> list[int]:
    """Return people whose row is missing or older than a move, a leaving, a release or a date that has come."""
    everybody = and_(StandingRow.person_id == Person.id, StandingRow.track == EVERYBODY)
    is_here = and_(Person.closed_at.is_(None), Membership.team_id.is_not(None))
    differs = or_(
        StandingRow.person_id.is_(None),
        StandingRow.team_id != Membership.team_id,
        StandingRow.release_id != release_id,
    )
    moved = (
        select(Person.id)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.valid_to.is_(None)))
        .outerjoin(StandingRow, everybody)
        .where(or_(and_(is_here, differs), and_(~is_here, StandingRow.person_id.is_not(None))))
    )
    due = select(StandingRow.person_id).where(StandingRow.changes_at <= at)
    found = {*session.execute(moved.limit(limit)).scalars(), *session.execute(due.limit(limit)).scalars()}
    return sorted(found)[:limit]


# The overview


def open_teams(connection: Connection) -> list[TeamNode]:
    """Return the open teams by name; which of them somebody may see, `access_scope` decides."""
    return [TeamNode(*row) for row in _TEAMS.all(connection)]


def changes_in(connection: Connection, paths: tuple[str, ...]) -> int:
    """Return how often anything shown of these teams has changed: while it is the same, so is the overview."""
    return int(_changes(len(paths)).first(connection, **_binds(paths))[0] or 0)


def sums_of(connection: Connection, paths: tuple[str, ...], track: str, first_level: str, *, today: int) -> Sums:
    """Return the sums of a track over all teams at or below the paths, in one statement."""
    month, stuck = month_of(today), stuck_since(today)
    months = months_from(month, MONTHS)
    values = {
        "track": track,
        "first": first_level,
        "today": today,
        "soon": add_days(today, SOON_DAYS),
        "month_end": month * 100 + 99,
        "month_next": months[1],
        "month_last": months[-1],
        "stuck_month": month_of(stuck),
        "stuck_first": month_of(stuck) * 100,
        "stuck_last": stuck,
    }
    sums = Sums(months=dict.fromkeys(months, 0))
    tables: dict[str, tuple[dict[Any, int], int]] = {
        measures.PEOPLE: (sums.people, 0),
        measures.ON_TRACK: (sums.on_track, 0),
        measures.STEP: (sums.steps, 1),
        measures.WAITS: (sums.stuck, 1),
        measures.ENDS_MONTH: (sums.months, 2),
        measures.DAYS: (sums.days, 2),
    }
    for measure, *place, n in _sums(len(paths)).all(connection, **values, **_binds(paths)):
        if measure in tables:
            table, by = tables[measure]
            table[place[by]] = table.get(place[by], 0) + n
        else:
            _add(sums, measure, place[0], place[1], n or 0)
    sums.months[month] = sums.rest
    return sums


def _add(sums: Sums, measure: str, team_id: int, level: str, n: int) -> None:
    """Add what holds by today: who loses the highest level lapses, unless a lower one is left to fall to."""
    if measure == "soon":
        sums.soon = n
    elif measure == "rest":
        sums.rest = n
    else:
        held, lapsed = _EFFECT[measure]
        sums.levels[team_id, level] = sums.levels.get((team_id, level), 0) + held * n
        sums.lapsed[team_id] = sums.lapsed.get(team_id, 0) + lapsed * n


# Measure → what one person adds to the level and to the lapsed.
_EFFECT = {measures.LEVEL: (1, 0), measures.LAPSED: (0, 1), measures.STARTS: (1, -1), measures.ENDS: (-1, 1)}


def waiters(
    connection: Connection, paths: tuple[str, ...], track: str, *, since: int, limit: int, who: str = ""
) -> list[Waiter]:
    """Return who has waited since a day or longer (for one kind of signer), the longest first."""
    values = {"track": track, "since": since, "most": limit, **({"who": who} if who else {})}
    rows = _waiters(len(paths), bool(who)).all(connection, **values, **_binds(paths))
    return [Waiter(*row) for row in rows]


_TEAMS = Prepared(
    select(Team.id, Team.parent_id, Team.name, Team.path).where(Team.closed_at.is_(None)).order_by(Team.name, Team.id)
)


def _binds(paths: tuple[str, ...]) -> dict[str, str]:
    return {f"path{number}": path for number, path in enumerate(paths)}


def _team_ids(paths: int) -> Select[Any]:
    """Return a select of the teams at or below `paths` paths; by prefix, whatever the collation."""
    binds = [bindparam(f"path{number}", type_=String) for number in range(paths)]
    return select(Team.id).where(or_(*(func.substr(Team.path, 1, func.length(bind)) == bind for bind in binds)))


@cache
def _sums(paths: int) -> Prepared:
    """Return one statement of all sums: rows of (measure, team_id, key, bucket, sum)."""
    by_team, by_key, by_bucket = (_measure, _team, _key), (_measure, _key), (_measure, _bucket)
    is_first = _key == bindparam("first", type_=String)
    to_come = (_of(measures.ENDS), _bucket > _day("today"))
    no_day = _bucket == _ZERO
    parts = (
        _part(by_team, _of(measures.PEOPLE), no_day, track=_text(EVERYBODY)),
        _part(by_team, _of(measures.ON_TRACK, measures.LEVEL, measures.LAPSED), no_day),
        _part(by_team, _of(measures.STARTS, measures.ENDS), _bucket <= _day("today")),
        _part((), *to_come, _bucket <= _day("soon"), name="soon"),
        _part((), *to_come, _bucket <= _day("month_end"), name="rest"),
        _part(by_bucket, _of(measures.ENDS_MONTH), _bucket.between(_day("month_next"), _day("month_last"))),
        _part(by_key, _of(measures.STEP), no_day),
        _part(by_bucket, _of(measures.DAYS), is_first),
        # Whole months, then the days of the month in which being stuck begins: two ranges of the index, not one scan.
        _part(by_key, _of(measures.WAITS), _bucket < _day("stuck_month")),
        _part(by_key, _of(measures.WAITS), _bucket.between(_day("stuck_first"), _day("stuck_last"))),
    )
    # Looked up once for all parts.
    inside = _team.in_(select(_team_ids(paths).cte("inside").c.id))
    return Prepared(union_all(*(part.where(inside) for part in parts)))


@cache
def _changes(paths: int) -> Prepared:
    of_teams = (_tally.track == _text(EVERYBODY), _of(measures.CHANGES), _bucket == _ZERO)
    return Prepared(select(func.sum(_tally.n).label("n")).where(*of_teams, _team.in_(_team_ids(paths))))


def _part(
    by: Sequence[ColumnElement[Any]],
    *where: ColumnElement[bool],
    track: ColumnElement[str] | None = None,
    name: str = "",
) -> Select[Any]:
    columns = [column if column in by else nothing for column, nothing in _NOTHING]
    measure = _text(name) if name else _measure
    of_track = _tally.track == (bindparam("track", type_=String) if track is None else track)
    return select(measure, *columns, func.sum(_tally.n)).where(of_track, *where).group_by(*by)


def _of(*names: str) -> ColumnElement[bool]:
    return _measure.in_([_text(name) for name in names])


def _text(name: str) -> ColumnElement[str]:
    return literal_column(f"'{name}'", String)


def _day(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=Integer)


_measure, _team, _key, _bucket = _tally.measure, _tally.team_id, _tally.key, _tally.bucket
_ZERO = literal_column("0", Integer)
_NOTHING: tuple[tuple[ColumnElement[Any], ColumnElement[Any]], ...] = (
    (_team, _ZERO),
    (_key, _text("")),
    (_bucket, _ZERO),
)


@cache
def _waiters(paths: int, by_who: bool) -> Prepared:  # noqa: FBT001 - a cache key
    statement = (
        select(
            _standing.person_id,
            Person.name,
            Team.name.label("team"),
            _standing.waits_for,
            _standing.next_step,
            _standing.since_on,
        )
        .select_from(StandingRow)
        .join(Person, Person.id == _standing.person_id)
        .join(Team, Team.id == _standing.team_id)
        .where(
            _standing.track == bindparam("track", type_=String),
            StandingRow.may_be_stuck,
            _standing.since_on <= _day("since"),
            _standing.team_id.in_(_team_ids(paths)),
        )
        .order_by(_standing.since_on, _standing.person_id)
        .limit(_day("most"))
    )
    if by_who:
        statement = statement.where(_standing.waits_for == bindparam("who", type_=String))
    return Prepared(statement)


# Lists of people


_everybody, _on = aliased(StandingRow), aliased(StandingRow)
_LIST = (
    select(
        _everybody.person_id,
        Person.name,
        Person.employee_number,
        Team.name.label("team"),
        _everybody.last_on,
        _on.track,
        *(getattr(_on, name) for name in list(PersonStanding.__dataclass_fields__)[6:]),
    )
    .join(Person, Person.id == _everybody.person_id)
    .join(Team, Team.id == _everybody.team_id)
    .where(_everybody.track == EVERYBODY)
)


def people_standing(session: Session, wanted: Wanted, *, limit: int) -> list[PersonStanding]:
    """Return the next people of a list, by name."""
    joined = _LIST.outerjoin(_on, and_(_on.person_id == _everybody.person_id, _on.track == wanted.track))
    statement = joined.where(_everybody.team_id.in_(_team_ids(len(wanted.paths)))).params(_binds(wanted.paths))
    if wanted.state:
        statement = statement.where(_state(wanted.state, wanted.today))
    if wanted.after:
        name = select(Person.name).where(Person.id == wanted.after).scalar_subquery()
        statement = statement.where(tuple_(Person.name, Person.id) > tuple_(name, wanted.after))
    rows = session.execute(statement.order_by(Person.name, Person.id).limit(limit))
    return [PersonStanding(*row) for row in rows]


def _state(state: str, today: int) -> ColumnElement[bool]:
    is_held = and_(_on.level != "", or_(_on.held_until.is_(None), _on.held_until > today))
    has_ended = and_(_on.level != "", _on.held_until <= today)
    conditions = {
        "certified": is_held,
        "working": and_(_on.person_id.is_not(None), ~is_held),
        "stuck": and_(_on.may_be_stuck, _on.since_on <= stuck_since(today)),
        "signature": and_(_on.may_be_stuck, _on.waits_for == "manager"),
        "expiring": and_(is_held, _on.held_until <= add_days(today, SOON_DAYS)),
        "lapsed": or_(_on.has_lapsed, has_ended),
        "away": _on.person_id.is_(None),
    }
    return conditions[state]


def tally_sums(session: Session) -> dict[tuple[Any, ...], int]:
    """Return every count of people by (track, measure, team, bucket, key), without zeros: to compare."""
    names = (Tally.track, Tally.measure, Tally.team_id, Tally.bucket, Tally.key)
    total = func.sum(Tally.n)
    statement = select(*names, total).where(Tally.measure != measures.CHANGES).group_by(*names).having(total != 0)
    rows: Iterable[Any] = session.execute(statement)
    return {tuple(row[:-1]): row[-1] for row in rows}


def changes_by_team(session: Session) -> dict[int, int]:
    """Return how often anything shown of each team has changed."""
    statement = select(Tally.team_id, func.sum(Tally.n)).where(Tally.measure == measures.CHANGES)
    return {row[0]: row[1] for row in session.execute(statement.group_by(Tally.team_id))}
