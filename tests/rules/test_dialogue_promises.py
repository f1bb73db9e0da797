"""The ledger of promises: deadlines in minutes, policy and authority, repetition and recapitulation."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogue.promises import due_minutes, is_broken, ledger_after, limit_minutes, verdicts
from app.dialogue.scenario import Opening, PromiseRule
from app.dialogue.wording import amount_words, deadline_words
from tests.factories.scenario import TWO_DAYS, TWO_HOURS, a_scenario, a_visit, an_act

DAY = 1440
SCENARIO = a_scenario()


def begins(weekday=2, minute=1300):
    return Opening(anger=60, bands=(30, 65, 95), trust=30, patience=60, weekday=weekday, minute=minute)


@pytest.mark.parametrize(
    ("deadline", "minutes"),
    [
        ({"value": 30, "unit": "min"}, 30),
        ({"value": 2, "unit": "h"}, 120),
        ({"value": 2, "unit": "d"}, 2 * DAY),
        ({"value": 1, "unit": "week"}, 7 * DAY),
        ({"value": 1, "unit": "month"}, 30 * DAY),
        ({"value": 0, "unit": "min"}, 0),
        ({"value": 1, "unit": "wd"}, DAY),  # Tuesday → Wednesday
        ({"value": 3, "unit": "wd"}, 3 * DAY),  # → Friday
        ({"value": 4, "unit": "wd"}, 6 * DAY),  # → Monday
        ({"value": 5, "unit": "wd"}, 7 * DAY),
        ({"value": 14, "unit": "wd"}, 20 * DAY),
        ({"day": 0, "minute": None}, DAY - 1300),
        ({"day": 0}, DAY - 1300),
        ({"day": 0, "minute": 1320}, 20),
        ({"day": 0, "minute": 1200}, -100),  # this evening at eight is over
        ({"day": 1, "minute": 900}, DAY + 900 - 1300),
        ({"day": 1, "minute": None}, 2 * DAY - 1300),
        ({"weekday": 2, "minute": 1320}, 20),
        ({"weekday": 2, "minute": 900}, 7 * DAY + 900 - 1300),
        ({"weekday": 2, "minute": None}, DAY - 1300),
        ({"weekday": 5, "minute": None}, 4 * DAY - 1300),
        ({"weekday": 1, "minute": 540}, 6 * DAY + 540 - 1300),
        ({"month": 11, "date": 28, "minute": None}, None),  # a scenario has weekdays, no dates
        ({"value": 2, "unit": "moons"}, None),
        ({"value": "2", "unit": "h"}, None),
        ({"day": 1, "minute": "900"}, None),
        ({}, None),
    ],
)
def test_deadlines_in_minutes_from_tuesday_2140(deadline, minutes):
    assert due_minutes(deadline, begins()) == minutes


@pytest.mark.parametrize(
    ("weekday", "count", "days"),
    [
        (1, 4, 4),
        (1, 5, 7),
        (5, 1, 3),
        (5, 5, 7),
        (6, 1, 2),
        (6, 5, 6),
        (6, 6, 9),
        (7, 1, 1),
        (7, 5, 5),
        (7, 10, 12),
        (3, 0, 0),
    ],
)
def test_working_days_skip_the_weekend(weekday, count, days):
    assert due_minutes({"value": count, "unit": "wd"}, begins(weekday)) == days * DAY


@given(st.integers(1, 7), st.integers(1, 200))
def test_working_days_are_what_counting_gives(weekday, count):
    days, left, day = 0, count, weekday
    while left:
        days, day = days + 1, day % 7 + 1
        left -= day <= 5
    assert due_minutes({"value": count, "unit": "wd"}, begins(weekday)) == days * DAY


@pytest.mark.parametrize(
    ("value", "unit", "minutes"),
    [
        (90, "s", 2),
        (30, "min", 30),
        (48, "h", 2880),
        (2, "d", 3 * DAY - 1300),  # until the end of Thursday
        (3, "wd", 4 * DAY - 1300),
        (1, "week", 8 * DAY - 1300),
    ],
)
def test_limits_of_the_company_last_until_the_end_of_the_day(value, unit, minutes):
    assert limit_minutes(value, unit, begins()) == minutes


def test_a_limit_has_a_unit_of_time():
    with pytest.raises(KeyError):
        limit_minutes(200, "yuan", begins())


@pytest.mark.parametrize(
    ("deadline", "limit"),
    [
        ({"weekday": 5, "minute": None}, (3, "wd")),
        ({"value": 3, "unit": "wd"}, (3, "wd")),
        ({"day": 3, "minute": 1080}, (3, "wd")),
        ({"value": 2, "unit": "d"}, (48, "h")),
        ({"day": 2, "minute": None}, (2, "d")),
    ],
)
def test_what_people_mean_by_a_limit_keeps_it(deadline, limit):
    assert due_minutes(deadline, begins()) <= limit_minutes(*limit, begins())


YUAN_200 = PromiseRule(kind="goodwill", most_amount=200, unit="yuan")
MONTHS_12 = PromiseRule(kind="goodwill", most_amount=12, unit="month")
VISIT = PromiseRule(kind="visit", most=120, least=30)


@pytest.mark.parametrize(
    ("rule", "minutes", "amount", "expected"),
    [
        (None, 30, None, (None, None)),
        (VISIT, 120, None, (True, True)),
        (VISIT, 121, None, (False, True)),
        (VISIT, 30, None, (True, True)),
        (VISIT, 29, None, (False, True)),
        (VISIT, None, None, (None, True)),
        (PromiseRule(kind="visit", most=120), 0, None, (True, True)),
        (PromiseRule(kind="visit", most=120), -1, None, (False, True)),  # nobody keeps what is past
        (PromiseRule(kind="visit", least=30), 9999, None, (True, True)),
        (PromiseRule(kind="visit"), None, None, (True, True)),
        (PromiseRule(kind="refund", allowed=False), None, None, (True, False)),
        (YUAN_200, None, {"value": 200, "unit": "yuan"}, (True, True)),
        (YUAN_200, None, {"value": 201, "unit": "yuan"}, (True, False)),
        (YUAN_200, None, {"value": 20, "unit": "percent"}, (True, False)),  # of another unit nothing was granted
        (YUAN_200, None, None, (True, True)),
        (YUAN_200, None, {"unit": "yuan"}, (True, True)),
        (MONTHS_12, None, {"value": 1, "unit": "y"}, (True, True)),
        (MONTHS_12, None, {"value": 2, "unit": "y"}, (True, False)),
        (PromiseRule(kind="goodwill", most_amount=1, unit="y"), None, {"value": 12, "unit": "month"}, (True, True)),
        (PromiseRule(kind="goodwill", most_amount=1, unit="y"), None, {"value": 13, "unit": "month"}, (True, False)),
    ],
)
def test_policy_and_authority(rule, minutes, amount, expected):
    assert verdicts(rule, minutes, amount) == expected


def ledger(*turns, scenario=SCENARIO):
    rows = ()
    for turn, acts in enumerate(turns, 1):
        rows = ledger_after(scenario, rows, acts, turn=turn)
    return rows


@pytest.mark.parametrize(
    ("acts", "rows"),
    [
        ([an_act("promise", kind="callback", deadline=TWO_HOURS)], [("callback", 120, True, True)]),
        ([an_act("promise", deadline=TWO_HOURS)], [("other", 120, None, None)]),
        ([an_act("promise", kind="holiday", deadline=TWO_HOURS)], [("other", 120, None, None)]),
        ([an_act("promise", kind="visit")], [("visit", None, None, True)]),
        ([an_act("offer_visit", deadline=TWO_DAYS)], [("visit", 2880, False, True)]),
        ([an_act("offer_visit")], []),
        ([an_act("offer_goodwill", amount={"value": 300, "unit": "yuan"})], [("goodwill", None, True, False)]),
        ([an_act("offer_goodwill")], []),
        ([an_act("promise", kind="refund", deadline=TWO_HOURS)], [("refund", 120, True, False)]),
        ([an_act("vague_promise", deadline=TWO_HOURS)], []),
        (a_visit(), [("visit", 120, True, True)]),  # an offer and its promise are one thing
        (
            [
                an_act("promise", kind="goodwill", deadline=TWO_HOURS),
                an_act("offer_goodwill", amount={"value": 9, "unit": "yuan"}),
            ],
            [("goodwill", 120, True, True)],
        ),
        (
            [an_act("promise", kind="visit", deadline=TWO_HOURS), an_act("promise", kind="visit", deadline=TWO_DAYS)],
            [("visit", 120, True, True), ("visit", 2880, False, True)],
        ),
    ],
)
def test_which_acts_are_promises(acts, rows):
    found = [(row.kind, row.minutes, row.within_policy, row.within_authority) for row in ledger(acts)]
    assert found == rows


def test_rows_keep_their_words_and_turn():
    offer, promise = (
        an_act("offer_visit", 3, 9, deadline=TWO_HOURS),
        an_act("promise", 0, 6, kind="visit", deadline=TWO_HOURS),
    )
    (row,) = ledger([], [offer, promise])
    assert (row.id, row.turn, row.start, row.end, row.recapped) == ("p1", 2, 0, 9, False)
    assert row.deadline == TWO_HOURS


def test_a_promise_repeated_later_is_a_recap_and_no_second_row():
    rows = ledger(a_visit(), a_visit({"value": 120, "unit": "min"}))
    assert [(row.id, row.turn, row.recapped) for row in rows] == [("p1", 1, True)]


def test_another_deadline_is_another_promise():
    rows = ledger(a_visit(), a_visit(TWO_DAYS))
    assert [(row.id, row.minutes, row.recapped) for row in rows] == [("p1", 120, False), ("p2", 2880, False)]


@pytest.mark.parametrize("act", ["recap", "confirm_writing"])
def test_a_recap_covers_all_promises_so_far(act):
    callback = an_act("promise", kind="callback", deadline=TWO_HOURS)
    rows = ledger(a_visit(), [callback, an_act(act)], [an_act("promise", kind="written", deadline=TWO_HOURS)])
    assert [row.recapped for row in rows] == [True, True, False]


def test_two_dates_are_the_same_promise_only_when_they_are_the_same_date():
    first, second = {"month": 11, "date": 28, "minute": None}, {"month": 11, "date": 29, "minute": None}
    assert len(ledger(a_visit(first), a_visit(first))) == 1
    assert len(ledger(a_visit(first), a_visit(second))) == 2


DEADLINES = st.one_of(
    st.builds(
        lambda value, unit: {"value": value, "unit": unit},
        st.integers(0, 400),
        st.sampled_from(["min", "h", "d", "wd"]),
    ),
    st.builds(lambda day, minute: {"day": day, "minute": minute}, st.integers(0, 9), st.none() | st.integers(0, 1439)),
)


@given(st.lists(st.tuples(st.sampled_from(["visit", "callback", "refund", "repair"]), DEADLINES), max_size=6))
def test_every_promise_outside_policy_is_broken_and_no_other(promised):
    rows = ledger(*([an_act("promise", kind=kind, deadline=deadline)] for kind, deadline in promised))
    assert [row.id for row in rows] == [f"p{number}" for number in range(1, len(rows) + 1)]
    assert all(before.turn < after.turn for before, after in pairwise(rows))
    for row in rows:
        expected = {
            "visit": not 30 <= row.minutes <= 120,
            "callback": not 0 <= row.minutes <= DAY,
            "refund": True,
            "repair": False,
        }
        assert is_broken(row) is expected[row.kind]


@pytest.mark.parametrize(
    ("deadline", "zh", "en"),
    [
        ({"value": 2, "unit": "h"}, "2 小时内", "within 2 hours"),
        ({"value": 1, "unit": "wd"}, "1 个工作日内", "within 1 working day"),
        ({"day": 1, "minute": 900}, "明天 15:00", "tomorrow 15:00"),
        ({"day": 0, "minute": None}, "今天", "today"),
        ({"day": 5}, "5 天后", "in 5 days"),
        ({"weekday": 5, "minute": 545}, "周五 09:05", "Friday 09:05"),
        ({"month": 11, "date": 28, "minute": None}, "11 月 28 日", "28 Nov"),
        ({"value": 2, "unit": "moons"}, "", ""),
        ({}, "", ""),
    ],
)
def test_deadlines_in_words(deadline, zh, en):
    assert (deadline_words(deadline, "zh"), deadline_words(deadline, "en")) == (zh, en)


def test_amounts_in_words():
    assert amount_words({"value": 2000, "unit": "yuan"}, "en") == "2,000 yuan"
    assert amount_words({"value": 6, "unit": "month"}, "zh") == "6 个月"
    assert amount_words({"value": 20, "unit": "percent"}, "en") == "20%"
    assert amount_words({"value": None, "unit": "yuan"}, "zh") == ""
