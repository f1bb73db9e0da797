"""Papers, the clock, the ledger of answers, marks and verdicts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules.ledger import Event, answers_from, changed_answers, receipt_digest
from app.assessment.rules.marking import score_attempt
from app.assessment.rules.paper import Paper, build_paper
from app.assessment.rules.timing import (
    GRACE,
    TimeFrame,
    accepts_answers,
    counted_at,
    deadline,
    is_overdue,
    remaining_seconds,
)
from app.assessment.rules.verdicts import Limits, PastAttempt, may_review, may_start, present_series
from app.assessment.rules.windows import Window
from app.items.registry import KINDS
from app.kernel.errors import RefusedError
from tests.factories.assessment import a_block, a_plan, a_single, one_of_each_kind

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SEEDS = st.text(max_size=6)


# The paper


@given(seed=SEEDS)
def test_the_same_seed_gives_the_same_paper_without_a_question_twice(seed):
    pool = [a_single(f"q{n}") for n in range(12)]
    plan = a_plan(a_block("d1", 4, pool[:8]), a_block("d2", 4, pool[4:]))
    paper = build_paper(plan, seed)
    assert paper == build_paper(plan, seed)
    assert len({item.id for item in paper.items}) == 8
    assert {item.block: sum(other.block == item.block for other in paper.items) for item in paper.items} == {
        "d1": 4,
        "d2": 4,
    }
    assert Paper.from_json(paper.to_json()) == paper


@given(seed=SEEDS)
def test_a_block_gives_up_a_question_that_only_another_can_use(seed):
    shared = [a_single(f"q{n}") for n in range(3)]
    plan = a_plan(a_block("wide", 2, shared), a_block("narrow", 1, shared[:1]))
    paper = build_paper(plan, seed)
    assert [item.id for item in paper.items if item.block == "narrow"] == ["q0"]


def test_a_pool_that_is_too_small_is_refused():
    pool = [a_single(f"q{n}") for n in range(3)]
    with pytest.raises(RefusedError) as refusal:
        build_paper(a_plan(a_block("d1", 2, pool), a_block("d2", 2, pool)), "s")
    assert refusal.value.code == "pool_too_small"


def test_without_shuffling_the_authored_order_stands():
    pool = [a_single(f"q{n}") for n in range(5)]
    paper = build_paper(a_plan(a_block("all", 5, pool, draw=False), shuffle=()), "s")
    assert [item.id for item in paper.items] == [f"q{n}" for n in range(5)]
    assert all(item.orders["choices"] == ["yes", "no", "maybe"] for item in paper.items)


def test_different_seeds_draw_different_questions():
    pool = [a_single(f"q{n}") for n in range(20)]
    plan = a_plan(a_block("d1", 5, pool))
    drawn = {frozenset(item.id for item in build_paper(plan, str(seed)).items) for seed in range(20)}
    assert len(drawn) > 10


# The clock


@pytest.mark.parametrize(
    ("limit", "closes", "extra", "wanted"),
    [
        (None, None, 0, None),
        (20, None, 0, 20),
        (None, 15, 0, 15),
        (20, 15, 0, 15),
        (20, 30, 0, 20),
        (20, 15, 10, 25),
    ],
)
def test_the_deadline_is_the_earlier_end_moved_by_what_was_granted(limit, closes, extra, wanted):
    frame = TimeFrame(
        NOON,
        None if limit is None else limit * MINUTE,
        None if closes is None else NOON + closes * MINUTE,
        extra * MINUTE,
    )
    assert deadline(frame) == (None if wanted is None else NOON + wanted * MINUTE)


def test_answers_are_taken_until_the_grace_has_passed():
    end = NOON + 20 * MINUTE
    assert accepts_answers(end, end + GRACE)
    assert not accepts_answers(end, end + GRACE + timedelta(microseconds=1))
    assert is_overdue(end, None, end + GRACE + timedelta(seconds=1))
    assert not is_overdue(None, None, end + timedelta(days=9))
    assert remaining_seconds(end, end - timedelta(seconds=90, microseconds=1)) == 90
    assert remaining_seconds(end, end + MINUTE) == 0
    assert remaining_seconds(None, NOON) is None
    assert counted_at(end, end + MINUTE) == end
    assert counted_at(end, NOON) == NOON


# The ledger


def an_event(number, client="a", seq=None, item="q1", answer="yes"):
    return Event(number, client, number if seq is None else seq, item, answer, "zh")


def test_the_last_of_a_client_counts_by_its_own_order_and_between_clients_by_the_servers():
    late_delivery = [an_event(1, seq=2, answer="new"), an_event(2, seq=1, answer="old")]
    assert answers_from(late_delivery) == {"q1": "new"}
    other_device = [an_event(1, "a", 9, answer="a"), an_event(2, "b", 1, answer="b")]
    assert answers_from(other_device) == {"q1": "b"}
    late_and_other = [
        an_event(1, "a", 2, answer="a2"),
        an_event(2, "b", 1, answer="b"),
        an_event(3, "a", 1, answer="a1"),
    ]
    assert answers_from(late_and_other) == {"q1": "b"}


def test_a_cleared_answer_is_no_answer():
    assert answers_from([an_event(1), an_event(2, answer=None)]) == {}


EVENTS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.integers(0, 4), st.sampled_from(["q1", "q2"]), st.sampled_from(["yes", "no", None])
    ),
    max_size=12,
    unique_by=lambda row: row[:2],
).map(lambda rows: [Event(number, *row, "en") for number, row in enumerate(rows)])


@given(events=EVENTS, data=st.data())
def test_duplicates_and_reordered_reading_change_nothing(events, data):
    answers = answers_from(events)
    again = data.draw(st.permutations(events + events[:3]))
    assert answers_from(again) == answers


@given(
    shown=st.dictionaries(st.sampled_from("pq"), st.sampled_from("xyz")),
    sent=st.dictionaries(st.sampled_from("pq"), st.sampled_from(["x", "y", "z", None])),
    present=st.dictionaries(st.sampled_from("pq"), st.sampled_from("xyz")),
)
def test_a_form_changes_only_what_differs_from_the_page_it_came_from(shown, sent, present):
    changes = changed_answers(shown, sent, present)
    after = {**present, **changes}
    assert changed_answers(shown, sent, after) == {}
    for item in sent:
        if sent[item] == shown.get(item):
            assert after.get(item) == present.get(item)


def test_a_receipt_binds_the_attempt_its_paper_and_its_answers():
    receipt = receipt_digest(7, "p", {"q1": "yes"}, "t")
    assert len(receipt) == 64
    assert receipt == receipt_digest(7, "p", {"q1": "yes"}, "t")
    others = {
        receipt_digest(8, "p", {"q1": "yes"}, "t"),
        receipt_digest(7, "o", {"q1": "yes"}, "t"),
        receipt_digest(7, "p", {"q1": "no"}, "t"),
    }
    assert receipt not in others
    assert len(others) == 3


# The mark


def a_paper(*blocks, pass_score=800):
    questions = [question for block in blocks for question in block.pool]
    paper = build_paper(a_plan(*blocks, pass_score=pass_score), "s")
    return paper, {question.id: question.spec for question in questions}


def test_points_weigh_and_the_score_is_never_rounded_up_to_a_pass():
    questions = [a_single("q1", points=2), a_single("q2", points=1)]
    paper, specs = a_paper(a_block("d", 2, questions), pass_score=667)
    result = score_attempt(paper, {"q1": "yes", "q2": "no"}, specs)
    assert result.score == 666
    assert not result.passed
    assert result.answered == 2


def test_a_red_line_must_be_right_whatever_the_total_says():
    easy = [a_single(f"q{n}") for n in range(9)]
    red = [a_single("red")]
    paper, specs = a_paper(a_block("d", 9, easy), a_block("red", 1, red, must_pass=True))
    answers = {question.id: "yes" for question in easy}
    result = score_attempt(paper, answers | {"red": "no"}, specs)
    assert (result.score, result.passed, result.failed_blocks) == (900, False, ("red",))
    assert score_attempt(paper, answers | {"red": "yes"}, specs).passed


@given(picks=st.lists(st.integers(0, 20), min_size=len(KINDS), max_size=len(KINDS)))
def test_any_answers_give_a_bounded_score_and_all_right_gives_full(picks):
    questions = one_of_each_kind()
    paper, specs = a_paper(a_block("d", len(questions), questions))
    examples = {str(kind.examples[0].spec["id"]): kind.examples[0].answers for kind in KINDS.values()}
    answers = {key: rows[pick % len(rows)][1] for (key, rows), pick in zip(examples.items(), picks, strict=True)}
    result = score_attempt(paper, answers, specs)
    assert 0 <= result.score <= 1000
    assert score_attempt(paper, {}, specs).score == 0
    right = {key: max(rows, key=lambda row: row[2])[1] for key, rows in examples.items()}
    by_rule = [question for question in questions if KINDS[question.kind].marked_by != "people"]
    paper, specs = a_paper(a_block("d", len(by_rule), by_rule))
    assert score_attempt(paper, right, specs).score == 1000


def test_a_survey_is_asked_and_counts_nothing():
    survey = next(question for question in one_of_each_kind() if question.kind == "survey")
    paper, specs = a_paper(a_block("d", 2, [a_single("q1"), survey], must_pass=True))
    result = score_attempt(paper, {"q1": "yes"}, specs)
    assert (paper.points, result.score, result.passed) == (1, 1000, True)
    assert [item.state for item in result.items] == ["counted", "asked"]


# Verdicts


def past(attempt_id=1, *, is_open=False, passed=False, ended=NOON):
    return PastAttempt(attempt_id, is_open, NOON - MINUTE, None if is_open else ended, None if is_open else passed)


@pytest.mark.parametrize(
    ("attempts", "limits", "state", "left"),
    [
        ([], Limits(3, 30 * MINUTE), "start", 3),
        ([], Limits(), "start", None),
        ([past(is_open=True)], Limits(1), "resume", 0),
        ([past()], Limits(3, 30 * MINUTE), "wait", 2),
        ([past(ended=NOON - 31 * MINUTE)], Limits(3, 30 * MINUTE), "start", 2),
        ([past(1), past(2), past(3)], Limits(3), "exhausted", 0),
        ([past(passed=True)], Limits(3), "passed", 2),
        ([], Limits(3, window=Window(closes_at=NOON)), "closed", 3),
    ],
)
def test_who_may_start(attempts, limits, state, left):
    verdict = may_start(attempts, limits, NOON)
    assert (verdict.state, verdict.attempts_left) == (state, left)
    if state == "wait":
        assert verdict.earliest_at == NOON + 30 * MINUTE
    if state == "resume":
        assert verdict.attempt_id == 1


@pytest.mark.parametrize(
    ("release_key", "attempts", "limits", "state"),
    [
        ("never", [past(passed=True)], Limits(), "never"),
        ("after_submit", [past()], Limits(3), "open"),
        ("after_submit", [past(is_open=True)], Limits(3), "not_submitted"),
        ("after_pass", [past()], Limits(3), "until_passed"),
        ("after_pass", [past(passed=True)], Limits(3), "open"),
        ("after_pass", [past(), past(2, passed=True)], Limits(3), "open"),
        ("after_pass", [past()], Limits(1), "until_passed"),
        ("after_close", [past()], Limits(3), "until_closed"),
        ("after_close", [past()], Limits(1), "open"),
        ("after_close", [past()], Limits(3, window=Window(closes_at=NOON)), "open"),
        ("after_close", [past(passed=True)], Limits(3, window=Window(closes_at=NOON + MINUTE)), "until_closed"),
        ("anything-else", [past()], Limits(), "never"),
    ],
)
def test_when_the_key_is_shown(release_key, attempts, limits, state):
    series = may_start(attempts, limits, NOON)
    assert may_review(release_key, attempts[0], series, limits, NOON) == state


@pytest.mark.parametrize(
    ("repeat_after", "later", "expected"),
    [
        (None, timedelta(days=900), 1),
        (timedelta(days=270), timedelta(days=269), 1),
        (timedelta(days=270), timedelta(days=270), 2),
    ],
)
def test_a_quiz_that_repeats_opens_anew_some_time_after_its_pass(repeat_after, later, expected):
    passed = PastAttempt(1, is_open=False, started_at=NOON, submitted_at=NOON + MINUTE, passed=True)

    assert present_series(1, [passed], repeat_after, NOON + MINUTE + later) == expected


def test_a_series_without_a_pass_never_opens_anew():
    failed = PastAttempt(1, is_open=False, started_at=NOON, submitted_at=NOON + MINUTE, passed=False)

    assert present_series(3, [failed], timedelta(days=1), NOON + timedelta(days=999)) == 3
