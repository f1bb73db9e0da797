"""The same numbers from published packages, which only tests may use: they are slow to import, or GPL."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.psychometrics.agreement import cohen_kappa, gwet_ac1, quadratic_weighted_kappa
from app.psychometrics.borderline import borderline_regression
from app.psychometrics.consistency import decision_consistency
from app.psychometrics.icc import icc_agreement
from app.psychometrics.matrix import ScoreMatrix
from app.psychometrics.rates import wilson_interval
from app.psychometrics.reliability import reliability_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # theirs, not ours
    import cronbach
    import pandas as pd
    import statsmodels.api as sm
    from agreement.metrics import cohens_kappa, gwets_gamma
    from agreement.utils.kernels import quadratic_kernel
    from agreement.utils.transform import pivot_table_frequency
    from scipy.stats import multivariate_normal
    from statsmodels.formula.api import ols
    from statsmodels.stats import inter_rater
    from statsmodels.stats.anova import anova_lm
    from statsmodels.stats.proportion import proportion_confint

EXACT = 1e-9
few = settings(max_examples=20, deadline=None)
halves = st.integers(0, 12).map(lambda half: half / 2)
ratings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40)


@st.composite
def tables(draw, columns=6):
    n, k = draw(st.integers(2, 25)), draw(st.integers(2, columns))
    return draw(arrays.arrays(np.float64, (n, k), elements=halves))


def matrix(marks):
    return ScoreMatrix(tuple(map(str, range(marks.shape[1]))), marks, np.full(marks.shape[1], 6.0))


@few
@given(tables())
def test_alpha_agrees_with_the_package_cronbach(marks):
    found = reliability_of(matrix(marks))
    assume(found.alpha is not None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, _ = cronbach.alpha(data=pd.DataFrame(marks))
    assert found.alpha == pytest.approx(theirs, rel=EXACT, abs=EXACT)


def test_alpha_of_gapped_papers_agrees_with_pairwise_deletion_where_all_pairs_weigh_the_same():
    chance = np.random.default_rng(8)
    marks = (chance.normal(size=(200, 1)) + chance.normal(size=(200, 8)) > 0).astype(np.float64)
    for row in range(16):
        marks[row, row % 8] = np.nan
    found = reliability_of(matrix(marks))
    theirs, _ = cronbach.alpha(data=pd.DataFrame(marks), nan_policy="pairwise")
    single = theirs / (8 - 7 * theirs)  # their pool of eight, cut down to the mean length of a paper
    length = 8 - 16 / 200
    assert found.alpha == pytest.approx(length * single / (1 + (length - 1) * single), abs=EXACT)


@few
@given(tables(5))
def test_icc_agrees_with_the_analysis_of_variance_of_statsmodels(marks):
    found = icc_agreement(marks)
    assume(found is not None)
    n, k = marks.shape
    person, rater = np.repeat(np.arange(n), k), np.tile(np.arange(k), n)
    frame = pd.DataFrame({"mark": marks.ravel(), "person": person, "rater": rater})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        squares = anova_lm(ols("mark ~ C(person) + C(rater)", frame).fit())["mean_sq"]
    persons, raters, left = squares["C(person)"], squares["C(rater)"], squares["Residual"]
    theirs = (persons - left) / (persons + (k - 1) * left + k * (raters - left) / n)
    assert found == pytest.approx(theirs, rel=EXACT, abs=EXACT)


@few
@given(ratings)
def test_kappas_agree_with_statsmodels(rated):
    one, other = (list(side) for side in zip(*rated, strict=True))
    table = np.zeros((5, 5))
    np.add.at(table, (one, other), 1)
    for found, weights in ((cohen_kappa(one, other), None), (quadratic_weighted_kappa(one, other), "quadratic")):
        if found is not None:
            theirs = inter_rater.cohens_kappa(table, wt=weights, return_results=False)
            assert found == pytest.approx(theirs, rel=EXACT, abs=EXACT)


@few
@given(ratings)
def test_quadratic_kappa_and_ac1_agree_with_the_package_agreement(rated):
    one, other = (list(side) for side in zip(*rated, strict=True))
    things = np.tile(np.arange(len(rated)), 2)
    raters = np.repeat([0, 1], len(rated))
    values = np.array([*one, *other])
    answers = pivot_table_frequency(things, values, np.arange(5))
    assert gwet_ac1(one, other, 5) == pytest.approx(gwets_gamma(answers), rel=EXACT, abs=EXACT)
    found = quadratic_weighted_kappa(one, other)
    if found is not None:
        users = pivot_table_frequency(raters, values, np.arange(5))
        assert found == pytest.approx(cohens_kappa(answers, users, quadratic_kernel), rel=EXACT, abs=EXACT)


@few
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
def test_wilson_agrees_with_statsmodels(rate, level):
    theirs = proportion_confint(*rate, alpha=1 - level, method="wilson")
    assert wilson_interval(*rate, level) == pytest.approx(theirs, abs=EXACT)


@few
@given(st.floats(0.01, 0.99), st.floats(-3, 3))
def test_decision_consistency_agrees_with_scipys_bivariate_normal(alpha, z):
    twice = multivariate_normal([0, 0], [[1, alpha], [alpha, 1]]).cdf([z, z])
    once = multivariate_normal(0, 1).cdf(z)
    found = decision_consistency(mean=0, sd=1, alpha=alpha, cut=z + 0.5)
    assert found.agreement == pytest.approx(1 + 2 * (twice - once), abs=1e-7)  # theirs is good to 1e-8


@few
@given(st.lists(st.tuples(st.integers(1, 5), halves), min_size=4, max_size=30))
def test_borderline_regression_agrees_with_the_prediction_of_statsmodels(pairs):
    given_ratings, scores = (np.array(side, dtype=np.float64) for side in zip(*pairs, strict=True))
    found = borderline_regression(given_ratings, scores, 2)
    assume(found is not None)
    assume(np.ptp(scores) > 0)
    fitted = sm.OLS(scores, sm.add_constant(given_ratings)).fit()
    predicted = fitted.get_prediction([[1.0, 2.0]])
    assert found.cut == pytest.approx(predicted.predicted_mean[0], abs=EXACT)
    assert found.standard_error == pytest.approx(predicted.se_mean[0], abs=1e-7)
    assert found.r_squared == pytest.approx(fitted.rsquared, abs=EXACT)
