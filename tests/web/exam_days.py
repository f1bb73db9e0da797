"""What the tests of exam days over HTTP share: signing in as somebody else, a small library, a sitting, a paper."""

from datetime import timedelta

from app.assessment.actions import NewSitting, create_sitting
from app.assessment.queries import find_attempt
from tests.factories.assessment import a_library, a_quiz
from tests.web.signing import sign_in
from tests.web.test_assessment import install

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def enter(client, who):
    """Sign in as somebody else in the same browser."""
    client._cookies.clear()
    return sign_in(client, who)


def exam_library(app, world):
    return install(app, a_library(quiz=a_quiz(sittings="required"), release_id=world.release_id))


def appoint(database, clock, *, teams=(), people=(), opens=-MINUTE, late="submit"):
    new = NewSitting("final", "三月上午场", clock() + opens, clock() + 2 * HOUR, late, 10 * MINUTE, teams, people)
    with database.write() as session:
        return create_sitting(session, new, by=None, at=clock())


def row_of(database, attempt):
    with database.read() as session:
        return find_attempt(session, attempt)
