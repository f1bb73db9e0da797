"""Prepared statements answer what the ordinary ones answer."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select

from app.identity.actions import create_team
from app.identity.models import Team
from app.storage.prepared import Prepared

AT = datetime(2026, 3, 2, tzinfo=UTC)
STATEMENT = (
    select(Team.id, Team.name)
    .where(Team.created_at <= bindparam("at"), Team.name != "nobody", Team.name == bindparam("name"))
    .order_by(Team.id)
)


def test_a_prepared_statement_converts_what_goes_in(database):
    with database.write() as session:
        team = create_team(session, "苏州一组", by=None, at=AT)
    prepared = Prepared(STATEMENT)

    with database.engines.read.connect() as connection:
        found = prepared.first(connection, at=AT, name="苏州一组")
        earlier = prepared.all(connection, at=AT - timedelta(seconds=1), name="苏州一组")

    assert tuple(found) == (team, "苏州一组")
    assert earlier == []


def test_it_serves_both_dialects_by_turns(sqlite_database, postgres_database):
    prepared = Prepared(STATEMENT)

    for database in (sqlite_database, postgres_database, sqlite_database):
        with database.engines.read.connect() as connection:
            assert prepared.all(connection, at=AT, name="x") == []
