"""What one marker has entered about one answer: points by criterion, words for the learner, a note for colleagues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.items.people import Criterion
from app.kernel.errors import N_, InvalidError

LONGEST_COMMENT = 4000  # characters
LONGEST_NOTE = 1000

Criteria = Mapping[str, Criterion]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Points by criterion (a criterion that is missing is still open), the comment and the note."""

    points: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""
    note: str = ""

    @property
    def earned(self) -> int:
        """The sum of the points."""
        return sum(self.points.values())

    def record(self) -> dict[str, Any]:
        """Return the JSON value under which drafts and marks keep the sheet."""
        return {"criteria": dict(self.points), "comment": self.comment, "note": self.note}


def read_sheet(record: Mapping[str, Any]) -> Sheet:
    """Read what `Sheet.record` wrote."""
    return Sheet(record["criteria"], record["comment"], record["note"])


def clean_sheet(sheet: Sheet, criteria: Criteria) -> Sheet:
    """Return the sheet in its canonical form: criteria in the author's order, blanks trimmed.

    Raises:
        InvalidError: An unknown criterion, points out of bounds (`field` is the criterion), texts too long.
    """
    if set(sheet.points) - set(criteria):
        raise InvalidError("criteria", N_("These marks could not be read. Nothing was changed."))
    for name, given in sheet.points.items():
        if not 0 <= given <= criteria[name].points:
            raise InvalidError(name, N_("Give between 0 and %(most)s points."), most=criteria[name].points)
    if len(sheet.comment) > LONGEST_COMMENT:
        raise InvalidError("comment", N_("Please keep the comment below %(most)s characters."), most=LONGEST_COMMENT)
    if len(sheet.note) > LONGEST_NOTE:
        raise InvalidError("note", N_("Please keep this note below %(most)s characters."), most=LONGEST_NOTE)
    points = {name: sheet.points[name] for name in criteria if name in sheet.points}
    return Sheet(points, sheet.comment.strip(), sheet.note.strip())


def missing_in(sheet: Sheet, criteria: Criteria) -> tuple[str, ...]:
    """Return the criteria that have no points yet, in the author's order."""
    return tuple(name for name in criteria if name not in sheet.points)


def whole_of(criteria: Criteria) -> int:
    """Return the most points that an answer can get."""
    return sum(criterion.points for criterion in criteria.values())


def total_of(sheet: Sheet, criteria: Criteria) -> int:
    """Return what a sheet comes to in thousandths of all points, rounded down."""
    return sheet.earned * 1000 // whole_of(criteria)
