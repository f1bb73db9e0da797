"""What a change of a question touches: texts with gaps, pairs, surveys and cases, down to the parts."""

import json

import pytest

from app.content.check.published import check_against
from app.content.compile.aspects import id_groups, question_aspects
from app.content.compile.questions import compile_question, fill_spec, quoted_in
from app.content.library import Library
from app.content.objects import read_object
from app.content.source import read_tree
from app.items.base import Text
from app.items.specs import parse_spec
from tests.content.sample_tree import FILES, write_tree
from tests.content.seeds import CASE, CLOZE, MATCH, SURVEY

BANK = "quizzes/pool.yaml"
NUMBER = """\
      hours:
        type: number
        stem: {zh: 多久？, en: How soon?}
        answer: {policy: aircon.complaint.visit}
"""
ALL = CLOZE + MATCH + SURVEY + CASE.replace("type: case", "type: case\n    trade: aircon") + NUMBER


def read(path, text):
    return read_tree(write_tree(path, FILES | {BANK: FILES[BANK] + text}))


@pytest.fixture
def before(tmp_path):
    return read(tmp_path / "before", ALL)


@pytest.mark.parametrize(
    ("question", "old", "new", "aspects"),
    [
        ("gaps", "请您[[act]]", "麻烦您[[act]]", {"text"}),
        ("gaps", "zh: [断电]", "zh: [断电, 拉闸]", {"grading"}),
        ("gaps", "en: near}", "en: close}", {"text"}),
        ("gaps", "away: {zh: 远一点, en: away, ok: true}", "away: {zh: 远一点, en: away}", {"grading"}),
        ("gaps", "near: {zh", "close: {zh", {"text", "explanation", "presentation", "grading", "structure"}),
        ("pairs", "zh: 麻手", "zh: 漏电", {"text"}),
        ("pairs", "en: Ignore it", "en: Do nothing", {"text"}),
        ("pairs", "    extra:", "    credit: all\n    extra:", {"grading"}),
        ("opinion", "en: Useless", "en: Not useful", {"text"}),
        ("scene", "zh: 先断电。", "zh: 先拉闸。", {"text"}),
        ("scene", "why: {zh: 对。", "why: {zh: 对的。", {"explanation"}),
        ("scene", "answer: true", "answer: false", {"grading"}),
        ("scene", "points: 2", "points: 3", {"grading"}),
    ],
)
def test_a_change_is_of_the_class_that_it_touches(tmp_path, before, question, old, new, aspects):
    assert ALL.count(old) == 1
    after = read(tmp_path / "after", ALL.replace(old, new)).questions[question].spec
    was, now = question_aspects(before.questions[question].spec), question_aspects(after)
    assert {name for name in was if was[name] != now[name]} == aspects


def test_every_group_of_ids_has_a_name(before):
    groups = {name: id_groups(question.spec) for name, question in before.questions.items()}
    assert groups["gaps"] == {"gaps": ["act", "far"], "gaps.far.choices": ["away", "near"]}
    assert groups["pairs"] == {"pairs": ["shock", "noise"], "extra": ["none"]}
    assert groups["opinion"] == {"scale": ["yes-sir", "not-much"]}
    assert groups["scene"] == {"parts": ["judge", "word", "hours"]}


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("near: {zh", "close: {zh", "E702", "choices"),
        ("choices: {away: {zh: 远一点, en: away, ok: true}, near: {zh: 近一点, en: near}}", "accept: {zh: [远], en: [away]}", "E702", "far"),
        ("noise: {left", "sound: {left", "E702", "pairs"),
        ("not-much: {zh", "hardly: {zh", "E702", "scale"),
        ("word: {type: text", "name: {type: text", "E702", "parts"),
        ("word: {type: text, stem: {zh: 叫什么？, en: What is it?}, accept: {zh: [漏电], en: [leakage]}}",
         "word: {type: truefalse, stem: {zh: 叫什么？, en: What is it?}, answer: true, why: {zh: 是, en: Yes}}", "E701", "type"),
        ("answer: true", "answer: false", "E703", "id"),
    ],
)  # fmt: skip
def test_what_people_have_answered_keeps_its_ids_and_parts(tmp_path, before, old, new, code, column):
    policies = before.policy_values()
    compiled = {name: compile_question(question, policies) for name, question in before.questions.items()}
    published = {name: read_object("question", item.hash, item.body) for name, item in compiled.items()}
    library = Library(release_id=1, seq=1, questions=published)
    after = read(tmp_path / "after", ALL.replace(old, new))
    parts = {item.hash: item.parts for item in compiled.values()}
    found = [item for item in check_against(after, library, parts) if item.code.startswith("E7")]
    assert [item.code for item in found] == [code]
    line = (FILES[BANK] + ALL.replace(old, new)).splitlines()[found[0].line - 1]
    assert line[found[0].column - 1 :].startswith(column)


def test_a_part_quotes_a_policy_like_a_question(before):
    source, policies = before.questions["scene"], before.policy_values()
    assert quoted_in(source.raw) == {"aircon.complaint.visit"}
    filled = fill_spec(source.spec, policies, html=True)
    assert (filled.parts["hours"].key, filled.points) == (48, 4)
    assert parse_spec(json.loads(filled.model_dump_json())) == filled


def test_markers_of_gaps_survive_the_rendering(before):
    source = before.questions["gaps"]
    bold = source.spec.model_copy(update={"text": Text(zh="**[[act]]**，[[far]]", en="`[[far]]` & [[act]]")})
    text = fill_spec(bold, {}, html=True).text
    assert text == Text(zh="<strong>[[act]]</strong>，[[far]]", en="<code>[[far]]</code> &amp; [[act]]")
