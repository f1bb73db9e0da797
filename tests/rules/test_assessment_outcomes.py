"""What a paper is worth after marks, corrections and the clock, and when it may be written."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules.effects import Touched, effect_of
from app.assessment.rules.grades import kept_items, seconds_by_item
from app.assessment.rules.ledger import Event
from app.assessment.rules.marking import ACTIONS, HARMS, Correction, Judged, score_attempt
from app.assessment.rules.paper import build_paper
from app.assessment.rules.timing import (
    GRACE,
    Accommodation,
    TimeFrame,
    counts_as_zero,
    deadline,
    extra_time,
    hand_in_ends,
)
from app.assessment.rules.windows import Window, window_for
from app.items.registry import KINDS
from app.kernel.canonical import canonical_json
from tests.factories.assessment import a_block, a_plan, a_single

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUESTIONS = [a_single(f"q{n}", points=n + 1) for n in range(4)]
RED = a_single("red")
SPECS = {question.id: question.spec for question in (*QUESTIONS, RED)}
PAPER = build_paper(
    a_plan(a_block("d", 4, QUESTIONS), a_block("red", 1, [RED], must_pass=True), pass_score=600), "seed"
)
RIGHT = dict.fromkeys(SPECS, "yes")
REKEYED = a_single("q3", right="no", points=4).spec


def scored(answers, *corrections, is_zero=False):
    return score_attempt(PAPER, answers, SPECS, Judged(corrections=corrections, is_zero=is_zero))


@pytest.mark.parametrize(
    ("answers", "correction", "score", "passed"),
    [
        (RIGHT | {"q3": "no"}, None, 636, True),
        (RIGHT | {"q3": "no"}, Correction(1, "q3", "void"), 1000, True),
        (RIGHT | {"q3": "no"}, Correction(1, "q3", "drop"), 1000, True),
        (RIGHT | {"q3": "no"}, Correction(1, "q3", "full_credit"), 1000, True),
        (RIGHT | {"q3": "no"}, Correction(1, "q3", "rekey", spec=REKEYED), 1000, True),
        (RIGHT, Correction(1, "q3", "rekey", spec=REKEYED), 636, True),
        (RIGHT | {"q0": "no"}, Correction(1, "q3", "rekey", spec=REKEYED), 545, False),
        (RIGHT | {"q0": "no"}, Correction(1, "q3", "rekey", "hold_harmless", REKEYED), 909, True),
        (RIGHT, Correction(1, "q3", "rekey", "hold_harmless", REKEYED), 636, True),
        (RIGHT, Correction(1, "q3", "rekey", "raise_only", REKEYED), 1000, True),
        (RIGHT | {"red": "no"}, None, 909, False),
        (RIGHT | {"red": "no"}, Correction(1, "red", "void"), 1000, True),
        (RIGHT | {"red": "no"}, Correction(1, "red", "full_credit"), 1000, True),
        (RIGHT, Correction(1, "elsewhere", "void"), 1000, True),
    ],
)
def test_a_correction_changes_what_a_paper_is_worth(answers, correction, score, passed):
    result = scored(answers, *([correction] if correction else []))
    assert (result.score, result.passed) == (score, passed)


def test_corrections_apply_in_their_order_and_a_held_one_leaves_no_trace_on_the_score():
    wrong_key = Correction(1, "q3", "rekey", "raise_only", REKEYED)
    result = scored(RIGHT, Correction(2, "q0", "void"), wrong_key)
    assert result.held == (1,)
    assert (result.score, [item.state for item in result.items if item.id == "q0"]) == (1000, ["void"])


def test_a_paper_handed_in_too_late_earns_nothing_and_says_what_it_would_have_been():
    result = scored(RIGHT, is_zero=True)
    assert (result.score, result.passed) == (0, False)
    assert {row[1] for row in kept_items(result)} == {1000}


def test_a_paper_of_which_everything_was_taken_out_fails_nobody():
    result = scored({}, *(Correction(n, item.id, "void") for n, item in enumerate(PAPER.items, start=1)))
    assert (result.score, result.passed) == (1000, True)


ANSWERS = st.fixed_dictionaries({item: st.sampled_from(["yes", "no", None]) for item in SPECS})
ONE = st.builds(
    lambda number, item, action, harm: Correction(
        number, item, action, harm, a_single(item, right="no").spec if action == "rekey" else None
    ),
    st.integers(1, 9),
    st.sampled_from(sorted(SPECS)),
    st.sampled_from(ACTIONS),
    st.sampled_from(HARMS),
)


@given(answers=ANSWERS, corrections=st.lists(ONE, max_size=4, unique_by=lambda found: found.id))
def test_raise_only_never_lowers_and_hold_harmless_never_takes_a_pass(answers, corrections):
    ordered = sorted(corrections, key=lambda found: found.id)
    before = scored(answers)
    for count, correction in enumerate(ordered, start=1):
        after = scored(answers, *ordered[:count])
        assert 0 <= after.score <= 1000
        if correction.harm == "raise_only":
            assert after.score >= before.score
        if correction.harm in {"raise_only", "hold_harmless"} and before.passed:
            assert after.passed
        before = after


@given(answers=ANSWERS, item=st.sampled_from(sorted(SPECS)))
def test_full_credit_never_harms(answers, item):
    assert scored(answers, Correction(1, item, "full_credit")).score >= scored(answers).score


@pytest.mark.parametrize(
    ("accommodation", "limit", "closes", "wanted"),
    [
        (None, 60, None, 60),
        (Accommodation(1, multiplier=1500), 60, None, 90),
        (Accommodation(1, minutes=20), 60, None, 80),
        (Accommodation(1, 1250, 5), 60, None, 80),
        (Accommodation(1, multiplier=1500), 60, 40, 70),
        (Accommodation(1, multiplier=2000), None, 40, 90),
        (Accommodation(1, minutes=20), None, None, None),
    ],
)
def test_an_accommodation_moves_the_limit_and_the_closing(accommodation, limit, closes, wanted):
    frame = TimeFrame(
        NOON, None if limit is None else limit * MINUTE, None if closes is None else NOON + closes * MINUTE
    )
    extra = extra_time(accommodation, frame, NOON - 10 * MINUTE)
    end = deadline(TimeFrame(frame.started_at, frame.limit, frame.closes_at, extra))
    assert end == (None if wanted is None else NOON + wanted * MINUTE)


def test_credited_time_comes_on_top_of_an_accommodation():
    assert deadline(TimeFrame(NOON, 60 * MINUTE, None, 30 * MINUTE, 7 * MINUTE)) == NOON + 97 * MINUTE


END = NOON + 20 * MINUTE
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("policy", "at", "by_person", "zero"),
    [
        ("submit", END + 60 * MINUTE, False, False),
        ("zero", END - SECOND, False, False),
        ("zero", END + GRACE, True, False),
        ("zero", END + GRACE + SECOND, True, True),
        ("zero", END + SECOND, False, True),
        ("overdue", END + 10 * MINUTE, True, False),
        ("overdue", END + 10 * MINUTE + SECOND, True, True),
        ("overdue", END + 10 * MINUTE + SECOND, False, True),
        ("overdue", END - SECOND, False, False),
    ],
)
def test_when_a_late_paper_earns_nothing(policy, at, by_person, zero):
    ends = hand_in_ends(END, policy, 10 * MINUTE)
    assert counts_as_zero(END, ends, policy, at, by_person=by_person) is zero


OWN = Window(closes_at=NOON + 90 * MINUTE)


def sitting(number, opens, closes):
    return Window(NOON + opens * MINUTE, NOON + closes * MINUTE, "zero", timedelta(), number)


@pytest.mark.parametrize(
    ("sittings", "required", "sitting_id", "closes", "missing"),
    [
        ([], False, None, 90, False),
        ([], True, None, None, True),
        ([sitting(1, -10, 30)], False, 1, 30, False),
        ([sitting(1, -10, 200)], True, 1, 90, False),
        ([sitting(1, -10, 30), sitting(2, -5, 40)], True, 2, 40, False),
        ([sitting(1, 10, 30), sitting(2, 5, 40)], True, 2, 40, False),
        ([sitting(1, 10, 30)], False, None, 90, False),
        ([sitting(1, -30, 0)], True, None, 90, True),
    ],
)
def test_whose_window_holds(sittings, required, sitting_id, closes, missing):
    found = window_for(OWN, sittings, NOON, is_required=required)
    if missing:
        assert found.is_missing
        return
    assert (found.sitting_id, found.is_missing) == (sitting_id, False)
    assert found.closes_at == NOON + closes * MINUTE


def test_the_time_before_a_change_belongs_to_the_changed_question_and_pauses_are_cut():
    def event(number, item, minutes):
        return Event(number, "tab", number, item, "yes", "zh", server_at=NOON + minutes * MINUTE)

    events = [event(1, "q1", 1), event(2, "q2", 4), event(3, "q1~sure", 5), event(4, "q2", 65)]
    assert seconds_by_item(events, NOON) == {"q1": 120, "q2": 180 + 600}


@given(answers=ANSWERS, corrections=st.lists(ONE, max_size=3, unique_by=lambda found: found.id), zero=st.booleans())
def test_a_dry_run_of_one_question_says_what_marking_the_whole_paper_says(answers, corrections, zero):
    ordered = sorted(corrections, key=lambda found: found.id)
    for count, correction in enumerate(ordered):
        before = scored(answers, *ordered[:count], is_zero=zero)
        item = next(item for item in before.items if item.id == correction.item_id)
        answer = None if item.answer is None else canonical_json(item.answer)
        touched = Touched(
            1, 1, "final", before.score, before.passed, before.sums, PAPER.pass_score, zero,
            item.points, item.score, item.state, item.is_red, answer,
        )  # fmt: skip
        effect = effect_of(touched, correction.action, correction.harm, lambda given, c=correction: regraded(c, given))
        after = scored(answers, *ordered[: count + 1], is_zero=zero)
        assert (effect.score, effect.passed) == (after.score, after.passed)
        assert effect.is_held == (correction.id in after.held)


def regraded(correction, answer):
    kind = KINDS[correction.spec.type]
    return kind.grade(correction.spec, None if answer is None else json.loads(answer)).score
