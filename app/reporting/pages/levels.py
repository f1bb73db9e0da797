"""People by level and team: the table, its chart, its export."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import NamedTuple

from app.reporting.pages import charts, sentences
from app.reporting.pages.seen import ChartBlock, Seen
from app.reporting.pages.words import _, query
from app.reporting.rules.scope import Unit, units_of


class Cell(NamedTuple):
    """A number in the table of levels; `is_gap` where others have somebody at this level or higher and here nobody."""

    text: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A team with its people on the track, by level, and those without one."""

    name: str
    url: str
    n: int
    cells: tuple[Cell, ...]
    without: int


def _counts(seen: Seen, unit: Unit) -> tuple[int, list[int]]:
    """Return how many people of a unit are on the track, and how many hold each level as the highest."""
    sums, ids = seen.sums, unit.team_ids
    levels = [sum(sums.levels.get((team, level.id), 0) for team in ids) for level in seen.track.levels]
    return sum(sums.on_track.get(team, 0) for team in ids), levels


def _shown(seen: Seen, units: Sequence[Unit]) -> list[tuple[str, Unit, int, list[int]]]:
    """Return (name, unit, n, counts) of the units that are worth a row: the people right in a team only if any."""
    found = [(unit, *_counts(seen, unit)) for unit in units]
    rows = [(unit, n, counts) for unit, n, counts in found if n or not unit.is_own]
    own = _("%(team)s itself")
    return [
        (own % {"team": unit.team.name} if unit.is_own and len(rows) > 1 else unit.team.name, unit, n, counts)
        for unit, n, counts in rows
    ]


def level_rows(
    seen: Seen, units: Sequence[Unit], *, plain: bool = False
) -> tuple[tuple[LevelRow, ...], tuple[str, ...]]:
    """Return a row for each unit, and the names of the levels; `plain` writes a 0 as 0."""
    shown = _shown(seen, units)
    reached = [
        any(sum(counts[place:]) for _name, _unit, _n, counts in shown) for place in range(len(seen.track.levels))
    ]
    rows = tuple(
        LevelRow(
            name,
            "" if unit.is_own else query("/overview", team=unit.team.id, track=seen.track.id),
            n,
            tuple(
                Cell(str(count))
                if count or plain
                else _empty(is_gap=bool(n and reached[place] and not sum(counts[place:])))
                for place, count in enumerate(counts)
            ),
            n - sum(counts),
        )
        for name, unit, n, counts in shown
    )
    return rows, tuple(level.title.in_lang(seen.lang) for level in seen.track.levels)


def _empty(*, is_gap: bool) -> Cell:
    return Cell("0", is_gap=True) if is_gap else Cell("–")


def levels_chart(seen: Seen, units: Sequence[Unit]) -> ChartBlock:
    """Return the same as stacked bars, with the sentence for both."""
    shown = [(name, n, counts) for name, _unit, n, counts in _shown(seen, units) if n]
    names = [name for name, _n, _counts in shown]
    without = (_("None yet"), [n - sum(counts) for _name, n, counts in shown])
    parts = [
        *(
            (level.title.in_lang(seen.lang), [counts[place] for _name, _n, counts in shown])
            for place, level in enumerate(seen.track.levels)
        ),
        without,
    ]
    tokens = [*islice(cycle(charts.LEVEL_TOKENS), len(parts) - 1), charts.NONE_TOKEN]
    sentence = sentences.levels_sentence(seen.track, seen.lang, [(name, counts) for name, _n, counts in shown])
    n = sum(n for _name, n, _counts in shown)
    size = _("n = %(n)s", n=n).replace(" ", "\N{NO-BREAK SPACE}")
    whole = f"{sentence} {size}" if n else _("Nobody is in a programme of this track yet.")
    return ChartBlock("levels", _("People by level"), whole, charts.encoded(charts.stacked(names, parts, tokens)))


def levels_table(seen: Seen) -> list[list[object]]:
    """Return the table of levels for the export: a head, then a row for each team."""
    rows, names = level_rows(seen, units_of(seen.scope), plain=True)
    head: list[object] = [_("Team"), _("People on the track"), *names, _("None yet")]
    return [head, *([row.name, row.n, *(cell.text for cell in row.cells), row.without] for row in rows)]
