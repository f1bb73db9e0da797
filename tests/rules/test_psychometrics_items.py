"""Facility, discrimination, efficiency, effective weight and α of tables of marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.psychometrics.items import item_statistics
from app.psychometrics.matrix import ScoreMatrix
from app.psychometrics.reliability import reliability_of

GOLDEN = "11111 11110 11100 11000 10100 01000 11110 00000"


def matrix(rows, maxima=None):
    marks = np.array(rows, dtype=np.float64)
    worth = np.ones(marks.shape[1]) if maxima is None else np.array(maxima, dtype=np.float64)
    return ScoreMatrix(tuple(f"q{number}" for number in range(marks.shape[1])), marks, worth)


def golden():
    return matrix([[int(mark) for mark in row] for row in GOLDEN.split()])


@st.composite
def tables(draw, smallest=2):
    n, k = draw(st.integers(smallest, 14)), draw(st.integers(2, 6))
    marks = draw(arrays.arrays(np.float64, (n, k), elements=st.integers(0, 8).map(lambda half: half / 2)))
    return matrix(marks, [4.0] * k)


def test_the_golden_table_has_the_known_statistics():
    found = item_statistics(golden())
    assert [item.facility for item in found] == [0.75, 0.75, 0.625, 0.375, 0.125]
    assert [item.discrimination_index for item in found] == pytest.approx(
        [62.58, 37.05, 63.25, 69.99, 40.09], abs=0.005
    )
    assert [item.discriminative_efficiency for item in found] == pytest.approx([100, 46.67, 75, 100, 100], abs=0.005)
    assert sum(item.effective_weight for item in found) == pytest.approx(100)
    assert {item.n for item in found} == {8}


def test_the_golden_table_has_the_known_reliability():
    found = reliability_of(golden())
    assert (found.n, found.k, found.mean) == (8, 5, 2.625)
    assert found.alpha == pytest.approx(0.7704, abs=5e-5)
    assert found.sem == pytest.approx(0.8073, abs=5e-5)
    assert (found.is_percent, found.without) == (False, None)


def test_alpha_of_right_and_wrong_is_kuder_and_richardsons_twentieth_formula():
    shares = golden().marks.mean(axis=0)
    total = golden().marks.sum(axis=1)
    kr20 = 5 / 4 * (1 - (shares * (1 - shares)).sum() / total.var())
    assert reliability_of(golden()).alpha == pytest.approx(kr20, abs=1e-12)


@given(tables())
def test_discrimination_is_the_correlation_of_the_item_with_the_rest(table):
    for column, item in enumerate(item_statistics(table)):
        marks = table.marks[:, column]
        rest = table.marks.sum(axis=1) - marks
        if np.ptp(marks) == 0 or np.ptp(rest) == 0:
            assert item.discrimination_index is item.discriminative_efficiency is None
        else:
            assert item.discrimination_index == pytest.approx(100 * np.corrcoef(marks, rest)[0, 1], abs=1e-9)
            best = np.cov(np.sort(marks), np.sort(rest))[0, 1]
            assert item.discriminative_efficiency == pytest.approx(100 * np.cov(marks, rest)[0, 1] / best, abs=1e-9)


@given(tables())
def test_effective_weights_are_roots_of_covariances_with_the_total_and_add_up(table):
    totals = table.marks.sum(axis=1)
    shared = [np.cov(table.marks[:, column], totals)[0, 1] for column in range(table.k)]
    roots = np.sqrt([max(one, 0) if one > -1e-12 else 0 for one in shared])
    for item, covariance, root in zip(item_statistics(table), shared, roots, strict=True):
        if covariance < -1e-9 or roots.sum() < 1e-6:
            assert item.effective_weight is None
        elif covariance > 1e-9:
            assert item.effective_weight == pytest.approx(100 * root / roots.sum(), rel=1e-6)


@given(tables(), st.floats(0.01, 100))
def test_no_statistic_but_the_mean_hangs_on_the_size_of_a_mark(table, factor):
    grown = ScoreMatrix(table.items, table.marks * factor, table.maxima * factor)
    for one, other in zip(item_statistics(table), item_statistics(grown), strict=True):
        assert other.facility == pytest.approx(one.facility, rel=1e-9)
        assert other.discrimination_index == pytest.approx(one.discrimination_index, abs=1e-6)
        assert other.effective_weight == pytest.approx(one.effective_weight, abs=1e-6)


@given(tables(), st.randoms())
def test_the_order_of_persons_does_not_matter(table, chance):
    order = list(range(table.n))
    chance.shuffle(order)
    mixed = ScoreMatrix(table.items, table.marks[order], table.maxima)
    for one, other in zip(item_statistics(table), item_statistics(mixed), strict=True):
        assert other.discrimination_index == pytest.approx(one.discrimination_index, abs=1e-9)


@given(tables())
def test_efficiency_is_never_above_a_hundred(table):
    found = [item.discriminative_efficiency for item in item_statistics(table)]
    assert all(one <= 100 + 1e-9 for one in found if one is not None)


def test_an_item_that_everybody_knows_has_a_facility_and_no_discrimination():
    found, _ = item_statistics(matrix([[1, 0], [1, 1], [1, 0]]))
    assert (found.facility, found.discrimination_index, found.discriminative_efficiency) == (1.0, None, None)
    assert found.effective_weight == 0.0


def test_an_item_that_pulls_against_the_whole_has_no_effective_weight():
    found = item_statistics(matrix([[0, 1, 1, 1], [0, 1, 1, 0], [1, 0, 0, 0], [1, 0, 0, 1]]))
    assert found[0].effective_weight is None
    assert sum(item.effective_weight or 0 for item in found) == pytest.approx(100)


def test_one_person_and_one_item_have_counts_and_means_only():
    (found,) = item_statistics(matrix([[1]]))
    assert (found.n, found.facility, found.discrimination_index, found.effective_weight) == (1, 1.0, None, None)
    alone = reliability_of(matrix([[1]]))
    assert (alone.mean, alone.sd, alone.alpha, alone.sem, alone.without) == (1.0, None, None, None, "few_people")
    assert reliability_of(matrix([[1], [0]])).without == "few_items"
    assert reliability_of(matrix([[1, 0], [0, 1]])).without == "no_spread"


def test_on_drawn_papers_the_rest_is_the_per_cent_of_ones_own_remaining_paper():
    nan = float("nan")
    table = matrix([[1, 2, nan], [0, nan, 3], [1, nan, 0], [nan, 1, 1]], [1, 2, 4])
    assert table.is_drawn
    assert table.rests[0].tolist()[:2] == [100.0, 100.0]
    assert table.rests[1].tolist()[0] == 75.0
    assert np.isnan(table.rests[3][0])
    first = item_statistics(table)[0]
    assert (first.n, first.facility) == (3, pytest.approx(2 / 3))
    wanted = 100 * np.corrcoef([1, 0, 1], [100, 75, 0])[0, 1]
    assert first.discrimination_index == pytest.approx(wanted, abs=1e-9)


def test_drawn_papers_have_a_mean_in_per_cent_and_no_alpha_below_the_gate_of_pairs():
    nan = float("nan")
    found = reliability_of(matrix([[1, nan], [1, 0], [0, 1]]))
    assert (found.is_percent, found.alpha, found.sem, found.without) == (True, None, None, "few_pairs")
    assert found.mean == pytest.approx(200 / 3)


def drawn(seed, persons, pool, length):
    chance = np.random.default_rng(seed)
    marks = (chance.normal(size=(persons, 1)) + chance.normal(size=(persons, pool)) > 0).astype(np.float64)
    for row in marks:
        row[chance.choice(pool, pool - length, replace=False)] = np.nan
    return matrix(marks)


def test_alpha_of_drawn_papers_is_that_of_a_paper_of_their_length():
    found, common = (reliability_of(drawn(3, 1500, pool, 8)) for pool in (16, 8))
    assert (found.is_percent, found.without, common.is_percent) == (True, None, False)
    assert found.alpha == pytest.approx(common.alpha, abs=0.03)


def test_a_single_gap_hardly_changes_alpha():
    whole = drawn(5, 400, 8, 8)
    holed = whole.marks.copy()
    holed[0, 0] = np.nan
    gap = reliability_of(ScoreMatrix(whole.items, holed, whole.maxima))
    assert gap.is_percent
    assert gap.alpha == pytest.approx(reliability_of(whole).alpha, abs=0.003)


@pytest.mark.parametrize(
    ("marks", "maxima"), [([[2.0]], [1.0]), ([[float("inf")]], [1.0]), ([[1.0]], [1.0, 1.0]), ([[float("nan")]], [1.0])]
)
def test_a_table_that_cannot_be_is_refused(marks, maxima):
    with pytest.raises(ValueError):
        ScoreMatrix(("q",), np.array(marks), np.array(maxima))
