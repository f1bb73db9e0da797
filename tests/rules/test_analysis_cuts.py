"""Panels and lines of role-plays: whose judgements hold, what they weigh, when a number may stand alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rules.angoff import Asked, Rating, cut_of, passing_at, state_of
from app.analysis.rules.role_plays import roleplay_line

ASKED = (Asked("a", "h", 1000), Asked("b", "h", 3000))


def ratings(*triples):
    return [Rating(person, question, share, False) for person, question, share in triples]


def test_the_latest_judgement_of_a_judge_holds():
    state = state_of([1], ASKED, ratings((1, "a", 500), (1, "b", 500), (1, "a", 900)))

    assert state.held == {1: {"a": 900, "b": 500}}


def test_a_panel_is_discussed_only_when_everybody_has_judged_alone():
    some = ratings((1, "a", 500), (1, "b", 500), (2, "a", 500))

    assert not state_of([1, 2], ASKED, some).is_discussing
    assert state_of([1, 2], ASKED, [*some, Rating(2, "b", 100, False)]).is_discussing
    assert not state_of([], ASKED, some).is_discussing


def test_who_is_no_judge_any_more_and_what_is_not_asked_count_for_nothing():
    state = state_of([1], ASKED, ratings((1, "a", 500), (1, "b", 500), (2, "a", 0), (1, "old", 0)))

    assert state.complete == (1,)
    assert cut_of(state).cut == pytest.approx(50)


def test_the_cut_weighs_questions_by_what_they_earn():
    state = state_of([1, 2], ASKED, ratings((1, "a", 0), (1, "b", 1000), (2, "a", 1000), (2, "b", 500)))

    cut = cut_of(state)

    assert cut.by_judge == {1: pytest.approx(75), 2: pytest.approx(62.5)}
    assert cut.cut == pytest.approx(68.75)
    assert cut.standard_error == pytest.approx(6.25)
    assert [one.question_id for one in cut.apart] == ["a", "b"]


def test_one_judge_has_a_cut_and_no_standard_error():
    cut = cut_of(state_of([1], ASKED, ratings((1, "a", 400), (1, "b", 400))))

    assert (round(cut.cut, 6), cut.standard_error, cut.agreement) == (40, None, None)


def test_an_unfinished_judge_does_not_move_the_cut():
    some = ratings((1, "a", 400), (1, "b", 400), (2, "a", 1000))

    assert cut_of(state_of([1, 2], ASKED, some)).cut == pytest.approx(40)
    assert cut_of(state_of([2], ASKED, some)) is None


@given(st.lists(st.lists(st.integers(0, 20), min_size=2, max_size=2), min_size=1, max_size=8))
def test_a_cut_lies_between_what_the_judges_said(table):
    given_ratings = [
        Rating(judge, question, 50 * share, False)
        for judge, row in enumerate(table)
        for question, share in zip("ab", row, strict=True)
    ]

    cut = cut_of(state_of(range(len(table)), ASKED, given_ratings))

    lowest, highest = (bound(5 * share for row in table for share in row) for bound in (min, max))
    assert lowest - 1e-9 <= cut.cut <= highest + 1e-9


def test_who_reaches_a_line_is_counted_exactly():
    assert passing_at([[700, 3], [699, 2], [1000, 1]], 70.0) == 4


GOLDEN = list(zip([1, 2, 2, 3, 3, 3, 4, 4, 5, 5], [420, 500, 550, 600, 630, 660, 720, 750, 850, 880], strict=True))


def test_ten_marks_give_the_golden_line_but_do_not_stand_alone():
    line = roleplay_line(GOLDEN, None)

    assert line.regression.cut == pytest.approx(52.308, abs=1e-3)
    assert line.regression.standard_error == pytest.approx(1.032, abs=1e-3)
    assert line.cut is None


def test_few_marks_are_blended_with_the_panel():
    line = roleplay_line(GOLDEN, (60.0, 2.0))

    assert line.cut.method == "blend"
    assert 52.3 < line.cut.value < 60


def test_fifty_marks_stand_alone():
    line = roleplay_line(GOLDEN * 5, (60.0, 2.0))

    assert (line.cut.method, round(line.cut.value, 2)) == ("borderline", 52.31)


def test_nine_marks_are_only_counted():
    line = roleplay_line(GOLDEN[:9], (60.0, 2.0))

    assert (line.n, line.regression, line.cut.method) == (9, None, "angoff")
