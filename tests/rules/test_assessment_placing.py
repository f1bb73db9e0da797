"""What a placement test shows to be known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.rules.marking import ItemResult
from app.assessment.rules.placing import placed_courses
from app.items.base import FULL, Grade

COURSE_OF = {"a1": "talk", "a2": "talk", "b1": "complain", "c1": "elsewhere"}


def an_item(item_id, score, *, points=1, state="counted", is_red=False):
    return ItemResult(item_id, "block", points, "x", Grade(score, ()), state, None, is_red)


def placed(*items, places=("talk", "complain"), pass_score=800):
    return placed_courses(items, COURSE_OF, places, pass_score)


@pytest.mark.parametrize(
    ("items", "known"),
    [
        ((an_item("a1", FULL), an_item("a2", FULL), an_item("b1", 0)), ("talk",)),
        ((an_item("a1", FULL), an_item("a2", 0), an_item("b1", FULL)), ("complain",)),
        ((an_item("a1", FULL, points=4), an_item("a2", 0)), ("talk",)),
        ((an_item("a1", FULL, points=3), an_item("a2", 0)), ()),
        ((an_item("c1", FULL),), ()),
        ((an_item("a1", FULL, state="void"),), ()),
        ((an_item("a1", FULL), an_item("a2", 0, state="void")), ("talk",)),
        ((an_item("a1", FULL, points=9), an_item("a2", 0, is_red=True)), ()),
        ((an_item("a1", 0, state="full"), an_item("a2", FULL, is_red=True)), ("talk",)),
        ((), ()),
    ],
)
def test_a_course_is_known_by_its_own_questions(items, known):
    assert placed(*items) == known


def test_only_courses_that_the_quiz_places_out_of_are_known():
    assert placed(an_item("a1", FULL), an_item("b1", FULL), places=("complain",)) == ("complain",)


@given(scores=st.lists(st.integers(0, FULL), min_size=2, max_size=2), better=st.integers(0, 1))
def test_a_better_answer_never_takes_a_course_away(scores, better):
    items = [an_item("a1", scores[0]), an_item("a2", scores[1])]
    raised = list(items)
    raised[better] = replace(items[better], grade=Grade(FULL, ()))
    assert set(placed(*items)) <= set(placed(*raised))
