"""Company numbers: finding quotes, wording a value with its unit, finding numbers that should be quotes."""

import re
from collections.abc import Callable, Iterable, Mapping

from app.content.library import PolicyValue
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.kernel.canonical import digest

_HAN = re.compile("[\u4e00-\u9fff]")
QUOTE = re.compile(r"\{\{\s*policy\.([a-z0-9-]+(?:\.[a-z0-9_-]+)+)\s*\}\}")
BRACES = re.compile(r"\{\{.*?(?:\}\}|$)", re.MULTILINE)

# unit: Chinese after the number, English for one and for several, other spellings that people type
_UNITS: Mapping[str, tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = {
    "s": ("秒", "second", "seconds", ("秒钟",), ("s", "sec", "secs")),
    "min": ("分钟", "minute", "minutes", (), ("min", "mins")),
    "h": ("小时", "hour", "hours", ("个小时", "h"), ("h", "hr", "hrs")),
    "d": ("天", "day", "days", ("个自然日",), ()),
    "wd": ("个工作日", "working day", "working days", ("工作日",), ("business day", "business days")),
    "week": ("周", "week", "weeks", ("个星期", "星期"), ()),
    "month": ("个月", "month", "months", (), ()),
    "y": ("年", "year", "years", (), ()),
    "percent": ("%", "%", "%", ("％",), ("percent", "per cent")),
    "points": ("分", "point", "points", (), ()),
    "km": ("公里", "km", "km", ("千米", "km"), ("kilometres", "kilometers")),
    "yuan": ("元", "yuan", "yuan", ("块",), ("RMB",)),
    "times": ("次", "time", "times", (), ()),
    "calls": ("通电话", "call", "calls", ("通",), ()),
}
UNITS = frozenset(_UNITS)


def policies_mark(policies: Mapping[str, PolicyValue]) -> str:
    """Return a digest of company numbers with their words: while it is the same, so is what was made of them."""
    facts = ([one.key, one.trade, one.value, one.unit, one.kind, one.text] for one in policies.values())
    return digest(list(facts))


def worded_value(value: int, unit: str) -> Bilingual:
    """Word a number with its unit: “48 小时” / “48 hours”, “1 hour”, “95%”, “5,000 km”."""
    zh, one, many, *_ = _UNITS[unit]
    if unit == "percent":
        return Bilingual(f"{value}%", f"{value}%")
    return Bilingual(f"{value} {zh}", f"{value:,} {one if value == 1 else many}")


def quoted_keys(text: str) -> list[str]:
    """Return the policy keys that a text quotes, in order, each as often as it stands there."""
    return QUOTE.findall(text) if "{{" in text else []


def bad_quotes(text: str) -> list[tuple[int, str]]:
    """Return offset and text of every `{{ … }}` that is not a policy quote."""
    if "{{" not in text:
        return []
    return [(match.start(), match[0]) for match in BRACES.finditer(text) if not QUOTE.fullmatch(match[0])]


def fill_quotes(text: str, policies: Mapping[str, PolicyValue], lang: Lang) -> str:
    """Put the worded values in the place of the quotes, a space before a number that follows a Chinese character.

    KeyError for an unknown key.
    """
    if "{{" not in text:
        return text
    return QUOTE.sub(lambda match: _spaced(text, match.start()) + policies[match[1]].text.in_lang(lang), text)


def _spaced(text: str, start: int) -> str:
    return " " if start and _HAN.match(text[start - 1]) else ""


def typed_number_finder(values: Iterable[PolicyValue]) -> Callable[[str, Lang], list[tuple[int, str, str]]]:
    """Return a function that finds numbers of these policies typed in a text: offset, wording, policy key."""
    patterns: dict[Lang, list[tuple[str, str]]] = {lang: [] for lang in LANGS}
    for value in values:
        for lang in LANGS:
            patterns[lang].append((_pattern(value, lang), value.key))
    compiled = {lang: _compile(pairs) for lang, pairs in patterns.items()}

    def find(text: str, lang: Lang) -> list[tuple[int, str, str]]:
        pattern, keys = compiled[lang]
        if pattern is None:
            return []
        return [(match.start(), match[0], keys[match.lastgroup]) for match in pattern.finditer(text) if match.lastgroup]

    return find


def _pattern(value: PolicyValue, lang: Lang) -> str:
    zh, one, many, zh_more, en_more = _UNITS[value.unit]
    number = rf"{value.value:,}|{value.value}" if value.value >= 1000 else str(value.value)  # noqa: PLR2004
    names = (zh, *zh_more) if lang == "zh" else (one, many, *en_more)
    units = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    end = r"(?![A-Za-z])" if lang == "en" or value.unit in {"h", "km"} else ""
    return rf"(?:{number})[ \u00a0-]?(?:{units}){end}"


def _compile(pairs: list[tuple[str, str]]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """Join the patterns into one; of several policies with the same number the first names the advice."""
    keys: dict[str, str] = {}
    unique: dict[str, str] = {}
    for pattern, key in pairs:
        unique.setdefault(pattern, key)
    parts = []
    for index, (pattern, key) in enumerate(unique.items()):
        keys[f"k{index}"] = key
        parts.append(f"(?P<k{index}>{pattern})")
    return (re.compile(r"(?<![\d.,:：/-])(?:" + "|".join(parts) + ")") if parts else None), keys
