"""Conditions of a level: each kind in a table, groups, who must act, dates, and monotony as a property."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certification.rules.conditions import EVALUATORS, evaluate, leaves
from app.certification.rules.reasons import facts_behind, read_reason, reason_record
from app.content.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CourseDone,
    LevelHeld,
    NotMet,
    QuizPassed,
    Signoff,
    Tenure,
    Waiver,
)
from tests.factories.certification import AT, FOUNDATION, HIRED, a_fact, standing

COURSE = a_fact(1, "course", "basics")
QUIZ_85 = a_fact(2, "quiz", "final", score=850)
MENTOR = a_fact(3, "signoff", "mentor", track="aircon", level="foundation")
DAYS_7 = Tenure(timedelta(days=7))
DAYS_90 = Tenure(timedelta(days=90))


def test_every_condition_of_the_content_has_an_evaluator():
    assert set(EVALUATORS) == set(get_args(Condition))


@pytest.mark.parametrize(
    ("condition", "facts", "met"),
    [
        (CourseDone("basics"), [COURSE], True),
        (CourseDone("basics"), [], False),
        (CourseDone("basics"), [a_fact(1, "course", "basics", passed=False)], False),
        (CourseDone("basics"), [a_fact(1, "course", "other")], False),
        (CourseDone("basics"), [a_fact(1, "course", "basics", track="automotive")], False),
        (QuizPassed("final"), [a_fact(1, "quiz", "final", score=600)], True),
        (QuizPassed("final"), [a_fact(1, "quiz", "final", score=900, passed=False)], False),
        (QuizPassed("final", 850), [QUIZ_85], True),
        (QuizPassed("final", 851), [QUIZ_85], False),
        (QuizPassed("final", 900), [QUIZ_85, a_fact(9, "quiz", "final", score=900)], True),
        (QuizPassed("final", 900), [a_fact(1, "quiz", "final", score=950, passed=False), QUIZ_85], False),
        (Signoff("mentor"), [MENTOR], True),
        (Signoff("mentor"), [a_fact(3, "signoff", "mentor", track="aircon")], True),
        (Signoff("mentor"), [a_fact(3, "signoff", "mentor", track="aircon", level="professional")], False),
        (Signoff("mentor"), [a_fact(3, "signoff", "mentor", track="automotive")], False),
        (Signoff("manager"), [MENTOR], False),
        (Waiver("manager"), [a_fact(4, "waiver", "manager", track="aircon", level="foundation")], True),
        (Waiver("manager"), [], False),
        (DAYS_7, [], True),
        (DAYS_90, [], False),
        (LevelHeld("foundation"), [], False),
        (NotMet(CourseDone("basics")), [], True),
        (NotMet(CourseDone("basics")), [COURSE], False),
        (AllOf((CourseDone("basics"), DAYS_7)), [COURSE], True),
        (AllOf((CourseDone("basics"), DAYS_90)), [COURSE], False),
        (AllOf(()), [], True),
        (AnyOf((CourseDone("basics"), DAYS_90)), [COURSE], True),
        (AnyOf((CourseDone("basics"), DAYS_90)), [], False),
        (AtLeast(2, (CourseDone("basics"), DAYS_7, DAYS_90)), [COURSE], True),
        (AtLeast(2, (CourseDone("basics"), DAYS_7, DAYS_90)), [], False),
    ],
)
def test_condition(condition, facts, met):
    assert evaluate(condition, standing(*facts)).met is met


def test_a_held_level_counts_from_when_it_was_given():
    reason = evaluate(LevelHeld("foundation"), standing(held={"foundation": AT}))
    assert (reason.met, reason.since) == (True, AT)


def test_tenure_counts_from_the_exact_day():
    edge = HIRED + timedelta(days=7)
    assert evaluate(DAYS_7, standing(at=edge)).met
    early = evaluate(DAYS_7, standing(at=edge - timedelta(seconds=1)))
    assert (early.met, early.earliest, early.who, early.done, early.total) == (False, edge, "nobody", 6, 7)


def test_whoever_starts_in_the_future_has_no_negative_days():
    assert evaluate(DAYS_7, standing(at=HIRED - timedelta(days=3))).done == 0


def test_the_reason_says_who_must_act():
    reason = evaluate(FOUNDATION.require, standing(at=HIRED + timedelta(days=1)))
    assert [leaf.who for leaf in reason.open_leaves()] == ["you", "you", "mentor", "nobody", "manager"]
    assert reason.who == "you"


def test_waiting_alone_is_nobodys_task():
    assert evaluate(AllOf((DAYS_90,)), standing()).who == "nobody"


def test_the_best_score_and_the_missing_lessons_are_told():
    facts = (a_fact(1, "quiz", "final", score=700, passed=False), a_fact(2, "quiz", "final", score=640, passed=False))
    reason = evaluate(FOUNDATION.require, standing(*facts, lessons={"basics": (3, 5)}))
    course, quiz, *_ = reason.children
    assert (course.done, course.total) == (3, 5)
    assert (quiz.best, quiz.needed) == (700, 800)


def test_earliest_of_all_is_the_latest_and_of_any_the_soonest():
    both = evaluate(AllOf((DAYS_90, Tenure(timedelta(days=60)))), standing())
    assert both.earliest == HIRED + timedelta(days=90)
    either = evaluate(AnyOf((DAYS_90, Tenure(timedelta(days=60)))), standing())
    assert either.earliest == HIRED + timedelta(days=60)
    assert evaluate(AnyOf((DAYS_90, Waiver("manager"))), standing()).earliest is None


def test_met_since_is_the_moment_the_last_needed_part_was_met():
    later = AT + timedelta(days=2)
    facts = (COURSE, a_fact(2, "quiz", "final", score=850, at=later), MENTOR)
    reason = evaluate(FOUNDATION.require, standing(*facts, at=AT + timedelta(days=9)))
    assert reason.met
    assert reason.since == later
    assert facts_behind(reason) == (1, 2, 3)


def test_old_quizzes_and_signatures_do_not_renew_but_courses_stand():
    old = (COURSE, QUIZ_85, MENTOR)
    reason = evaluate(FOUNDATION.require, standing(*old, fresh_since=AT + timedelta(days=1)))
    assert [child.met for child in reason.children] == [True, False, False, True]
    assert reason.children[1].best is None


def test_progress_is_the_mean_of_all_and_the_nearest_of_any():
    reason = evaluate(AllOf((CourseDone("basics"), DAYS_7)), standing(lessons={"basics": (1, 2)}))
    assert reason.progress == 750
    assert evaluate(AnyOf((CourseDone("basics"), DAYS_90)), standing(lessons={"basics": (1, 2)})).progress == 500
    assert evaluate(DAYS_7, standing()).progress == 1000


def test_the_single_conditions_of_a_rule_are_found_at_any_depth():
    assert len(list(leaves(NotMet(FOUNDATION.require)))) == 5


positive = st.recursive(
    st.sampled_from(
        [
            CourseDone("basics"),
            CourseDone("more"),
            QuizPassed("final", 800),
            QuizPassed("final"),
            DAYS_7,
            DAYS_90,
            Signoff("mentor"),
            Signoff("manager"),
            Waiver("manager"),
            LevelHeld("foundation"),
        ]
    ),
    lambda parts: st.lists(parts, min_size=1, max_size=4).flatmap(
        lambda found: st.one_of(
            st.just(AllOf(tuple(found))),
            st.just(AnyOf(tuple(found))),
            st.integers(1, len(found)).map(lambda n: AtLeast(n, tuple(found))),
        )
    ),
    max_leaves=12,
)
a_passing_fact = st.builds(
    lambda number, kind, score, days: a_fact(
        number, *kind, score=score, at=AT - timedelta(days=days), track="aircon", level="foundation"
    ),
    st.integers(1, 10_000),
    st.sampled_from(
        [("course", "basics"), ("course", "more"), ("quiz", "final"), ("signoff", "mentor"), ("signoff", "manager")]
    ),
    st.integers(500, 1000),
    st.integers(0, 30),
)
some_facts = st.lists(a_passing_fact, max_size=6)


@given(positive, some_facts, a_passing_fact)
def test_one_more_passing_fact_never_takes_a_level_away(condition, facts, more):
    before = evaluate(condition, standing(*facts))
    after = evaluate(condition, standing(*facts, more))
    assert after.met >= before.met
    assert after.progress >= before.progress


@given(positive, some_facts, st.booleans())
def test_a_reason_is_consistent_and_survives_being_kept(condition, facts, inside_not):
    reason = evaluate(NotMet(condition) if inside_not else condition, standing(*facts))
    assert read_reason(reason_record(reason)) == reason
    assert (reason.progress == 1000) == reason.met
    assert (reason.who is None) or not reason.met
    assert (reason.since is not None) == reason.met
    assert bool(reason.open_leaves()) != reason.met
    if reason.since:
        assert reason.since <= AT
