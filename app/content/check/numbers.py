"""Company numbers and numbers in general: quotes that exist, values typed by hand, both languages alike."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from app.content.library import PolicyValue
from app.content.policies import QUOTE, bad_quotes, policies_mark, quoted_keys, typed_number_finder
from app.kernel.bilingual import Lang

Finder = Callable[[str, Lang], list[tuple[int, str, str]]]
# Weights, bands and intervals are ordinary numbers in other sentences; limits and amounts are what a company decides.
_WATCHED = frozenset({"response", "solution", "visit", "retention", "amount", "target"})
_LEAST_NUMBER = 13  # below, English writes words and Chinese digits
_CLOCK = re.compile(r"\d{1,2}\s*[:：点]\s*\d{0,2}|\d[\d,]*(?:\.\d+)?\s*万|[A-Za-z]\d+|\d+[A-Za-z]+")
_DIGITS = frozenset("0123456789")
_HAN_DIGITS = "零一二三四五六七八九"
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile("([零一二三四五六七八九十百千]+)(成)?")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_NUMBER = re.compile(rf"\b({'|'.join((*_TEENS, *_TENS))})(?:-({'|'.join(_ONES)}))?\b")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Numbers:
    """The policies of a tree, ready to look texts over."""

    def __init__(self, policies: Mapping[str, PolicyValue]) -> None:
        self.policies = policies
        self._finders: dict[str, Finder] = {}

    @cached_property
    def mark(self) -> str:
        """A digest of everything about the policies that a finding or an object may depend on."""
        return policies_mark(self.policies)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key that may be quoted."""
        return frozenset(self.policies)

    def unknown(self, text: str) -> list[str]:
        """Return quoted keys that do not exist."""
        return [key for key in quoted_keys(text) if key not in self.policies]

    def unreadable(self, text: str) -> list[str]:
        """Return what stands in double braces and is no quote."""
        return [quote for _, quote in bad_quotes(text)]

    def typed(self, text: str, lang: Lang, trade: str) -> list[tuple[int, str, str]]:
        """Return offset, wording and quote of company numbers typed into a text of a trade (`any`: of all trades)."""
        finder = self._finders.get(trade)
        if finder is None:
            finder = self._finders[trade] = typed_number_finder(self._watched(trade))
        return [(offset, words, f"{{{{ policy.{key} }}}}") for offset, words, key in finder(_unquoted(text), lang)]

    def _watched(self, trade: str) -> Iterable[PolicyValue]:
        """Return the values to look for, the trade's own first."""
        values = [value for value in self.policies.values() if value.kind in _WATCHED]
        own = [value for value in values if value.trade == trade]
        others = [value for value in values if value.trade != trade and (trade == "any" or value.trade == "any")]
        return own + others


def has_digit(text: str) -> bool:
    """Tell whether a text holds a digit: most do not, and need no closer look."""
    return not _DIGITS.isdisjoint(text)


def number_mismatch(chinese: str, english: str) -> str:
    """Return the larger numbers that stand in one language only, empty when there are none."""
    if not has_digit(chinese) and not has_digit(english):
        return ""
    if set(_NUMBER.findall(chinese)) == set(_NUMBER.findall(english)):  # nearly always, and then it is quick
        return ""
    mine, theirs = _numbers(chinese), _numbers(english)
    if mine == theirs:
        return ""
    lonely = (mine - theirs - _english_words(english)) | (theirs - mine - _chinese_words(chinese))
    return ", ".join(sorted(lonely))


def quote_mismatch(chinese: str, english: str) -> str:
    """Return the quoted keys that stand in one language only, empty when there are none."""
    if "{{" not in chinese and "{{" not in english:
        return ""
    mine, theirs = set(quoted_keys(chinese)), set(quoted_keys(english))
    return ", ".join(sorted(mine ^ theirs))


def _numbers(text: str) -> set[str]:
    found = set()
    for match in _NUMBER.finditer(_CLOCK.sub(" ", _unquoted(text))):
        plain = match[0].replace(",", "")
        if float(plain) >= _LEAST_NUMBER:
            found.add(plain)
    return found


def _chinese_words(text: str) -> set[str]:
    """Return the numbers written in Chinese numerals up to 9,999, and 八成 as 80."""
    found = set()
    for match in _HAN_NUMBER.finditer(text):
        total, digit = 0, 0
        for sign in match[1]:
            if sign in _HAN_UNITS:
                total, digit = total + (digit or 1) * _HAN_UNITS[sign], 0
            else:
                digit = _HAN_DIGITS.index(sign)
        found.add(str((total + digit) * (10 if match[2] else 1)))
    return found


def _english_words(text: str) -> set[str]:
    """Return the numbers from thirteen to ninety-nine written in words."""
    found = set()
    for match in _ENGLISH_NUMBER.finditer(text.lower()):
        tens, units = match[1], match[2]
        if tens in _TEENS:
            found.add(str(13 + _TEENS.index(tens)))
        else:
            found.add(str(20 + 10 * _TENS.index(tens) + (1 + _ONES.index(units) if units else 0)))
    return found


def _unquoted(text: str) -> str:
    return QUOTE.sub(lambda match: " " * len(match[0]), text) if "{{" in text else text
