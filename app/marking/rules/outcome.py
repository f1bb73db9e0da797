"""What the marks of one answer come to: one marker's, the mean of two who agree, or a third one's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from app.marking.rules.sheet import Criteria, Sheet, whole_of
from app.marking.rules.tasks import BLIND, Role

APART = 15  # hundredths of all points; two marks further apart than this are looked at by a third marker
How = Literal["single", "mean", "adjudicated", "alone", "undecided"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts: whole points by criterion, and the words for the learner.

    how: `single` marker, `mean` of two, `adjudicated` by a third; `alone`: a second marker was asked for and there
    was none; `undecided`: two disagreed and there was no third, so their mean counts.
    """

    how: How
    points: Mapping[str, int]
    comment: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """Two markers are too far apart: a third one decides."""

    apart: int


def outcome_of(marks: Mapping[Role, Sheet], asked: Collection[Role], criteria: Criteria) -> Settled | Disputed | None:
    """Return what blind marks come to, None while one that was asked for is missing.

    asked: the roles of the answer's tasks. Criterion by criterion the mean of two is rounded half up, so that the sum
    is never below the mean of the totals.
    """
    if "adjudicator" in marks:
        return Settled("adjudicated", marks["adjudicator"].points, marks["adjudicator"].comment)
    wanted = [role for role in BLIND if role in asked]
    if not wanted or any(role not in marks for role in wanted):
        return None
    sheets = [marks[role] for role in wanted]
    if len(sheets) == 1:
        return Settled("single", sheets[0].points, sheets[0].comment)
    apart = abs(sheets[0].earned - sheets[1].earned)
    if apart * 100 > APART * whole_of(criteria):
        return Disputed(apart)
    return _mean("mean", sheets[0], sheets[1])


def without_others(marks: Mapping[Role, Sheet]) -> Settled | None:
    """Return what counts when the marker who is missing cannot be found; None while nobody has marked."""
    sheets = [marks[role] for role in BLIND if role in marks]
    if not sheets:
        return None
    if len(sheets) == 1:
        return Settled("alone", sheets[0].points, sheets[0].comment)
    return _mean("undecided", sheets[0], sheets[1])


def _mean(how: How, one: Sheet, other: Sheet) -> Settled:
    points = {name: (given + other.points[name] + 1) // 2 for name, given in one.points.items()}
    return Settled(how, points, "\n\n".join(dict.fromkeys(filter(None, (one.comment, other.comment)))))
