"""The line of a role-play: checklist totals on the markers' overall impressions, blended with a panel where few."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.psychometrics.borderline import BorderlineRegression, borderline_regression
from app.psychometrics.cuts import Cut, blended_cut
from app.psychometrics.gates import COUNTS_BELOW, borderline_stands_alone

BORDERLINE = 2  # of the overall impression from 1 to 5: neither "not yet" nor sound


@dataclass(frozen=True, slots=True)
class RoleplayLine:
    """What marks say about the line of one scenario, in per cent of the checklist.

    n: blind first marks. regression: None below ten marks or when all impressions are the same. cut: what may be used,
    None when the marks are too few to stand alone and no panel is there to blend them with.
    """

    n: int
    regression: BorderlineRegression | None
    cut: Cut | None
    scores: tuple[int, ...]


def roleplay_line(marks: Sequence[tuple[int, int]], panel: tuple[float, float | None] | None) -> RoleplayLine:
    """Return the line of a scenario from (impression, total in thousandths) and its panel (cut, error) in per cent."""
    scores = tuple(total for _, total in marks)
    regression = None
    if len(marks) >= COUNTS_BELOW:
        ratings = [float(impression) for impression, _ in marks]
        regression = borderline_regression(ratings, [total / 10 for total in scores], BORDERLINE)
    alone = regression is not None and borderline_stands_alone(regression.n)
    cut = blended_cut(panel, regression) if panel is not None or alone else None
    return RoleplayLine(len(marks), regression, cut, scores)
