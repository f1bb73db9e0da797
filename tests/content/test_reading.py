"""Reading a sentence with the shipped lexicon: acts, places, denials, questions, reports and slots, in both languages."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.content.compile.acts import lexicon_of
from app.content.parse.documents import LatestOf
from app.content.source import read_acts
from app.utterance.acts import ACT_IDS
from app.utterance.patterns import expression_of
from app.utterance.reader import Reader, reader_for
from app.utterance.sieve import tokens_of, ways_of
from app.utterance.values import read_act

ROOT = Path(__file__).parents[2]
LEXICON = lexicon_of(read_acts(ROOT).acts.value)


def acts(lang, text):
    return {act.id for act in reader_for(LEXICON, lang).read(text) if not act.negated}


def denied(lang, text):
    return {act.id for act in reader_for(LEXICON, lang).read(text) if act.negated}


def slots(lang, text, act):
    return next(dict(found.slots) for found in reader_for(LEXICON, lang).read(text) if found.id == act)


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("zh", "请您先把总电源关掉，人离远一点。", {"safety_instruction"}),
        ("zh", "换谁都会着急，给您添麻烦了。", {"empathise", "apologise"}),
        ("zh", "要不要我安排师傅明天上午过去？", {"offer_visit", "promise"}),
        ("zh", "我按三级投诉登记。", {"classify"}),
        ("zh", "这不归我们管，您找别的部门吧。", {"shirk"}),
        ("zh", "没事，您接着用。", {"unsafe_advice"}),
        ("zh", "今天天气不错。", set()),
        ("en", "Please switch it off at the breaker and keep away.", {"safety_instruction"}),
        ("en", "I'll call you back within two hours.", {"promise"}),
        ("en", "Shall I send somebody tomorrow morning?", {"offer_visit", "promise"}),
        ("en", "That's not our department, you'll have to call the dealer.", {"shirk"}),
        ("en", "It's fine, just keep using it.", {"unsafe_advice"}),
        ("en", "The weather is nice today.", set()),
    ],
)
def test_a_sentence_is_read_as_what_a_fair_listener_hears(lang, text, wanted):
    assert acts(lang, text) == wanted


def test_what_is_denied_is_evidence_and_no_deed():
    assert ("promise" in acts("zh", "我不能保证两小时内到。"), denied("zh", "我不能保证两小时内到。")) == (
        False,
        {"promise"},
    )
    assert ("promise" in acts("en", "I can't promise two hours."), denied("en", "I can't promise two hours.")) == (
        False,
        {"promise"},
    )


def test_sentences_that_are_alike_and_mean_the_opposite_are_told_apart():
    assert "offer_goodwill" in acts("zh", "可以退款")
    assert "offer_goodwill" not in acts("zh", "不可以退款")


def test_a_report_of_what_others_said_is_nobodys_promise():
    assert "promise" not in acts("zh", "您是说师傅答应今天来，对吗？")
    assert "promise" not in acts("en", "You said the engineer promised today, is that right?")


def test_traditional_characters_and_full_width_are_read_alike():
    assert acts("zh", "請您先關掉總電源") == acts("zh", "请您先关掉总电源") == {"safety_instruction"}
    assert slots("zh", "２小时内给您回电话", "promise") == slots("zh", "两小时内给您回电话", "promise")


def test_contractions_may_lose_their_apostrophe():
    assert acts("en", "Ill ring you by eight tonight") == acts("en", "I'll ring you by eight tonight")


@pytest.mark.parametrize(
    ("lang", "text", "act", "slot", "value"),
    [
        ("zh", "上门费50块，配件另算。", "check_cost", "amount", {"value": 50, "unit": "yuan"}),
        ("zh", "送您延保半年。", "offer_goodwill", "amount", {"value": 6, "unit": "month"}),
        ("zh", "我按三级投诉登记。", "classify", "level", 3),
        ("zh", "明天下午三点前师傅上门。", "promise", "kind", "visit"),
        ("zh", "明天下午三点前师傅上门。", "promise", "owner", "team"),
        ("en", "The call-out is 80 yuan, parts extra.", "check_cost", "amount", {"value": 80, "unit": "yuan"}),
        ("en", "I'll knock 20 percent off.", "offer_goodwill", "amount", {"value": 20, "unit": "percent"}),
        ("en", "I'm logging this as level 3.", "classify", "level", 3),
        ("en", "I'll call you back within two hours.", "promise", "kind", "callback"),
        ("en", "Could I take your name and phone number?", "ask_closed", "topic", ["contact", "name"]),
    ],
)
def test_slots_are_filled(lang, text, act, slot, value):
    assert slots(lang, text, act)[slot] == value


@given(st.text(max_size=120), st.sampled_from(["zh", "en"]))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_the_same_way_twice_and_places_lie_inside_it(text, lang):
    found = reader_for(LEXICON, lang).read(text)
    assert found == reader_for(LEXICON, lang).read(text)
    for act in found:
        assert act.id in ACT_IDS
        assert 0 <= act.start <= act.end <= len(text)
        assert read_act(act.record()) == act


def test_the_sieve_never_holds_back_a_pattern_that_would_match():
    file = read_acts(ROOT).acts.value
    for lang in ("zh", "en"):
        grammar = LEXICON.grammar(lang)
        sources = [source for rules in grammar.rules for source in rules.patterns][::9]
        sentences = [sentence for act in file.acts for sentence in getattr(act, lang).examples][::3]
        for source in sources:
            expression = expression_of(source, grammar.classes, lang)
            pattern, ways = re.compile(expression), ways_of(expression, lang)
            for sentence in sentences:
                chars = sentence.lower()
                if pattern.search(chars):
                    tokens = tokens_of(chars, lang)
                    assert any(all(not need.isdisjoint(tokens) for need in way) for way in ways), (source, sentence)


def test_a_pinned_lexicon_reads_as_it_did_whatever_comes_later():
    emptied = replace(LEXICON.zh, rules=tuple(replace(rules, patterns=()) for rules in LEXICON.zh.rules))
    later = replace(LEXICON, zh=emptied, hash="later")
    assert reader_for(LEXICON, "zh") is reader_for(LEXICON, "zh")
    assert reader_for(later, "zh").read("请您先关掉总电源") == ()
    assert "safety_instruction" in acts("zh", "请您先关掉总电源")
    safety = tuple(rules for rules in LEXICON.zh.rules if rules.id == "safety_instruction")
    few = replace(LEXICON, zh=replace(LEXICON.zh, rules=safety), hash="few")
    assert Reader(few, "zh").read("请您先关掉总电源") == reader_for(few, "zh").read("请您先关掉总电源") != ()


def test_of_each_file_only_the_latest_text_is_remembered():
    read = []
    latest = LatestOf(lambda text, file: read.append((text, file)) or len(read))
    assert [latest("one", "a"), latest("one", "a"), latest("two", "a"), latest("one", "b")] == [1, 1, 2, 3]
    assert latest("one", "a") == 4, "an older text is not kept"
    latest.cache_clear()
    assert latest("one", "b") == 5
