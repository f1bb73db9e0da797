"""Cycles: windows, expiry by months, renewal, lapse, revocation, and the state on any date as known on any date."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certification.rules.cycles import (
    HELD,
    award_state,
    due_cycle,
    expiry,
    highest_held,
    level_state,
    levels_held,
    next_level,
    window_opens,
)
from app.content.conditions import AllOf, Signoff
from app.kernel.clock import add_months
from tests.factories.certification import AT, FOUNDATION, PROFESSIONAL, TRACK, an_award

ENDS = add_months(AT, 12)
OPENS = ENDS - timedelta(days=60)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (AT - SECOND, "none"),
        (AT, "valid"),
        (OPENS - SECOND, "valid"),
        (OPENS, "expiring"),
        (ENDS - SECOND, "expiring"),
        (ENDS, "expired"),
    ],
)
def test_state_over_time(at, state):
    assert level_state([an_award()], "aircon", FOUNDATION, at=at) == state


def test_a_level_without_an_end_never_expires():
    assert award_state(an_award(months=None), FOUNDATION, at=AT + timedelta(days=9999)) == "valid"


def test_a_level_without_renewal_has_no_window():
    award = an_award("professional", months=24)
    assert award_state(award, PROFESSIONAL, at=award.expires_at - SECOND) == "valid"
    assert window_opens(PROFESSIONAL, award.expires_at) == award.expires_at


def test_a_certificate_outlives_its_level_in_the_content():
    assert award_state(an_award(), None, at=ENDS - SECOND) == "valid"


def test_was_she_certified_on_3_may_as_known_then():
    third_of_may = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
    recorded_late = replace(
        an_award(at=third_of_may - timedelta(days=10)), recorded_at=third_of_may + timedelta(days=7)
    )
    assert level_state([recorded_late], "aircon", FOUNDATION, at=third_of_may) == "valid"
    assert level_state([recorded_late], "aircon", FOUNDATION, at=third_of_may, known_at=third_of_may) == "none"


def test_a_revocation_counts_from_its_day_and_history_stays():
    revoked_at = AT + timedelta(days=30)
    awards = [an_award(revoked_at=revoked_at)]
    assert level_state(awards, "aircon", FOUNDATION, at=revoked_at - SECOND) == "valid"
    assert level_state(awards, "aircon", FOUNDATION, at=revoked_at) == "revoked"
    assert level_state(awards, "aircon", FOUNDATION, at=ENDS) == "revoked"


def test_the_last_cycle_decides():
    second = an_award(cycle=2, at=OPENS + timedelta(days=5))
    awards = [an_award(), replace(second, revoked_at=OPENS + timedelta(days=20))]
    assert level_state(awards, "aircon", FOUNDATION, at=OPENS + timedelta(days=6)) == "valid"
    assert level_state(awards, "aircon", FOUNDATION, at=OPENS + timedelta(days=20)) == "revoked"


def test_a_higher_level_holds_the_lower_ones():
    awards = [an_award(), an_award("professional", at=AT + timedelta(days=100), months=24)]
    later = ENDS + timedelta(days=30)
    assert set(levels_held(awards, TRACK, at=later)) == {"foundation", "professional"}
    assert highest_held(awards, TRACK, at=later) == PROFESSIONAL
    assert next_level(awards, TRACK, at=later) is None
    assert next_level(awards[:1], TRACK, at=AT) == PROFESSIONAL
    assert next_level(awards[:1], TRACK, at=ENDS) == FOUNDATION
    assert highest_held([], TRACK, at=AT) is None


def test_the_first_cycle_is_due_by_the_levels_rule():
    due = due_cycle([], "aircon", FOUNDATION, at=AT)
    assert (due.kind, due.cycle, due.condition, due.fresh_since) == ("first", 1, FOUNDATION.require, None)


def test_nothing_is_due_before_the_window():
    assert due_cycle([an_award()], "aircon", FOUNDATION, at=OPENS - SECOND) is None
    assert due_cycle([an_award(months=None)], "aircon", FOUNDATION, at=ENDS) is None


def test_inside_the_window_the_renewal_rule_is_due_and_prolongs():
    due = due_cycle([an_award()], "aircon", FOUNDATION, at=OPENS)
    assert (due.kind, due.cycle, due.condition) == ("renewal", 2, FOUNDATION.renew.require)
    assert due.fresh_since == OPENS
    assert expiry(FOUNDATION, due, OPENS + timedelta(days=3)) == add_months(ENDS, 12)


def test_after_expiry_the_whole_rule_is_due_with_fresh_evidence():
    due = due_cycle([an_award()], "aircon", FOUNDATION, at=ENDS)
    assert (due.kind, due.cycle, due.condition, due.fresh_since) == ("lapsed", 2, FOUNDATION.require, OPENS)
    assert expiry(FOUNDATION, due, ENDS + timedelta(days=9)) == add_months(ENDS + timedelta(days=9), 12)


def test_after_a_revocation_a_manager_must_sign_again():
    revoked_at = AT + timedelta(days=3)
    due = due_cycle([an_award(revoked_at=revoked_at)], "aircon", FOUNDATION, at=revoked_at)
    assert (due.kind, due.cycle, due.fresh_since) == ("revoked", 2, revoked_at)
    assert due.condition == AllOf((FOUNDATION.require, Signoff("manager")))


def test_months_end_on_the_last_day_when_the_day_is_missing():
    due = due_cycle([], "aircon", FOUNDATION, at=AT)
    assert expiry(FOUNDATION, due, datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2029, 2, 28, tzinfo=UTC)


days = st.integers(0, 1200).map(lambda n: timedelta(days=n))


@given(days, days, st.none() | days)
def test_state_is_what_its_definition_says(on, known, revoked):
    award = an_award(revoked_at=AT + revoked if revoked is not None else None, recorded_at=AT + timedelta(days=1))
    at, known_at = AT + on, AT + known
    state = award_state(award, FOUNDATION, at=at, known_at=known_at)
    if known_at < award.recorded_at:
        assert state == "none"
    elif revoked is not None and revoked <= on and revoked <= known:
        assert state == "revoked"
    else:
        assert (state in HELD) == (at < ENDS)


@given(days, days)
def test_knowing_more_changes_nothing_but_by_what_was_recorded(on, known):
    award = an_award()
    at = AT + on
    assert award_state(award, FOUNDATION, at=at, known_at=AT + known) == award_state(award, FOUNDATION, at=at)
