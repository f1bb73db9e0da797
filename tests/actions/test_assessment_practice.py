"""Practice counts for nothing, explains at once, and asks again only what was wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.assessment.actions import record_events, start_attempt, start_practice, submit_attempt
from app.assessment.queries import attempt_summaries, events_of, find_attempt, grades_of, standing_in
from app.assessment.rules.ledger import answers_from
from app.evidence.queries import facts_for
from app.identity.actions import NewPerson, create_person
from app.kernel.errors import NotFoundError, RefusedError
from tests.factories.assessment import a_batch, a_library, a_quiz

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
QUESTIONS = tuple(f"q{n}" for n in range(4))
QUIZ = a_quiz(draws=(), questions=QUESTIONS, practice=True, confidence=True)
LIBRARY = a_library(quiz=QUIZ)


def library_of(_release_id):
    return LIBRARY


@pytest.fixture
def person(database):
    with database.write() as session:
        new = NewPerson("learner", "Learner", date(2026, 2, 1), trade="aircon")
        return create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))


def practise(database, person, *, quiz="final", only_wrong=False, wrong=(), submits=True):
    with database.write() as session:
        attempt = start_practice(
            session, library_of, quiz, person, release_id=1, only_wrong=only_wrong, by=person, at=NOON
        )
    with database.read() as session:
        items = [item.id for item in find_attempt(session, attempt).paper.items]
    events = [(place, item, "no" if item in wrong else "yes") for place, item in enumerate(items, start=1)]
    with database.write() as session:
        record_events(session, library_of, attempt, a_batch("tab", *events), by=person, at=NOON)
    if submits:
        with database.write() as session:
            submit_attempt(session, library_of, attempt, by=person, at=NOON + timedelta(minutes=1))
    return attempt


def test_a_practice_has_no_clock_counts_no_attempt_and_leaves_no_evidence(database, person):
    attempt = practise(database, person, wrong=["q1"])
    with database.read() as session:
        row = find_attempt(session, attempt)
        assert (row.mode, row.deadline_at, row.score) == ("practice", None, 750)
        assert [grade.evidence_id for grade in grades_of(session, attempt)] == [None]
        assert facts_for(session, person) == ()
        assert standing_in(session, QUIZ, person, at=NOON).verdict.attempts_left == 3
        assert attempt_summaries(session, person) == ()
        assert [line.mode for line in attempt_summaries(session, person, with_practice=True)] == ["practice"]


def test_only_what_was_wrong_is_asked_again_until_nothing_is(database, person):
    practise(database, person, wrong=["q1", "q3"])
    again = practise(database, person, only_wrong=True, wrong=["q3"])
    last = practise(database, person, only_wrong=True)
    with database.read() as session:
        asked = [sorted(item.id for item in find_attempt(session, one).paper.items) for one in (again, last)]
    assert asked == [["q1", "q3"], ["q3"]]
    with pytest.raises(RefusedError) as refusal:
        practise(database, person, only_wrong=True)
    assert refusal.value.code == "nothing_wrong"


def test_what_counts_ends_the_practice_and_is_never_replaced_by_one(database, person):
    open_practice = practise(database, person, submits=False)
    assert practise(database, person, submits=False) == open_practice
    with database.write() as session:
        start_attempt(session, library_of, "final", person, release_id=1, by=person, at=NOON)
    with database.read() as session:
        assert not find_attempt(session, open_practice).is_open
    with pytest.raises(RefusedError) as refusal:
        practise(database, person)
    assert refusal.value.code == "graded_open"


def test_a_quiz_that_offers_no_practice_has_none(database, person):
    with pytest.raises(NotFoundError):
        practise(database, person, quiz="every-kind")


def test_how_sure_somebody_is_stands_in_the_same_ledger(database, person):
    attempt = practise(database, person, submits=False)
    batch = a_batch("tab", (11, "q1~sure", "unsure"), (12, "q2~sure", "certain"), (13, "q9~sure", "sure"))
    with database.write() as session:
        recorded = record_events(session, library_of, attempt, batch, by=person, at=NOON)
    assert recorded.acked == (11,)
    assert [refusal.seq for refusal in recorded.refused] == [12, 13]
    with database.read() as session:
        assert answers_from(events_of(session, attempt))["q1~sure"] == "unsure"
