"""Papers of equal difficulty, sections in their order, and questions shown about equally often."""

from collections import Counter
from dataclasses import replace
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules.drawing import ENOUGH, Known, preferred
from app.assessment.rules.paper import Paper, build_paper
from tests.factories.assessment import a_block, a_plan, a_single

POOL = [a_single(f"q{n}") for n in range(20)]
KNOWN = {question.id: Known(ENOUGH, 0, 1000 - 45 * n) for n, question in enumerate(POOL)}


def ids(questions):
    return [question.id for question in questions]


def expected(questions):
    return mean(KNOWN[question.id].facility for question in questions)


def test_balanced_papers_expect_nearly_the_same_score():
    balanced = [expected(preferred(POOL, 5, KNOWN, f"s{n}", balance=True)[:5]) for n in range(200)]
    free = [expected(preferred(POOL, 5, KNOWN, f"s{n}", balance=False)[:5]) for n in range(200)]
    assert max(balanced) - min(balanced) <= 140
    assert max(balanced) - min(balanced) < (max(free) - min(free)) / 2


def test_one_question_that_too_few_have_answered_leaves_the_draw_to_chance():
    young = KNOWN | {"q3": Known(ENOUGH - 1, 0, 500)}
    assert ids(preferred(POOL, 5, young, "s", balance=True)) == ids(preferred(POOL, 5, young, "s", balance=False))


@given(seed=st.text(max_size=6), count=st.integers(0, 25), balance=st.booleans())
def test_a_preference_is_a_permutation_fixed_by_the_seed(seed, count, balance):
    found = ids(preferred(POOL, count, KNOWN, seed, balance=balance))
    assert sorted(found) == sorted(ids(POOL))
    assert found == ids(preferred(POOL, count, KNOWN, seed, balance=balance))


def test_what_was_shown_often_comes_up_less_and_never_vanishes():
    shown: Counter[str] = Counter()
    blind: Counter[str] = Counter()
    for n in range(400):
        known = {key: replace(value, shown=shown[key]) for key, value in KNOWN.items()}
        shown.update(ids(preferred(POOL, 5, known, f"s{n}", balance=False)[:5]))
        blind.update(ids(preferred(POOL, 5, {}, f"s{n}", balance=False)[:5]))
    assert sum(shown.values()) == 2000
    assert max(shown.values()) - min(shown.values()) < (max(blind.values()) - min(blind.values())) / 2
    assert min(shown.values()) > 90


def test_questions_stand_in_the_order_of_the_sections_and_are_shuffled_inside():
    first = replace(a_block("d1", 4, POOL[:8]), section="safety")
    second = replace(a_block("d2", 4, POOL[8:]), section="talk")
    plan = replace(a_plan(second, first), sections=("safety", "talk"))
    papers = [build_paper(plan, f"s{n}") for n in range(5)]
    assert all([item.section for item in paper.items] == ["safety"] * 4 + ["talk"] * 4 for paper in papers)
    assert len({tuple(item.id for item in paper.items) for paper in papers}) == 5


def test_a_paper_from_before_sections_and_confidence_is_still_read():
    paper = build_paper(a_plan(a_block("d", 2, POOL)), "s").to_json()
    old = {key: value for key, value in paper.items() if key != "confidence"}
    old["items"] = [{key: value for key, value in item.items() if key != "section"} for item in paper["items"]]
    read = Paper.from_json(old)
    assert (read.confidence, {item.section for item in read.items}) == (False, {""})
