"""The list of quizzes with their health."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.analysis.pages.titles import quiz_title
from app.analysis.pages.words import NO_NUMBER, decimals, flag_chips, flag_words, interval, percent_of
from app.content.library import Library
from app.kernel.bilingual import Lang
from app.psychometrics.flags import FLAGS
from app.psychometrics.gates import gate_for


class QuizLine(NamedTuple):
    """A quiz: people, passes with their interval, reliability, and how many of its questions are flagged by what."""

    url: str
    title: str
    n: int
    passed: str
    between: str
    alpha: str
    flagged: int
    chips: tuple[tuple[str, str], ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """All quizzes that somebody has handed in, those with flags first."""

    lines: tuple[QuizLine, ...]
    may_panel: bool


def list_page(library: Library, lines: Sequence[Any], spoken: Lang, *, may_panel: bool) -> ListPage:
    """Make the list."""
    words = flag_words()
    found = [_line(library, line, spoken, words) for line in lines]
    return ListPage(tuple(sorted(found, key=lambda line: (-line.flagged, line.title))), may_panel)


def _line(library: Library, line: Any, spoken: Lang, words: dict[str, str]) -> QuizLine:
    summary, gate = line.summary, gate_for(line.n, line.k)
    raised = {flag for flags in summary["flags"].values() for flag in flags}
    decided, passed = summary["decided"], summary["passed"]
    return QuizLine(
        url=f"/item-health/{line.quiz_id}",
        title=quiz_title(library, line.quiz_id, spoken),
        n=line.n,
        passed=percent_of(passed / decided) if decided and gate.shows_numbers else f"{passed} / {decided}",
        between=interval(passed, decided) if gate.shows_numbers else "",
        alpha=decimals(summary["alpha"]) if gate.shows_reliability else NO_NUMBER,
        flagged=len(summary["flags"]),
        chips=flag_chips([flag for flag in FLAGS if flag in raised], words),
        waiting=summary["waiting"],
    )
