"""Words for days, months, steps and people who wait."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from urllib.parse import urlencode

import flask_babel

from app.content.library import Library, Track
from app.kernel.bilingual import Lang
from app.kernel.errors import N_
from app.reporting.rules.days import date_of
from app.web.request import lang


def _(message: str, **values: object) -> str:
    """Translate; the overview says so much that every message is looked up once for each language only."""
    text = translation(lang(), message)
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Translate what depends on a number, `num` in the text."""
    return _plural(lang(), one, many, n == 1) % {"num": n, **values}


@cache
def translation(_lang: Lang, message: str) -> str:
    """Return a message in the language of the request, which must be the one given."""
    return str(flask_babel.gettext(message))


@cache
def _plural(_lang: Lang, one: str, many: str, is_one: bool) -> str:  # noqa: FBT001 - a cache key
    # Both languages tell one from many at most.
    return str(flask_babel.get_translations().ungettext(one, many, 1 if is_one else 2))


@lru_cache(maxsize=4096)
def _date_text(_lang: Lang, on: date, pattern: str) -> str:
    return str(flask_babel.format_date(on, pattern))


STATE_NAMES: Mapping[str, str] = {
    "": N_("Everybody"),
    "certified": N_("Certified"),
    "working": N_("Not certified yet"),
    "stuck": N_("Stuck for more than 7 days"),
    "signature": N_("Waiting for a manager's signature"),
    "expiring": N_("Ends within 30 days"),
    "lapsed": N_("Lapsed"),
    "away": N_("In no programme of this track"),
}


def query(path: str, **values: str | int | None) -> str:
    """Return an address with the values that are there."""
    given = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def day_text(day: int | None, today: int, spoken: Lang) -> str:
    """Write a day's number, with the year only when it is another one; a dash for none."""
    if not day:
        return "–"
    year = "" if day // 10000 == today // 10000 else ("y年" if spoken == "zh" else " y")
    return _date_text(spoken, date_of(day), f"{year}M月d日" if spoken == "zh" else f"d MMM{year}")


def month_text(month: int, spoken: Lang, *, with_year: bool) -> str:
    """Write a month's number."""
    pattern = ("y年M月" if with_year else "M月") if spoken == "zh" else ("MMM y" if with_year else "MMM")
    return _date_text(spoken, date(month // 100, month % 100, 1), pattern)


class Titles:
    """Titles of steps (`course:basics`, `signoff:mentor`) in one language."""

    def __init__(self, library: Library, track: Track, spoken: Lang) -> None:
        self.library = library
        self.lang = spoken
        self.levels = {level.id: level.title.in_lang(spoken) for level in track.levels}

    def of(self, step: str) -> str:
        """Return the title of a step; its id when the content no longer has it."""
        kind, _colon, key = step.partition(":")
        if kind == "course" and key in self.library.courses:
            return self.library.courses[key].title.in_lang(self.lang)
        if kind == "quiz" and key in self.library.quizzes:
            return self.library.quizzes[key].title.in_lang(self.lang)
        if kind == "roleplay" and key in self.library.scenarios:
            return self.library.scenarios[key].title.in_lang(self.lang)
        if kind == "level":
            return self.levels.get(key, key)
        return _("Enrolled") if step == "enrolled" else key

    def waiting(self, who: str, step: str) -> str:
        """Say what somebody waits for."""
        if who != "you":
            return self._others(who, step)
        if step.startswith("course:"):
            return _("has not gone on with “%(what)s”", what=self.of(step))
        if step.startswith(("quiz:", "roleplay:")):
            return _("has not passed “%(what)s” yet", what=self.of(step))
        if step.startswith("roleplays:"):
            return _("has role-plays left to pass")
        return _("has something left to do")

    @staticmethod
    def _others(who: str, step: str) -> str:
        if who == "mentor" and step.startswith("roleplays:"):
            return _("waits for marks of a role-play")
        if who == "mentor" and step.startswith("quiz:"):
            return _("waits for marks of a quiz")
        if who == "mentor":
            return _("waits for a mentor's signature")
        return _("waits for a manager's signature") if who == "manager" else _("only time has to pass")
