"""What gives a question away: blind answerers, stems asked twice, words to avoid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from app.content.check.fairness import _ALL_OR_NONE
from app.content.check.guessing import (
    STRATEGIES,
    Option,
    chance,
    interval,
    is_too_good,
    mean_score,
    options_of,
    scored,
)
from app.content.check.stems import repeated, words_of
from app.content.check.terms import Avoided
from app.content.schema.lists import GlossaryFile
from app.items.specs import parse_spec


def options(*sizes, right=0, details=None):
    return [
        Option(size, (details or [0] * len(sizes))[index], right=index == right) for index, size in enumerate(sizes)
    ]


@pytest.mark.parametrize(
    ("strategy", "choices", "score"),
    [
        ("longest", options(9, 5, 3), 1),
        ("longest", options(5, 9, 3), 0),
        ("longest", options(9, 9, 3), 0.5),
        ("shortest", options(3, 5, 9), 1),
        ("shortest", options(3, 3, 3), 1 / 3),
        ("most detailed", options(3, 9, 9, details=[2, 1, 0]), 1),
        ("most detailed", options(3, 9, 9, details=[0, 0, 0]), 1 / 3),
        ("middle length", options(5, 3, 9, 7), 0.5),
        ("middle length", options(9, 3, 5, 7), 0),
        ("middle length", options(3, 9), 0.5),
    ],
)
def test_a_blind_answerer_earns_what_it_picks(strategy, choices, score):
    assert scored(choices, strategy) == pytest.approx(score)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=6), st.data())
def test_over_all_keys_every_answerer_is_at_chance(sizes, data):
    papers = [options(*sizes, right=key) for key in range(len(sizes))]
    strategy = data.draw(st.sampled_from(sorted(STRATEGIES)))
    assert mean_score(papers, strategy) == pytest.approx(chance(papers))


def test_nothing_to_guess_scores_nothing():
    assert mean_score([], "longest") == chance([]) == 0
    assert interval(0.0, 0) == (0, 1)


@pytest.mark.parametrize(("score", "good"), [(0.25, False), (0.30, False), (0.301, True), (0.1, False)])
def test_five_points_above_chance_are_allowed(score, good):
    assert is_too_good(score, 0.25) is good


@pytest.mark.parametrize(("right", "count"), [(0, 60), (15, 60), (30, 60), (60, 60), (1, 3)])
def test_the_interval_is_that_of_wilson(right, count):
    low, high = proportion_confint(right, count, method="wilson")
    assert interval(right / count, count) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-4)


def single(stem_zh="甲", stem_en="a", **more):
    choices = {
        "a": {"zh": "先，再{{ policy.a.b }}", "en": "one and {{ policy.a.b }}", "ok": True},
        "b": {"zh": "乙", "en": "b"},
    }
    return parse_spec({"id": "q", "type": "single", "stem": {"zh": stem_zh, "en": stem_en}, "choices": choices, **more})


def test_choices_are_seen_with_a_figure_in_the_place_of_a_company_number():
    assert [(option.size, option.detail) for option in options_of(single(), "zh")] == [(7, 5), (1, 0)]
    assert [(option.size, option.detail) for option in options_of(single(), "en")] == [(16, 3), (1, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "以上都对",
        "以上选项皆是",
        "以上全部正确",
        "以上都不对",
        "以上均可",
        "以上说法都不对",
        "全部正确",
        "都不对",
        "A和B都对",
        "A、C",
    ],
)
def test_all_or_none_is_no_choice_in_chinese(text):
    assert _ALL_OR_NONE["zh"].search(text)


@pytest.mark.parametrize(
    "text",
    [
        "All of the above",
        "none of the above.",
        "Both of these",
        "All the above",
        "A and B",
        "both a and c",
        "Any of the options",
    ],
)
def test_all_or_none_is_no_choice_in_english(text):
    assert _ALL_OR_NONE["en"].search(text)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("两个人说得都对，先记下来", "zh"), ("按工单上的时间上门", "zh"), ("把以上三条写进邮件", "zh"), ("全都登记", "zh"), ("BMS 报警", "zh"),
        ("Tell all of them", "en"), ("None of the neighbours was asked", "en"), ("A and only then the cover", "en"),
        ("Log all of these in one ticket", "en"),
    ],
)  # fmt: skip
def test_ordinary_choices_stay(text, lang):
    assert not _ALL_OR_NONE[lang].search(text)


STEM = "周女士来电说空调外机漏电，手被麻了一下，家里还有老人。第一步做什么？"
ENGLISH = "Ms Zhou rings: she felt a shock from the outdoor unit, and her parents are at home. What do you do first?"


@pytest.mark.parametrize(
    ("first", "second", "lang", "alike"),
    [
        (STEM, STEM, "zh", True),
        (STEM, STEM.replace("周女士", "何先生"), "zh", True),
        (STEM, STEM.replace("，", ","), "zh", True),
        (STEM, "谢老师的空调一下午停四回，上个月修过两次。第一步做什么？", "zh", False),
        (ENGLISH, ENGLISH.replace("Ms Zhou", "Mr He"), "en", True),
        (ENGLISH, ENGLISH.upper(), "en", True),
        (ENGLISH, "Mr Xie wants it in writing: why does it stop? What do you do first?", "en", False),
        ("好吗？", "好吗", "zh", True),
    ],
)
def test_stems_are_alike_when_only_names_change(first, second, lang, alike):
    texts = {name: words_of(single(stem_zh=text, stem_en=text), lang) for name, text in (("a", first), ("b", second))}
    assert [pair[:2] for pair in repeated(texts, lang)] == ([("b", "a")] if alike else [])


def test_questions_with_the_same_instruction_differ_by_what_stands_beside_it():
    def rewrite(say):
        words = {"stem": "换一种说法。", "say": say, "situation": "柜台", "model": "我来。"}
        texts = {name: {"zh": text, "en": text} for name, text in words.items()}
        criteria = {"a": {"zh": "好", "en": "good"}}
        return words_of(
            parse_spec({"id": "r", "type": "rewrite", "wants": ["promise"], "criteria": criteria, **texts}), "zh"
        )

    said = {"a": rewrite("这不归我管，您找别人。"), "b": rewrite("没货，您等着吧，别再打电话来催。")}
    assert list(repeated(said, "zh")) == []


def glossary(**terms):
    entries = [
        {"id": id_, "zh": body["zh"][0], "en": body["en"][0], "plain": {"zh": "x", "en": "x"},
         "also": {"zh": body["zh"][1:], "en": body["en"][1:]}, "avoid": body.get("avoid", {})}
        for id_, body in terms.items()
    ]  # fmt: skip
    return GlossaryFile.model_validate({"schema": "glossary/1", "terms": entries})


WORDS = Avoided(
    glossary(
        order={
            "zh": ["工单", "服务单"],
            "en": ["work order", "ticket"],
            "avoid": {"zh": ["派工票", "单"], "en": ["job slip", "order"]},
        },
        outdoor={"zh": ["室外机"], "en": ["outdoor unit"], "avoid": {"zh": ["室外箱"], "en": ["condenser box"]}},
    )
)


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("写一张派工票。", "zh", [(3, "派工票", "工单")]),
        ("工单和服务单", "zh", []),
        ("填单", "zh", [(1, "单", "工单")]),
        ("A Job slip.", "en", [(2, "Job slip", "work order")]),
        ("Two job slips.", "en", [(4, "job slip", "work order")]),
        ("A border, an orderly work order.", "en", []),
        ("In order.", "en", [(3, "order", "work order")]),
        ("the condenser boxes", "en", []),
    ],
)
def test_words_to_avoid_are_found_outside_the_terms(text, lang, found):
    assert [tuple(stray) for stray in WORDS.strays(text, lang)] == found


def test_a_glossary_without_words_to_avoid_finds_none():
    assert list(Avoided(None).strays("工单", "zh")) == []
