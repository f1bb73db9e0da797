"""What people still have to mark on a handed-in paper, and what they gave: for its learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.assessment.rules.marking import ItemResult
from app.items.base import ItemSpec
from app.items.people import criteria_of


class Given(Protocol):
    """The settled mark of an answer."""

    @property
    def points(self) -> Mapping[str, int]:
        """Points by criterion."""

    @property
    def comment(self) -> str:
        """Words for the learner."""

    @property
    def how(self) -> str:
        """How the points came about."""


@dataclass(frozen=True, slots=True)
class PeoplePart:
    """A question that people mark, by its number on the paper: `given` of `most` points, None while it waits."""

    number: int
    given: int | None
    most: int
    comment: str = ""
    how: str = ""


def people_parts(
    items: Sequence[ItemResult], specs: Mapping[str, ItemSpec], settled: Mapping[str, Given]
) -> tuple[PeoplePart, ...]:
    """Return the answered questions of a paper that people mark, in its order; what was taken out is not told."""
    found = []
    for number, item in enumerate(items, start=1):
        criteria = criteria_of(specs[item.id])
        most = sum(criterion.points for criterion in criteria.values())
        mark = settled.get(item.id)
        if item.state == "waiting":
            found.append(PeoplePart(number, None, most))
        elif criteria and mark is not None and item.state == "counted":
            found.append(PeoplePart(number, sum(mark.points.values()), most, mark.comment, mark.how))
    return tuple(found)
