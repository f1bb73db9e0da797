"""Times and amounts in Chinese: 一个半小时内, 明天下午三点前, 下周五, 五个工作日, 一百五十元, 延保半年."""

import re
from typing import Any

from app.utterance.numbers import HAN_NUMBER, han_value
from app.utterance.spans import PARTS, Span, clock, without_overlaps

_N = rf"(?:\d[\d,]*(?:\.\d+)?|{HAN_NUMBER})"
_WITHIN = "(?:之内|以内|内|里头|里面|里|之后|以后|后|之前|以前|前)"
_LENGTH = re.compile(
    rf"(?P<lead>最多|不超过|不出|顶多|最迟|最晚|最慢|再过|过|在)?(?:大概|大约|差不多)?"
    rf"(?:(?P<quarter>一|三)刻钟|(?P<half>半)个?(?:多)?(?P<halfunit>小时|钟头|天|月|年)"
    rf"|(?P<n>{_N})(?P<each>个)?(?P<plus>半|多)?"
    rf"(?P<unit>分钟|分(?!钟|之|百|期|析|店|类|公司|钱)|小时|钟头|钟(?!头)|h(?![a-z])|工作日|天|日(?!期|常|子)|"
    rf"周(?!年|边|到|[一二三四五六日末])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|月(?!\d|"
    rf"[一二三四五六七八九十]+[日号])|年(?!级|代|会|底|前))"
    rf"(?P<after>半)?)(?:钟)?(?P<tail>{_WITHIN})?"
)
_DAY = {"今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_PART = {
    "凌晨": "early", "一大早": "early", "早上": "morning", "早晨": "morning", "清早": "morning", "上午": "morning",
    "早": "morning", "午前": "morning", "中午": "noon", "晌午": "noon", "午后": "afternoon", "下午": "afternoon",
    "傍晚": "evening", "晚上": "evening", "夜里": "evening", "晚间": "evening", "夜间": "evening", "晚": "evening",
    "下班": "end", "天黑": "end", "收工": "end",
}  # fmt: skip
_PARTS_OF_DAY = "|".join(sorted(_PART, key=len, reverse=True))
_DATED = (
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]+)月(?P<date>\d{1,2}|[一二三四五六七八九十]+)[日号]?|"
    r"(?P<only>\d{1,2}|[一二三四五六七八九十]{1,3})号(?!楼|线|院|店|柜|工|机|电|门|单|窗|座|桌|库|师|技|的|那)"
)
_WEEK = r"(?P<next>下个?|这个?|本|上个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
_NAMED = r"(?P<day>大后|今|明|后|当)(?:天|日|儿个?|个)|(?P<short>今|明|后)(?=早|晚|晨|午)"
_CLOCK = (
    r"(?P<h>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点(?!半?[儿心评赞火名开单头击了子])钟?|时(?!候|间|"
    r"常))(?:(?P<halfpast>半)|(?P<kwarter>[一三])刻|(?P<m>\d{1,2}|[一二三四五六七八九十零]{1,3})分?|整|钟)?|"
    r"(?P<hh>\d{1,2}):(?P<mm>\d{2})"
)
_END = r"(?:之前|以前|前|之内|以内|内|左右|整|之间)?"
_TIME = re.compile(
    rf"(?P<lead>最晚|最迟|最慢|不晚于|不迟于|赶在|就在|在)?(?:{_DATED}|{_WEEK}|{_NAMED})?(?:的|就)?"
    rf"(?P<part>{_PARTS_OF_DAY})?(?:{_CLOCK})?(?P<end>之前|以前|前|之内|以内|内|左右|整|之间)?"
)
_PERIOD = re.compile(
    r"(?P<this>这个?|本|下个?)(?P<what>周|星期|礼拜|月)(?:末|底|之内|以内|内|里)(?:之前|以前|前)?|"
    r"月底(?:之前|以前|前)?|(?<!上)周末(?:之前|以前|前)?"
)
_MONEY = re.compile(
    rf"[¥￥](?P<sign>\d[\d,]*)(?:元|块)?|(?P<n>{_N})(?:多)?(?:块钱?(?!板|状|儿)|元钱?|人民币|rmb|刀|"
    rf"大洋)(?P<rest>[一二三四五六七八九](?!个))?"
    rf"|(?:(?<=费)|(?<=检测)|(?<=材料)|(?<=工时)|(?<=配件)|(?<=收)|(?<=收您)|(?<=退)|(?<=退您)|(?<=补)|"
    rf"(?<=补您)|(?<=赔)|(?<=赔您)|(?<=减)|(?<=减您)|(?<=共)|(?<=总共)|(?<=抵)|(?<=便宜)|(?<=便宜您)|(?<=优惠)|"
    rf"(?<=送您)|(?<=人工)|(?<=零件)|(?<=费是)|(?<=费用)|(?<=价)|(?<=要)|"
    rf"(?<=花))(?P<bare>\d{{2,5}}(?![\d.个小天年月分点度]|号|工)|"
    rf"[一二两三四五六七八九][百千十][一二三四五六七八九十百零]*(?![个小天年月分点度]|号|工))"
    rf"|(?P<worth>\d{{2,5}}|[一二两三四五六七八九]?[百千十][一二三四五六七八九十]*)(?=(?:面值)?的?(?:代金|现金|"
    rf"优惠|购物|抵用|消费|维修|服务)?[券卡])"
)
_PERCENT = re.compile(rf"百分之(?P<n>{_N})|(?P<d>\d{{1,2}})%|(?P<off>[一二三四五六七八九]|\d(?:\.\d)?)五?折")
_UNITS = {"分钟": "min", "分": "min", "小时": "h", "钟头": "h", "钟": "h", "h": "h", "天": "d", "日": "d",
          "工作日": "wd", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "y"}  # fmt: skip
_HALVES = {"小时": (30, "min"), "钟头": (30, "min"), "天": (12, "h"), "月": (15, "d"), "年": (6, "month")}
_MINUTES = {
    "h": (60, "min"),
    "d": (24, "h"),
    "week": (7, "d"),
    "month": (30, "d"),
    "y": (12, "month"),
    "min": (1, "min"),
    "wd": (1, "wd"),
}
_GREETING = re.compile(r"[上午晚早]好")


def han_spans(chars: str) -> list[Span]:
    """Return the times and amounts of a comparable Chinese text, by place."""
    found = [span for match in _PERCENT.finditer(chars) if (span := _percent(match))]
    found += [span for match in _MONEY.finditer(chars) if (span := _money(match))]
    found += [span for match in _LENGTH.finditer(chars) if (span := _length(match))]
    found += [span for match in _PERIOD.finditer(chars) if (span := _period(match))]
    found += [span for match in _TIME.finditer(chars) if match[0] and (span := _time(match, chars))]
    return without_overlaps(found)


def _length(match: re.Match[str]) -> Span | None:
    value, unit = _amount_of_time(match)
    if value is None:
        return None
    timed = match["tail"] or match["lead"] in {"最多", "不超过", "不出", "顶多", "最迟", "最晚", "最慢", "再过"}
    return Span(*match.span(), "T" if timed and unit != "y" else "D", {"value": value, "unit": unit})


def _amount_of_time(match: re.Match[str]) -> tuple[int | None, str]:
    if match["quarter"]:
        return (15 if match["quarter"] == "一" else 45), "min"
    if match["half"]:
        return _HALVES[match["halfunit"]]
    value, unit = han_value(match["n"]), _UNITS[match["unit"]]
    if match["unit"] in {"月", "钟"} and not match["each"]:
        return None, unit  # 三月 is a month of the year
    if value is not None and (match["plus"] == "半" or match["after"] or match["n"].endswith(".5")):
        factor, smaller = _MINUTES[unit]
        return value * factor + factor // 2, smaller
    return value, unit


def _period(match: re.Match[str]) -> Span | None:
    if match[0].startswith("周末"):
        return Span(*match.span(), "T", {"weekday": 6, "minute": None})
    if match["what"] in {"周", "星期", "礼拜"}:
        if match["this"].startswith("下"):
            return Span(*match.span(), "T", {"value": 1, "unit": "week"})
        return Span(*match.span(), "T", {"weekday": 6 if "末" in match[0] else 7, "minute": None})
    return Span(*match.span(), "T", {"value": 1, "unit": "month"})


def _time(match: re.Match[str], chars: str) -> Span | None:
    part = _PART.get(match["part"] or "")
    minute = _clock(match, part)
    if minute is None and (match["h"] or match["hh"]):
        return None
    day = _day(match)
    if day is None and not _stands_alone(match, chars, part, minute):
        return None
    if match["next"] and match["next"].startswith("上"):
        return None
    if minute is None and part:
        minute = PARTS[part]
    if day is None:
        return Span(*match.span(), "T", {"day": 0, "minute": minute}, part is None)
    return Span(*match.span(), "T", {**day, "minute": minute})


def _stands_alone(match: re.Match[str], chars: str, part: str | None, minute: int | None) -> bool:
    """Say whether a time without a day is one: 下午三点, 三点前, 15:00, 下班前 – not 早点, 一点问题, 下午好."""
    if part and minute is None:
        if match["part"] in {"早", "晚", "下班", "天黑", "收工", "一大早"}:
            return bool(match["end"]) and match["end"] != "内"
        return chars[match.end() : match.end() + 1] not in {"好", "茶"}
    if minute is None:
        return False
    if part or match["end"] or match["hh"] or match["lead"] or match["halfpast"] or match["kwarter"]:
        return True
    after = chars[match.end() : match.end() + 2]
    digits = match["h"].isdecimal()
    return match["h"] != "一" and (digits or match[0].endswith("钟") or after[:1] in set("我到给来上过师回您去能准帮"))


def _clock(match: re.Match[str], part: str | None) -> int | None:
    if match["hh"]:
        return clock(int(match["hh"]), int(match["mm"]), part)
    if not match["h"]:
        return None
    hour = han_value(match["h"])
    minute = 30 if match["halfpast"] else 15 * (han_value(match["kwarter"]) or 0) if match["kwarter"] else 0
    if match["m"]:
        minute = han_value(match["m"]) or 0
    return None if hour is None else clock(hour, minute, part)


def _day(match: re.Match[str]) -> dict[str, Any] | None:
    if match["day"] or match["short"]:
        return {"day": _DAY[match["day"] or match["short"]]}
    if match["weekday"]:
        return {"weekday": {"日": 7, "天": 7, "末": 6}.get(match["weekday"]) or han_value(match["weekday"])}
    if match["month"]:
        month, date = han_value(match["month"]), han_value(match["date"])
        return {"month": month, "date": date} if month and date and month <= 12 and date <= 31 else None  # noqa: PLR2004
    return None


def _money(match: re.Match[str]) -> Span | None:
    number = match["sign"] or match["n"] or match["bare"] or match["worth"]
    value = han_value(number)
    if value is None:
        return None
    if match["bare"] and match["bare"].isdecimal() and value < 5:  # noqa: PLR2004
        return None
    return Span(*match.span(), "M", {"value": value, "unit": "yuan"})


def _percent(match: re.Match[str]) -> Span | None:
    if match["off"]:
        tenths = han_value(match["off"])
        value = 100 - 10 * tenths - (5 if match[0].endswith("五折") and len(match[0]) > 2 else 0) if tenths else None  # noqa: PLR2004
    else:
        value = han_value(match["n"] or match["d"])
    if value is None or value >= 100:  # noqa: PLR2004 - 百分之百 is not an amount
        return None
    return Span(*match.span(), "P", {"value": value, "unit": "percent"})
