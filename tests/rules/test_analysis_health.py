"""The health of a quiz from its outcomes: golden numbers, what is left out, and what holds for any table."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.rules.health import health_of
from app.assessment.rules.outcomes import PaperOutcome, sureness
from tests.factories.analysis import options_of, outcomes_from, right_and_wrong

GOLDEN = "11111 11110 11100 11000 10100 01000 11110 00000"


def health(rows, **more):
    return health_of("quiz", outcomes_from(rows, **more), options_of)


def test_the_golden_table_gives_the_golden_numbers():
    found = health(right_and_wrong(GOLDEN)).body

    assert (found["n"], found["k"], found["papers"], found["drawn"]) == (8, 5, 8, False)
    assert [item["facility"] for item in found["questions"]] == [0.75, 0.75, 0.625, 0.375, 0.125]
    indices = [round(item["discrimination_index"], 2) for item in found["questions"]]
    assert indices == [62.58, 37.05, 63.25, 69.99, 40.09]
    efficiencies = [round(item["discriminative_efficiency"], 2) for item in found["questions"]]
    assert efficiencies == [100, 46.67, 75, 100, 100]
    assert found["alpha"] == pytest.approx(0.7704, abs=1e-4)
    assert found["sem"] == pytest.approx(0.8073 * 20, abs=1e-2)  # per cent of five points


def test_nobody_gives_no_numbers():
    found = health_of("quiz", outcomes_from([[]]), options_of)

    assert (found.n, found.k, found.body["questions"], found.body["alpha"]) == (0, 0, [], None)


def test_only_first_attempts_count_but_every_paper_is_an_exposure():
    outcomes = outcomes_from(right_and_wrong("11 10 00"))
    again = replace(outcomes, papers=(*outcomes.papers[:2], PaperOutcome(3, 101, 0, False, False, False)))

    found = health_of("quiz", again, options_of).body

    assert (found["n"], found["papers"]) == (2, 3)
    assert [(item["n"], item["shown"], item["facility"]) for item in found["questions"]] == [(2, 3, 1.0), (2, 3, 0.5)]


@pytest.mark.parametrize("state", ["void", "full", "asked", "waiting"])
def test_what_does_not_count_is_left_out(state):
    states = {(person, 1): state for person in range(3)}

    found = health(right_and_wrong("110 101 011"), states=states).body

    question = found["questions"][1]
    assert (question["n"], question["facility"], question["states"]) == (0, None, {state: 3})
    assert found["k"] == 2
    assert found["waiting"] == (3 if state == "waiting" else 0)


def test_a_void_question_still_shows_what_was_chosen():
    found = health(right_and_wrong("11 10 00"), states={(person, 1): "void" for person in range(3)}).body

    assert [(one["id"], one["count"]) for one in found["questions"][1]["options"]] == [
        ("yes", 1),
        ("no", 2),
        ("maybe", 0),
    ]


def test_a_paper_that_waits_is_in_no_total_but_its_other_questions_count():
    found = health(right_and_wrong("11 10 01"), states={(0, 1): "waiting"}).body

    assert [item["n"] for item in found["questions"]] == [3, 2]
    assert (found["n"], found["waiting"], found["drawn"]) == (3, 1, False)


def test_two_versions_of_a_question_are_told_apart_and_together_make_one_paper():
    outcomes = outcomes_from(right_and_wrong("1-1 1-0 -11 -01"))
    first, second, other = outcomes.versions
    merged = replace(outcomes, versions=(first, second._replace(item_id="q0"), other))

    found = health_of("quiz", merged, options_of).body

    assert [(item["id"], item["version"], item["n"]) for item in found["questions"]] == [
        ("q0", "v1", 2),
        ("q0", "v0", 2),
        ("q2", "v2", 4),
    ]
    assert (found["pool"], found["drawn"]) == (2, False)


def test_sums_are_what_the_next_draws_need():
    found = health(right_and_wrong("11 10 00"))

    assert [tuple(sums) for sums in found.sums] == [("q0", "v0", 2 + 1, 3, 2000), ("q1", "v1", 3, 3, 1000)]


def test_sureness_is_counted_with_what_was_right():
    sure = {(0, 0): 1, (1, 0): 1, (2, 0): 0}

    question = health(right_and_wrong("10 01 11"), sure=sure).body["questions"][0]

    assert question["sure"] == [2, 1, 1, 1]
    assert health(right_and_wrong("10 01")).body["questions"][0]["sure"] is None


@pytest.mark.parametrize(
    ("answer", "read"), [(True, 1), (["sure"], 1), ("true", 1), ("unsure", 0), (["false"], 0), (None, -1), ([], -1)]
)
def test_sureness_is_read_in_every_shape(answer, read):
    assert sureness(answer) == read


def test_a_weak_pass_lies_near_the_line_and_a_strong_one_does_not():
    rng = np.random.default_rng(4)
    ability = rng.normal(0, 1.5, 60)
    rows = [["yes" if rng.random() < 1 / (1 + np.exp(-one)) else "no" for _ in range(20)] for one in ability]

    found = health(rows, pass_score=500).body

    chances = [line[3] for line in found["near"]]
    assert chances == sorted(chances)
    assert 0 < found["near_all"] < found["passes"]
    assert all(line[2] >= 500 and line[3] < 0.9 for line in found["near"])
    assert 0.5 < found["agreement"] <= 1
    assert 0 < found["within_sem"] < 60


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["yes", "no", "maybe", None, "-"]), min_size=4, max_size=4), min_size=1, max_size=25
    )
)
def test_any_table_gives_numbers_within_their_bounds(rows):
    found = health(rows)

    for item in found.body["questions"]:
        assert item["facility"] is None or 0 <= item["facility"] <= 1
        assert item["discrimination_index"] is None or -100.0001 <= item["discrimination_index"] <= 100.0001
        assert item["n"] <= item["shown"] <= len(rows)
        for option in item["options"]:
            assert option["count"] <= item["shown"]
    assert sum(count for _, count in found.body["scores"]) == len(rows)
    assert sum(sums.shown for sums in found.sums) == sum(cell != "-" for row in rows for cell in row)
