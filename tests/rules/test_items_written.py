"""What people mark: points become a grade, acts become evidence, and lengths are counted; shapes on pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.compile.aspects import question_aspects
from app.content.library import Draw, fits
from app.items.essay.examples import EXAMPLES as ESSAYS
from app.items.hotspot.examples import EXAMPLES as HOTSPOTS
from app.items.hotspot.shapes import Shape
from app.items.people import criteria_of, graded
from app.items.registry import KINDS
from app.items.rewrite.answer import checks
from app.items.rewrite.examples import EXAMPLES as REWRITES
from app.items.specs import parse_spec
from app.items.writing import count_words
from app.kernel.errors import InvalidError
from tests.factories.assessment import AQuestion, a_question

ESSAY, REWRITE, HOTSPOT = (parse_spec(examples[0].spec) for examples in (ESSAYS, REWRITES, HOTSPOTS))


def test_criteria_keep_their_order_their_words_and_their_points():
    assert [(name, part.en, part.points) for name, part in criteria_of(ESSAY).items()] == [
        ("items", "Lists the cost item by item", 2),
        ("tone", "Keeps a calm tone", 1),
    ]
    assert criteria_of(HOTSPOT) == {}


@pytest.mark.parametrize("spec", [ESSAY, REWRITE])
def test_an_answer_waits_for_people_and_no_answer_does_not(spec):
    kind = KINDS[spec.type]
    waiting, nothing = kind.grade(spec, "您好"), kind.grade(spec, None)
    assert (waiting.score, waiting.waiting) == (0, True)
    assert [reason.given for reason in waiting.reasons] == [None, None]
    assert (nothing.score, nothing.waiting) == (0, False)
    assert [reason.given for reason in nothing.reasons] == [0, 0]
    assert kind.marked_by == "people"


@pytest.mark.parametrize(
    ("points", "score"),
    [
        ({"items": 2, "tone": 1}, 1000),
        ({"items": 1, "tone": 1}, 667),
        ({"items": 0, "tone": 1}, 333),
        ({"items": 0, "tone": 0}, 0),
    ],
)
def test_points_become_thousandths_of_their_sum(points, score):
    grade = graded(ESSAY, "您好", points)
    assert (grade.score, grade.waiting) == (score, False)
    assert {reason.part: reason.given for reason in grade.reasons} == points
    assert [reason.right for reason in grade.reasons] == [points["items"] == 2, points["tone"] == 1]


def test_what_was_not_written_earns_nothing_whatever_the_points():
    assert graded(ESSAY, None, {"items": 2, "tone": 1}).score == 0


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ({"items": 2}, "tone"),
        ({"items": 3, "tone": 1}, "items"),
        ({"items": -1, "tone": 1}, "items"),
        ({"items": True, "tone": 1}, "items"),
        ({"items": 2, "tone": 1, "else": 0}, "else"),
    ],
)
def test_points_that_do_not_fit_are_refused_under_their_criterion(points, field):
    with pytest.raises(InvalidError) as refusal:
        graded(ESSAY, "您好", points)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("found", "met"), [({"promise"}, [True, True]), ({"promise", "shirk"}, [True, False]), (set(), [False, True])]
)
def test_acts_are_evidence_for_the_marker(found, met):
    evidence = checks(REWRITE, found)
    assert [(check.act, check.wanted) for check in evidence] == [("promise", True), ("shirk", False)]
    assert [check.is_met for check in evidence] == met


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("  \n。！", 0),
        ("您好，王先生。", 5),
        ("Dear Mr Huang, it’s 4.30 now.", 6),
        ("用 App 报修", 4),
        ("3M 胶带", 3),
        ("well-known", 1),
        ("_", 0),
    ],
)
def test_the_length_counts_han_characters_and_words(text, count):
    assert count_words(text) == count


@pytest.mark.parametrize("type_", [None, "single", "rewrite", "essay", "hotspot"])
def test_a_block_takes_what_people_mark_only_when_it_names_the_type(type_):
    pool = [a_question(AQuestion(spec.id, spec)) for spec in (ESSAY, REWRITE, HOTSPOT)]
    taken = {
        question.kind for question in pool if fits(question, Draw(id="d", bank="bank", count=1, type=type_), "any")
    }
    assert taken == ({"hotspot"} if type_ is None else {type_} - {"single"})


@given(st.text(max_size=60))
def test_reading_what_was_read_changes_nothing(text):
    kind = KINDS["essay"]
    try:
        read = kind.read({"": [text]}, ESSAY)
    except InvalidError:
        return
    assert kind.read({"": [read or ""]}, ESSAY) == read


def test_lines_are_kept_and_their_ends_are_alike():
    assert KINDS["rewrite"].read({"": [" 一\r\n\r\n二\r三\t四 \n"]}, REWRITE) == "一\n\n二\n三 四"


@pytest.mark.parametrize(
    ("shape", "marker", "path"),
    [
        ({"rect": [10, 20, 30, 40]}, (25, 40), "M40.0 40.0L160.0 40.0L160.0 120.0L40.0 120.0z"),
        ({"circle": [50, 50, 5]}, (50, 50), "M180.0 100.0a20.0 20.0 0 1 0 40.0 0a20.0 20.0 0 1 0 -40.0 0z"),
        ({"polygon": [[0, 0], [30, 0], [0, 30]]}, (10, 10), "M0.0 0.0L120.0 0.0L0.0 60.0z"),
    ],
)
def test_a_shape_is_drawn_on_a_picture_of_any_size(shape, marker, path):
    drawn = Shape.model_validate(shape)
    assert drawn.can_be_drawn
    assert drawn.middle == marker
    assert drawn.path(400, 200) == path


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"rect": [0, 0, 0, 5]},
        {"rect": [90, 0, 20, 5]},
        {"circle": [5, 5, 0]},
        {"polygon": [[0, 0], [1, 1], [0, 0]]},
        {"rect": [0, 0, 5, 5], "circle": [5, 5, 5]},
    ],
)
def test_what_is_no_shape_cannot_be_drawn(shape):
    assert not Shape.model_validate(shape).can_be_drawn


@pytest.mark.parametrize(
    ("example", "changes", "aspect"),
    [
        (HOTSPOTS[0].spec, {"alt": {"zh": "图", "en": "Picture"}}, "text"),
        (HOTSPOTS[0].spec, {"picture": "example/other.svg"}, "text"),
        (HOTSPOTS[1].spec, {"credit": "all"}, "grading"),
        (REWRITES[0].spec, {"say": {"zh": "不行。", "en": "No."}}, "text"),
        (REWRITES[0].spec, {"model": {"zh": "好。", "en": "Yes."}}, "explanation"),
        (REWRITES[0].spec, {"wants": ["apologise"]}, "grading"),
        (ESSAYS[0].spec, {"words": {"max": 90}}, "presentation"),
        (ESSAYS[0].spec, {"model": None}, "explanation"),
    ],
)
def test_each_field_belongs_to_one_class_of_change(example, changes, aspect):
    before, after = (question_aspects(parse_spec(body)) for body in (example, {**example, **changes}))
    assert [name for name in before if before[name] != after[name]] == [aspect]


def test_points_of_a_criterion_are_grading_and_its_id_structure():
    body = ESSAYS[0].spec
    parts = {name: dict(part) for name, part in body["criteria"].items()}
    heavier = {**parts, "tone": {**parts["tone"], "points": 3}}
    before, after = (question_aspects(parse_spec({**body, "criteria": found})) for found in (parts, heavier))
    assert [name for name in before if before[name] != after[name]] == ["grading"]
    renamed = question_aspects(parse_spec({**body, "criteria": {"items": parts["items"], "manner": parts["tone"]}}))
    assert renamed["structure"] != before["structure"]
