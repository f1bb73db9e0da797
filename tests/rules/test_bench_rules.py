"""The bench's rules: who may take a task, what a sheet must answer, the result, decisions, and what browsers send."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bench.rules.decision import Decision, disputed_flags, final_sheet
from app.bench.rules.health import spread_of
from app.bench.rules.quoting import sentences_of, words_at
from app.bench.rules.result import Difference, Scale, differences_between, outcome_of, total_of
from app.bench.rules.sent import read_decision, read_draft, read_form, read_version
from app.bench.rules.sheet import (
    CriterionMark,
    Finding,
    Missing,
    Sheet,
    Span,
    clean_sheet,
    missing_in,
    read_sheet,
)
from app.bench.rules.tasks import TaskRow, due_at, learner_code, refuse_claim, roles_needed
from app.dialogue.scenario import Criterion, Critical
from app.kernel.errors import InvalidError, RefusedError
from tests.factories.certification import words

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LEARNER, ZHOU, LI = 1, 2, 3
TASK = TaskRow(7, 5, "first", LEARNER, 4, "leak", 1, AT, AT, "waiting", None, None, None, None)


def criterion(name, weight=1):
    return Criterion(
        id=name, title=words(name), anchors={str(n): words(f"{name} {n}") for n in range(1, 6)}, weight=weight
    )


def critical(name, fails="session", section=None, decide="mentor"):
    return Critical(id=name, title=words(name), group="compliance", fails=fails, section=section, decide=decide)


SCALE = Scale(
    criteria=(criterion("empathy", 2), criterion("safety", 2), criterion("wording", 1)),
    critical=(critical("no-power-off"), critical("leak", "section", "wording"), critical("late", decide="engine")),
    pass_score=700,
    markers=1,
)
TWO = replace(SCALE, markers=2)
ASKED = SCALE.asked({1: 10, 2: 0})


def sheet(empathy=4, safety=5, wording=3, *, found=(), impression=4, comment=""):
    marks = {"empathy": empathy, "safety": safety, "wording": wording}
    return Sheet(
        {name: CriterionMark(None if n == "na" else n, is_na=n == "na") for name, n in marks.items()},
        impression,
        {name: Finding(name in found) for name in ("no-power-off", "leak")},
        comment,
    )


@pytest.mark.parametrize(
    ("task", "others", "by", "code"),
    [
        (TASK, (), LEARNER, "own"),
        (replace(TASK, state="claimed", claimed_by=LI), (), ZHOU, "taken"),
        (TASK, (replace(TASK, id=8, role="second", state="done", claimed_by=ZHOU),), ZHOU, "marked"),
        (TASK, (replace(TASK, id=8, role="second", state="claimed", claimed_by=ZHOU),), ZHOU, "marked"),
        (replace(TASK, state="done", claimed_by=LI), (), ZHOU, "ended"),
        (replace(TASK, state="returned"), (), ZHOU, "ended"),
    ],
)
def test_a_task_is_refused_to_whom_it_is_not_for(task, others, by, code):
    with pytest.raises(RefusedError) as refused:
        refuse_claim(task, others, by=by)
    assert refused.value.code == code


def test_a_waiting_task_may_be_taken_and_taken_again_by_the_same_marker():
    refuse_claim(TASK, (replace(TASK, id=8, role="second", state="claimed", claimed_by=LI),), by=ZHOU)
    refuse_claim(replace(TASK, state="claimed", claimed_by=ZHOU), (), by=ZHOU)


def test_one_or_two_markers_are_asked_for_within_three_days():
    assert (roles_needed(1), roles_needed(2)) == (("first",), ("first", "second"))
    assert due_at(AT) == AT + timedelta(hours=72)


def test_the_code_of_a_learner_is_short_stable_and_differs():
    codes = {learner_code(number) for number in range(1, 101)}
    assert learner_code(5) == learner_code(5)
    assert len(codes) > 90
    assert all(len(code) == 4 and code == code.upper() for code in codes)


@pytest.mark.parametrize(
    ("marks", "total"),
    [
        (sheet(5, 5, 5), 1000),
        (sheet(1, 1, 1), 0),
        (sheet(4, 5, 3), 800),  # (2·3 + 2·4 + 1·2) / (5·4)
        (sheet(4, "na", 3), 666),  # what does not apply leaves the denominator; rounded down
        (sheet("na", "na", 3), 500),
        (sheet("na", "na", "na"), None),
        (sheet(4, 5, 5, found=["leak"]), 700),  # its section counts nothing
        (sheet(4, 5, "na", found=["leak"]), 700),  # applicable or not
        (sheet(4, 5, 3, found=["no-power-off"]), 800),  # what fails the session leaves the number alone
    ],
)
def test_the_total_is_the_weighted_share_of_what_applies(marks, total):
    assert total_of(marks, SCALE) == total


anchors = st.one_of(st.integers(1, 5), st.just("na"))


@given(anchors, anchors, anchors)
def test_a_total_stays_in_range_and_no_higher_anchor_lowers_it(empathy, safety, wording):
    total = total_of(sheet(empathy, safety, wording), SCALE)
    assert total is None or 0 <= total <= 1000
    if total is not None and isinstance(empathy, int) and empathy < 5:
        better = total_of(sheet(empathy + 1, safety, wording), SCALE)
        assert better is not None
        assert better >= total


def test_one_marker_decides_alone():
    outcome = outcome_of({"first": sheet()}, SCALE)
    assert outcome is not None
    assert (outcome.score, outcome.passed, outcome.critical, outcome.roles) == (800, True, (), ("first",))
    assert outcome_of({}, SCALE) is None


@pytest.mark.parametrize(
    ("marks", "passed"),
    [
        (sheet(4, 4, 3), True),  # exactly 70 %
        (sheet(4, 4, 2), False),
        (sheet(5, 5, 5, found=["no-power-off"]), False),
        (sheet(5, 5, 5, found=["leak"]), True),
    ],
)
def test_passing_needs_the_score_and_no_error_that_fails_the_session(marks, passed):
    outcome = outcome_of({"first": marks}, SCALE)
    assert outcome is not None
    assert outcome.passed is passed


def test_an_error_that_the_engine_decides_counts_by_its_flag_alone():
    flagged = replace(SCALE, flags=frozenset({"late"}))
    outcome = outcome_of({"first": sheet(5, 5, 5)}, flagged)
    assert outcome is not None
    assert (outcome.passed, outcome.critical) == (False, ("late",))
    assert "late" not in flagged.asked({}).critical


def test_two_markers_who_agree_are_averaged():
    assert outcome_of({"first": sheet()}, TWO) is None
    outcome = outcome_of({"first": sheet(4, 5, 3), "second": sheet(4, 4, 3)}, TWO)
    assert outcome is not None
    assert (outcome.score, outcome.roles, outcome.differences) == (750, ("first", "second"), ())


@pytest.mark.parametrize(
    ("second", "differences"),
    [
        (sheet(3, 4, 3), [Difference("total")]),  # 200 apart
        (sheet(4, 4, 3), []),  # exactly 100 apart is close enough
        (sheet(4, 5, 1), [Difference("criterion", "wording")]),
        (sheet(4, 5, "na"), []),  # not applicable is no anchor
        (sheet(4, 5, 3, found=["no-power-off"]), [Difference("critical", "no-power-off")]),
    ],
)
def test_a_third_marker_is_asked_where_two_disagree(second, differences):
    assert differences_between(sheet(4, 5, 3), second, TWO) == tuple(differences)
    outcome = outcome_of({"first": sheet(4, 5, 3), "second": second}, TWO)
    assert outcome is not None
    assert (outcome.score is None) is bool(differences)


def test_the_adjudicator_decides():
    marks = {"first": sheet(), "second": sheet(2, 2, 2), "adjudicator": sheet(3, 4, 3)}
    outcome = outcome_of(marks, TWO)
    assert outcome is not None
    assert (outcome.score, outcome.roles, outcome.differences) == (600, ("adjudicator",), ())


def test_everything_has_to_be_answered_before_marks_are_handed_in():
    assert missing_in(Sheet(), ASKED) == (
        Missing("criterion", "empathy"),
        Missing("criterion", "safety"),
        Missing("criterion", "wording"),
        Missing("critical", "no-power-off"),
        Missing("critical", "leak"),
        Missing("impression", ""),
    )
    assert missing_in(sheet(), ASKED) == ()
    assert missing_in(sheet("na", "na", "na"), ASKED) == (Missing("criterion", "empathy"),)


@pytest.mark.parametrize(
    "wrong",
    [
        Sheet({"unknown": CriterionMark(3)}),
        Sheet({"empathy": CriterionMark(6)}),
        Sheet({"empathy": CriterionMark(3, is_na=True)}),
        Sheet({"empathy": CriterionMark(3, evidence=(Span(9, 0, 1),))}),
        Sheet({"empathy": CriterionMark(3, evidence=(Span(1, 0, 11),))}),
        Sheet({"empathy": CriterionMark(3, evidence=(Span(1, 5, 5),))}),
        Sheet({"empathy": CriterionMark(3, evidence=(Span(1, 6, 5),))}),
        Sheet({"empathy": CriterionMark(3, note="x" * 1001)}),
        Sheet(impression=0),
        Sheet(critical={"late": Finding(True)}),
        Sheet(critical={"leak": Finding(True, "x" * 1001)}),
        Sheet(comment="x" * 4001),
    ],
)
def test_what_does_not_fit_the_conversation_is_refused(wrong):
    with pytest.raises(InvalidError):
        clean_sheet(wrong, ASKED)


def test_evidence_stands_once_and_in_the_order_said():
    spans = (Span(2, 0, 0), Span(1, 2, 4), Span(1, 2, 4))
    clean = clean_sheet(Sheet({"empathy": CriterionMark(3, evidence=spans, note=" a ")}, comment=" b "), ASKED)
    assert clean.criteria["empathy"] == CriterionMark(3, evidence=(Span(1, 2, 4), Span(2, 0, 0)), note="a")
    assert clean.comment == "b"


def test_a_sheet_is_read_back_as_it_was_written():
    full = sheet("na", 5, 2, found=["leak"], comment="Well done")
    assert read_sheet(full.record()) == full


def test_where_marker_and_engine_agree_there_is_nothing_to_decide():
    flagged = replace(SCALE, flags=frozenset({"leak"}))
    own = sheet(found=["leak"])
    assert disputed_flags(own, flagged) == ()
    assert final_sheet(own, Decision(), flagged) == own


@pytest.mark.parametrize(
    ("found", "flags", "decided", "is_right"),
    [
        ([], {"leak"}, Finding(True), True),  # following the engine needs no reason
        ([], {"leak"}, Finding(False, "It was the neighbour's own number."), True),
        ([], {"leak"}, Finding(False), False),
        ([], {"leak"}, Finding(), False),
        (["leak"], set(), Finding(False), True),
        (["leak"], set(), Finding(True, "In turn 3."), True),
        (["leak"], set(), Finding(True, "  "), False),
    ],
)
def test_overruling_the_engine_needs_a_reason(found, flags, decided, is_right):
    flagged, own = replace(SCALE, flags=frozenset(flags)), sheet(found=found)
    assert disputed_flags(own, flagged) == ("leak",)
    decision = Decision({"leak": decided, "no-power-off": Finding(True)}, "Thank you")
    if not is_right:
        with pytest.raises(InvalidError):
            final_sheet(own, decision, flagged)
        return
    final = final_sheet(own, decision, flagged)
    assert final.critical["leak"] == decided
    assert final.critical["no-power-off"] == Finding(False)  # both had agreed
    assert (final.criteria, final.comment) == (own.criteria, "Thank you")


def test_a_form_states_the_whole_sheet():
    form = {
        "anchor-empathy": ["4"],
        "note-empathy": ["first\r\nsecond\0"],
        "evidence-empathy": ["1:0:3"],
        "anchor-safety": ["na"],
        "turn-1": ["safety"],
        "turn-2": ["nothing"],
        "impression": ["5"],
        "found-leak": ["yes"],
        "found-no-power-off": ["maybe"],
        "comment": ["Good"],
    }
    read = read_form(form, ASKED)
    assert read.criteria["empathy"] == CriterionMark(4, evidence=(Span(1, 0, 3),), note="first\nsecond")
    assert read.criteria["safety"] == CriterionMark(is_na=True, evidence=(Span(1, 0, 10),))
    assert not read.criteria["wording"].is_marked
    assert (read.impression, read.comment) == (5, "Good")
    assert (read.critical["leak"].found, read.critical["no-power-off"].found) == (True, None)


@pytest.mark.parametrize("text", ["1:2", "1:2:x", "1:2:-3", "", "1:2:3:4", "1:2:99999999999"])
def test_evidence_that_cannot_be_read_is_refused(text):
    with pytest.raises(InvalidError):
        read_form({"evidence-empathy": [text]}, ASKED)


def test_a_script_sends_the_same_sheet_with_the_version_it_knew():
    body = b'{"version":3,"criteria":{"empathy":{"anchor":4,"evidence":[[1,0,3]],"note":"n"},"safety":{"na":true}},"impression":2,"critical":{"leak":{"found":false}},"comment":"c"}'
    draft = read_draft(body)
    assert draft.version == 3
    assert draft.sheet() == Sheet(
        {"empathy": CriterionMark(4, evidence=(Span(1, 0, 3),), note="n"), "safety": CriterionMark(is_na=True)},
        2,
        {"leak": Finding(False)},
        "c",
    )


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"version":-1}', b'{"version":1,"impression":"x"}', b"\xff"])
def test_a_draft_that_cannot_be_read_is_refused(body):
    with pytest.raises(InvalidError):
        read_draft(body)


@pytest.mark.parametrize(("text", "version"), [("4", 4), ("", 0), ("x", 0), ("-1", 0), ("٣", 0)])
def test_the_version_of_a_form(text, version):
    assert read_version({"version": [text]}) == version


def test_a_decision_is_read_from_its_form():
    decision = read_decision({"found-leak": ["no"], "reason-leak": ["own number"]}, ASKED)
    assert decision.critical["leak"] == Finding(False, "own number")
    assert decision.critical["no-power-off"] == Finding()
    assert decision.comment is None
    assert read_decision({"comment": ["x"]}, ASKED).comment == "x"


@pytest.mark.parametrize(
    ("totals", "shown"),
    [
        ([], (0, None, None, "counts")),
        ([700] * 9, (9, None, None, "counts")),
        ([600, 800] * 5, (10, 700, 105, "preliminary")),
        ([700] * 30, (30, 700, 0, "full")),
    ],
)
def test_means_are_shown_only_of_enough_marks(totals, shown):
    spread = spread_of(totals)
    assert (spread.n, spread.mean, spread.sd, spread.gate) == shown


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("先关总电源。换谁都会担心！好吗？", ["先关总电源。", "换谁都会担心！", "好吗？"]),
        ("It is 3.5 yuan. Is that all right?", ["It is 3.5 yuan.", "Is that all right?"]),
        ("他说“不行。”然后走了", ["他说“不行。”", "然后走了"]),
        ("……喂", ["喂"]),
        ("好", ["好"]),
        ("。。", ["。。"]),
    ],
)
def test_a_turn_is_cut_into_sentences(text, sentences):
    assert [text[start:end] for start, end in sentences_of(text)] == sentences


@given(st.text(alphabet="ab 。！？.!?\n“”3", max_size=40))
def test_sentences_follow_one_another_inside_the_text(text):
    found = sentences_of(text)
    places = [place for span in found for place in span]
    assert places == sorted(places)
    assert all(0 <= start <= end <= len(text) for start, end in found)


def test_the_words_of_evidence_are_quoted():
    assert words_at(Span(2, 1, 3), {2: "abcd"}) == "bc"
    assert words_at(Span(9, 1, 3), {2: "abcd"}) == ""
