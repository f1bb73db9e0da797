"""Reading what needs no lexicon: times in words and digits, and which patterns a text can meet at all."""

import pytest

from app.utterance.sieve import Sieve, tokens_of
from app.utterance.slots import find_deadline


@pytest.mark.parametrize(
    ("lang", "text", "deadline"),
    [
        ("zh", "两小时内", {"value": 2, "unit": "h"}),
        ("zh", "一个半小时之内", {"value": 90, "unit": "min"}),
        ("zh", "半小时内", {"value": 30, "unit": "min"}),
        ("zh", "三个工作日内", {"value": 3, "unit": "wd"}),
        ("zh", "明天下午三点前", {"day": 1, "minute": 900}),
        ("zh", "今晚八点", {"day": 0, "minute": 1200}),
        ("zh", "周五上午", {"weekday": 5, "minute": 720}),
        ("zh", "11月28号之前", {"month": 11, "date": 28, "minute": None}),
        ("en", "within 2 hours", {"value": 2, "unit": "h"}),
        ("en", "within an hour and a half", {"value": 90, "unit": "min"}),
        ("en", "in three working days", {"value": 3, "unit": "wd"}),
        ("en", "by 3 pm tomorrow", {"day": 1, "minute": 900}),
        ("en", "by eight tonight", {"day": 0, "minute": 1200}),
        ("en", "on Friday morning", {"weekday": 5, "minute": 720}),
        ("zh", "以后再说", None),
        ("en", "some day", None),
    ],
)
def test_times_are_read_in_words_and_digits(lang, text, deadline):
    found = find_deadline(text, lang)
    assert (None if found is None else dict(found)) == deadline


def test_a_text_meets_the_patterns_whose_needs_it_holds_by_group_and_in_their_order():
    sieve = Sieve([["电(?:源|闸)", "师傅|上门", ".{3}"], [], ["水", "电源", "a|(?=电)"]], "zh")

    def met(chars: str) -> dict[int, list[str]]:
        return {group: [one.pattern for one in found] for group, found in sieve.sift(tokens_of(chars, "zh")).items()}

    assert met("请关电源") == {0: ["电(?:源|闸)", ".{3}"], 2: ["电源", "a|(?=电)"]}
    assert met("师傅上门") == {0: ["师傅|上门", ".{3}"]}
    assert met("") == {0: [".{3}"]}
