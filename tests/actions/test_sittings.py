"""Sittings and accommodations: who may write when, and until when; on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.assessment.actions import (
    NewAccommodation,
    cancel_sitting,
    edit_sitting,
    end_accommodation,
    grant_accommodation,
)
from app.assessment.queries import (
    accommodation_of,
    accommodations_of,
    audiences_of,
    export_accommodations,
    find_sitting,
    sittings_for,
)
from app.audit.models import AuditRow
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.exam_days import (
    MINUTE,
    NOON,
    a_new_sitting,
    a_team,
    appoint,
    begin,
    paper,
    send,
)


@pytest.fixture
def team(database):
    return a_team(database, "lin", "wang", "zhao")


@pytest.fixture
def lin(team):
    return team[1][0]


@pytest.fixture
def sitting(database, team):
    return appoint(database, teams=[team[0]])


def deeds(database, subject):
    with database.read() as session:
        return list(
            session.execute(select(AuditRow.action).where(AuditRow.subject == subject).order_by(AuditRow.id)).scalars()
        )


def code_of(deed):
    with pytest.raises(RefusedError) as refusal:
        deed()
    return refusal.value.code


# Sittings


def test_a_sitting_opens_a_quiz_for_its_audience_and_nobody_else(database, team, sitting):
    _team, (lin, wang, _zhao) = team
    (stranger,) = a_team(database, "stranger", name="广州一组")[1]
    assert paper(database, begin(database, lin)).sitting_id == sitting
    assert code_of(lambda: begin(database, stranger)) == "no_sitting"
    assert code_of(lambda: begin(database, wang, at=NOON - MINUTE)) == "not_open"
    assert code_of(lambda: begin(database, wang, at=NOON + 60 * MINUTE)) == "no_sitting"
    with database.read() as session:
        assert audiences_of(session, [sitting])[sitting].teams == (team[0],)


def test_people_are_invited_by_name_too(database, team):
    _team, (lin, wang, _zhao) = team
    appoint(database, people=[wang])
    begin(database, wang)
    assert code_of(lambda: begin(database, lin)) == "no_sitting"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes": 0}, "closes_at"),
        ({"closes": 60 * 24 * 40}, "closes_at"),
        ({"opens": -60, "closes": -30}, "closes_at"),
        ({"people": ()}, "teams"),
    ],
)
def test_a_sitting_that_makes_no_sense_is_refused(database, lin, changes, field):
    with pytest.raises(InvalidError) as error:
        appoint(database, **{"people": [lin], **changes})
    assert error.value.field == field


def test_a_sitting_changes_until_somebody_begins_and_only_from_its_newest_version(database, team, sitting):
    team_id, (lin, wang, _zhao) = team

    def edit(version, **more):
        with database.write() as session:
            new = a_new_sitting(**more)
            edit_sitting(session, sitting, new, version=version, by=wang, at=NOON)

    edit(1, teams=[team_id], closes=90)
    with database.read() as session:
        found = find_sitting(session, sitting)
    assert (found.version, found.closes_at) == (2, NOON + 90 * MINUTE)
    assert code_of(lambda: edit(1, teams=[team_id])) == "stale"
    edit(2, people=[lin])
    assert code_of(lambda: begin(database, wang)) == "no_sitting"
    begin(database, lin)
    assert code_of(lambda: edit(3, people=[wang])) == "begun"
    assert deeds(database, f"sitting:{sitting}") == ["sitting.created", "sitting.edited", "sitting.edited"]


def test_a_cancelled_sitting_lets_nobody_begin_and_those_inside_go_on(database, team, sitting):
    _team, (lin, wang, _zhao) = team
    attempt = begin(database, lin)
    with database.write() as session:
        cancel_sitting(session, sitting, "fire alarm", by=None, at=NOON)
    assert code_of(lambda: begin(database, wang)) == "no_sitting"
    assert send(database, lin, attempt, (1, "red", "yes"), at=NOON + MINUTE).acked == (1,)
    with database.read() as session:
        assert sittings_for(session, wang, at=NOON) == ()
    with database.write() as session, pytest.raises(RefusedError) as refusal:
        cancel_sitting(session, sitting, "again", by=None, at=NOON)
    assert refusal.value.code == "cancelled"
    with database.write() as session, pytest.raises(NotFoundError):
        cancel_sitting(session, 99, "nothing", by=None, at=NOON)


# Accommodations


def grant(database, person, *, at=NOON - MINUTE, until=None, **more):
    new = NewAccommodation(
        more.get("multiplier"), more.get("minutes"), "reads slowly", at, until if until is None else at + until
    )
    with database.write() as session:
        return grant_accommodation(session, person, new, by=None, at=at)


def test_an_accommodation_moves_the_limit_and_the_closing_of_papers_begun_under_it(database, team, sitting):
    _team, (lin, wang, zhao) = team
    granted = grant(database, lin, multiplier=1250)
    row = paper(database, begin(database, lin))
    assert (row.deadline_at, row.extra_seconds) == (NOON + 25 * MINUTE, 300)
    late = begin(database, wang, at=NOON + 50 * MINUTE)
    assert paper(database, late).deadline_at == NOON + 60 * MINUTE
    grant(database, zhao, minutes=10)
    assert paper(database, begin(database, zhao, at=NOON + 50 * MINUTE)).deadline_at == NOON + 70 * MINUTE
    with database.write() as session:
        end_accommodation(session, lin, granted, by=None, at=NOON + MINUTE)
    assert paper(database, row.id).deadline_at == NOON + 25 * MINUTE
    with database.read() as session:
        assert accommodation_of(session, lin, at=NOON + MINUTE) is None
        (line,) = accommodations_of(session, lin)
        assert not line.holds(NOON + MINUTE)
        assert export_accommodations(session, lin)["accommodations"][0]["reason"] == "reads slowly"
    assert deeds(database, f"person:{lin}")[-2:] == ["accommodation.granted", "accommodation.ended"]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({}, "percent"),
        ({"multiplier": 1000}, "percent"),
        ({"multiplier": 3001}, "percent"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"minutes": 5, "until": -MINUTE}, "until"),
    ],
)
def test_an_accommodation_that_makes_no_sense_is_refused(database, lin, new, field):
    with pytest.raises(InvalidError) as error:
        grant(database, lin, **new)
    assert error.value.field == field


def test_only_a_persons_own_accommodation_ends_and_once(database, team):
    _team, (lin, wang, _zhao) = team
    granted = grant(database, lin, minutes=5)
    with database.write() as session, pytest.raises(NotFoundError):
        end_accommodation(session, wang, granted, by=None, at=NOON)
    with database.write() as session:
        end_accommodation(session, lin, granted, by=None, at=NOON)
    with database.write() as session, pytest.raises(RefusedError):
        end_accommodation(session, lin, granted, by=None, at=NOON)


def test_whoever_starts_while_a_sitting_is_changed_writes_by_one_of_both_versions(database, team, sitting):
    team_id, people = team

    def change():
        with database.write() as session:
            edit_sitting(session, sitting, a_new_sitting(teams=[team_id], closes=10), version=1, by=None, at=NOON)

    def attempt(person):
        return paper(database, begin(database, person))

    with ThreadPoolExecutor(4) as pool:
        changed = pool.submit(change)
        begun = [started.result() for started in [pool.submit(attempt, person) for person in people]]
        refused = changed.exception()
    with database.read() as session:
        closes = find_sitting(session, sitting).closes_at
    assert {row.closes_at for row in begun} == {closes}
    assert refused is None or refused.code == "begun"
