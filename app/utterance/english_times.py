"""Times and amounts in English: within an hour and a half, by three tomorrow, half past four, 80 yuan, 30 percent."""

import re
from typing import Any

from app.utterance.numbers import ENGLISH_NUMBER, english_value
from app.utterance.spans import PARTS, Span, clock, without_overlaps

_N = ENGLISH_NUMBER
_UNIT = r"minutes?|min|hours?|hrs?|h|(?:working|business|work) days?|days?|weeks?|months?|years?|fortnight"
_LENGTH = re.compile(
    rf"(?<![\w.])(?P<lead>within|inside|in under|under|in less than|in no more than|no later than|in at most|"
    rf"at most|up to|in|after)?"
    rf"(?P<next> (?:the )?next)?(?: (?:about|around|max|maximum|at most|say))? ?"
    rf"(?:(?P<half>half an? |a half |half )(?P<halfunit>hour|day|year|month)|"
    rf"(?P<quarter>(?:a )?quarter of an hour|three quarters of an hour)"
    rf"|(?P<n>{_N}|an?|the|(?<=the next )(?=(?:hour|day|week|month)\b(?! or)))"
    rf"(?: and a half(?= h))? ?(?P<unit>{_UNIT})(?P<more> and a half)?)(?:'s|')?"
    rf"(?P<tail> from now| at the latest| at most| max| maximum| tops| or less| or sooner| or so| time)?(?!\w)"
)
_DAYS = {"today": 0, "tonight": 0, "this": 0, "tomorrow": 1}
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ABBREVIATED = {name[:3]: name for name in (*_WEEKDAYS, *_MONTHS)} | {
    "tues": "tuesday",
    "thurs": "thursday",
    "thur": "thursday",
    "sept": "september",
}
_CONNECT = (
    r"(?: (?:on|at|by|in the|before|until|in|around|about|of|the|no later than|first thing|sometime|from|after|"
    r"between|and|to)|,)*"
)
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MONTH_NAMES = "|".join([*_MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"])
_PIECE = re.compile(
    r"(?<![\w.:])(?:"
    r"(?P<after>(?:the )?day after tomorrow)|(?P<named>tomorrow|today(?! 's)|tonight)(?!'s)"
    r"|(?P<this>(?:this|in the|the same|first thing in the) )(?P<thispart>morning|afternoon|evening)"
    r"|(?P<weekday>(?:next |this |coming )?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)day)(?!'s)(?!s)"
    rf"|(?P<date>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH_NAMES})|"
    rf"(?P<month2>{_MONTH_NAMES})(?: the)? (?P<date2>\d{{1,2}})(?:st|nd|rd|th)?(?! ?(?:am|pm|:))"
    r"|(?P<end>(?:the )?(?:end of (?:the |my |our )?(?:business |working |work )?(?:day|today|shift|afternoon)|"
    r"close of (?:business|play)|eod|cob|we close|closing time|end of business|office hours end))"
    r"|(?P<week>(?:the )?end of (?:the|this|next) (?P<which>week|month)|(?:this|the) weekend|"
    r"(?P<sometime>this week(?!end)))"
    r"|(?P<noon>noon|midday|lunchtime|lunch)|(?P<midnight>midnight)"
    rf"|(?P<past>half past|half|quarter past|a quarter past|quarter to|a quarter to) (?P<ph>{_HOURS}|"
    rf"\d{{1,2}})(?! (?:hour|minute|of|an?)\b)"
    rf"|(?P<h>\d{{1,2}})(?P<m>[:.]\d{{2}})? ?(?P<half>am|pm|o'clock|oclock)|(?P<hh>\d{{1,2}}):(?P<mm>\d{{2}})|"
    rf"(?P<oh>{_HOURS}) ?(?P<ohalf>am|pm|o'clock|oclock)"
    rf"|(?<=\bby )(?P<bare>{_HOURS}|\d{{1,2}}(?:\.\d\d)?)(?! (?:of|per|percent|yuan|hundred|minutes?|hours?|"
    rf"days?|people|%))|(?<=\bat )(?P<at>{_HOURS}|\d{{1,2}}(?:\.\d\d)?)(?! (?:of|per|percent|yuan|hundred|"
    rf"minutes?|hours?|days?|years?|months?|people))"
    rf"|(?:(?<=before )|(?<=until )|(?<=around )|(?<=no later than )|(?<=than ))(?P<bef>{_HOURS}|"
    rf"\d{{1,2}})(?! (?:of|per|percent|yuan|hundred|minutes?|hours?|days?|years?|months?|people))"
    r"|(?P<part>morning|afternoon|evening|night)(?= |$|[,.?])"
    r")(?![\w])"
)
_MONEY = re.compile(
    rf"(?<!\w)(?:[¥￥$£€] ?(?P<sign>\d[\d,]*(?:\.\d+)?)|(?:rmb|cny|usd|gbp|eur) ?(?P<code>\d[\d,]*)"
    rf"|(?P<n>{_N}) ?(?:yuan|rmb|cny|bucks|quid|pounds?|dollars?|euros?|kuai)|"
    rf"(?P<a>an?) (?P<hundred>hundred)(?= (?:voucher|off)))(?!\w)"
)
_PERCENT = re.compile(rf"(?<!\w)(?P<n>{_N}) ?(?:%|percent|per cent)(?!\w)")
_SUMS = re.compile(
    r"(?<=[a-z] )(?P<n>\d{2,5})(?= (?:per unit|each|a unit|flat|all in|all up|total|in total|altogether|plus|for "
    r"(?:the|a|labor|labour|parts)|including|for hers|for his)|[,.?]|$| and | if )"
)
_COSTS = re.compile(
    r"labor|labour|parts?|fee|cost|costs|charge|board|call out|callout|price|comes to|quote|paid|pay|visit|"
    r"repair|inspection|diagnos|total|pipe|for|clean|filter|service is"
)
_UNITS = {
    "min": "min",
    "hr": "h",
    "h": "h",
    "hour": "h",
    "day": "d",
    "week": "week",
    "month": "month",
    "year": "y",
    "minute": "min",
}
_HALVES = {"hour": (30, "min"), "day": (12, "h"), "month": (15, "d"), "year": (6, "month")}
_SMALLER = {
    "h": (60, "min"),
    "d": (24, "h"),
    "week": (7, "d"),
    "month": (30, "d"),
    "y": (12, "month"),
    "min": (1, "min"),
    "wd": (1, "wd"),
}
_BOUND = {
    "within",
    "inside",
    "in under",
    "under",
    "in less than",
    "in no more than",
    "no later than",
    "in at most",
    "at most",
    "in",
    "up to",
}


def english_spans(chars: str) -> list[Span]:
    """Return the times and amounts of a comparable English text, by place."""
    found = [span for match in _LENGTH.finditer(chars) if (span := _length(match))]
    found += [span for match in _PERCENT.finditer(chars) if (span := _percent(match))]
    found += [span for match in _MONEY.finditer(chars) if (span := _money(match))]
    found += _times(chars)
    found += [
        Span(*match.span(), "M", {"value": int(match["n"]), "unit": "yuan"})
        for match in _SUMS.finditer(chars)
        if _COSTS.search(chars[max(0, match.start() - 18) : match.start()])
    ]
    return without_overlaps(found)


def _length(match: re.Match[str]) -> Span | None:
    start = match.start() + (1 if match[0].startswith(" ") else 0)
    if match["half"]:
        value, unit = _HALVES[match["halfunit"]]
    elif match["quarter"]:
        value, unit = (45 if match["quarter"].startswith("three") else 15), "min"
    else:
        number, unit = english_value(match["n"]) or _article(match), _unit(match["unit"])
        if number is None or (match["n"] in {"the", ""} and not (match["lead"] and unit in {"h", "d"})):
            return None
        value = number * (2 if match["unit"] == "fortnight" else 1)
        if match["more"] or " and a half" in match[0] or match["n"].endswith(".5"):
            factor, smaller = _SMALLER[unit]
            value, unit = value * factor + factor // 2, smaller
    timed = match["lead"] in _BOUND or (match["tail"] or "").strip() not in {"", "or so"}
    return Span(start, match.end(), "T" if timed and unit != "y" else "D", {"value": value, "unit": unit})


def _article(match: re.Match[str]) -> int | None:
    return 1 if match["n"] in {"a", "an", "the", ""} else None


def _unit(word: str) -> str:
    if "day" in word and " " in word:
        return "wd"
    return "week" if word == "fortnight" else _UNITS[word.removesuffix("s") if len(word) > 1 else word]


def _times(chars: str) -> list[Span]:
    """Join the pieces of a time that stand together: “Wednesday”, “at 9” and “in the morning”."""
    spans: list[Span] = []
    group: list[re.Match[str]] = []
    for match in _PIECE.finditer(chars):
        if group and not re.fullmatch(_CONNECT + " ?", chars[group[-1].end() : match.start()]):
            spans += _joined(group, chars)
            group = []
        group.append(match)
    return spans + (_joined(group, chars) if group else [])


def _joined(group: list[re.Match[str]], chars: str) -> list[Span]:
    day: dict[str, Any] | None = None
    part: str | None = None
    minute: int | None = None
    for match in group:
        day = _day(match) or day
        part = _part(match) or part
    for match in group:
        minute = minute if minute is not None else _clock(match, part)
    if all(match["part"] for match in group) or (day is None and minute is None and part is None):
        return []
    bare = day is None and part is None and minute is not None
    start = _lead(chars, group[0].start())
    if day is not None and "value" in day:
        return [Span(start, group[-1].end(), "T", day)]
    if minute is None and part:
        minute = PARTS.get(part)
    return [Span(start, group[-1].end(), "T", {**(day or {"day": 0}), "minute": minute}, bare)]


def _lead(chars: str, start: int) -> int:
    match = re.search(
        r"(?<!\w)(?:by|on|at|before|until|no later than|around|about|by around|by about)(?: the)? $",
        chars[max(0, start - 20) : start],
    )
    return start - (len(match[0]) if match else 0)


def _day(match: re.Match[str]) -> dict[str, Any] | None:
    if match["after"]:
        return {"day": 2}
    if match["named"]:
        return {"day": _DAYS[match["named"]]}
    if (match["this"] or "").startswith("this") or match["end"]:
        return {"day": 0}
    if match["weekday"] or match["week"]:
        return _day_of_week(match)
    return _date(match)


def _day_of_week(match: re.Match[str]) -> dict[str, Any] | None:
    if match["weekday"]:
        name = match["weekday"].split()[-1]
        return {"weekday": _WEEKDAYS.index(name) + 1} if name in _WEEKDAYS else None
    if match["which"] == "month":
        return {"value": 1, "unit": "month"}
    return {"weekday": 5 if match["which"] else 6 if "weekend" in match[0] else 7}


def _date(match: re.Match[str]) -> dict[str, Any] | None:
    month, date = match["month"] or match["month2"], match["date"] or match["date2"]
    if not month:
        return None
    return {"month": [name[:3] for name in _MONTHS].index(month[:3]) + 1, "date": int(date)}


def _part(match: re.Match[str]) -> str | None:
    if match["half"] or match["ohalf"]:
        half = match["half"] or match["ohalf"]
        return half if half in {"am", "pm"} else None
    if match["end"]:
        return None
    if match["named"] == "tonight":
        return "evening"
    part = match["part"] or match["thispart"]
    return "evening" if part == "night" else part


def _clock(match: re.Match[str], part: str | None) -> int | None:
    if match["noon"]:
        return PARTS["noon"] if "lunch" in match["noon"] else 720
    if match["midnight"]:
        return 1440
    if match["past"]:
        hour = english_value(match["ph"])
        return None if hour is None else _past(match["past"], clock(hour, 0, part))
    if match["h"] or match["hh"]:
        minutes = (match["m"] or ":0")[1:] if match["h"] else match["mm"]
        return clock(int(match["h"] or match["hh"]), int(minutes), part)
    return _spoken_clock(match, part)


def _spoken_clock(match: re.Match[str], part: str | None) -> int | None:
    word = match["oh"] or match["bare"] or match["at"] or match["bef"]
    if not word:
        return None
    whole, _, minutes = word.partition(".")
    hour = english_value(whole)
    return None if hour is None else clock(hour, int(minutes or 0), part)


def _past(word: str, hour: int | None) -> int | None:
    if hour is None:
        return None
    return hour + (-15 if word.endswith("to") else 15 if "quarter" in word else 30)


def _money(match: re.Match[str]) -> Span | None:
    value = 100 if match["hundred"] else english_value(match["sign"] or match["code"] or match["n"])
    return None if value is None else Span(*match.span(), "M", {"value": value, "unit": "yuan"})


def _percent(match: re.Match[str]) -> Span | None:
    value = english_value(match["n"])
    if value is None or value >= 100:  # noqa: PLR2004 - a hundred percent is not an amount
        return None
    return Span(*match.span(), "P", {"value": value, "unit": "percent"})
