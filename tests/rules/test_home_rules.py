"""Where people start, who is a newcomer, which page of a list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.home.rules import NEWCOMER_DAYS, PAGE, days_since, is_newcomer, page_of, start_page
from app.identity.rules import Actor, Grant

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("roles", "start"),
    [
        (["learner"], "/today"),
        ([], "/today"),
        (["learner", "mentor"], "/newcomers"),
        (["learner", "author"], "/authoring"),
        (["admin", "author"], "/administration"),
        (["mentor", "manager", "admin"], "/overview"),
    ],
)
def test_everybody_starts_where_their_first_role_works(roles, start):
    actor = Actor(1, "Lin", 1, grants=tuple(Grant(role) for role in roles))
    assert start_page(actor) == start


@pytest.mark.parametrize(("days_ago", "number"), [(0, 1), (8, 9), (-3, -2)])
def test_the_day_of_hire_is_day_one(days_ago, number):
    assert days_since(TODAY - timedelta(days=days_ago), TODAY) == number


@pytest.mark.parametrize(("days_ago", "new"), [(0, True), (NEWCOMER_DAYS - 1, True), (NEWCOMER_DAYS, False)])
def test_newcomers_were_hired_within_half_a_year(days_ago, new):
    assert is_newcomer(TODAY - timedelta(days=days_ago), TODAY) is new


@given(st.text(max_size=12), st.integers(0, 1000))
def test_whatever_stands_in_the_address_a_page_exists(number, total):
    page = page_of(number, total)
    assert page >= 1
    assert (page - 1) * PAGE < max(total, 1)
