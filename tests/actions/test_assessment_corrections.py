"""Questions corrected after the fact: every attempt is reached once, outcomes are appended, evidence is superseded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.assessment.actions import (
    CorrectionDraft,
    carry_out,
    decide_correction,
    lift_quarantine,
    quarantine_item,
    record_events,
    start_attempt,
    submit_attempt,
)
from app.assessment.models import AttemptItem, GradeRow
from app.assessment.queries import Scope, find_attempt, grades_of, quarantined, result_of, touched_by
from app.assessment.rules.effects import effect_of
from app.evidence.models import Evidence
from app.evidence.queries import facts_of_kind
from app.evidence.rules import standing_facts
from app.identity.actions import NewPerson, create_person
from app.items.registry import KINDS
from app.kernel.errors import InvalidError, RefusedError
from tests.factories.assessment import a_batch, a_library, a_quiz, a_single

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUIZ = a_quiz(draws=(), questions=tuple(f"q{n}" for n in range(5)), shuffle=(), pass_score=800)
LIBRARY = a_library(quiz=QUIZ)
NO_IS_RIGHT = a_single("q0", right="no").spec


def library_of(_release_id):
    return LIBRARY


def add_person(database, number):
    with database.write() as session:
        new = NewPerson(number, number.title(), date(2026, 2, 1), trade="aircon")
        return create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))


def write(database, number, *, wrong=(), submits=True):
    """A person answers all five questions with yes (right), the named ones with no."""
    person = add_person(database, number)
    with database.write() as session:
        attempt = start_attempt(session, library_of, "final", person, release_id=1, by=person, at=NOON)
    events = [(n + 1, f"q{n}", "no" if f"q{n}" in wrong else "yes") for n in range(5)]
    with database.write() as session:
        record_events(session, library_of, attempt, a_batch("tab", *events), by=person, at=NOON)
    if submits:
        hand_in(database, person, attempt)
    return person, attempt


def hand_in(database, person, attempt):
    with database.write() as session:
        submit_attempt(session, library_of, attempt, by=person, at=NOON + MINUTE)


def correct(database, action, *, harm="as_computed", spec=None, question="q0", reason="The stem was wrong.", by=None):
    draft = CorrectionDraft(Scope(question), action, harm, reason, spec)
    with database.write() as session:
        correction = decide_correction(session, draft, preview={"attempts": 0}, by=by, at=NOON + 2 * MINUTE)
    go_on(database, correction)
    return correction


def go_on(database, correction, limit=2):
    left = True
    while left:
        with database.write() as session:
            _, left = carry_out(session, library_of, correction, limit=limit, at=NOON + 3 * MINUTE)


def outcome(database, attempt):
    with database.read() as session:
        row = find_attempt(session, attempt)
        assert (row.score, row.passed) == (
            result_of(session, LIBRARY, row).score,
            result_of(session, LIBRARY, row).passed,
        )
        return row.score, row.passed


def quiz_facts(database, person):
    with database.read() as session:
        return standing_facts(facts_of_kind(session, person, "quiz"), at=NOON + timedelta(days=1))


def test_handing_in_keeps_a_grade_and_each_question(database):
    person, attempt = write(database, "one", wrong=["q0"])
    with database.read() as session:
        (grade,) = grades_of(session, attempt)
        rows = session.execute(select(AttemptItem.item_id, AttemptItem.score, AttemptItem.answer)).all()
    assert (grade.cause, grade.score, grade.passed, grade.waiting) == ("submission", 800, True, 0)
    assert [tuple(row) for row in sorted(rows)][:2] == [("q0", 0, '"no"'), ("q1", 1000, '"yes"')]
    assert [fact.fact.score for fact in quiz_facts(database, person)] == [800]


def test_a_new_key_regrades_everybody_by_appended_grades_and_superseding_facts(database):
    lucky, lucky_attempt = write(database, "lucky", wrong=["q0", "q1"])
    hurt, hurt_attempt = write(database, "hurt", wrong=["q1"])
    _, same_attempt = write(database, "same", wrong=["q0"])

    correction = correct(database, "rekey", spec=NO_IS_RIGHT)

    assert outcome(database, lucky_attempt) == (800, True)
    assert outcome(database, hurt_attempt) == (600, False)
    assert outcome(database, same_attempt) == (1000, True)
    assert [fact.fact.passed for fact in quiz_facts(database, lucky)] == [True]
    assert [fact.fact.passed for fact in quiz_facts(database, hurt)] == [False]
    with database.read() as session:
        assert [grade.correction_id for grade in grades_of(session, hurt_attempt)] == [None, correction]
        assert grades_of(session, hurt_attempt)[0].score == 800
        assert session.execute(select(func.count()).select_from(Evidence).where(Evidence.kind == "quiz")).scalar() == 6


@pytest.mark.parametrize(("harm", "score"), [("raise_only", 800), ("hold_harmless", 800), ("as_computed", 600)])
def test_nobody_is_harmed_unless_it_was_decided_so(database, harm, score):
    _, attempt = write(database, "hurt", wrong=["q1"])
    correct(database, "rekey", harm=harm, spec=NO_IS_RIGHT)
    assert outcome(database, attempt)[0] == score


def test_a_dry_run_says_exactly_what_happens(database):
    for number, wrong in enumerate([[], ["q0"], ["q1"], ["q0", "q1"], ["q0", "q1", "q2"]]):
        write(database, f"p{number}", wrong=wrong)
    with database.read() as session:
        touched = touched_by(session, Scope("q0"))
    expected = {
        found.attempt_id: effect_of(
            found, "rekey", "as_computed", lambda answer: KINDS["single"].grade(NO_IS_RIGHT, answer.strip('"')).score
        )
        for found in touched
    }
    correct(database, "rekey", spec=NO_IS_RIGHT)
    assert len(expected) == 5
    assert {attempt: outcome(database, attempt) for attempt in expected} == {
        attempt: (effect.score, effect.passed) for attempt, effect in expected.items()
    }


def test_carrying_out_twice_reaches_nobody_twice(database):
    _, attempt = write(database, "one", wrong=["q0"])
    correction = correct(database, "void")
    go_on(database, correction)
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(GradeRow)).scalar() == 2
    assert outcome(database, attempt) == (1000, True)


def test_a_void_question_is_not_drawn_again_until_it_is_released(database):
    correct(database, "void")
    person, attempt = write(database, "later", submits=False)
    with database.read() as session:
        assert quarantined(session) == {"q0"}
        assert [item.id for item in find_attempt(session, attempt).paper.items] == ["q1", "q2", "q3", "q4"]
    with database.write() as session:
        lift_quarantine(session, "q0", by=person, at=NOON)
    with database.read() as session:
        assert quarantined(session) == frozenset()
    with database.write() as session, pytest.raises(RefusedError):
        lift_quarantine(session, "q0", by=person, at=NOON)


def test_a_correction_also_reaches_who_was_still_writing(database):
    person, attempt = write(database, "slow", wrong=["q0", "q1"], submits=False)
    correct(database, "full_credit")
    hand_in(database, person, attempt)
    assert outcome(database, attempt) == (800, True)


def test_a_correction_without_a_reason_or_with_half_a_key_is_refused(database):
    _, attempt = write(database, "one", wrong=["q0"])
    with pytest.raises(InvalidError):
        correct(database, "void", reason=" ")
    with pytest.raises(InvalidError):
        correct(database, "rekey")
    with database.write() as session, pytest.raises(InvalidError):
        quarantine_item(session, "q1", "", by=None, at=NOON)
    with database.read() as session:
        assert quarantined(session) == frozenset()
    assert outcome(database, attempt) == (800, True)
