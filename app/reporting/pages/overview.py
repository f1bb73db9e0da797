"""The overview: four figures, levels by team, who is stuck, and three charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.content.library import Library, Track
from app.kernel.bilingual import Lang
from app.reporting.pages import blocks, sentences
from app.reporting.pages.levels import LevelRow, level_rows, levels_chart
from app.reporting.pages.seen import ChartBlock, Seen
from app.reporting.pages.words import Titles, _, day_text, ngettext, query
from app.reporting.rules.days import date_of
from app.reporting.rules.figures import Rate
from app.reporting.rules.scope import Scope, in_tree_order, units_of
from app.reporting.rules.shown import Waiter

STUCK_SHOWN = 20
NEEDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One of the four figures; `chip` draws attention to a part of it (kind: ok, warn, bad)."""

    label: str
    figure: str
    note: str = ""
    url: str = ""
    chip: str = ""
    chip_url: str = ""
    chip_kind: str = "warn"


class WaitingLine(NamedTuple):
    """Somebody who waits: for whom, on what, since when and for how many days."""

    url: str
    name: str
    team: str
    reason: str
    since: str
    days: int
    is_own: bool


class Choice(NamedTuple):
    """An entry of a filter."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The whole overview of one track over the teams looked at."""

    eyebrow: str
    crumbs: tuple[tuple[str, str], ...]
    teams: tuple[Choice, ...]
    tracks: tuple[Choice, ...]
    cards: tuple[Card, ...]
    level_names: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    levels_chart: ChartBlock
    away: str
    away_url: str
    needs: tuple[WaitingLine, ...]
    needs_url: str
    stuck: tuple[WaitingLine, ...]
    stuck_by: tuple[str, ...]
    stuck_more: str
    stuck_url: str
    charts: tuple[ChartBlock, ...]
    people_url: str
    people_csv: str
    levels_csv: str


def overview_page(seen: Seen) -> OverviewPage:
    """Make the overview."""
    units = units_of(seen.scope)
    rows, names = level_rows(seen, units)
    on_track = sum(seen.sums.on_track.values())
    away = sum(seen.sums.people.values()) - on_track
    titles = Titles(seen.library, seen.track, seen.lang)
    stuck = sum(seen.sums.stuck.values())
    return OverviewPage(
        eyebrow=_eyebrow(seen),
        crumbs=tuple((team.name, query("/overview", team=team.id, track=seen.track.id)) for team in seen.scope.above),
        teams=team_choices(seen.scope, seen.wanted_team),
        tracks=track_choices(seen.library, seen.track, seen.lang),
        cards=_cards(seen, on_track, stuck),
        level_names=names,
        levels=rows,
        levels_chart=levels_chart(seen, units),
        away=ngettext(
            "%(num)s person is in no programme of this track.",
            "%(num)s people are in no programme of this track.",
            away,
        )
        if away > 0
        else "",
        away_url=seen.link("/overview/people", state="away"),
        needs=_lines(seen, titles, seen.needs[:NEEDS_SHOWN]),
        needs_url=seen.link("/overview/people", state="signature") if len(seen.needs) > NEEDS_SHOWN else "",
        stuck=_lines(seen, titles, seen.stuck),
        stuck_by=_stuck_by(seen.sums.stuck),
        stuck_more=_("All %(n)s who are stuck", n=stuck) if stuck > len(seen.stuck) else "",
        stuck_url=seen.link("/overview/people", state="stuck"),
        charts=(blocks.funnel(seen, titles), blocks.days(seen), blocks.months(seen)),
        people_url=seen.link("/overview/people"),
        people_csv=seen.link("/overview.csv"),
        levels_csv=seen.link("/overview/levels.csv"),
    )


def team_choices(scope: Scope, wanted: int | None) -> tuple[Choice, ...]:
    """Return all teams that may be chosen, indented by depth."""
    ordered = in_tree_order(scope.may_see)
    return tuple(Choice(str(team.id), "　" * depth + team.name, team.id == wanted) for team, depth in ordered)


def track_choices(library: Library, chosen: Track, lang: Lang) -> tuple[Choice, ...]:
    """Return the tracks to choose from, none when there is only one."""
    if len(library.tracks) == 1:
        return ()
    return tuple(Choice(track.id, track.title.in_lang(lang), track is chosen) for track in library.tracks.values())


def _eyebrow(seen: Seen) -> str:
    name = seen.scope.chosen.name if seen.scope.chosen else _("My teams")
    teams = ngettext("%(num)s team", "%(num)s teams", seen.scope.leaves)
    n = sum(seen.sums.people.values())
    people = ngettext("%(num)s person", "%(num)s people", n)
    return f"{name} · {teams} · {people}"


def _cards(seen: Seen, on_track: int, stuck: int) -> tuple[Card, ...]:
    certified, lapsed = sum(seen.sums.levels.values()), sum(seen.sums.lapsed.values())
    first = seen.track.levels[0].title.in_lang(seen.lang) if seen.track.levels else ""
    median, about = sentences.days_figure(seen.sums.days)
    people = "/overview/people"
    return (
        Card(
            _("Certified"),
            str(certified),
            sentences.rate_text(Rate(certified, on_track)),
            seen.link(people, state="certified"),
        ),
        Card(
            _("Ends within 30 days"),
            str(seen.sums.soon),
            url=seen.link(people, state="expiring"),
            chip=ngettext("%(num)s has lapsed", "%(num)s have lapsed", lapsed) if lapsed else "",
            chip_url=seen.link(people, state="lapsed"),
        ),
        Card(
            _("Stuck for more than 7 days"),
            str(stuck),
            url=seen.link(people, state="stuck"),
            chip=next(iter(_stuck_by(seen.sums.stuck)), ""),
            chip_url=seen.link(people, state="stuck"),
            chip_kind="bad",
        ),
        Card(_("Median days to %(level)s", level=first), median, about),
    )


def _stuck_by(stuck: Mapping[str, int]) -> tuple[str, ...]:
    """Say how many wait for whom, the most first."""
    return tuple(
        _stuck_text(who, n) for who, n in sorted(stuck.items(), key=lambda item: item[1], reverse=True) if n > 0
    )


def _stuck_text(who: str, n: int) -> str:
    if who == "mentor":
        return ngettext("%(num)s waits for a mentor", "%(num)s wait for a mentor", n)
    if who == "manager":
        return ngettext("%(num)s waits for a manager", "%(num)s wait for a manager", n)
    return ngettext("%(num)s has not gone on", "%(num)s have not gone on", n)


def _lines(seen: Seen, titles: Titles, waiters: Sequence[Waiter]) -> tuple[WaitingLine, ...]:
    today = date_of(seen.today)
    reasons: dict[tuple[str, str], str] = {}
    days: dict[int, tuple[str, int]] = {}
    found = []
    for person_id, name, team, who, step, since_on in waiters:
        if (who, step) not in reasons:
            reasons[who, step] = titles.waiting(who, step)
        if since_on not in days:
            days[since_on] = day_text(since_on, seen.today, seen.lang), (today - date_of(since_on)).days
        found.append(WaitingLine(f"/people/{person_id}", name, team, reasons[who, step], *days[since_on], who == "you"))
    return tuple(found)
