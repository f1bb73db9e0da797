"""What learners are told of answers that people mark, and what waits meanwhile."""

from datetime import timedelta

import pytest

from app.assessment.queries import Settled
from app.assessment.rules.marking import ItemResult
from app.assessment.rules.people import PeoplePart, people_parts
from app.assessment.rules.verdicts import Limits, PastAttempt, may_start
from app.certification.rules.conditions import Standing, evaluate
from app.content.conditions import QuizPassed
from app.evidence.rules import ANY, Fact, RecordedFact
from app.items.base import Grade
from app.learning.rules.lessons import standing_of
from app.reporting.rules.waiting import waiting_for
from tests.factories.certification import AT
from tests.factories.marking import PICK, SAY, WRITE, a_rewrite, a_words_library

SPECS = {item: question.spec for item, question in a_words_library().questions.items()}
GRADE = Grade(0, ())
GIVEN = Settled({"owner": 1, "time": 1}, "Warm", "alone", AT)


def item(name, state="counted", answer="x"):
    return ItemResult(name, "all", 4, answer, GRADE, state)


@pytest.mark.parametrize(
    ("items", "settled", "parts"),
    [
        ((item(PICK), item(SAY, "waiting")), {}, (PeoplePart(2, None, 3),)),
        ((item(SAY), item(WRITE, "waiting")), {SAY: GIVEN}, (PeoplePart(1, 2, 3, "Warm", "alone"), PeoplePart(2, None, 10))),
        ((item(SAY, answer=None),), {}, ()),
        ((item(SAY, "void"),), {SAY: GIVEN}, ()),
        ((item(SAY, "full"),), {}, ()),
    ],
)  # fmt: skip
def test_what_people_mark_is_told_by_its_number(items, settled, parts):
    assert people_parts(items, SPECS, settled) == parts
    assert a_rewrite().spec.criteria


@pytest.mark.parametrize(
    ("past", "state"),
    [
        ([PastAttempt(1, False, AT, AT, None, waits=True)], "waiting"),
        ([PastAttempt(1, False, AT, AT, True), PastAttempt(2, False, AT, AT, None, waits=True)], "passed"),
        ([PastAttempt(1, False, AT, AT, None, waits=True), PastAttempt(2, True, AT)], "resume"),
        ([PastAttempt(1, False, AT, AT, False)], "exhausted"),
    ],
)
def test_nobody_begins_again_while_people_mark_the_last_paper(past, state):
    limits = Limits(attempts=len(past))
    assert may_start(past, limits, AT + timedelta(days=9)).state == state


def fact(number, kind, *, passed=None, score=None, at=AT):
    made = Fact(person_id=1, track=ANY, kind=kind, key="final", effective_at=at, passed=passed, score=score)
    return RecordedFact(number, made, at, 1)


def why(*facts, **more):
    return evaluate(QuizPassed("final", 800), Standing(facts, AT, AT + timedelta(days=9), "aircon", "l", **more))


def test_while_a_paper_is_marked_it_is_the_mentors_turn():
    reason = why(fact(1, "quiz", passed=False, score=500), fact(2, "quiz-waiting"))
    assert (reason.met, reason.who, reason.since, reason.best) == (False, "mentor", AT, 500)
    waits = waiting_for(reason)
    assert (waits.who, waits.step, waits.since) == ("mentor", "quiz:final", AT)


def test_a_pass_is_a_pass_whatever_waits():
    reason = why(fact(1, "quiz", passed=True, score=900), fact(2, "quiz-waiting"))
    assert (reason.met, reason.who) == (True, None)


def test_for_a_renewal_only_a_paper_of_its_window_waits():
    reason = why(fact(1, "quiz-waiting"), fresh_since=AT + timedelta(days=1))
    assert (reason.met, reason.who, reason.since) == (False, "you", None)


def test_learning_knows_the_quizzes_that_wait():
    assert standing_of((fact(1, "quiz-waiting"),), at=AT).papers == {"final"}
    assert standing_of((fact(1, "quiz", passed=True),), at=AT).papers == frozenset()
