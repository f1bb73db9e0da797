"""Role-plays behind a level: which count, since when, who has to act, and what to play next."""

from datetime import timedelta

import pytest

from app.certification.rules.conditions import evaluate
from app.certification.rules.reasons import read_reason, reason_record
from app.certification.rules.roleplays import next_roleplay, roleplay_titles
from app.content.conditions import AllOf, RoleplaysPassed, Signoff
from app.evidence.rules import Fact, RecordedFact, standing_facts
from app.learning.rules.lessons import standing_of
from app.reporting.rules.waiting import waiting_for
from tests.factories.bench import a_roleplay_library
from tests.factories.certification import AT, standing
from tests.factories.scenario import a_scenario

DAY = timedelta(days=1)
THREE = RoleplaysPassed(grade=1, distinct=3, score=700, no_critical=True, markers=1)
ONE = RoleplaysPassed(grade=2, distinct=1, score=700, no_critical=True, markers=1)


def marked(number, key, *, score=800, passed=True, at=AT, grade=2, critical=0, markers=1, supersedes=None):
    detail = {"grade": grade, "critical": critical, "markers": markers, "session": number}
    fact = Fact(1, "any", "roleplay", key, at, passed=passed, score=score, supersedes=supersedes, detail=detail)
    return RecordedFact(number, fact, at, 9)


def handed_in(number, key, *, at=AT, grade=2):
    fact = Fact(1, "any", "roleplay-waiting", key, at, detail={"grade": grade, "session": number})
    return RecordedFact(number, fact, at, 1)


@pytest.mark.parametrize(
    ("fact", "counts"),
    [
        (marked(1, "leak"), True),
        (marked(1, "leak", score=700), True),
        (marked(1, "leak", score=699), False),
        (marked(1, "leak", passed=False, score=900), False),
        (marked(1, "leak", critical=1), False),
        (marked(1, "leak", grade=1), False),
        (marked(1, "leak", grade=4), True),
        (marked(1, "leak", markers=2), True),
        (handed_in(1, "leak"), False),
    ],
)
def test_one_role_play(fact, counts):
    assert evaluate(ONE, standing(fact)).met is counts


def test_a_condition_may_ask_for_two_markers_and_may_allow_errors():
    two = RoleplaysPassed(grade=2, markers=2)
    assert not evaluate(two, standing(marked(1, "leak"))).met
    assert evaluate(two, standing(marked(1, "leak", markers=2, critical=1))).met


def test_the_same_scenario_counts_once_and_its_first_good_result_counts():
    facts = [
        marked(1, "a", score=650, at=AT),
        marked(2, "a", score=800, at=AT + DAY),
        marked(3, "a", score=900, at=AT + 2 * DAY),
        marked(4, "b", at=AT + 3 * DAY),
        marked(5, "c", at=AT + 4 * DAY),
    ]
    reason = evaluate(THREE, standing(*facts, at=AT + 9 * DAY))
    assert (reason.met, reason.since, reason.facts, reason.best) == (True, AT + 4 * DAY, (2, 4, 5), 900)
    early = evaluate(THREE, standing(*facts[:4], at=AT + 9 * DAY))
    assert (early.met, early.done, early.total, early.who, early.progress) == (False, 2, 3, "you", 666)


def test_a_worse_result_later_takes_nothing_away():
    assert evaluate(ONE, standing(marked(1, "leak"), marked(2, "leak", score=100, passed=False, at=AT + DAY))).met


def test_for_a_renewal_only_what_is_fresh_counts():
    old, new = marked(1, "leak", at=AT), marked(2, "leak", at=AT + 2 * DAY)
    assert not evaluate(ONE, standing(old, fresh_since=AT + DAY)).met
    assert evaluate(ONE, standing(old, new, at=AT + 3 * DAY, fresh_since=AT + DAY)).since == AT + 2 * DAY


def test_it_is_the_mentors_turn_while_enough_waits():
    facts = [marked(1, "a"), handed_in(2, "b", at=AT + DAY), handed_in(3, "c", at=AT + 2 * DAY)]
    reason = evaluate(THREE, standing(*facts, at=AT + 3 * DAY))
    assert (reason.who, reason.done) == ("mentor", 1)
    assert [(child.key, child.met) for child in reason.children] == [("a", True), ("b", False), ("c", False)]
    assert evaluate(THREE, standing(*facts[:2], at=AT + 3 * DAY)).who == "you"


def test_marks_supersede_that_it_waits():
    facts = (handed_in(1, "leak"), marked(2, "leak", supersedes=1, score=500, passed=False))
    reason = evaluate(ONE, standing(*standing_facts(facts, at=AT)))
    assert (reason.who, reason.children, reason.best) == ("you", (), 500)


def test_a_reason_about_role_plays_is_kept_and_read_back():
    reason = evaluate(THREE, standing(marked(1, "a"), handed_in(2, "b")))
    assert read_reason(reason_record(reason)) == reason


def test_whoever_waits_for_marks_waits_for_a_mentor_since_the_last_was_handed_in():
    facts = [marked(1, "a"), handed_in(2, "b", at=AT + DAY), handed_in(3, "c", at=AT + 2 * DAY)]
    waiting = waiting_for(evaluate(AllOf((THREE,)), standing(*facts, at=AT + 3 * DAY)))
    assert (waiting.who, waiting.step, waiting.since) == ("mentor", "roleplays:1", AT + 2 * DAY)
    own = waiting_for(evaluate(AllOf((THREE, Signoff("manager"))), standing(*facts[:1], at=AT + 3 * DAY)))
    assert (own.who, own.step) == ("you", "roleplays:1")


def test_the_next_role_play_is_the_easiest_that_helps():
    library = a_roleplay_library(
        a_scenario(id="hard", grade=3),
        a_scenario(id="easy", grade=1, trade="any"),
        a_scenario(id="car", grade=1, trade="automotive"),
        a_scenario(id="middle", grade=2),
    )
    reason = evaluate(THREE, standing())
    assert next_roleplay(reason, library, "aircon") == "easy"
    assert next_roleplay(reason, library, None) == "car"
    reason = evaluate(THREE, standing(handed_in(1, "easy", grade=1)))
    assert next_roleplay(reason, library, "aircon") == "middle"
    assert next_roleplay(evaluate(RoleplaysPassed(grade=4), standing()), library, "aircon") is None
    waiting = evaluate(ONE, standing(handed_in(1, "middle")))
    assert next_roleplay(waiting, library, "aircon") is None


def test_the_titles_of_what_counts_are_known():
    library = a_roleplay_library()
    reason = evaluate(AllOf((ONE,)), standing(marked(1, "leak")))
    assert roleplay_titles(reason, library) == {"roleplay:leak": a_scenario().title}


def test_learning_knows_what_is_passed_and_what_waits():
    facts = (handed_in(1, "a"), marked(2, "a", supersedes=1), handed_in(3, "b"), marked(4, "c", passed=False))
    found = standing_of(facts, at=AT)
    assert (dict(found.roleplays), found.waiting) == ({"a": AT}, frozenset({"b"}))
