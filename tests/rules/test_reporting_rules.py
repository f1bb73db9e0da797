"""Figures, days, cells, whom somebody waits for, where somebody stands."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certification.rules.cycles import award_state
from app.certification.rules.ladder import Candidate
from app.certification.rules.reasons import Reason
from app.kernel.clock import add_months
from app.reporting.rules.cells import csv_lines, safe_cell
from app.reporting.rules.days import add_days, date_of, day_number, day_of, month_of, months_from
from app.reporting.rules.figures import Rate, bars, gate, median_of, wilson
from app.reporting.rules.scope import TeamNode, make_scope, units_of
from app.reporting.rules.standing import Count, Span, Subject, difference, is_stuck, spans_of, standings_of, steps_of
from app.reporting.rules.waiting import waiting_for
from tests.factories.certification import AT, FOUNDATION, PROFESSIONAL, TRACK, a_fact, an_award
from tests.factories.reporting import PROGRAMME, reporting_library

# Figures


def test_wilson_has_its_golden_value():
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_rate_and_stays_between_0_and_1(n, data):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "counts"), (9, "counts"), (10, "preliminary"), (29, "preliminary"), (30, "full")]
)
def test_what_may_be_shown_depends_on_n(n, expected):
    assert gate(n) == expected


def test_a_rate_of_nobody_is_nothing_certain():
    assert (Rate(0, 0).percent, Rate(0, 0).interval) == (0, (0, 100))
    assert (Rate(41, 62).percent, Rate(41, 62).interval) == (66, (54, 77))


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_of_a_histogram_is_the_median(values):
    histogram = {value: values.count(value) for value in values}
    assert median_of(histogram) == median(values)
    shown = bars(histogram)
    assert sum(bar.count for bar in shown) == len(values)
    assert len(shown) <= 21
    assert all(later.first == earlier.last + 1 for earlier, later in pairwise(shown))


def test_an_empty_histogram_has_no_median_and_no_bars():
    assert median_of({}) is None
    assert bars({5: 0}) == ()


# Days


@given(st.dates(date(1999, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
def test_day_numbers_follow_the_calendar(on, days):
    assert date_of(add_days(day_number(on), days)) == on + timedelta(days=days)
    assert month_of(day_number(on)) == on.year * 100 + on.month


def test_days_are_of_utc_and_months_go_over_the_year():
    assert day_of(datetime.fromisoformat("2026-03-02T07:00:00+08:00")) == 20260301
    assert months_from(202611, 4) == (202611, 202612, 202701, 202702)


# Cells


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_never_begins_as_a_formula(text):
    assert safe_cell(text) == "'" + text


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_written_cell_begins_as_a_formula(cells):
    (row,) = csv.reader(io.StringIO(csv_lines([cells]), newline=""))
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_ordinary_cells_stay_as_they_are():
    assert csv_lines([["林晓", None, 3, 'a "b", c']]) == '林晓,,3,"a ""b"", c"\r\n'


# Waiting


def leaf(kind, who, *, met=False, key="x", since=AT):
    return Reason(kind, met, key, who=None if met else who, since=since if met else None)


def group(kind, *children, total=None):
    total = total or (len(children) if kind == "all" else 1)
    done = min(sum(child.met for child in children), total)
    return Reason(kind, done >= total, who="you", done=done, total=total, children=children)


MENTOR, OWN, TIME = leaf("signoff", "mentor", key="mentor"), leaf("quiz", "you"), leaf("tenure", "nobody", key="")
DONE = leaf("course", "you", met=True)


@pytest.mark.parametrize(
    ("reason", "who", "step"),
    [
        (group("all", OWN, MENTOR), "you", "quiz:x"),
        (group("all", DONE, MENTOR), "mentor", "signoff:mentor"),
        (group("all", DONE, TIME), "nobody", ""),
        (group("all", TIME, MENTOR), "mentor", "signoff:mentor"),
        (group("any", TIME, leaf("waiver", "manager", key="manager")), "nobody", ""),
        (group("any", OWN, MENTOR), "mentor", "signoff:mentor"),
        (group("at_least", DONE, OWN, MENTOR, TIME, total=2), "nobody", ""),
        (group("at_least", DONE, OWN, MENTOR, TIME, total=4), "you", "quiz:x"),
        (group("all", DONE), "nobody", ""),
        (group("all", Reason("not", False, children=(DONE,))), "you", "not:"),
    ],
)
def test_whose_turn_it_is(reason, who, step):
    waiting = waiting_for(reason)
    assert (waiting.who, waiting.step) == (who, step)


def test_a_signer_is_awaited_since_all_else_was_done():
    earlier, later = leaf("course", "you", met=True), leaf("quiz", "you", met=True, since=AT + timedelta(days=3))
    assert waiting_for(group("all", earlier, later, MENTOR)).since == AT + timedelta(days=3)


def test_a_signer_is_not_awaited_before_the_time_that_must_pass_as_well():
    reached = AT + timedelta(days=9)
    before = Reason("tenure", False, who="nobody", earliest=reached)
    after = Reason("tenure", True, since=reached)
    for tenure in (before, after):
        assert waiting_for(group("all", DONE, tenure, MENTOR)).since == reached


def test_what_meets_a_choice_later_does_not_count_again():
    waived, reached = leaf("waiver", "manager", met=True), leaf("tenure", "nobody", met=True, since=AT + timedelta(9))
    choice = Reason("any", True, since=AT, done=1, total=1, children=(waived, reached))
    assert waiting_for(group("all", choice, MENTOR)).since == AT


# Levels held


def test_a_higher_level_hides_the_lower_until_it_ends():
    awards = (an_award("foundation", months=24), an_award("professional", months=12))
    ends, later = day_of(add_months(AT, 12)), day_of(add_months(AT, 24))
    assert spans_of(awards, TRACK, at=AT) == (Span("professional", 0, ends), Span("foundation", ends, later))
    assert spans_of(awards, TRACK, at=add_months(AT, 13)) == (Span("foundation", 0, later),)
    assert spans_of(awards, TRACK, at=add_months(AT, 25)) == ()


def test_a_revoked_or_ended_level_is_not_held():
    assert spans_of((an_award(revoked_at=AT),), TRACK, at=AT) == ()
    assert spans_of((an_award(months=1),), TRACK, at=add_months(AT, 1)) == ()
    assert spans_of((an_award(months=None),), TRACK, at=AT) == (Span("foundation", 0, None),)


@given(
    st.lists(st.tuples(st.sampled_from(["foundation", "professional"]), st.integers(0, 20)), max_size=6),
    st.integers(0, 30),
)
def test_the_spans_say_on_every_day_what_the_awards_say(given_awards, months):
    by_level = {}
    for level, length in given_awards:
        by_level.setdefault(level, []).append(length)
    awards = [
        an_award(level, cycle, months=length or None)
        for level, lengths in by_level.items()
        for cycle, length in enumerate(lengths, 1)
    ]
    at = add_months(AT, months)
    today = day_of(at)
    last = {
        level: max((a for a in awards if a.level == level), key=lambda a: a.cycle, default=None)
        for level in ("foundation", "professional")
    }
    rules = {"foundation": FOUNDATION, "professional": PROFESSIONAL}
    held = [
        level
        for level, award in last.items()
        if award and award_state(award, rules[level], at=at) in ("valid", "expiring")
    ]
    spans = spans_of(awards, TRACK, at=AT)
    now = [s.level for s in spans if s.start <= today and (s.until is None or s.until > today)]
    assert now == held[-1:]


# Standing

DAY = timedelta(days=1)


def a_subject(*facts, awards=(), programmes=("agent",), hired=date(2026, 2, 20), last_on=None):
    candidate = Candidate(1, "林晓", hired, "aircon", tuple(facts), tuple(awards))
    last = max((day_of(fact.fact.effective_at) for fact in facts), default=0)
    return Subject(candidate, 7, tuple(programmes), last if last_on is None else last_on)


def standing_at(subject, at=AT):
    (found,) = [s for s in standings_of(subject, reporting_library(), at=at) if s.track == "aircon"]
    return found


def test_somebody_in_no_programme_is_counted_once_and_stands_nowhere():
    (only,) = standings_of(a_subject(programmes=()), reporting_library(), at=AT)
    assert only.counts() == (Count("people"),)


def test_the_enrolled_wait_for_themselves_and_may_be_stuck():
    found = standing_at(a_subject(a_fact(1, "enrolment", "agent", passed=None), a_fact(2, "course", "basics")))
    assert (found.waits_for, found.next_step, found.may_be_stuck) == ("you", "quiz:final", True)
    assert (found.done, found.total, found.steps) == (1, 2, ("enrolled", "course:basics"))
    assert set(found.counts()) == {
        Count("on"),
        Count("step", "agent/enrolled"),
        Count("step", "agent/course:basics"),
        Count("waits", "you", 20260302),
        Count("waits", "you", 202603),
    }


def test_all_done_waits_for_the_mentor_since_the_last_deed():
    subject = a_subject(
        a_fact(1, "enrolment", "agent", passed=None),
        a_fact(2, "course", "basics"),
        a_fact(3, "quiz", "final", score=900, at=AT + 3 * DAY),
    )
    found = standing_at(subject, AT + 20 * DAY)
    assert (found.waits_for, found.next_step, found.since_on) == ("mentor", "signoff:mentor", 20260305)
    assert is_stuck(found.since_on, 20260313)
    assert not is_stuck(found.since_on, 20260312)


def test_the_certified_are_not_stuck_and_count_their_days():
    facts = (a_fact(1, "enrolment", "agent", passed=None), a_fact(2, "course", "basics"))
    found = standing_at(a_subject(*facts, awards=(an_award(at=AT + 12 * DAY),)), AT + 13 * DAY)
    assert not found.may_be_stuck
    assert found.days == (("foundation", 12),)
    assert found.spans[0].level == "foundation"
    assert "level:foundation" in found.steps
    assert found.changes_at == datetime(2026, 5, 21, tzinfo=UTC)  # the tenure for the next level is reached


def test_who_held_a_level_and_holds_none_has_lapsed():
    found = standing_at(a_subject(awards=(an_award(months=1),)), add_months(AT, 2))
    assert (found.has_lapsed, found.spans) == (True, ())
    assert found.may_be_stuck


def test_an_unknown_programme_or_one_without_track_puts_nobody_on_a_track():
    assert len(standings_of(a_subject(programmes=("gone", "talks")), reporting_library(), at=AT)) == 1


def test_the_funnel_has_every_step_in_order():
    assert steps_of(PROGRAMME, TRACK) == (
        "enrolled",
        "course:basics",
        "quiz:final",
        "level:foundation",
        "level:professional",
    )


@given(st.dictionaries(st.integers(0, 3), st.integers(0, 4)), st.dictionaries(st.integers(0, 3), st.integers(0, 4)))
def test_a_difference_turns_the_old_into_the_new(old, new):
    found = difference(old, new)
    assert {k: old.get(k, 0) + found.get(k, 0) for k in {*old, *new} if old.get(k, 0) + found.get(k, 0)} == {
        k: v for k, v in new.items() if v
    }


# Teams

TEAMS = (
    TeamNode(1, None, "Company", "/1/"),
    TeamNode(2, 1, "East", "/1/2/"),
    TeamNode(3, 2, "Suzhou", "/1/2/3/"),
    TeamNode(4, 1, "South", "/1/4/"),
)


def test_a_manager_of_a_region_sees_it_and_what_lies_below():
    scope = make_scope(("/1/2/",), TEAMS, None)
    assert (scope.chosen.name, [team.id for team in scope.teams], scope.leaves) == ("East", [2, 3], 1)
    assert [(unit.team.name, unit.is_own) for unit in units_of(scope)] == [("East", True), ("Suzhou", False)]


def test_another_region_is_not_there():
    assert make_scope(("/1/2/",), TEAMS, 4) is None
    assert make_scope(("/1/2/",), TEAMS, 1) is None
    assert make_scope(("/1/2/",), TEAMS, 99) is None


def test_everything_is_seen_from_the_root_and_one_team_can_be_chosen():
    assert make_scope(("",), TEAMS, None).chosen.name == "Company"
    scope = make_scope(("",), TEAMS, 3)
    assert (scope.paths, [team.name for team in scope.above]) == (("/1/2/3/",), ["Company", "East"])


def test_two_regions_stand_side_by_side():
    scope = make_scope(("/1/2/", "/1/4/"), TEAMS, None)
    assert scope.chosen is None
    assert [(unit.team.name, unit.team_ids) for unit in units_of(scope)] == [("East", {2, 3}), ("South", {4})]
