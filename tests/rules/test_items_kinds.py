"""Every kind of question reads, marks, prepares and refuses as its examples say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.items.base import Prepared, as_values, share
from app.items.registry import KINDS
from app.items.specs import check_spec, parse_spec
from app.kernel.canonical import canonical_json
from app.kernel.errors import InvalidError

EXAMPLES = [
    pytest.param(kind, parse_spec(example.spec), example, id=str(example.spec["id"]))
    for kind in KINDS.values()
    for example in kind.examples
]
PARTS = st.sampled_from(
    [
        "",
        "cut",
        "log",
        "who",
        "mood",
        "listen",
        "name",
        "late",
        "shock",
        "else",
        "feel",
        "when",
        "noise",
        "first",
        "hours",
        "steps",
        "steps.hear",
        "sort.late",
        "ask.noise",
        "first.cut",
    ]
)
WORDS = st.one_of(
    st.sampled_from(
        ["", "cut", "log", "who", "when", "mood", "true", "false", "24", "1", "4", "one", "three", "listen", "record"]
    ),
    st.text(max_size=12),
)


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_answers_are_read_and_marked_as_the_examples_say(kind, spec, example):
    for values, answer, score in example.answers:
        assert kind.read(values, spec) == answer
        assert kind.grade(spec, answer).score == score


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_what_does_not_fit_is_refused_under_the_id_of_the_question(kind, spec, example):
    for values in example.refused:
        with pytest.raises(InvalidError) as refusal:
            kind.read(values, spec)
        assert refusal.value.field == spec.id


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_an_answer_survives_being_written_back_into_the_form_and_into_json(kind, spec, example):
    for _, answer, _ in example.answers:
        assert kind.read(kind.write(spec, answer), spec) == answer
        stored = json.loads(canonical_json(answer))
        assert kind.read(as_values(stored), spec) == answer


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_a_stored_question_reads_back_equal_with_its_order(kind, spec, example):
    stored = json.loads(canonical_json(spec.model_dump(mode="json")))
    assert parse_spec(stored) == spec
    assert kind.prepare(parse_spec(stored), "s", False) == kind.prepare(spec, "s", False)
    assert check_spec(spec) == ()


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_the_seed_fixes_the_order_and_loses_nothing(kind, spec, example):
    prepared = kind.prepare(spec, "seed-1", True)
    plain = kind.prepare(spec, "seed-1", False)
    assert prepared == kind.prepare(spec, "seed-1", True)
    assert {k: sorted(v) for k, v in prepared.orders.items()} == {k: sorted(v) for k, v in plain.orders.items()}
    assert Prepared.from_json(json.loads(canonical_json(prepared.to_json()))) == prepared


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
@given(values=st.dictionaries(PARTS, st.lists(WORDS, max_size=4), max_size=4))
def test_any_form_gives_a_bounded_mark_or_a_refusal(kind, spec, example, values):
    try:
        answer = kind.read(values, spec)
    except InvalidError:
        return
    canonical_json(answer)
    grade = kind.grade(spec, answer)
    assert 0 <= grade.score <= 1000
    assert kind.read(kind.write(spec, answer), spec) == answer
    if answer is None:
        assert grade.score == 0


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_reasons_cover_every_part_and_agree_with_the_mark(kind, spec, example):
    for _, answer, score in example.answers:
        reasons = kind.grade(spec, answer).reasons
        assert reasons
        assert (score == 1000) == all(reason.right for reason in reasons)


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_what_nobody_marks_wants_nothing_and_earns_nothing(kind, spec, example):
    for _, answer, _ in example.answers:
        grade = kind.grade(spec, answer)
        if kind.marked_by == "nobody":
            assert (grade.score, grade.waiting) == (0, False)
            assert [(reason.wanted, reason.right) for reason in grade.reasons] == [(None, False)]


@pytest.mark.parametrize(("kind", "spec", "example"), EXAMPLES)
def test_how_parts_count_is_said_in_both_languages(kind, spec, example):
    words = kind.credit(spec)
    if words is not None:
        assert all(words)
    else:
        scores = {score for _, _, score in example.answers}
        assert scores <= {0, 1000}, "partial marks are given and not explained"


@given(seed=st.text(max_size=8))
def test_steps_are_never_shown_in_their_right_order(seed):
    kind = KINDS["order"]
    spec = parse_spec(kind.examples[0].spec)
    assert kind.prepare(spec, seed, False).orders["steps"] != tuple(spec.steps)


@pytest.mark.parametrize(
    ("part", "whole", "score"), [(0, 0, 0), (1, 3, 333), (2, 3, 667), (1, 2, 500), (-1, 2, 0), (5, 4, 1000)]
)
def test_a_share_is_rounded_half_up_and_bounded(part, whole, score):
    assert share(part, whole) == score


@pytest.mark.parametrize("value", [{"a": {"b": {"c": 1}}}, {"a": {"b": 1.5}}, [1, 2], 1.5, {"a": 1.5}])
def test_a_json_answer_of_another_shape_is_not_an_answer(value):
    assert as_values(value) is None


def test_the_answer_of_a_case_takes_the_door_of_its_form():
    answer = {"a": {"b": 1, "": ["c"]}, "d": [None, "e"], "f": True}
    assert as_values(answer) == {"a.b": ["1"], "a": ["c"], "d": ["", "e"], "f": ["true"]}


def _changed(kind, **changes):
    return {**KINDS[kind].examples[0].spec, **changes}


def _with_gap(**gap):
    gaps = KINDS["cloze"].examples[0].spec["gaps"]
    return _changed("cloze", gaps={**gaps, "when": gap})


def _with_parts(*names, **changes):
    parts = KINDS["case"].examples[0].spec["parts"]
    return _changed("case", parts={name: parts[name] | changes if name == "first" else parts[name] for name in names})


WORD, OTHER = {"zh": "同", "en": "same"}, {"zh": "异", "en": "other"}
SEEDED = [
    ("E231", _changed("single", choices={"a": {"zh": "甲", "en": "a"}, "b": {"zh": "乙", "en": "b"}})),
    (
        "E232",
        _changed(
            "single", choices={"a": {"zh": "甲", "en": "a", "ok": True}, "b": {"zh": "乙", "en": "b", "ok": True}}
        ),
    ),
    ("E233", _changed("single", choices={"a": {**WORD, "ok": True}, "b": {"zh": "异", "en": "Same "}})),
    ("E234", _changed("single", choices={"a": {**WORD, "ok": True}})),
    ("E231", _changed("multiple", choices={"a": {**WORD, "ok": True}, "b": {"zh": "乙", "en": "b"}})),
    ("E232", _changed("multiple", choices={"a": {**WORD, "ok": True}, "b": {"zh": "乙", "en": "b", "ok": True}})),
    ("E235", _changed("text", accept={"zh": ["共情"]})),
    ("E236", _changed("text", accept={"zh": ["共情"], "en": ["?!"]})),
    ("E237", _changed("number", tolerance=24)),
    ("E234", _changed("order", steps={"a": WORD, "b": {"zh": "乙", "en": "b"}})),
    ("E233", _changed("order", steps={"a": WORD, "b": WORD, "c": {"zh": "乙", "en": "b"}})),
    ("E234", _changed("classify", buckets={"one": WORD})),
    ("E238", _changed("classify", buckets={"one": WORD, "two": {"zh": "二", "en": "two"}})),
    ("E240", _changed("cloze", text={"zh": "[[feel]]", "en": "[[feel]] [[when]]"})),
    ("E240", _changed("cloze", text={"zh": "[[feel]] [[when]] [[when]]", "en": "[[feel]] [[when]]"})),
    ("E240", _changed("cloze", text={"zh": "[[feel]] [[when]]", "en": "[[feel]] [[when]] [[then]]"})),
    ("E241", _with_gap()),
    ("E241", _with_gap(accept={"zh": ["好"], "en": ["fine"]}, choices={"a": {**WORD, "ok": True}})),
    ("E231", _with_gap(choices={"a": WORD, "b": {"zh": "乙", "en": "b"}})),
    ("E232", _with_gap(choices={"a": {**WORD, "ok": True}, "b": {"zh": "乙", "en": "b", "ok": True}})),
    ("E233", _with_gap(choices={"a": {**WORD, "ok": True}, "b": WORD})),
    ("E234", _with_gap(choices={"a": {**WORD, "ok": True}})),
    ("E235", _with_gap(accept={"zh": ["好"]})),
    ("E236", _with_gap(accept={"zh": ["好"], "en": ["!"]})),
    ("E234", _changed("match", pairs={"a": {"left": WORD, "right": WORD}})),
    ("E233", _changed("match", pairs={"a": {"left": WORD, "right": WORD}, "b": {"left": WORD, "right": OTHER}})),
    ("E233", _changed("match", pairs={"a": {"left": WORD, "right": WORD}, "b": {"left": OTHER, "right": WORD}})),
    ("E245", _changed("match", extra={"noise": WORD})),
    ("E242", _changed("survey", open=True)),
    ("E242", _changed("survey", scale={})),
    ("E234", _changed("survey", scale={"a": WORD})),
    ("E243", _changed("case", points=1)),
    ("E234", _with_parts("first")),
    ("E244", _with_parts("first", "hours", trade="aircon")),
    ("E244", _with_parts("first", "hours", id="other")),
    ("E231", _with_parts("first", "hours", choices={"a": WORD, "b": OTHER})),
]


@pytest.mark.parametrize(("code", "body"), SEEDED)
def test_each_seeded_mistake_is_reported(code, body):
    problems = check_spec(parse_spec(body))
    assert code in {problem.code for problem in problems}


@pytest.mark.parametrize(
    "body",
    [
        _changed("number", answer="about three"),
        _changed("number", answer=True),
        _changed("single", extra=1),
        _changed("single", type="hotspots"),
        _changed("truefalse", answer="false"),
        _changed("single", id="Not An Id"),
        _changed("classify", things={"late": {"zh": "迟", "en": "late"}}),
        _changed("match", pairs={"a": {"left": {"zh": "左", "en": "left"}}}),
        _changed("case", parts={"opinion": dict(KINDS["survey"].examples[0].spec)}),
        _changed("case", parts={"inner": dict(KINDS["case"].examples[0].spec)}),
        _changed("cloze", gaps={"feel": "see"}),
    ],
)
def test_what_the_types_forbid_is_refused_on_reading(body):
    with pytest.raises(ValidationError):
        parse_spec(body)


def test_a_policy_quote_is_filled_in_before_marking():
    spec = parse_spec(_changed("number", answer={"policy": "aircon.complaint.level_1.solution"}))
    assert spec.policy_key == "aircon.complaint.level_1.solution"
    with pytest.raises(ValueError, match="still quotes"):
        KINDS["number"].grade(spec, "24")
    assert KINDS["number"].grade(spec.with_answer(24), "24").score == 1000


def test_a_case_is_worth_its_parts():
    spec = parse_spec(KINDS["case"].examples[0].spec)
    assert spec.points == 7
    assert parse_spec(json.loads(canonical_json(spec.model_dump(mode="json")))).points == 7


def test_a_small_mistake_in_a_case_never_rounds_up_to_full_marks():
    words = {f"w{number}": {"zh": f"甲{number}", "en": f"a{number}", "in": "one"} for number in range(60)}
    buckets = {"one": WORD, "two": OTHER}
    sort = {"type": "classify", "points": 1, "stem": WORD, "buckets": buckets, "things": words}
    rest = {"type": "truefalse", "points": 10, "stem": WORD, "answer": True, "why": WORD}
    spec = parse_spec(_changed("case", parts={"sort": sort, "a": rest, "b": rest, "c": rest}))
    given = {"sort": dict.fromkeys(list(words)[1:], "one"), "a": True, "b": True, "c": True}
    assert KINDS["case"].grade(spec, given).score == 999
    assert KINDS["case"].grade(spec, given | {"sort": dict.fromkeys(words, "one")}).score == 1000


@given(seed=st.text(max_size=8))
def test_right_sides_and_their_tokens_do_not_depend_on_the_pairs(seed):
    """A question with its right sides exchanged looks the same in every browser."""
    kind, spec = KINDS["match"], parse_spec(KINDS["match"].examples[0].spec)
    noise, shock = spec.pairs.values()
    turned = parse_spec(
        _changed(
            "match",
            pairs={
                "noise": {"left": noise.left, "right": shock.right},
                "shock": {"left": shock.left, "right": noise.right},
            },
        )
    )
    shown = [
        [(each.token(right), each.rights[right]) for right in kind.prepare(each, seed, True).orders["rights"]]
        for each in (spec, turned)
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_is_cut_at_its_gaps_in_the_order_of_its_language(lang):
    spec = parse_spec(KINDS["cloze"].examples[0].spec)
    pieces = list(spec.pieces(lang))
    assert [gap for _, gap in pieces] == (["feel", "when", ""] if lang == "zh" else ["when", "feel", ""])
    assert "".join(words + (f"[[{gap}]]" if gap else "") for words, gap in pieces) == spec.text.in_lang(lang)
