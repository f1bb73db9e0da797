"""Instants, durations, canonical JSON, folding and seeded draws."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.canonical import canonical_json, digest
from app.kernel.clock import add_months, from_text, parse_duration, to_text
from app.kernel.draws import below, shuffled
from app.kernel.ids import AUTHORED_ID, new_code
from app.kernel.text import fold, fold_loosely

INSTANTS = st.integers(0, 4_000_000_000_000_000).map(
    lambda us: datetime(1980, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(INSTANTS, INSTANTS)
def test_the_order_of_written_instants_is_the_order_of_time(one, other):
    assert (to_text(one) < to_text(other)) == (one < other)
    assert from_text(to_text(one)) == one


def test_an_instant_of_another_zone_is_written_in_utc():
    assert to_text(datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))) == "2026-03-02T01:00:00.000000Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20m", timedelta(minutes=20)), ("48 h", timedelta(hours=48)), ("7 days", timedelta(days=7))],
)
def test_durations_are_read(text, expected):
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "20", "m", "12 months", "-1h", "1.5h"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2024, 2, 29), 12, (2025, 2, 28)), ((2026, 11, 22), 14, (2028, 1, 22))],
)
def test_months_end_on_a_day_that_exists(start, months, end):
    assert add_months(datetime(*start, tzinfo=UTC), months) == datetime(*end, tzinfo=UTC)


@given(JSON)
def test_the_same_value_has_the_same_digest(value):
    assert digest(value) == digest(value)


def test_keys_are_sorted_and_floats_refused():
    assert canonical_json({"b": 1, "a": "中"}) == '{"a":"中","b":1}'
    with pytest.raises(TypeError):
        canonical_json({"a": [1.5]})


@given(st.lists(st.integers()), st.text())
def test_a_shuffle_loses_nothing_and_repeats_itself(things, seed):
    assert sorted(shuffled(things, seed)) == sorted(things)
    assert shuffled(things, seed) == shuffled(things, seed)


@given(st.integers(min_value=1, max_value=1000), st.text())
def test_a_draw_stays_below_its_limit(limit, seed):
    assert 0 <= below(limit, seed) < limit


def test_a_shuffle_is_the_same_in_every_version():
    assert "".join(shuffled(list("abcde"), "seed")) == "adbce"
    assert below(1000, "aftercare") == 808


def test_width_case_spaces_and_punctuation_fold():
    assert fold("  ＡＢＣ  d ") == "abc d"
    assert fold_loosely("二级 投诉！") == fold_loosely("二级投诉")


def test_codes_are_long_and_cannot_be_misread():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("01oil")
    assert AUTHORED_ID.fullmatch("tiered-response")
    assert not AUTHORED_ID.fullmatch("Tiered_response")
