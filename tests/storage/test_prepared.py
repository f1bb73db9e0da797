"""Prepared statements answer what the ordinary ones answer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.identity.actions import create_team
from app.identity.models import Team
from app.storage.prepared import Prepared, PreparedInsert
from app.storage.types import UtcDateTime

AT = datetime(2026, 3, 2, tzinfo=UTC)
STATEMENT = (
    select(Team.id, Team.name)
    .where(Team.created_at <= bindparam("at"), Team.name != "nobody", Team.name == bindparam("name"))
    .order_by(Team.id)
)
MARKS = Table(
    "prepared_marks", MetaData(), Column("n", Integer, unique=True, nullable=False), Column("at", UtcDateTime)
)
APPEND = {
    name: dialect.insert(MARKS).values(n=bindparam("n"), at=bindparam("at")).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


@pytest.fixture
def marks(database):
    with database.engines.write.begin() as connection:
        MARKS.metadata.create_all(connection)
    yield MARKS
    with database.engines.write.begin() as connection:
        MARKS.metadata.drop_all(connection)


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


def test_a_prepared_insert_converts_what_goes_in_and_counts_it(database, marks):
    insert = PreparedInsert(APPEND)

    with database.write_statement() as connection:
        first = insert.run(connection, [{"n": 1, "at": AT}])
    with database.write_statement() as connection:
        more = insert.run(connection, [{"n": 1, "at": AT}, {"n": 2, "at": AT}, {"n": 3, "at": None}])

    assert (first, more) == (1, 2)
    with database.read() as session:
        assert session.execute(select(marks.c.n, marks.c.at).order_by(marks.c.n)).all() == [(1, AT), (2, AT), (3, None)]


def test_a_prepared_insert_that_fails_leaves_nothing_and_the_next_one_works(database, marks):
    insert = PreparedInsert(APPEND)

    with pytest.raises(Exception, match=r"(?i)null"), database.write_statement() as connection:
        insert.run(connection, [{"n": 1, "at": AT}, {"n": None, "at": AT}])
    with database.write_statement() as connection:
        insert.run(connection, [{"n": 5, "at": AT}])

    with database.read() as session:
        assert session.execute(select(func.sum(marks.c.n))).scalar_one() == 5
