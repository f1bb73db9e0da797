"""One sentence for each chart: what it shows, computed from the numbers, with n."""

from collections.abc import Mapping, Sequence

from app.content.library import Track
from app.kernel.bilingual import Lang
from app.reporting.pages.words import _, ngettext
from app.reporting.rules.figures import Rate, gate, median_of

_NAMED = 2  # teams named one by one; the rest is counted


def rate_text(rate: Rate) -> str:
    """Say a rate with its interval; of few people only how many there are."""
    if rate.n == 0:
        return _("nobody is in a programme yet")
    if rate.gate == "counts":
        return _("of %(n)s on the track", n=rate.n)
    low, high = rate.interval
    values = {"percent": rate.percent, "low": low, "high": high, "n": rate.n}
    if rate.gate == "preliminary":
        return _("preliminary: %(percent)s%% of %(n)s (95%% interval %(low)s–%(high)s%%)", **values)
    return _("%(percent)s%% of %(n)s (95%% interval %(low)s–%(high)s%%)", **values)


def number_text(value: float) -> str:
    """Write a median: whole numbers plain, halves with one decimal."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def days_figure(days: Mapping[int, int]) -> tuple[str, str]:
    """Return the median and what to know about it; too few people have none."""
    n, median = sum(days.values()), median_of(days)
    if median is None:
        return "–", _("nobody has got there yet")
    if gate(n) == "counts":
        return "–", _("n = %(n)s, too few for a median", n=n)
    return number_text(median), _("n = %(n)s, preliminary", n=n) if gate(n) == "preliminary" else _("n = %(n)s", n=n)


def days_sentence(days: Mapping[int, int], level: str) -> str:
    """Say how long the first level takes."""
    n, median = sum(days.values()), median_of(days)
    if median is None:
        return _("Nobody who was enrolled has reached %(level)s yet.", level=level)
    values = {"level": level, "low": min(days), "high": max(days)}
    if gate(n) == "counts":
        return ngettext(
            "%(num)s person took %(high)s days from enrolment to %(level)s; too few for a median.",
            "%(num)s people took %(low)s to %(high)s days from enrolment to %(level)s; too few for a median.",
            n,
            **values,
        )
    return _(
        "Half of %(n)s people reached %(level)s within %(median)s days of enrolment, the last one after %(high)s.",
        **values,
        n=n,
        median=number_text(median),
    )


def levels_sentence(track: Track, lang: Lang, rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Say where a level is missing that others have; `rows` are names of units with their people by level."""
    held = [(name, _at_least(counts)) for name, counts in rows]
    for place, level in enumerate(track.levels):
        title = level.title.in_lang(lang)
        missing = [name for name, counts in held if not counts[place]]
        if len(missing) == len(held):
            if place == 0:
                return _("Nobody holds a level yet.")
            return _("Every team has somebody certified; nobody is %(level)s or higher yet.", level=title)
        if missing:
            return _missing(missing, title)
    return _("Every team has people at every level.")


def funnel_sentence(steps: Sequence[tuple[str, int]], items: int) -> str:
    """Say where most people are; the first step is the enrolment, then come `items` courses and quizzes."""
    enrolled = steps[0][1] if steps else 0
    if not enrolled:
        return _("Nobody is enrolled in a programme of this track.")
    drops = [(steps[place][1] - steps[place + 1][1], steps[place + 1][0]) for place in range(items)]
    most, step = max(drops, key=lambda drop: drop[0], default=(0, ""))
    done = steps[items][1]
    if most <= 0:
        return _("Everybody enrolled (%(n)s) has finished every course and quiz.", n=enrolled)
    return _(
        "Of %(n)s enrolled, %(done)s have passed the last step; most are held up before “%(step)s” (%(most)s).",
        n=enrolled,
        done=done,
        step=step,
        most=most,
    )


def months_sentence(months: Sequence[tuple[str, int]]) -> str:
    """Say how many levels end in the months shown, and when most."""
    total = sum(count for _name, count in months)
    if not total:
        return _("No level ends in the next twelve months.")
    name, most = max(months, key=lambda month: month[1])
    return ngettext(
        "%(num)s level ends in the next twelve months, in %(month)s.",
        "%(num)s levels end in the next twelve months; most in %(month)s (%(most)s).",
        total,
        month=name,
        most=most,
    )


def _at_least(counts: Sequence[int]) -> list[int]:
    return [sum(counts[place:]) for place in range(len(counts))]


def _missing(names: Sequence[str], level: str) -> str:
    named, more = _(", ").join(names[:_NAMED]), len(names) - _NAMED
    if more > 0:
        return _(
            "%(teams)s and %(more)s more teams have nobody who is %(level)s or higher.",
            teams=named,
            more=more,
            level=level,
        )
    return _("%(teams)s: nobody is %(level)s or higher.", teams=named, level=level)
