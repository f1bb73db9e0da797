"""The ladder, what one can hear, turns, the work order and the curve, decided on plain values."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dialogue.engine import advance, begin
from app.kernel.errors import InvalidError
from app.roleplay.forms import number, read_changes, read_turn
from app.roleplay.rules.hearing import between, direction, patience_band, trust_band
from app.roleplay.rules.ladder import (
    RUNGS,
    Past,
    Standing,
    assessment_of,
    best_rung,
    fate_of,
    next_rung,
    next_scenario,
    offered,
    open_session,
    rung_of,
    rungs_of,
    setting_of,
)
from app.roleplay.rules.tickets import TicketEntry, changed_values, tidy_value, values_from
from app.roleplay.rules.turns import LONGEST, pieces, quote, tidy
from app.utterance.values import Act
from tests.factories.scenario import a_scenario, an_act

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_past(number_, rung, result="pass", *, fate="practice", passed=None, is_open=False, is_fork=False):
    return Past(number_, rung, fate, is_open, NOON, result=result, passed=passed, is_fork=is_fork)


def hints(result="pass"):
    return a_past(1, "hints", result)


def text(result="pass", **more):
    return a_past(3, "text", result, **more)


WAITING = a_past(4, "assessed", fate="waiting")
RETURNED = a_past(5, "assessed", fate="returned")
PASSED = a_past(6, "assessed", fate="released", passed=True)
FAILED = a_past(7, "assessed", fate="released", passed=False)


@pytest.mark.parametrize(
    ("past", "best", "upcoming"),
    [
        ((), None, "hints"),
        ((hints("fail"),), None, "hints"),
        ((hints(),), "hints", "choices"),
        ((text(),), "text", "assessed"),
        ((text(is_open=True),), None, "hints"),
        ((text(is_fork=True),), None, "hints"),
        ((text(), WAITING), "text", "text"),
        ((text(), RETURNED), "text", "assessed"),
        ((text(), FAILED), "text", "assessed"),
        ((text(), PASSED), "assessed", "assessed"),
    ],
)
def test_the_rung_above_the_best_one_is_recommended(past, best, upcoming):
    assert best_rung(past) == best
    assert next_rung(RUNGS, past) == upcoming


@pytest.mark.parametrize(
    ("past", "verdict"),
    [
        ((), "start"),
        ((text(),), "start"),
        ((WAITING,), "waiting"),
        ((RETURNED,), "start"),
        ((PASSED,), "start"),
        ((PASSED, WAITING), "waiting"),
        ((a_past(9, "assessed", fate="open", is_open=True),), "open"),
    ],
)
def test_an_assessed_conversation_may_start_while_none_is_open_or_waits(past, verdict):
    assert assessment_of(past) == verdict


def test_a_scenario_without_options_has_no_rungs_of_choices():
    assert rungs_of(a_scenario()) == RUNGS
    assert rungs_of(a_scenario(beats=())) == ("text", "assessed")


@pytest.mark.parametrize("rung", RUNGS)
def test_every_rung_has_its_purpose_and_mode(rung):
    assert rung_of(*setting_of(rung)) == rung


@pytest.mark.parametrize("rung", ["", "practice", "ASSESSED", "text "])
def test_no_other_rung_is_taken(rung):
    with pytest.raises(InvalidError):
        setting_of(rung)


@pytest.mark.parametrize(
    ("purpose", "state", "returned", "released", "fate"),
    [
        ("practice", "open", False, False, "open"),
        ("practice", "ended", False, False, "practice"),
        ("assessed", "open", False, False, "open"),
        ("assessed", "ended", False, False, "waiting"),
        ("assessed", "ended", True, False, "returned"),
        ("assessed", "ended", False, True, "released"),
        ("assessed", "ended", True, True, "released"),
    ],
)
def test_a_conversation_waits_until_there_is_a_result_or_it_came_back(purpose, state, returned, released, fate):
    assert fate_of(purpose, state, returned=returned, released=released) == fate


def test_scenarios_of_ones_trade_come_by_grade_and_own_before_any():
    scenarios = [
        a_scenario(id="b", grade=1, trade="any"),
        a_scenario(id="c", grade=3),
        a_scenario(id="a", grade=1),
        a_scenario(id="d", trade="automotive"),
    ]
    assert [one.id for one in offered(scenarios, "aircon")] == ["a", "b", "c"]
    assert {one.id for one in offered(scenarios, None)} == {"a", "b", "c", "d"}


def test_what_is_open_comes_first_then_the_lowest_grade_not_passed():
    first, second = a_scenario(id="a"), a_scenario(id="b")
    open_one = text(is_open=True)
    assert next_scenario([Standing(first, ()), Standing(second, (open_one,))]).scenario is second
    assert next_scenario([Standing(first, (PASSED,)), Standing(second, ())]).scenario is second
    assert next_scenario([Standing(first, (WAITING,)), Standing(second, (PASSED,))]) is None


def test_the_newest_open_conversation_of_a_purpose_is_resumed():
    practice, assessed = text(is_open=True), a_past(9, "assessed", is_open=True)
    assert open_session((practice, assessed)) is assessed
    assert open_session((practice, assessed), "practice") is practice
    assert open_session((PASSED,)) is None


# What one can hear


@pytest.mark.parametrize(
    ("value", "trust", "patience"),
    [
        (0, "low", "gone"),
        (19, "low", "gone"),
        (20, "low", "short"),
        (30, "wary", "short"),
        (40, "wary", "enough"),
        (59, "wary", "enough"),
        (60, "high", "enough"),
        (100, "high", "enough"),
    ],
)
def test_numbers_become_bands(value, trust, patience):
    assert (trust_band(value), patience_band(value)) == (trust, patience)


def test_between_two_lines_only_directions_and_new_documents_are_told():
    scenario = a_scenario()
    opening = begin(scenario)
    calmer = advance(scenario, opening, [an_act("empathise"), an_act("check_cost")])
    found = between(opening, calmer)
    assert (found.anger, found.trust, found.documents) == ("down", "up", ("price-list",))
    assert not found.is_quiet
    assert between(opening, opening).is_quiet


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_direction_is_that_of_the_difference(before, after):
    assert direction(before, after) == ("same" if before == after else "up" if after > before else "down")


# Turns


@pytest.mark.parametrize("said", ["", " ", "\n\t", "\0", "a" * (LONGEST + 1)])
def test_nothing_and_too_much_is_no_turn(said):
    with pytest.raises(InvalidError):
        tidy(said)


def test_a_turn_is_kept_without_blanks_around_it():
    assert tidy("  好的。\r\n您说\0 ") == "好的。\n您说"
    assert len(tidy("字" * LONGEST)) == LONGEST


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_pieces_put_together_are_the_text(said, places):
    acts = [Act(f"act-{place}", min(pair), max(pair)) for place, pair in enumerate(places)]
    found = pieces(said, acts)
    assert "".join(piece.text for piece in found) == said
    assert all(piece.text for piece in found)


def test_pieces_know_which_acts_were_heard_in_them():
    found = pieces("Sorry. Off!", [Act("apologise", 0, 6), Act("safety_instruction", 7, 11), Act("option", 0, 0)])
    assert [(piece.text, piece.acts) for piece in found] == [
        ("Sorry.", ("apologise",)),
        (" ", ()),
        ("Off!", ("safety_instruction",)),
    ]


def test_an_act_without_a_place_stands_for_the_whole_text():
    assert quote("Within two hours.", 0, 6) == "Within"
    assert quote("Within two hours.", 0, 0) == "Within two hours."


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"text": "Hello"}, "said"),
        ({"option": "b1"}, "chosen"),
        ({"kind": "chosen"}, "chosen"),
        ({"leave": "1"}, "left"),
        ({"leave": "1", "text": "Hello"}, "left"),
        ({}, "said"),
    ],
)
def test_a_form_is_read_as_what_was_pressed(form, kind):
    assert read_turn(form, "zh").kind == kind


@pytest.mark.parametrize("key", ["", "k" * 61, "schlüssel", "a\nb"])
def test_a_key_that_no_page_of_ours_makes_is_replaced(key):
    sent = read_turn({"text": "Hello", "key": key}, "zh")
    assert sent.key != key
    assert 0 < len(sent.key) <= 60


@pytest.mark.parametrize(("lang", "read"), [("en", "en"), ("zh", "zh"), ("fr", "zh"), ("", "zh")])
def test_the_language_of_the_page_decides(lang, read):
    assert read_turn({"text": "Hello", "lang": lang}, "zh").lang == read


@pytest.mark.parametrize(
    ("typed", "found"), [("12", 12), ("0", 0), ("", None), ("-1", None), ("１", None), ("9" * 16, None)]
)
def test_only_plain_whole_numbers_are_numbers(typed, found):
    assert number(typed) == found


# The work order


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"client":"","changes":[]}',
        b'{"client":"a","changes":[{"seq":0,"field":"x","value":""}]}',
        b'{"client":"a b","changes":[]}',
        b'{"client":"a","changes":[{"seq":1,"field":"x"}]}',
        b"\xff",
    ],
)
def test_what_is_no_list_of_changes_is_refused(body):
    with pytest.raises(InvalidError):
        read_changes(body)


def test_changes_are_read_with_their_client():
    (change,) = read_changes(b'{"client":"tab","lang":"en","changes":[{"seq":3,"field":"level","value":"x"}]}')
    assert (change.client, change.seq, change.field, change.value) == ("tab", 3, "level", "x")


def test_a_field_may_be_emptied_and_takes_its_own_choices_only():
    scenario = a_scenario()
    assert tidy_value(scenario, "level", "") == ""
    assert tidy_value(scenario, "level", "level-2") == "level-2"
    assert tidy_value(scenario, "address", " a \n b ") == "a b"
    for field, value in (("level", "level-9"), ("nothing", ""), ("address", "x" * 401)):
        with pytest.raises(InvalidError):
            tidy_value(scenario, field, value)


def test_a_whole_form_says_only_what_its_page_changed():
    shown, standing = {"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}
    assert changed_values(shown, {"a": "9", "b": "2", "c": ""}, standing) == {"a": "9"}
    assert changed_values(shown, {"a": "1", "b": "3"}, standing) == {}


def test_the_last_value_of_a_field_stands():
    entries = [TicketEntry(1, "t", 1, "a", "x", "zh"), TicketEntry(2, "t", 2, "a", "y", "en")]
    assert values_from(entries) == {"a": "y"}
