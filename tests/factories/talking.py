"""One release and one learner to talk through conversations with: what the tests of role-plays' actions begin from."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.content.libraries import Libraries
from app.identity.actions import NewPerson, create_person
from app.roleplay.actions import close_session, say
from app.roleplay.models import RoleplayCoding, RoleplayStep, RoleplayTurn
from app.roleplay.queries import find_session
from app.storage.database import Database
from tests.factories.roleplay import MODEL, a_release, start, talk_through

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIBRARY = a_release()


def library_of(_release_id):
    return LIBRARY


@contextmanager
def released(database: Database) -> Iterator[Database]:
    """Let the release be known to the database, as if it had been published there."""
    kept = dict(database.info)
    libraries = database.info["libraries"] = Libraries()
    libraries._releases[LIBRARY.release_id] = LIBRARY
    yield database
    database.info.update(kept)


def add_person(database, number):
    with database.write() as session:
        new = NewPerson(number, number.title(), date(2026, 2, 1), trade="aircon")
        return create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))


def begin(database, person, *, rung="text", at=NOON):
    with database.write() as session:
        return start(session, LIBRARY, person, rung=rung, at=at)


def tell(database, person, roleplay, text, *, key="k1", lang="en", at=NOON):
    with database.write() as session:
        return say(session, library_of, roleplay, text, key=key, lang=lang, by=person, at=at)


def close(database, person, roleplay, *, at=NOON):
    with database.write() as session:
        return close_session(session, roleplay, by=person, at=at)


def played(database, person, *, rung="assessed", lines=MODEL, at=NOON):
    with database.write() as session:
        return talk_through(session, LIBRARY, person, rung=rung, lines=lines, at=at)


def row_of(database, roleplay):
    with database.read() as session:
        return find_session(session, roleplay)


def counts(database):
    tables = (RoleplayTurn, RoleplayCoding, RoleplayStep)
    with database.read() as session:
        return tuple(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def audit_of(database, action):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == action))
