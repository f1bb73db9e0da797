"""The lines of role-plays: what marks and panels say, how they were put together, and what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.analysis.pages.words import NO_NUMBER, _, decimals, whole
from app.analysis.rules.angoff import passing_at
from app.analysis.rules.role_plays import RoleplayLine
from app.content.library import Library
from app.kernel.bilingual import Lang
from app.psychometrics.gates import BORDERLINE_ALONE_FROM, COUNTS_BELOW, FULL_FROM


class LineCard(NamedTuple):
    """One scenario: the line in its file, the recommended one, how that came about, what would change."""

    title: str
    n: int
    now: str
    cut: str
    how: str
    details: tuple[tuple[str, str], ...]
    note: str
    change: str


@dataclass(frozen=True, slots=True)
class RoleplaysPage:
    """All scenarios that have marks or a panel."""

    cards: tuple[LineCard, ...]


def role_plays_page(library: Library, found: Mapping[str, RoleplayLine], spoken: Lang) -> RoleplaysPage:
    """Make the page."""
    cards = [_card(library, name, line, spoken) for name, line in found.items() if name in library.scenarios]
    return RoleplaysPage(tuple(sorted(cards, key=lambda card: (-card.n, card.title))))


def _card(library: Library, name: str, line: RoleplayLine, spoken: Lang) -> LineCard:
    scenario = library.scenarios[name]
    now = library.rubrics[scenario.rubric].pass_score
    cut = line.cut
    error = "" if cut is None or cut.standard_error is None else f" ± {decimals(cut.standard_error, 1)}%"
    return LineCard(
        title=scenario.title.in_lang(spoken),
        n=line.n,
        now=f"{whole(now / 10)}%",
        cut=NO_NUMBER if cut is None else f"{decimals(cut.value, 1)}%{error}",
        how=_how(line),
        details=_details(line),
        note=_note(line),
        change="" if cut is None or not line.scores else _change(line, now, cut.value),
    )


def _how(line: RoleplayLine) -> str:
    cut = line.cut
    if cut is None:
        return _("No recommendation yet.")
    if cut.method == "borderline":
        return _("Borderline regression alone, n = %(n)s.", n=line.n)
    if cut.method == "angoff":
        return _("The panel alone: the marks do not make a regression yet.")
    share = whole(100 * cut.borderline_weight)
    return _(
        "Blended: %(share)s%% borderline regression (n = %(n)s), the rest the panel, weighted by their precision.",
        share=share,
        n=line.n,
    )


def _details(line: RoleplayLine) -> tuple[tuple[str, str], ...]:
    found = line.regression
    if found is None:
        return ()
    return (
        (_("Borderline regression"), f"{decimals(found.cut, 1)}% ± {decimals(found.standard_error, 1)}%"),
        ("R²", decimals(found.r_squared)),
        (_("Marks"), f"n = {found.n}"),
    )


def _note(line: RoleplayLine) -> str:
    if line.n < COUNTS_BELOW:
        return _("Fewer than %(least)s blind marks: counts only.", least=COUNTS_BELOW)
    if line.regression is None:
        return _("All overall impressions are the same: no line can be drawn through them.")
    preliminary = _("Preliminary: fewer than %(least)s marks.", least=FULL_FROM) if line.n < FULL_FROM else ""
    if line.cut is None:
        missing = _(
            "From %(least)s marks on the regression stands alone. Until then it needs a closed panel beside it.",
            least=BORDERLINE_ALONE_FROM,
        )
        return f"{preliminary} {missing}".strip()
    return preliminary


def _change(line: RoleplayLine, now: int, cut: float) -> str:
    scores = [(score, 1) for score in line.scores]
    return _(
        "By the total alone %(before)s of %(all)s conversations reach the present line, %(after)s the recommended one.",
        before=passing_at(scores, now / 10),
        after=passing_at(scores, cut),
        all=len(scores),
    )
