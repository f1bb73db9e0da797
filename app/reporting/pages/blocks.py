"""The three charts below: through the programme, time to the first level, levels that end by month."""

from app.content.library import Programme
from app.kernel.bilingual import Lang
from app.reporting.pages import charts, sentences
from app.reporting.pages.seen import ChartBlock, Seen
from app.reporting.pages.words import Titles, _, month_text
from app.reporting.rules.figures import Bar, bars
from app.reporting.rules.standing import steps_of


def _programme(seen: Seen) -> Programme | None:
    """Return the programme of the track with the most people."""
    leading = [programme for programme in seen.library.programmes.values() if programme.track == seen.track.id]
    return max(leading, key=lambda programme: seen.sums.steps.get(f"{programme.id}/enrolled", 0), default=None)


def funnel(seen: Seen, titles: Titles) -> ChartBlock:
    """Return how many people are through each step of the programme."""
    programme = _programme(seen)
    steps = steps_of(programme, seen.track) if programme else ()
    prefix = programme.id if programme else ""
    rows = tuple((titles.of(step), seen.sums.steps.get(f"{prefix}/{step}", 0)) for step in steps)
    items = max(0, len(steps) - 1 - len(seen.track.levels))
    figure = charts.lying_bars([name for name, _n in rows], [n for _name, n in rows])
    title = programme.title.in_lang(seen.lang) if programme else ""
    return ChartBlock(
        "funnel",
        _("Through the programme %(title)s", title=title),
        sentences.funnel_sentence(rows, items),
        charts.encoded(figure),
        (_("Step"), _("People through")),
        rows,
    )


def days(seen: Seen) -> ChartBlock:
    """Return how long people took to the first level."""
    level = seen.track.levels[0].title.in_lang(seen.lang) if seen.track.levels else ""
    rows = tuple((_span(bar), bar.count) for bar in bars(seen.sums.days))
    figure = charts.standing_bars(
        [name for name, _n in rows], [n for _name, n in rows], x_title=_("Days from enrolment"), y_title=_("People")
    )
    return ChartBlock(
        "days",
        _("Time to %(level)s", level=level),
        sentences.days_sentence(seen.sums.days, level),
        charts.encoded(figure),
        (_("Days from enrolment"), _("People")),
        rows,
    )


def months(seen: Seen) -> ChartBlock:
    """Return how many levels end in each of the coming months."""
    ends = sorted(seen.sums.months.items())
    years = {month for month, _n in ends if month == ends[0][0] or month % 100 == 1}
    rows = tuple((month_text(month, seen.lang, with_year=month in years), count) for month, count in ends)
    figure = charts.standing_bars(
        [_broken(month, seen.lang, with_year=month in years) for month, _n in ends],
        [n for _month, n in ends],
        x_title="",
        y_title=_("Levels that end"),
    )
    return ChartBlock(
        "months",
        _("Levels that end, by month"),
        sentences.months_sentence(rows),
        charts.encoded(figure),
        (_("Month"), _("Levels that end")),
        rows,
    )


def _span(bar: Bar) -> str:
    return str(bar.first) if bar.first == bar.last else f"{bar.first}–{bar.last}"


def _broken(month: int, lang: Lang, *, with_year: bool) -> str:
    """Write a month for its bar, the year in a line of its own: it stays upright."""
    name = month_text(month, lang, with_year=False)
    return f"{name}<br>{month // 100}" if with_year else name
