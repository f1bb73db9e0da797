"""Distractors, what may be shown of few people, and what an author should look at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.psychometrics.distractors import Choices, never_chosen, option_statistics
from app.psychometrics.flags import flags_of
from app.psychometrics.gates import borderline_stands_alone, gate_for, severity_shows
from app.psychometrics.items import ItemStatistics


def choices(chosen, rest, options="abcd", keys="a"):
    picks = tuple(frozenset(one) for one in chosen)
    return Choices(tuple(options), frozenset(keys), picks, np.array(rest, dtype=np.float64))


def test_options_have_shares_correlations_and_thirds():
    found = option_statistics(choices(["a", "a", "a", "b", "b", ""], [90, 80, 60, 50, 20, 10]))
    key, wrong, spare, _ = found
    assert (key.count, key.share, key.thirds, key.is_functioning) == (3, 0.5, (0.0, 0.5, 1.0), None)
    assert key.correlation == pytest.approx(np.corrcoef([1, 1, 1, 0, 0, 0], [90, 80, 60, 50, 20, 10])[0, 1])
    assert (wrong.share, wrong.thirds) == (pytest.approx(1 / 3), (0.5, 0.5, 0.0))
    assert wrong.is_functioning
    assert (spare.count, spare.correlation, spare.is_functioning) == (0, None, False)
    assert not any(option.is_alarming for option in found)
    assert never_chosen(found) == ("c", "d")


def test_a_distractor_that_the_strong_prefer_to_the_key_raises_the_alarm():
    found = option_statistics(choices("bbaacc", [90, 80, 60, 50, 20, 10]))
    assert [option.option for option in found if option.is_alarming] == ["b"]
    assert not found[1].is_functioning


def test_a_key_that_nobody_chose_does_not_silence_the_alarm():
    found = option_statistics(choices("bbcc", [90, 80, 20, 10]))
    assert [option.option for option in found if option.is_alarming] == ["b"]


def test_with_several_keys_the_alarm_needs_a_distractor_above_all_of_them():
    found = option_statistics(choices(["ab", "ab", "ac", "c"], [90, 80, 20, 10], keys="ab"))
    assert not any(option.is_alarming for option in found)


def test_a_distractor_that_one_in_forty_chose_does_not_function():
    found = option_statistics(choices("a" * 39 + "b", [*range(100, 61, -1), 0]))
    assert found[1].correlation < 0
    assert not found[1].is_functioning


def test_equal_results_fall_into_one_third():
    assert option_statistics(choices("aab", [50, 50, 50]))[0].thirds == (None, pytest.approx(2 / 3), None)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", ""]), st.integers(0, 20)), min_size=1), st.randoms())
def test_options_do_not_hang_on_the_order_of_persons(answers, chance):
    mixed = chance.sample(answers, len(answers))
    one, other = (option_statistics(choices(*zip(*rows, strict=True))) for rows in (answers, mixed))
    assert [(o.count, o.share, o.thirds) for o in one] == [(o.count, o.share, o.thirds) for o in other]
    assert sum(o.count for o in one) == sum(bool(pick) for pick, _ in answers)


@pytest.mark.parametrize(("keys", "chosen", "rest"), [("x", ["a"], [1]), ("a", ["x"], [1]), ("a", ["a"], [1, 2])])
def test_choices_that_cannot_be_are_refused(keys, chosen, rest):
    with pytest.raises(ValueError):
        choices(chosen, rest, keys=keys)


@pytest.mark.parametrize(
    ("n", "k", "standing", "numbers", "discrimination"),
    [
        (0, 8, "counts", False, False),
        (9, 8, "counts", False, False),
        (10, 8, "preliminary", True, False),
        (29, 8, "preliminary", True, False),
        (30, 7, "full", True, False),
        (30, 8, "full", True, True),
    ],
)
def test_the_gates_open_at_ten_and_thirty_persons_and_eight_items(n, k, standing, numbers, discrimination):
    gate = gate_for(n, k)
    assert (gate.standing, gate.shows_numbers) == (standing, numbers)
    assert gate.shows_discrimination is gate.shows_reliability is discrimination


def test_models_cuts_and_severities_have_gates_of_their_own():
    assert [gate_for(n, 8).is_scalable for n in (200, 201)] == [False, True]
    assert [borderline_stands_alone(n) for n in (49, 50)] == [False, True]
    assert [severity_shows(n) for n in (9, 10)] == [False, True]


def item(n=30, facility=0.6, index=40.0, efficiency=80.0):
    return ItemStatistics("q", n, facility, index, efficiency, 10.0)


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ({}, ()),
        ({"efficiency": 14.9}, ("dubious",)),
        ({"efficiency": 15.0}, ()),
        ({"index": 19.9}, ("weak",)),
        ({"index": 20.0}, ()),
        ({"index": -1.0, "efficiency": -2.0}, ("negative", "dubious")),
        ({"facility": 0.95}, ("too_easy",)),
        ({"facility": 0.2}, ("too_hard",)),
        ({"facility": 1.0, "index": None, "efficiency": None}, ("too_easy",)),
        ({"n": 29, "index": -50.0, "facility": 0.0}, ()),
    ],
)
def test_an_item_is_flagged_for_what_it_does(facts, flags):
    assert flags_of(item(**facts), k=8) == flags


def test_flags_that_rest_on_other_items_need_eight_of_them():
    assert flags_of(item(index=1.0, efficiency=1.0, facility=0.1), k=7) == ("too_hard",)


def test_an_alarm_and_an_option_that_nobody_chose_are_flags():
    options = option_statistics(choices("bbaacc", [90, 80, 60, 50, 20, 10]))
    assert flags_of(item(), 8, options) == ("alarm", "never_chosen")
    assert flags_of(item(n=29), 8, options) == ()
