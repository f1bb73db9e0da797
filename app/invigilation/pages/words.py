"""Words of exam days: spans, states, late policies, what a deed changed."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.invigilation.rules.standing import State
from app.web.rendering import in_zone, moment

_MINUTE, _HOUR = 60, 3600


def span_words(seconds: int) -> str:
    """Write a span as people say it: seconds below a minute, then minutes, then hours."""
    if seconds < _MINUTE:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    if seconds < 2 * _HOUR:
        return str(ngettext("%(num)d minute", "%(num)d minutes", round(seconds / _MINUTE)))
    return str(ngettext("%(num)d hour", "%(num)d hours", round(seconds / _HOUR)))


def clock_words(at: datetime | None) -> str:
    """Write an instant of the day to the second, in the zone of who looks."""
    return "–" if at is None else in_zone(at).strftime("%H:%M:%S")


def until_words(deadline_at: datetime | None, at: datetime) -> str:
    """Write a deadline: its time alone when it is of the same day, "" for none."""
    if deadline_at is None:
        return ""
    same_day = in_zone(deadline_at).date() == in_zone(at).date()
    return in_zone(deadline_at).strftime("%H:%M") if same_day else moment(deadline_at)


def state_words(state: State) -> tuple[str, str]:
    """Return the words of a state, and the colour of its chip."""
    words: dict[State, tuple[str, str]] = {
        "silent": (_("No contact"), "bad"),
        "over": (_("Time is over"), "warn"),
        "in": (_("Writing"), "teal"),
        "absent": (_("Not begun"), ""),
        "done": (_("Has handed in"), "ok"),
    }
    return words[state]


def measured_words() -> str:
    """Return the reason that stands in the form which gives lost time back."""
    return str(_("Connection lost, measured by the server"))


def told_words(args: Mapping[str, str]) -> str:
    """Say what a deed changed, "" when nothing was done; from the address the deed led to."""
    count = _number(args.get("n"))
    words = {
        "credits": _credited(count, _number(args.get("s"))),
        "extensions": ngettext("%(num)d paper was extended.", "%(num)d papers were extended.", count)
        if count
        else _("No paper is open. Nothing was changed."),
        "reopenings": _("1 paper is open again."),
        "submissions": _("1 paper was handed in.")
        if count
        else _("The paper was handed in already. Nothing was changed."),
        "saved": _("Saved."),
        "cancelled": _("The sitting is cancelled."),
    }
    return str(words.get(args.get("told", ""), ""))


def _credited(count: int, seconds: int) -> str:
    if not count:
        return str(_("No time is owed any more. Nothing was changed."))
    words = ngettext("%(num)d paper got its lost time back", "%(num)d papers got their lost time back", count)
    return str(_("%(what)s: %(span)s altogether.", what=words, span=span_words(seconds)))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
