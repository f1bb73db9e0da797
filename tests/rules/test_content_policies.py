"""Company numbers: wording, quoting, and finding those typed by hand."""

import pytest

from app.content.check.numbers import Numbers, number_mismatch
from app.content.library import PolicyValue
from app.content.policies import bad_quotes, fill_quotes, worded_value
from app.kernel.bilingual import Bilingual


def a_value(key="aircon.visit", value=48, unit="h", kind="visit", trade="aircon"):
    return PolicyValue(
        key=key, trade=trade, value=value, unit=unit, kind=kind, title=Bilingual("上门", "Visit"),
        text=worded_value(value, unit),
    )  # fmt: skip


VALUES = {
    value.key: value
    for value in (
        a_value(),
        a_value("aircon.answer", 1, "h", "response"),
        a_value("cars.answer", 15, "s", "response", "cars"),
        a_value("service.rate", 95, "percent", "target", "any"),
        a_value("cars.oil", 5000, "km", "amount", "cars"),
    )
}


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (48, "h", "48 小时", "48 hours"),
        (1, "h", "1 小时", "1 hour"),
        (2, "wd", "2 个工作日", "2 working days"),
        (1, "month", "1 个月", "1 month"),
        (10, "y", "10 年", "10 years"),
        (95, "percent", "95%", "95%"),
        (5000, "km", "5000 公里", "5,000 km"),
        (200, "yuan", "200 元", "200 yuan"),
        (3, "calls", "3 通电话", "3 calls"),
    ],
)
def test_a_value_is_worded_with_its_unit(value, unit, zh, en):
    assert worded_value(value, unit) == Bilingual(zh, en)


def test_quotes_are_filled_in_with_a_space_after_a_chinese_character():
    assert fill_quotes("须在{{ policy.aircon.visit }}内", VALUES, "zh") == "须在 48 小时内"
    assert fill_quotes("（{{policy.aircon.visit}}）", VALUES, "zh") == "（48 小时）"
    assert fill_quotes("within {{ policy.aircon.answer }}.", VALUES, "en") == "within 1 hour."


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        fill_quotes("{{ policy.aircon.nothing }}", VALUES, "zh")


def test_other_braces_are_reported():
    assert bad_quotes("{{ name }} {{ policy.a.b }} {{ open") == [(0, "{{ name }}"), (28, "{{ open")]


@pytest.mark.parametrize(
    ("text", "lang", "trade", "found"),
    [
        ("要在 48 小时内", "zh", "aircon", ["48 小时"]),
        ("48个小时", "zh", "aircon", ["48个小时"]),
        ("a 48-hour limit, 48 hrs, 48h", "en", "aircon", ["48-hour", "48 hrs", "48h"]),
        ("within 15 seconds", "en", "any", ["15 seconds"]),
        ("within 15 seconds", "en", "aircon", []),
        ("148 小时，4.48 小时，48 小时工", "zh", "aircon", ["48 小时"]),
        ("{{ policy.aircon.visit }}", "zh", "aircon", []),
        ("95% of calls", "en", "aircon", ["95%"]),
        ("every 5,000 km or 5000 km", "en", "cars", ["5,000 km", "5000 km"]),
    ],
)
def test_company_numbers_typed_by_hand_are_found(text, lang, trade, found):
    assert [words for _, words, _ in Numbers(VALUES).typed(text, lang, trade)] == found


@pytest.mark.parametrize(
    ("zh", "en", "mismatch"),
    [
        ("等了 57 分钟", "57 minutes", ""),
        ("等了 57 分钟", "75 minutes", "57, 75"),
        ("五十七分钟", "57 minutes", ""),
        ("八成客户", "80 customers", ""),
        ("20 人", "twenty people", ""),
        ("25 人", "twenty-five people", ""),
        ("3 次", "three times", ""),
        ("下午 15:30", "half past three", ""),
    ],
)
def test_larger_numbers_must_be_the_same_in_both_languages(zh, en, mismatch):
    assert number_mismatch(zh, en) == mismatch
