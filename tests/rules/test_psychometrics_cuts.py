"""Decisions at the cut: their consistency and confidence, and cuts by judges, by borderline regression and by both."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.psychometrics.borderline import BorderlineRegression, borderline_regression
from app.psychometrics.confidence import confidence_of
from app.psychometrics.consistency import decision_consistency
from app.psychometrics.cuts import angoff_panel, blended_cut
from app.psychometrics.normal import both_below

RATINGS = [1, 2, 2, 3, 3, 3, 4, 4, 5, 5]
SCORES = [42, 50, 55, 60, 63, 66, 72, 75, 85, 88]
reals = st.floats(-50, 150).map(lambda number: round(number, 3))


def test_peng_and_subkoviaks_golden_value():
    found = decision_consistency(mean=70, sd=10, alpha=0.8, cut=60)
    assert found.agreement == pytest.approx(0.8843, abs=5e-5)
    assert found.kappa == pytest.approx(0.5382, abs=5e-5)


def test_a_perfect_paper_always_decides_the_same_and_a_worthless_one_by_chance():
    perfect = decision_consistency(70, 10, 1.0, 60)
    assert (perfect.agreement, perfect.kappa) == (pytest.approx(1), pytest.approx(1))
    assert decision_consistency(70, 10, 0.0, 60).kappa == pytest.approx(0, abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-3, 3))
def test_consistency_grows_with_reliability_and_stays_a_share(one, other, z):
    low, high = (decision_consistency(0, 1, alpha, z).agreement for alpha in sorted((one, other)))
    assert 0 <= low <= high + 1e-12 <= 1 + 2e-12


@given(st.floats(0, 0.99), st.floats(-4, 4))
def test_the_share_of_pairs_below_is_the_integral_over_the_correlation(rho, z):
    nodes, weights = np.polynomial.legendre.leggauss(60)
    angle = np.arcsin(rho) / 2 * (nodes + 1)
    integral = np.arcsin(rho) / 2 * (weights * np.exp(-z * z / (1 + np.sin(angle)))).sum()
    assert both_below(z, rho) == pytest.approx(both_below(z, 0.0) + integral / (2 * np.pi), abs=1e-9)


@pytest.mark.parametrize(("sd", "alpha"), [(0, 0.8), (-1, 0.8), (10, -0.1), (10, 1.1)])
def test_without_spread_or_reliability_nothing_is_said_of_decisions(sd, alpha):
    assert decision_consistency(70, sd, alpha, 60) is None
    assert confidence_of(62, 60, mean=70, sd=sd, alpha=alpha) is None


def test_kelleys_golden_value():
    found = confidence_of(62, 60, mean=70, sd=10, alpha=0.8)
    assert found.reaches == pytest.approx(0.8160, abs=1e-4)  # Φ(0.9) is 0.81594
    assert (found.true_score, found.standard_error) == (pytest.approx(63.6), pytest.approx(4.0))


def test_a_perfect_paper_leaves_no_doubt():
    assert [confidence_of(score, 60, mean=70, sd=10, alpha=1.0).reaches for score in (59.9, 60)] == [0.0, 1.0]


@given(reals, reals, st.floats(0.01, 0.99))
def test_a_higher_score_is_never_less_sure(one, other, alpha):
    low, high = (confidence_of(score, 60, mean=70, sd=10, alpha=alpha).reaches for score in sorted((one, other)))
    assert 0 <= low <= high <= 1


def test_the_golden_borderline_regression():
    found = borderline_regression(RATINGS, SCORES, 2)
    assert (found.slope, found.intercept) == (pytest.approx(11.077, abs=5e-4), pytest.approx(30.154, abs=5e-4))
    assert (found.cut, found.standard_error) == (pytest.approx(52.308, abs=5e-4), pytest.approx(1.032, abs=5e-4))
    assert found.r_squared == pytest.approx(0.9774, abs=5e-5)
    assert found.n == 10


@given(st.lists(st.tuples(st.integers(1, 5), reals), min_size=3, max_size=20))
def test_the_line_is_the_least_squares_line(pairs):
    ratings, scores = zip(*pairs, strict=True)
    found = borderline_regression(ratings, scores, 2)
    assume(found is not None)
    slope, intercept = np.polyfit(ratings, scores, 1)
    assert (found.slope, found.intercept) == (pytest.approx(slope, abs=1e-9), pytest.approx(intercept, abs=1e-8))


def test_one_single_rating_or_two_candidates_have_no_line():
    assert borderline_regression([2, 2, 2], [50, 60, 70], 2) is None
    assert borderline_regression([1, 2], [50, 60], 2) is None
    assert borderline_regression([1, 2, 3], [50, 50, 50], 2).r_squared is None
    with pytest.raises(ValueError):
        borderline_regression([1], [1, 2], 2)


def test_a_panel_has_a_mean_of_sums_and_an_error():
    found = angoff_panel([[0.5, 0.7], [0.6, 0.8], [0.4, 0.6]])
    assert found.judge_cuts == pytest.approx((1.2, 1.4, 1.0))
    assert (found.cut, found.standard_error) == (pytest.approx(1.2), pytest.approx(0.2 / 3**0.5))
    assert angoff_panel([[0.5, 0.7]]).standard_error is None
    assert angoff_panel([]) is None


@pytest.mark.parametrize("judgements", [[[0.5], [0.5, 0.6]], [[1.2]], [[float("nan")]]])
def test_judgements_that_cannot_be_are_refused(judgements):
    with pytest.raises(ValueError):
        angoff_panel(judgements)


def regression(n, cut=52.0, error=1.0):
    return BorderlineRegression(n, 30.0, 11.0, cut, error, 0.9)


def test_few_candidates_are_blended_with_the_panel_by_precision():
    found = blended_cut((60.0, 2.0), regression(49))
    assert (found.method, found.borderline_weight) == ("blend", pytest.approx(0.8))
    assert (found.value, found.standard_error) == (pytest.approx(53.6), pytest.approx(0.8**0.5))


def test_fifty_candidates_stand_alone_and_so_does_whichever_there_is():
    assert blended_cut((60.0, 2.0), regression(50)).method == "borderline"
    assert blended_cut(None, regression(20)).value == 52.0
    assert blended_cut((60.0, 2.0), None).method == "angoff"
    assert blended_cut((60.0, None), regression(20)).value == 60.0
    assert blended_cut((60.0, 0.0), regression(20, error=0.0)).value == 56.0
    assert blended_cut(None, None) is None


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_a_blend_lies_between_both_and_is_surer_than_either(of_panel, of_regression):
    found = blended_cut((60.0, of_panel), regression(20, error=of_regression))
    assert 52 <= found.value <= 60
    assert found.standard_error <= min(of_panel, of_regression)
