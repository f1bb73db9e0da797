"""What authors are told before they publish: attempts that a changed key touches, people whom changed rules touch."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace as changed

from app.assessment.actions import record_events, start_attempt, submit_attempt
from app.assessment.queries import attempts_on, find_attempt
from app.certification.actions import record_signoff
from app.certification.queries import tracks_outlook
from app.content.conditions import QuizPassed
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from app.identity.actions import NewPerson, close_person, create_person
from tests.factories import certification
from tests.factories.assessment import a_batch, a_library

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LIBRARY = a_library()


def library_of(_release_id):
    return LIBRARY


def add_person(database, number, *, trade="aircon"):
    with database.write() as session:
        new = NewPerson(str(number), f"P{number}", date(2026, 2, 1), trade=trade)
        return create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))


def answer(database, person, items, *, submit=True):
    """Start an attempt, answer the first so many questions of its paper, and hand it in; return what was answered."""
    with database.write() as session:
        attempt = start_attempt(session, library_of, "final", person, release_id=1, by=person, at=NOON, seed="s")
        paper = find_attempt(session, attempt).paper
        answered = [item.id for item in paper.items][:items]
        events = [(seq, item, None) for seq, item in enumerate([*answered, *answered], start=1)]
        record_events(session, library_of, attempt, a_batch("tab", *events), by=person, at=NOON)
        if submit:
            submit_attempt(session, library_of, attempt, by=person, at=NOON)
    return answered


def test_attempts_that_answered_a_question_are_counted_once_and_when_handed_in(database):
    first, second, third = (add_person(database, number) for number in (1, 2, 3))
    all_items = answer(database, first, 5)
    answer(database, second, 2)
    answer(database, third, 5, submit=False)
    with database.read() as session:
        assert attempts_on(session, [*all_items, "never-drawn"]) == dict(zip(all_items, (2, 2, 1, 1, 1), strict=True))
        assert attempts_on(session, all_items[:1]) == {all_items[0]: 2}
        assert attempts_on(session, []) == {}


@pytest.fixture
def scored(database):
    """Three people with a passed quiz of 820, 860 and 950 and one of another trade; one more has left."""
    database.info["libraries"] = certification.OneLibrary()
    people = [add_person(database, number) for number in range(4)] + [add_person(database, 9, trade="automotive")]
    with database.write() as session:
        for person, score in zip(people, (820, 860, 950, 990, 990), strict=True):
            fact = Fact(person, "any", "quiz", "final", NOON, passed=True, score=score)
            record_fact(session, fact, by=None, at=NOON)
        close_person(session, people[3], by=None, at=NOON)
    return people


def outlook(database, draft):
    with database.read() as session:
        now = {"aircon": quiz_track(800)}
        return tracks_outlook(session, now, draft, at=NOON)


def quiz_track(score):
    level = changed(certification.FOUNDATION, require=QuizPassed("final", score))
    return changed(certification.TRACK, levels=(level, certification.PROFESSIONAL))


def test_a_stricter_rule_is_simulated_over_everybody_who_has_not_left(database, scored):
    (found,) = outlook(database, {"aircon": quiz_track(900)})
    assert found.people == 3
    line = found.levels[0]
    assert (line.level.id, line.now, line.draft, line.gained, line.lost) == ("foundation", 3, 1, 0, 2)


def test_people_are_read_in_pages(database, scored, monkeypatch):
    monkeypatch.setattr("app.certification.queries._BATCH", 1)
    (found,) = outlook(database, {"aircon": quiz_track(850)})
    assert (found.people, found.levels[0].lost) == (3, 1)


def test_a_signature_counts_for_a_rule(database, scored):
    with database.write() as session:
        record_fact(session, Fact(scored[0], "any", "course", "basics", NOON, passed=True), by=None, at=NOON)
        record_signoff(session, scored[0], "mentor", track="aircon", by=scored[1], at=NOON)
    (found,) = outlook(database, {"aircon": certification.TRACK})
    assert (found.levels[0].now, found.levels[0].draft) == (3, 1)


def test_unchanged_rules_are_not_simulated(database, scored):
    assert outlook(database, {"aircon": quiz_track(800)}) == ()
