"""What the overview is made of, and a chart as its template shows one."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.content.library import Library, Track
from app.kernel.bilingual import Lang
from app.reporting.pages.words import query
from app.reporting.rules.scope import Scope
from app.reporting.rules.shown import Sums, Waiter


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart: its sentence, the figure for the browser, and the same as a table of two columns."""

    id: str
    title: str
    sentence: str
    figure: Markup
    head: tuple[str, str] = ("", "")
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the overview is made of."""

    library: Library
    track: Track
    scope: Scope
    wanted_team: int | None
    sums: Sums
    stuck: Sequence[Waiter]
    needs: Sequence[Waiter]
    today: int
    lang: Lang

    def link(self, path: str, **values: str | int) -> str:
        """Return an address that keeps team and track."""
        return query(path, team=self.wanted_team, track=self.track.id, **values)
