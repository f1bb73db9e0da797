"""Making the demonstration and taking it away again."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.content.library import Library
from app.content.queries import find_release_id
from app.content.releases import publish
from app.demo.careers import TRADE, Career, Guide
from app.demo.people import COMPANY, LEARNERS, REGIONS, STAFF, Learner
from app.demo.queries import PASSWORD, demo_tables, is_demo
from app.identity.actions import NewPerson, create_person, create_team, grant_role, set_password
from app.identity.passwords import hash_password
from app.identity.rules import TEAM_ROLES
from app.kernel.clock import utc_now
from app.reporting.actions import on_fact, rebuild_summaries
from app.settings import Settings
from app.storage.base import Base
from app.storage.database import Database
from app.storage.dialects import plan_long_work

_PUBLISHED_BEFORE = timedelta(days=400)
_SHIFTS = ("早班", "中班", "晚班")


def prepare_demo(database: Database, settings: Settings, *, say: Callable[[str], None]) -> None:
    """Publish the content when nothing is published, and make the organisation when there is none."""
    at = utc_now()
    with database.read() as session:
        release_id, there = find_release_id(session), is_demo(session)
    if release_id is None:
        say("Publishing the content …")
        with database.write() as session:
            publish(session, settings.content_dir, by=None, at=at - _PUBLISHED_BEFORE, note="first release")
    if not there:
        say("Making the demonstration organisation …")
        with database.write() as session:
            make_demo(session, at=at)


def make_demo(session: Session, *, at: datetime) -> None:
    """Make teams, people and four months of history that ends now, through the same actions as real work."""
    libraries = session.info["libraries"]
    library = libraries.published(session)
    founded = at - _PUBLISHED_BEFORE
    teams = _make_teams(session, at=founded)
    password_hash = hash_password(PASSWORD)
    guides = _make_staff(session, teams, password_hash, at=founded)
    hire = partial(_hire, session, library, teams=teams, guides=guides, password_hash=password_hash, now=at)
    careers = [hire(number, learner) for number, learner in enumerate(LEARNERS)]
    with _counted_at_the_end(session, at=at):
        _live(careers, until=at)
    write_audit(session, "demo.made", "demo:1", {"people": len(STAFF) + len(LEARNERS)}, by=None, at=at)


def remove_demo(session: Session, *, at: datetime) -> int:
    """Delete demo people and teams and everything that is theirs; return how many people went."""
    plan_long_work(session)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            points_at_person = any(key.column.table.name == "person" for key in column.foreign_keys)
            if points_at_person and column.nullable and column.name != "person_id":
                demo = select(Base.metadata.tables["person"].c.id).where(Base.metadata.tables["person"].c.is_demo)
                session.execute(update(table).where(column.in_(demo)).values({column.name: None}))
    gone = 0
    for table, condition in demo_tables():
        if table.name == "team":
            session.execute(update(table).where(condition).values(parent_id=None))
        result = session.execute(delete(table).where(condition))
        gone = result.rowcount if table.name == "person" else gone  # type: ignore[attr-defined]
    rebuild_summaries(session, at=at)
    write_audit(session, "demo.removed", "demo:1", {"people": gone}, by=None, at=at)
    return gone


def _make_teams(session: Session, *, at: datetime) -> dict[str, int]:
    teams = {"": create_team(session, COMPANY, is_demo=True, by=None, at=at)}
    for region, names in REGIONS.items():
        teams[region] = create_team(session, region, parent_id=teams[""], is_demo=True, by=None, at=at)
        for name in names:
            teams[name] = create_team(session, name, parent_id=teams[region], is_demo=True, by=None, at=at)
    return teams


def _make_staff(session: Session, teams: dict[str, int], password_hash: str, *, at: datetime) -> dict[str, Guide]:
    ids: dict[tuple[str, str], int] = {}
    for staff in STAFF:
        new = NewPerson(staff.number, staff.name, at.date(), region=staff.over or None)
        person_id = create_person(session, new, team_id=teams[staff.over], is_demo=True, by=None, at=at)
        set_password(session, person_id, password_hash, by=None, at=at)
        over = teams[staff.over] if staff.role in TEAM_ROLES else None
        grant_role(session, person_id, staff.role, team_id=over, by=None, at=at)
        ids[staff.over, staff.role] = person_id
    second = ids["", "mentor"]
    return {region: Guide(ids[region, "mentor"], ids[region, "manager"], second) for region in REGIONS}


def _hire(
    session: Session,
    library: Library,
    number: int,
    learner: Learner,
    *,
    teams: dict[str, int],
    guides: dict[str, Guide],
    password_hash: str,
    now: datetime,
) -> Career:
    region = next(name for name, names in REGIONS.items() if learner.team in names)
    hired = now - timedelta(days=learner.days)
    new = NewPerson(
        learner.number,
        learner.name,
        hired.date(),
        phone=f"1380000{1000 + number}",
        trade=TRADE,
        region=region,
        shift=_SHIFTS[number % len(_SHIFTS)],
    )
    began = max(hired, now - _PUBLISHED_BEFORE)
    person_id = create_person(session, new, team_id=teams[learner.team], is_demo=True, by=None, at=began)
    set_password(session, person_id, password_hash, by=None, at=began)
    return Career(session, library, learner, person_id, guides[region], now)


@contextmanager
def _counted_at_the_end(session: Session, *, at: datetime) -> Iterator[None]:
    """Let facts come without bringing the summaries up to each of them: they are made once, when all are there."""
    handlers = session.info["evidence_handlers"]
    session.info["evidence_handlers"] = tuple(handler for handler in handlers if handler is not on_fact)
    try:
        yield
    finally:
        session.info["evidence_handlers"] = handlers
    rebuild_summaries(session, at=at)


def _live(careers: list[Career], *, until: datetime) -> None:
    """Let all careers happen in the order of time, as they would have."""
    order = count()
    waiting = [(career.begins, next(order), career.run()) for career in careers]
    heapq.heapify(waiting)
    while waiting:
        at, place, steps = heapq.heappop(waiting)
        if at > until:
            continue
        following = next(steps, None)
        if following is not None:
            heapq.heappush(waiting, (following, place, steps))
