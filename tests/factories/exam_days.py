"""Exam days for tests: people of a team, a sitting for them, papers begun in it."""

from datetime import UTC, date, datetime, timedelta

from app.assessment.actions import NewSitting, create_sitting, record_events, start_attempt, submit_attempt
from app.assessment.queries import events_of, find_attempt
from app.assessment.rules.ledger import answers_from
from app.identity.actions import NewPerson, create_person, create_team
from tests.factories.assessment import a_batch, a_library, a_quiz

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
LIBRARY = a_library(quiz=a_quiz(sittings="required"))


def library_of(_release_id):
    return LIBRARY


def a_team(database, *names, name="苏州一组"):
    """Make a team and people in it; return the team and the people's ids."""
    with database.write() as session:
        team = create_team(session, name, by=None, at=NOON - timedelta(days=9))
        return team, [
            create_person(
                session, NewPerson(number, number.title(), date(2026, 2, 1), trade="aircon"),
                team_id=team, by=None, at=NOON - timedelta(days=9),
            )
            for number in names
        ]  # fmt: skip


def a_new_sitting(*, teams=(), people=(), opens=0, closes=60, late="submit", grace=0, quiz="final"):
    return NewSitting(
        quiz, "March", NOON + opens * MINUTE, NOON + closes * MINUTE, late, grace * MINUTE, tuple(teams), tuple(people)
    )


def appoint(database, *, at=NOON - MINUTE, by=None, **more):
    with database.write() as session:
        return create_sitting(session, a_new_sitting(**more), by=by, at=at)


def begin(database, person, *, at=NOON, quiz="final"):
    with database.write() as session:
        return start_attempt(session, library_of, quiz, person, release_id=1, by=person, at=at)


def send(database, person, attempt, *events, at=NOON, client="tab-1"):
    with database.write() as session:
        return record_events(session, library_of, attempt, a_batch(client, *events), by=person, at=at)


def hand_in(database, person, attempt, *, at):
    with database.write() as session:
        return submit_attempt(session, library_of, attempt, by=person, at=at)


def paper(database, attempt):
    with database.read() as session:
        return find_attempt(session, attempt)


def answers(database, attempt):
    with database.read() as session:
        return answers_from(events_of(session, attempt))
