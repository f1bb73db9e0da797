"""Numbers as people say them: 一百五, 两千三, 半, twenty-five, a couple."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "仨": 3, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
HAN_NUMBER = "[〇零一二两俩仨三四五六七八九十百千万]+"
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_WORDS = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_MORE = {"a": 1, "an": 1, "the": 1, "a couple of": 2, "a couple": 2, "couple of": 2, "a dozen": 12}
_UNDER_TWENTY = "|".join(sorted(_SMALL[1:], key=len, reverse=True))
_TENS_WORDS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
ENGLISH_NUMBER = (
    rf"(?:(?:{_UNDER_TWENTY}|an?) hundred(?: and)?(?: (?:{_TENS_WORDS})(?: (?:{_UNDER_TWENTY}))?| (?:{_UNDER_TWENTY}))?"
    rf"|(?:{_TENS_WORDS})(?: (?:{_UNDER_TWENTY}))?|{_UNDER_TWENTY}|a couple of|a couple|a dozen|\d[\d,]*(?:\.\d+)?)"
)


def han_value(text: str) -> int | None:
    """Return the value of a Chinese or Arabic whole number; 四百二 is 420, 两三 its larger end, None for no number."""
    digits = text.replace(",", "").partition(".")[0]
    if digits.isdecimal():
        return int(digits)
    if any(char not in _DIGITS and char not in _TENS for char in text) or not text:
        return None
    if not any(char in _TENS for char in text):
        return _DIGITS[text[-1]] if len(text) <= 2 else int("".join(str(_DIGITS[char]) for char in text))  # noqa: PLR2004
    total, digit, unit, zero = 0, 0, 0, False
    for char in text:
        if char in _TENS:
            unit = _TENS[char]
            total = (total + digit) * unit if unit == _TENS["万"] else total + (digit or 1) * unit
            digit = 0
        else:
            zero, digit = zero or _DIGITS[char] == 0, _DIGITS[char]
    return total + digit * (unit // 10 if unit > 10 and not zero else 1)  # noqa: PLR2004 - 一百五, but 一百零五 and 十五


def english_value(text: str) -> int | None:
    """Return the value of an English or Arabic whole number in words; None for no number."""
    plain = text.replace(",", "").partition(".")[0]
    if plain.isdecimal():
        return int(plain)
    if text in _MORE:
        return _MORE[text]
    total = 0
    for word in text.split():
        if word == "hundred":
            total = (total or 1) * 100
        elif word in _WORDS:
            total += _WORDS[word]
        elif word not in {"and", "a", "an"}:
            return None
    return total or None
