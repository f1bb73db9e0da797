"""Rules of marking: who marks twice, what marks come to, sheets and what browsers send."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.conditions import AllOf, AnyOf, AtLeast, CourseDone, NotMet, QuizPassed
from app.content.library import Level, Renewal, Track
from app.items.people import Criterion
from app.kernel.errors import InvalidError, RefusedError
from app.marking.rules.doubling import deciding_quizzes, is_drawn, roles_for_script
from app.marking.rules.hearing import heard_in
from app.marking.rules.outcome import Disputed, Settled, outcome_of, without_others
from app.marking.rules.sent import read_draft, read_form, read_version
from app.marking.rules.sheet import Sheet, clean_sheet, missing_in, read_sheet, total_of
from app.marking.rules.tasks import ScriptTaskRow, due_at, refuse_claim
from tests.factories.certification import AT, words
from tests.factories.marking import LEXICON, a_rewrite, an_essay

CRITERIA = {
    "owner": Criterion(zh="谁", en="Who", points=4),
    "time": Criterion(zh="何时", en="When", points=6),
}
BOTH = ("first", "second")


def sheet(owner, time, comment=""):
    return Sheet({"owner": owner, "time": time}, comment)


def test_a_fifth_is_drawn_and_always_the_same():
    drawn = [number for number in range(1, 10_001) if is_drawn("script", number)]
    assert 1_800 < len(drawn) < 2_200
    assert drawn == [number for number in range(1, 10_001) if is_drawn("script", number)]
    assert drawn != [number for number in range(1, 10_001) if is_drawn("talk", number)]


@pytest.mark.parametrize(
    ("attempt", "decides", "roles"),
    [(3, False, ("first",)), (3, True, BOTH), (1, False, BOTH), (1, True, BOTH)],
)
def test_chance_and_levels_ask_for_a_second_marker(attempt, decides, roles):
    assert roles_for_script(attempt, decides=decides) == roles


def test_the_quizzes_that_levels_ask_for_are_found_wherever_they_stand():
    inner = AnyOf((AllOf((QuizPassed("b"),)), NotMet(QuizPassed("c")), CourseDone("x")))
    level = Level(
        id="l",
        title=words("L"),
        require=AllOf((QuizPassed("a"), inner)),
        renew=Renewal(timedelta(days=1), False, AtLeast(1, (QuizPassed("d"),))),
    )
    bare = Level(id="m", title=words("M"), require=AllOf(()))
    track = Track(id="t", title=words("T"), trade="any", levels=(level, bare))
    assert deciding_quizzes((track,)) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("marks", "asked", "outcome"),
    [
        ({}, ("first",), None),
        ({"first": sheet(4, 5, "Good")}, ("first",), Settled("single", {"owner": 4, "time": 5}, "Good")),
        ({"first": sheet(4, 5)}, BOTH, None),
        ({"second": sheet(4, 5)}, BOTH, None),
        (
            {"first": sheet(4, 5, "A"), "second": sheet(3, 5, "B")},
            BOTH,
            Settled("mean", {"owner": 4, "time": 5}, "A\n\nB"),
        ),
        (
            {"first": sheet(4, 4, "A"), "second": sheet(4, 5, "A")},
            BOTH,
            Settled("mean", {"owner": 4, "time": 5}, "A"),
        ),
        ({"first": sheet(4, 6), "second": sheet(4, 4)}, BOTH, Disputed(2)),  # 20 % of ten points
        ({"first": sheet(4, 0), "second": sheet(0, 4)}, BOTH, Settled("mean", {"owner": 2, "time": 2}, "")),
        (
            {"first": sheet(4, 6), "second": sheet(0, 0), "adjudicator": sheet(2, 2, "Fair")},
            (*BOTH, "adjudicator"),
            Settled("adjudicated", {"owner": 2, "time": 2}, "Fair"),
        ),
        ({"first": sheet(4, 6), "second": sheet(0, 0)}, (*BOTH, "adjudicator"), Disputed(10)),
    ],
)
def test_what_marks_come_to(marks, asked, outcome):
    assert outcome_of(marks, asked, CRITERIA) == outcome


def test_fifteen_hundredths_apart_are_still_a_mean():
    criteria = {"all": Criterion(zh="全", en="All", points=20)}
    one, other, further = Sheet({"all": 20}), Sheet({"all": 17}), Sheet({"all": 16})
    assert outcome_of({"first": one, "second": other}, BOTH, criteria) == Settled("mean", {"all": 19}, "")
    assert outcome_of({"first": one, "second": further}, BOTH, criteria) == Disputed(4)


@given(st.integers(0, 4), st.integers(0, 6), st.integers(0, 4), st.integers(0, 6))
def test_a_mean_lies_between_two_marks_and_never_below_the_mean_of_their_totals(a, b, c, d):
    outcome = outcome_of({"first": sheet(a, b), "second": sheet(c, d)}, BOTH, CRITERIA)
    if isinstance(outcome, Settled):
        assert all(min(x, y) <= outcome.points[n] <= max(x, y) for n, x, y in (("owner", a, c), ("time", b, d)))
        assert 0 <= 2 * sum(outcome.points.values()) - (a + b + c + d) <= len(CRITERIA)


def test_where_nobody_else_is_left_what_there_is_counts_and_says_so():
    assert without_others({}) is None
    assert without_others({"second": sheet(1, 2)}) == Settled("alone", {"owner": 1, "time": 2}, "")
    both = without_others({"first": sheet(4, 6, "A"), "second": sheet(0, 0, "B")})
    assert both == Settled("undecided", {"owner": 2, "time": 3}, "A\n\nB")


@pytest.mark.parametrize(
    ("given_points", "field"),
    [({"owner": 5}, "owner"), ({"owner": -1}, "owner"), ({"nobody": 1}, "criteria")],
)
def test_points_stay_within_their_bounds(given_points, field):
    with pytest.raises(InvalidError) as caught:
        clean_sheet(Sheet(given_points), CRITERIA)
    assert caught.value.field == field


@pytest.mark.parametrize(("words_", "field"), [(("x" * 4001, ""), "comment"), (("", "x" * 1001), "note")])
def test_texts_have_an_end(words_, field):
    with pytest.raises(InvalidError) as caught:
        clean_sheet(Sheet({}, *words_), CRITERIA)
    assert caught.value.field == field


def test_a_sheet_is_kept_in_the_authors_order():
    clean = clean_sheet(Sheet({"time": 3, "owner": 0}, " Good \n", " n "), CRITERIA)
    assert list(clean.points) == ["owner", "time"]
    assert (clean.comment, clean.note) == ("Good", "n")
    assert read_sheet(clean.record()) == clean
    assert missing_in(Sheet({"time": 3}), CRITERIA) == ("owner",)
    assert total_of(clean, CRITERIA) == 300


def test_a_form_and_a_script_send_the_same_sheet():
    form = {"points-owner": ["4"], "points-time": [" "], "points-x": ["1"], "comment": ["a\r\nb\0"], "version": ["3"]}
    sent = read_draft(b'{"version": 3, "criteria": {"owner": 4, "time": null}, "comment": "a\\nb"}')
    assert read_form(form, CRITERIA) == sent.sheet() == Sheet({"owner": 4}, "a\nb")
    assert (read_version(form), sent.version, read_version({"version": ["-1"]})) == (3, 3, 0)


@pytest.mark.parametrize("text", ["two", "-1", "1.5", "٣", "9" * 40])
def test_points_of_a_form_are_whole_numbers(text):
    with pytest.raises(InvalidError) as caught:
        read_form({"points-owner": [text]}, CRITERIA)
    assert caught.value.field == "owner"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"version": -1}', b'{"version": 0, "criteria": {"a": "x"}}', b"\xff"]
)
def test_what_is_no_draft_is_refused(body):
    with pytest.raises(InvalidError):
        read_draft(body)


def a_task(**changes):
    values = {
        "id": 1, "attempt_id": 7, "item_id": "say", "role": "first", "person_id": 10, "team_id": 1, "quiz_id": "words",
        "release_id": 1, "created_at": AT, "due_at": due_at(AT), "state": "waiting", "claimed_by": None,
        "claimed_at": None, "ended_at": None,
    }  # fmt: skip
    return ScriptTaskRow(**{**values, **changes})


@pytest.mark.parametrize(
    ("task", "others", "by", "code"),
    [
        (a_task(), (), 10, "own"),
        (a_task(state="done", claimed_by=2), (), 3, "ended"),
        (a_task(state="withdrawn"), (), 3, "ended"),
        (a_task(state="claimed", claimed_by=2), (), 3, "taken"),
        (a_task(), (a_task(id=2, role="second", state="done", claimed_by=3),), 3, "marked"),
        (a_task(), (a_task(id=2, role="second", claimed_by=4),), 3, None),
        (a_task(state="claimed", claimed_by=3), (), 3, None),
    ],
)
def test_who_may_take_an_answer(task, others, by, code):
    if code is None:
        refuse_claim(task, others, by=by)
        return
    with pytest.raises(RefusedError) as caught:
        refuse_claim(task, others, by=by)
    assert caught.value.code == code


def test_two_answers_of_one_person_have_two_names():
    codes = {a_task(attempt_id=attempt, item_id=item).code for attempt in (1, 2) for item in ("a", "b")}
    assert len(codes) == 4
    assert all(len(code) == 4 for code in codes)


@pytest.mark.parametrize(
    ("answer", "lang", "heard"),
    [
        ("四点前回您电话。", "zh", (("promise", True, True), ("shirk", False, False))),
        ("您去找物流。", "zh", (("promise", True, False), ("shirk", False, True))),
        ("I will ring you at four.", "en", (("promise", True, True), ("shirk", False, False))),
    ],
)
def test_the_engine_hears_what_a_new_wording_says(answer, lang, heard):
    assert heard_in(a_rewrite().spec, answer, lang, LEXICON) == heard
    assert heard_in(a_rewrite().spec, answer, lang, None) == ()
    assert heard_in(an_essay().spec, answer, lang, LEXICON) == ()
