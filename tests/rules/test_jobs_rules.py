"""Backoff and schedule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs.rules import FIRST_WAIT, LONGEST_WAIT, Recurring, backoff, due_kinds, slot_of

MINUTE = timedelta(minutes=1)
AT = datetime(2026, 3, 2, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (9, 2560), (10, 3600), (500, 3600)])
def test_waiting_doubles_up_to_an_hour(attempts, seconds):
    assert backoff(attempts) == timedelta(seconds=seconds)


@given(st.integers(0, 10_000))
def test_waiting_stays_within_bounds(attempts):
    assert FIRST_WAIT <= backoff(attempts) <= LONGEST_WAIT


def test_a_kind_is_due_when_its_interval_was_not_seen():
    schedule = (Recurring("a", MINUTE), Recurring("b", timedelta(hours=1)))
    seen = {"a": slot_of(MINUTE, AT), "b": slot_of(timedelta(hours=1), AT) - 3}

    assert [entry.kind for entry in due_kinds(schedule, seen, AT)] == ["b"]
    assert [entry.kind for entry in due_kinds(schedule, {}, AT)] == ["a", "b"]


@given(st.integers(0, 4_000_000_000))
def test_intervals_follow_each_other(seconds):
    at = datetime.fromtimestamp(seconds, UTC)
    assert slot_of(MINUTE, at + MINUTE) == slot_of(MINUTE, at) + 1
