"""Deadlines and amounts in words, for ledgers and tickets: “2 小时内” / “within 2 hours”, “明天 15:00”."""

from collections.abc import Mapping

from app.dialogue.state import Slot
from app.kernel.bilingual import Lang

_UNITS: Mapping[str, tuple[str, str, str]] = {
    "min": (" 分钟", "minute", "minutes"),
    "h": (" 小时", "hour", "hours"),
    "d": (" 天", "day", "days"),
    "wd": (" 个工作日", "working day", "working days"),
    "week": (" 周", "week", "weeks"),
    "month": (" 个月", "month", "months"),
    "y": (" 年", "year", "years"),
    "yuan": (" 元", "yuan", "yuan"),
    "percent": ("%", "%", "%"),
}
_DAYS = (("今天", "today"), ("明天", "tomorrow"), ("后天", "the day after tomorrow"))
_WEEKDAYS = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def amount_words(amount: Slot, lang: Lang) -> str:
    """Word a number with its unit; empty for what has none."""
    value, unit = amount.get("value"), amount.get("unit")
    if type(value) is not int or unit not in _UNITS:
        return ""
    zh, one, many = _UNITS[str(unit)]
    if lang == "zh" or unit == "percent":
        return f"{value}{zh}"
    return f"{value:,} {one if value == 1 else many}"


def deadline_words(deadline: Slot, lang: Lang) -> str:
    """Word a deadline as people say it; empty for what is none."""
    if "value" in deadline:
        words = amount_words(deadline, lang)
        return words and (f"{words}内" if lang == "zh" else f"within {words}")
    day = _day(deadline)[lang == "en"]
    minute = deadline.get("minute")
    return f"{day} {minute // 60:02}:{minute % 60:02}" if day and type(minute) is int else day


def _day(deadline: Slot) -> tuple[str, str]:
    day, weekday, month, date = (deadline.get(name) for name in ("day", "weekday", "month", "date"))
    if type(day) is int and day >= 0:
        return _DAYS[day] if day < len(_DAYS) else (f"{day} 天后", f"in {day} days")
    if type(weekday) is int and 1 <= weekday <= len(_WEEKDAYS):
        return _WEEKDAYS[weekday - 1]
    if type(month) is int and type(date) is int and 1 <= month <= len(_MONTHS):
        return f"{month} 月 {date} 日", f"{date} {_MONTHS[month - 1]}"
    return "", ""
