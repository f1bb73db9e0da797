"""Agreement, intraclass correlation, severity, the number of stations and small rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.psychometrics.agreement import cohen_kappa, gwet_ac1, quadratic_weighted_kappa
from app.psychometrics.icc import icc_agreement
from app.psychometrics.planning import lengthened, stations_needed
from app.psychometrics.rates import wilson_interval
from app.psychometrics.severity import Mark, Variances, estimated_variances, rater_severities

ONE = [1, 2, 3, 3, 2, 1, 4, 4, 3, 2]
OTHER = [1, 2, 3, 2, 2, 1, 4, 3, 3, 3]
RARE = ([1, 1, 0, *[0] * 97], [1, 0, 1, *[0] * 97])
pairs = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30)


def test_the_golden_kappas():
    assert cohen_kappa(ONE, OTHER) == pytest.approx(0.589, abs=5e-4)
    assert quadratic_weighted_kappa(ONE, OTHER) == pytest.approx(0.8421, abs=5e-5)


def test_on_a_rare_error_kappa_underrates_and_ac1_does_not():
    assert cohen_kappa(*RARE) == pytest.approx(0.49, abs=5e-3)
    assert gwet_ac1(*RARE) == pytest.approx(0.979, abs=5e-4)


def test_raters_who_always_say_the_same_have_no_kappa_and_full_ac1():
    assert cohen_kappa([1, 1], [1, 1]) is quadratic_weighted_kappa([1, 1], [1, 1]) is None
    assert gwet_ac1([0, 0], [0, 0]) == 1.0
    assert cohen_kappa([], []) is gwet_ac1([], []) is None


@given(pairs)
def test_agreement_is_symmetric_and_of_oneself_complete(rated):
    one, other = zip(*rated, strict=True)
    assert gwet_ac1(one, other, 5) == pytest.approx(gwet_ac1(other, one, 5), abs=1e-12)
    assert quadratic_weighted_kappa(one, other) == pytest.approx(quadratic_weighted_kappa(other, one), abs=1e-9)
    assert quadratic_weighted_kappa(one, one) in {1.0, None}


@pytest.mark.parametrize("agreement", [cohen_kappa, quadratic_weighted_kappa, gwet_ac1])
def test_different_numbers_of_ratings_are_refused(agreement):
    with pytest.raises(ValueError):
        agreement([1], [1, 2])


@pytest.mark.parametrize("categories", [1, 2])
def test_more_values_than_categories_are_refused(categories):
    with pytest.raises(ValueError):
        gwet_ac1([1, 2, 3], [1, 2, 3], categories)


def test_shrout_and_fleiss_published_table():
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    assert icc_agreement(ratings) == pytest.approx(0.29, abs=5e-3)


def test_a_severe_rater_lowers_absolute_agreement():
    same = [[1, 1], [2, 2], [4, 4]]
    assert icc_agreement(same) == pytest.approx(1)
    assert icc_agreement([[one, other - 1] for one, other in same]) < 0.9


@pytest.mark.parametrize("ratings", [[], [[1, 2]], [[1], [2]], [[3, 3], [3, 3]]])
def test_without_persons_raters_or_differences_there_is_no_intraclass_correlation(ratings):
    assert icc_agreement(ratings) is None


def test_a_hole_in_the_ratings_is_refused():
    with pytest.raises(ValueError):
        icc_agreement([[1, float("nan")], [2, 3]])


def crossed(severities, persons=12, seed=1, noise=0.0):
    chance = np.random.default_rng(seed)
    able, hard = chance.normal(0, 8, persons), chance.normal(0, 4, 3)
    return [
        Mark(f"p{p}", f"s{s}", f"r{r}", 70 + able[p] + hard[s] - severe + chance.normal(0, noise or 1e-9))
        for p in range(persons)
        for s in range(3)
        for r, severe in enumerate(severities)
    ]


def test_in_a_crossed_design_severity_is_the_shrunken_difference_of_means():
    marks = crossed([5.0, 0.0, -5.0], noise=3.0)
    variances = Variances(64, 16, 20, 9)
    scores = {name: np.mean([m.score for m in marks if m.rater == name]) for name in ("r0", "r1", "r2")}
    middle, n = np.mean(list(scores.values())), 36
    for found in rater_severities(marks, variances):
        wanted = (middle - scores[found.rater]) * n / (n + variances.error / variances.rater)
        assert found.severity == pytest.approx(wanted, abs=1e-9)
        assert (found.n, found.interval[0] < found.severity < found.interval[1]) == (n, True)


def test_raters_who_marked_different_people_are_told_from_the_people():
    marks = [m for m in crossed([6.0, 0.0, -6.0], persons=24, noise=1.0) if (int(m.person[1:]) + int(m.rater[1:])) % 3]
    found = {one.rater: one.severity for one in rater_severities(marks)}
    assert [found["r0"], found["r1"], found["r2"]] == pytest.approx([6, 0, -6], abs=0.8)


def test_the_variances_are_found_again():
    found = estimated_variances(crossed([6.0, 0.0, -6.0, 3.0, -3.0], persons=30, noise=3.0))
    assert (found.error, found.person) == (pytest.approx(9, rel=0.2), pytest.approx(64, rel=0.5))


def test_a_rater_with_nine_marks_has_no_interval():
    marks = crossed([5.0, 0.0], persons=3, noise=1.0)
    assert [one.interval for one in rater_severities(marks, Variances(64, 16, 20, 1))] == [None, None]


def test_raters_of_no_variance_have_no_severity_and_equal_marks_no_raters():
    found = rater_severities(crossed([5.0, 0.0], noise=1.0), Variances(64, 16, 0, 1))
    assert [(one.severity, one.standard_error) for one in found] == [(0, 0), (0, 0)]
    assert rater_severities([Mark("p", "s", "r", 1.0)] * 4) == rater_severities([]) == ()
    assert estimated_variances([]) is None


def test_variances_that_cannot_be_are_refused():
    with pytest.raises(ValueError):
        rater_severities(crossed([1.0, 0.0]), Variances(1, 1, 1, 0))


def test_the_golden_numbers_of_stations():
    assert stations_needed(0.3, 0.7) == pytest.approx(5.4, abs=0.05)
    assert stations_needed(0.3, 0.8) == pytest.approx(9.3, abs=0.05)
    assert stations_needed(0.0, 0.8) is stations_needed(-0.1, 0.8) is None
    assert stations_needed(1.0, 0.8) == 0


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_test_of_the_number_of_stations_needed_has_the_wanted_reliability(one, wanted):
    assert lengthened(one, stations_needed(one, wanted)) == pytest.approx(wanted)


@pytest.mark.parametrize(("one", "wanted"), [(0.3, 1.0), (0.3, -0.1), (1.1, 0.5)])
def test_reliabilities_that_cannot_be_are_refused(one, wanted):
    with pytest.raises(ValueError):
        stations_needed(one, wanted)
    with pytest.raises(ValueError):
        lengthened(one, 0)


def test_wilsons_golden_interval():
    assert wilson_interval(9, 10) == pytest.approx((0.596, 0.982), abs=5e-4)
    assert wilson_interval(0, 0) is None
    assert (wilson_interval(0, 5)[0], wilson_interval(5, 5)[1]) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_stays_a_share(found):
    hits, n = found
    low, high = wilson_interval(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


@pytest.mark.parametrize(("hits", "n", "level"), [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0)])
def test_rates_that_cannot_be_are_refused(hits, n, level):
    with pytest.raises(ValueError):
        wilson_interval(hits, n, level)
